"""
What git must never keep: addresses of registries, paths of one machine, papers nobody else has.

The lock file is judged line by line: each requirement is pinned and hashed, and says nothing of
where it was fetched.
"""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, tracked

# A dot or a letter in brackets, so that this file does not find itself.
REGISTRIES = re.compile(
    r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|deb[.]debian[.]org"
    r"|repo1?[.]maven|crates[.]io|proxy[.]golang"
)
# Folders that every machine has; a checkout or a home in one of them tells nothing.
SHARED = ("home", "mnt", "nonexistent", "opt", "root", "srv", "tmp", "usr", "var")
EVERYWHERE = {"/", *(f"/{name}" for name in SHARED)}
# The reader of this repository holds neither our notes nor the task we were given.
UNSEEN = re.compile(r"d[o]ssier|\bbug[\s#]+note|\bthe[\s#]+issue\b", re.IGNORECASE)
REQUIREMENT = re.compile(r"[a-z0-9-]+==\S+( ; [^\\]+)?( --hash=sha256:[0-9a-f]{64})+")


def of_one_machine(*paths: Path) -> list[str]:
    """Return those of these paths that another machine need not have."""
    return sorted({str(path) for path in paths} - EVERYWHERE)


def machine(*paths: Path) -> re.Pattern[str]:
    """
    Return a pattern for what begins with one of these paths, or with anybody's home.

    A path of one name counts only where it goes on: `/build` alone is what any file may say.
    """
    own = [
        re.escape(path) + (r"(?=/\w)" if path.count("/") == 1 else r"(?![\w-])")
        for path in of_one_machine(*paths)
    ]
    homes = r"/(?:root|(?:home|Users)/\w[\w.-]*)/"
    return re.compile(rf"(?:(?<=://)|(?<![\w./-]))(?:{'|'.join([*own, homes])})")


HERE = (ROOT, ROOT.parent, Path.home())
MACHINE = machine(*HERE)


def found(pattern: re.Pattern[str], text: str) -> list[str]:
    return [match.group() for match in pattern.finditer(text)]


def loose_requirements(lock: str) -> list[str]:
    """Return each requirement of a lock file that is not pinned, not hashed, or says more."""
    lines = re.sub(r" *\\\n *", " ", lock).splitlines()
    return [line for line in lines if not line.startswith("#") and not REQUIREMENT.fullmatch(line)]


@pytest.mark.parametrize(
    "pattern", [REGISTRIES, MACHINE, UNSEEN], ids=["registry", "machine", "unseen paper"]
)
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


@pytest.mark.parametrize("path", of_one_machine(*HERE))
def test_a_path_of_this_machine_is_found(path: str) -> None:
    assert found(MACHINE, f"cd {path}/shared")
    assert found(MACHINE, f"file://{path}/shared")
    assert not found(MACHINE, f"at frame{path}/shared, net{path}/shared and .{path}/shared")


def test_the_checkout_its_folder_and_the_home_are_paths_of_a_machine() -> None:
    pattern = machine(Path("/fields/barn/kvitto"), Path("/fields"), Path("/var/cellar"))
    for text in ("cd /fields/barn/kvitto", "(/fields/barn)", "`/var/cellar`", "/var/cellar/x"):
        assert found(pattern, text), text
    for text in ("/fields", "/fieldsman/x", "/var/cellars", "/var/x", "a/fields/x"):
        assert not found(pattern, text), text


def test_what_every_machine_has_is_no_path_of_one() -> None:
    assert of_one_machine(Path("/srv/kvitto"), Path("/srv"), Path("/")) == ["/srv/kvitto"]
    assert not found(machine(Path("/srv"), Path("/")), "/srv/x and /dev/null")


@pytest.mark.parametrize("home", ["root", "home/karin", "Users/Karin.B"])
def test_the_home_of_anybody_is_found(home: str) -> None:
    assert found(machine(), f"cd /{home}/kvitto")
    assert not found(machine(), f"docs/{home}/kvitto, /home/ and /Users/")


@pytest.mark.parametrize("words", ["The Doss" + "iers", "bug" + " note 3", "the\n# " + "issue"])
def test_a_paper_that_the_reader_has_not_seen_is_found(words: str) -> None:
    assert found(UNSEEN, f"as {words} says")
    assert not found(UNSEEN, "the issuer of a note on bugs, the issued and debug notes")


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
