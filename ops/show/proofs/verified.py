"""
A verification on the screen and as JSON: what was read, and what differs, first position first.
"""

from collections.abc import Iterator

from rich.console import Group
from rich.text import Text

from ledger.store.seals import Finding, Verified
from ops.show.money import number
from ops.show.program import next_line, program
from ops.show.quantities import counted
from ops.show.screen import BAD, DOUBTFUL, FAINT, GOOD, Prose, grid, names, plain, table, words


def verified_report(found: Verified) -> Group:
    """Return what a verification says to a person."""
    return Group(*_lines(found))


def _lines(found: Verified) -> Iterator[Text | Group]:
    sealed = found.sealed
    if sealed is None and not found.findings:
        yield Text("Nothing was sealed yet, so there is nothing to verify.", DOUBTFUL)
        yield next_line(f"Next: {program()} seal")
        return
    if sealed is not None:
        read = f"positions {number(found.first)} to {number(sealed.size)}"
        yield Group(
            grid(
                [
                    ("log", found.log.origin),
                    ("sealed up to", f"position {number(sealed.size)}"),
                    ("root", sealed.root.hex()),
                    ("read again", f"{read}, {counted(found.checkpoints, 'checkpoint')}"),
                ]
            )
        )
    if found.unsealed:
        yield Text(f"Not sealed yet: {counted(found.unsealed, 'event')}.", FAINT)
    if not found.findings:
        yield Text("Everything that was sealed is as it was sealed.", GOOD)
        return
    said = counted(len(found.findings), "finding")
    yield Text(f"Not as it was sealed: {said}.", BAD)
    rows = table(names("position"), names("what"), words("how"))
    for finding in sorted(found.findings, key=_place):
        at = "" if finding.position is None else number(finding.position)
        rows.add_row(at, finding.sort.value, Prose(plain(finding.says)))
    yield Group(rows)


def _place(finding: Finding) -> int:
    return 0 if finding.position is None else finding.position


def verified_json(found: Verified) -> dict[str, object]:
    """Return what a verification found, for a program."""
    return {
        "origin": found.log.origin,
        "size": 0 if found.sealed is None else found.sealed.size,
        "root": None if found.sealed is None else found.sealed.root.hex(),
        "first_read": found.first,
        "checkpoints_read": found.checkpoints,
        "unsealed": found.unsealed,
        "findings": [finding.as_json() for finding in sorted(found.findings, key=_place)],
    }
