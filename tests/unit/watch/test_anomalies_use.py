"""`kvitto anomalies` answers wrong use before anything is opened."""

import pytest

from ops.cli import main


@pytest.mark.parametrize(
    ("asked", "what_now"),
    [
        (("--json", "--ndjson"), "Give one of them."),
        (("--show", "R01-4be1c09a77", "--ndjson"), "Leave --ndjson out"),
        (("--from", "2026-03", "--until", "2026-02"), "Give the earlier month first."),
    ],
)
def test_forms_that_exclude_each_other_are_refused(
    asked: tuple[str, ...], what_now: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["anomalies", *asked]) == 2
    assert what_now in " ".join(capsys.readouterr().err.split())
