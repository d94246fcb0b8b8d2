"""What was asked is recorded as it would be typed."""

import pytest

from ops.commands.access.recording import asked_in


@pytest.mark.parametrize(
    ("given", "typed"),
    [
        ({"case": "FK-1", "month": 24309, "position": None}, "--month 2025-10"),
        ({"position": 0, "wrong_only": False}, "--position 0"),
        ({"wrong_only": True, "policies": [], "reckoned_on": None}, "--wrong-only yes"),
    ],
)
def test_an_option_that_was_typed_is_told_and_0_is_one(
    given: dict[str, object], typed: str
) -> None:
    assert asked_in(given) == typed
