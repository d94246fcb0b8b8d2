"""
An examination on the screen, a line for each area and a block for each fault, and for a program.
"""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ops.doctor import Examination, Fault, Severity
from ops.doctor.examining import Area
from ops.show.quantities import counted
from ops.show.screen import BAD, DOUBTFUL, FAINT, GOOD, Prose, grid, heading, plain

_STYLES = {Severity.WRONG: BAD, Severity.DOUBTFUL: DOUBTFUL}


def examination_report(of: Examination) -> Group:
    """Return the whole examination for the screen."""
    return Group(*_parts(of))


def _parts(of: Examination) -> Iterator[RenderableType]:
    yield heading("Kvitto doctor", "looks and changes nothing")
    yield Text()
    width = max(len(area.name) for area in of.areas)
    for area in of.areas:
        yield _line(area, width)
        blocks: list[RenderableType] = [_block(fault) for _, fault in area.faults]
        for name, said in area.failures:
            blocks.append(Prose(f"The check {name} failed. {plain(said)}", BAD))
        for block in blocks:
            yield Padding(block, (0, 0, 1, 4), expand=False)
    yield Text()
    yield _verdict(of)


def _line(area: Area, width: int) -> Table:
    line = Table.grid(padding=(0, 2, 0, 0))
    line.add_column(no_wrap=True, width=width + 2)
    line.add_column(no_wrap=True, width=len("not looked at"))
    line.add_column(overflow="fold")
    says = area.says if area.checked else area.left_out[0][1]
    line.add_row(Text(f"  {area.name}"), _state(area), Prose(plain(says), FAINT))
    return line


def _state(area: Area) -> Text:
    if area.failures:
        return Text("not finished", BAD)
    if area.faults:
        found = {fault.severity for _, fault in area.faults}
        worst = Severity.WRONG if Severity.WRONG in found else Severity.DOUBTFUL
        return Text(f"{len(area.faults)} {worst.value}", _STYLES[worst])
    return Text("right", GOOD) if area.checked else Text("not looked at", FAINT)


def _block(fault: Fault) -> Group:
    style = _STYLES[fault.severity]
    parts = [("why", fault.why), ("now", fault.what_now)]
    return Group(
        Prose(plain(fault.what), style),
        grid([(label, Prose(plain(text))) for label, text in parts], indent=0),
    )


def _verdict(of: Examination) -> Text:
    if of.failures:
        return Text(f"{counted(len(of.failures), 'check')} could not be made.", BAD)
    checked = counted(sum(area.checked for area in of.areas), "check")
    if of.faults:
        return Text(f"{checked}, {counted(len(of.faults), 'thing')} to mend.", BAD)
    return Text(f"{checked}, nothing wrong.", GOOD)


def examination_json(of: Examination) -> dict[str, object]:
    """Return the examination for a program."""
    return {
        "faults": [
            {
                "check": name,
                "severity": fault.severity.value,
                "what": fault.what,
                "why": fault.why,
                "what_now": fault.what_now,
            }
            for name, fault in of.faults
        ],
        "failures": [{"check": name, "says": said} for name, said in of.failures],
        "areas": [
            {
                "area": area.name,
                "says": area.says,
                "checked": area.checked,
                "faults": len(area.faults),
                "left_out": [{"check": name, "why": why} for name, why in area.left_out],
            }
            for area in of.areas
        ],
    }
