"""
What git must never keep: addresses of package registries and paths of one machine.

The lock file is judged line by line: each requirement is pinned and hashed, and says nothing of
where it was fetched.
"""

import re

import pytest

from tests.architecture.tree import ROOT, tracked

# Each dot and underscore in brackets, so that this file does not find itself.
REGISTRIES = re.compile(
    r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|deb[.]debian[.]org"
    r"|repo1?[.]maven|crates[.]io|proxy[.]golang"
)
MACHINE = re.compile(r"(?:^|[^\w./-])/(?:work|farm|root)\b|/tmp/bash[_]jobs", re.MULTILINE)
REQUIREMENT = re.compile(r"[a-z0-9-]+==\S+( ; [^\\]+)?( --hash=sha256:[0-9a-f]{64})+")


def found(pattern: re.Pattern[str], text: str) -> list[str]:
    return [match.group() for match in pattern.finditer(text)]


def loose_requirements(lock: str) -> list[str]:
    """Return each requirement of a lock file that is not pinned, not hashed, or says more."""
    lines = re.sub(r" *\\\n *", " ", lock).splitlines()
    return [line for line in lines if not line.startswith("#") and not REQUIREMENT.fullmatch(line)]


@pytest.mark.parametrize("pattern", [REGISTRIES, MACHINE], ids=["registry", "machine"])
def test_no_tracked_file_names_a(pattern: re.Pattern[str]) -> None:
    texts = {path: (ROOT / path).read_text("utf-8", errors="replace") for path in tracked()}
    assert texts
    assert {path: hits for path, text in texts.items() if (hits := found(pattern, text))} == {}


def test_every_requirement_is_pinned_and_hashed_and_names_no_address() -> None:
    lock = (ROOT / "constraints.txt").read_text("utf-8")
    assert "://" not in lock
    assert loose_requirements(lock) == []


@pytest.mark.parametrize("host", ["pypi" + ".org", "files.python" + "hosted.org", "crates" + ".io"])
def test_a_registry_is_found(host: str) -> None:
    assert found(REGISTRIES, f"index = https://{host}/simple")


@pytest.mark.parametrize("start", ["work", "root", "farm"])
def test_a_path_of_this_machine_is_found(start: str) -> None:
    assert found(MACHINE, f"cd /{start}/main")
    assert not found(MACHINE, f"at frame{start}/main, net/{start}/main and .//{start}")


@pytest.mark.parametrize(
    "line",
    [
        "pytest",
        "pytest==9.2.0",
        "pytest>=9 --hash=sha256:" + "0" * 64,
        "pytest @ file.whl --hash=sha256:" + "0" * 64,
        "--index-url somewhere",
    ],
)
def test_a_loose_requirement_is_found(line: str) -> None:
    assert loose_requirements(line) == [line]


def test_a_pinned_and_hashed_requirement_is_allowed() -> None:
    hashes = "".join(f" \\\n    --hash=sha256:{digit * 64}" for digit in "0f")
    assert loose_requirements(f"# Tools\ntzdata==2026.6 ; sys_platform == 'win32'{hashes}\n") == []
