"""
Checks of what is installed: Python, the libraries, and that our packages are our own.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, packages_distributions, requires, version
from typing import Final

from ops.doctor.fault import Fault, doubtful
from ops.doctor.seen import Seen

#: The oldest Python that Kvitto runs on; pyproject.toml says the same.
OLDEST_PYTHON: Final = (3, 11)
PACKAGES: Final = ("consumers", "ledger", "ops", "projections", "schemas")
_REQUIREMENT: Final = re.compile(r"(?P<name>[\w.-]+)(\[[^]]*\])?(?P<bounds>[^;]*)(;(?P<when>.*))?")
_BOUND: Final = re.compile(r"(==|>=|<=|<|>)\s*([\d.]+)")
#: What does harm beside Kvitto, and why.
_HARMFUL: Final = {
    "eventsourcing-umadb": "It brings version 10 of the eventsourcing library, and Kvitto's store"
    " is made for 9.5.",
}


def old_python(_: Seen, running: tuple[int, ...] = sys.version_info[:2]) -> Iterator[Fault]:
    """Find a Python that is older than what the code is written for."""
    if running < OLDEST_PYTHON:
        has, needs = (".".join(map(str, each)) for each in (running, OLDEST_PYTHON))
        yield Fault(
            f"This is Python {has}.",
            f"Kvitto is written for Python {needs} or later, and fails in older ones.",
            f"Install Python {needs} and make the environment anew: make clean venv",
        )


def libraries_out_of_bounds(_: Seen) -> Iterator[Fault]:
    """Find libraries that are missing, or of a version that Kvitto was not tried with."""
    try:
        required = requires("kvitto") or ()
    except PackageNotFoundError:
        yield doubtful(
            "Kvitto runs without being installed.",
            "Then nothing says which versions of its libraries it needs, and none was checked.",
            "Install it into an environment of its own: make venv",
        )
        return
    for name, bounds in _bounds(required):
        try:
            has = version(name)
        except PackageNotFoundError:
            yield Fault(
                f"The library {name} is not installed.",
                f"Kvitto needs it{f', {bounds}' if bounds else ''}.",
                f"Run: {sys.executable} -m pip install '{name}{bounds}'",
            )
            continue
        if not within(has, bounds):
            yield Fault(
                f"The library {name} is {has}.",
                f"Kvitto is made for {name}{bounds}: what lies outside was never tried, or is"
                " known to lose or refuse data.",
                f"Run: {sys.executable} -m pip install '{name}{bounds}'",
            )


def harmful_libraries(_: Seen) -> Iterator[Fault]:
    """Find libraries that change ours by standing beside it."""
    for name, why in _HARMFUL.items():
        try:
            has = version(name)
        except PackageNotFoundError:
            continue
        yield Fault(
            f"The library {name} {has} is installed in the same environment.",
            why,
            f"Run: {sys.executable} -m pip uninstall {name}; keep it in an environment of its own.",
        )


def strangers(_: Seen) -> Iterator[Fault]:
    """Find distributions that install a package by one of our generic names."""
    yield from same_names(packages_distributions())


def same_names(owners: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    """Return what is wrong with these packages and the distributions that install them."""
    for name in PACKAGES:
        for owner in sorted(set(owners.get(name, ())) - {"kvitto"}):
            yield Fault(
                f"The distribution {owner} installs a package named {name} too.",
                "Which of the two is imported depends on the order of folders: the next command"
                " may run the stranger's code in place of Kvitto's.",
                f"Run: {sys.executable} -m pip uninstall {owner}; or install Kvitto into an"
                " environment of its own.",
            )


def within(has: str, bounds: str) -> bool:
    """Tell whether a version, as 3.0.12, lies within bounds, as >=3.0.12,<4."""
    return all(_holds(has, sign, bound) for sign, bound in _BOUND.findall(bounds))


def _holds(has: str, sign: str, bound: str) -> bool:
    have, limit = _numbers(has), _numbers(bound)
    # 2.0 and 2 are the same version.
    length = max(len(have), len(limit))
    have, limit = (each + (0,) * (length - len(each)) for each in (have, limit))
    match sign:
        case "==":
            return have == limit
        case ">=":
            return have >= limit
        case "<=":
            return have <= limit
        case "<":
            return have < limit
        case _:
            return have > limit


def _numbers(text: str) -> tuple[int, ...]:
    release = re.match(r"[\d.]+", text)
    return tuple(int(part) for part in (release[0] if release else "0").split(".") if part)


def _bounds(required: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield name and bounds of what the product itself needs."""
    for line in required:
        match = _REQUIREMENT.fullmatch(line)
        if match is not None and "extra" not in (match["when"] or ""):
            yield match["name"], match["bounds"].strip()
