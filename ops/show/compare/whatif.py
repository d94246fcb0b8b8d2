"""
What a change of the law would cost on the screen: payers, items, months, and the inquiry beside it.
"""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from ledger.amounts import month_text, rounded
from ledger.comparing import STATE, Item
from ledger.rules.whatif import WhatIf
from ops.show.compare.inquiry import inquiry_block
from ops.show.head import Head, months_text, point_text, regime_text
from ops.show.money import MINUS, amount, kronor, number, signed
from ops.show.program import next_line, program
from ops.show.quantities import counted, time_text
from ops.show.screen import (
    BAD,
    DOUBTFUL,
    FAINT,
    GOOD,
    STRONG,
    Prose,
    Rows,
    figures,
    grid,
    heading,
    names,
    spaced,
    table,
    words,
)
from ops.show.words import municipality
from projections.comparing.priced import PricedCases

#: Municipalities, and cases, that are shown unless all are asked for.
_SHOWN: Final = 8

ITEMS: Final = {
    Item.ASSISTANCE: "assistance, the state's part",
    Item.COFINANCING: "co-financing",
    Item.MUNICIPAL_DECISIONS: "own decisions, at the standard rate",
    Item.REIMBURSEMENT: "reimbursement between them",
    Item.SICK_PAY: "sick pay that is claimed",
}


@dataclass(frozen=True, slots=True)
class WhatIfView:
    """A what-if priced, with the months that were asked for; `edition` is as it was typed."""

    head: Head
    asks: WhatIf
    found: PricedCases
    first: int | None
    last: int | None
    edition: str
    shows_all: bool = False


def whatif_report(of: WhatIfView) -> Group:
    """Return what a what-if costs beside the law, and whom."""
    found = of.found
    parts: list[RenderableType] = [
        heading("Kvitto whatif", of.asks.name),
        grid(_head(of)),
        _payers(found),
        _items(found),
        *_municipalities(of),
        _months(found),
        *_shift(found),
        _check(found),
        *inquiry_block(of.asks, found),
    ]
    if found.missing:
        ref, month, says = found.missing[0]
        left = counted(len(found.missing), "month")
        said = f"{left} in no amount above, as {month_text(month)} of {ref}: {says}."
        parts.append(Text(said, DOUBTFUL))
    return Group(*spaced(parts), _next(of))


def _head(of: WhatIfView) -> Iterator[tuple[str, str]]:
    law, whatif = of.asks.law, of.asks.rulebook
    yield "What if", of.asks.meaning
    yield "Point", point_text(of.head.point)
    yield "The law", f"edition {law.edition}, {regime_text(law)}"
    yield "Instead", f"edition {whatif.edition}, {regime_text(whatif)}"
    said = [f"{counted(count, 'row')} of {name}" for name, count in of.asks.overrides.items()]
    said += [f"{name} = {value}" for name, value in of.asks.policies.items()]
    yield "Overrides", ", ".join(said) or "no value and no policy"
    yield "Work months", months_text(of.first, of.last)
    affected = counted(len(of.found.affected), "case is", "cases are")
    yield "Cases", f"{number(of.found.cases)}, of which {affected} affected"


def _sides(first: str) -> Rows:
    columns = (figures("the law, kr"), figures("what if, kr"), figures("change, kr"))
    return table(words(first), *columns)


def _change(law: int, whatif: int) -> Text:
    return Text(signed(whatif - law), STRONG if whatif != law else FAINT)


def _payers(found: PricedCases) -> Group:
    """Return what the state, and all municipalities together, pay."""
    payers = found.payers()
    state = payers.get(STATE, (0, 0))
    others = [both for payer, both in payers.items() if payer != STATE]
    local = sum(law for law, _ in others), sum(whatif for _, whatif in others)
    rows = _sides("payer")
    whole = state[0] + local[0], state[1] + local[1]
    for name, (law, whatif) in (("the state", state), ("municipalities", local), ("in all", whole)):
        rows.add_row(name, amount(law), amount(whatif), _change(law, whatif))
    return Group(heading("Budget by payer"), rows)


def _items(found: PricedCases) -> Group:
    rows = _sides("what is paid for")
    sums = found.items()
    for (by_state, item), (law, whatif) in sorted(
        sums.items(), key=lambda of: (not of[0][0], of[0][1])
    ):
        who = "the state" if by_state else "municipalities"
        rows.add_row(f"{who}: {ITEMS[item]}", amount(law), amount(whatif), _change(law, whatif))
    return Group(heading("Budget by what is paid for"), rows)


def _municipalities(of: WhatIfView) -> Iterator[Group]:
    """Yield the municipalities whose budget changes, those that change most first."""
    changed = {
        payer: both
        for payer, both in of.found.payers().items()
        if payer != STATE and both[0] != both[1]
    }
    if not changed:
        return
    ordered = sorted(changed.items(), key=lambda item: (-abs(item[1][1] - item[1][0]), item[0]))
    shown = ordered if of.shows_all else ordered[:_SHOWN]
    rows = _sides("municipality")
    for code, (law, whatif) in shown:
        rows.add_row(municipality(code), amount(law), amount(whatif), _change(law, whatif))
    title = counted(len(changed), "municipality changes", "municipalities change")
    more = (
        "" if len(shown) == len(changed) else f"; the {len(shown)} that change most, all with --all"
    )
    yield Group(heading("Municipalities", f"{title}{more}"), rows)


def _months(found: PricedCases) -> Group:
    rows = table(
        names("work month"),
        figures("the law, kr"),
        figures("what if, kr"),
        figures("state, kr"),
        figures("municipalities, kr"),
        figures("net, kr"),
    )
    sums = found.by(lambda place: (place[0], place[1] == STATE))
    for month in found.months:
        state, local = sums.get((month, True), (0, 0)), sums.get((month, False), (0, 0))
        whole = state[0] + local[0], state[1] + local[1]
        rows.add_row(
            month_text(month),
            amount(whole[0]),
            amount(whole[1]),
            signed(state[1] - state[0]),
            signed(local[1] - local[0]),
            _change(*whole),
        )
    return Group(heading("By work month"), rows)


def _shift(found: PricedCases) -> Iterator[Group]:
    """Yield whether cost moves between state and municipalities, and what of it is new cost."""
    state, local = found.shift()
    if not state and not local:
        yield Group(Text("It differs from the law by 0 öre, for every payer and month.", GOOD))
        return
    rate = rounded(found.check.exact)
    moved = min(abs(state), abs(local)) if (state < 0) != (local < 0) else 0
    lines = [
        ("the state", kronor(state, signed=True)),
        ("municipalities", kronor(local, signed=True)),
        ("net, new cost", kronor(state + local, signed=True)),
        ("by rate", f"{kronor(rate, signed=True)}: hours times the change of their rate"),
    ]
    law, whatif = found.items().get((False, Item.SICK_PAY), (0, 0))
    if law != whatif:
        lines.append(("by sick pay", f"{kronor(whatif - law, signed=True)} that is claimed"))
    if moved:
        way = "municipalities to the state" if state > 0 else "the state to municipalities"
        lines.insert(2, ("moved", f"{kronor(moved)} from {way}"))
    if found.taken_over_ore:
        worth = kronor(found.taken_over_ore)
        lines.append(("taken over", f"{worth} for time under decisions taken over, in the state's"))
    own = found.items().get((False, Item.MUNICIPAL_DECISIONS), (0, 0))[1]
    if own:
        lines.append(("not taken over", f"{kronor(own)} for own decisions that nothing took over"))
    yield Group(heading("Does cost move to the state?"), grid(lines))


def _check(found: PricedCases) -> Prose:
    """Say what hours times rate give, where both sides have the same time in arrears."""
    check = found.check
    hours, apart = time_text(check.hours * 60), counted(check.apart, "month")
    held = (
        f"Checked in {counted(check.months, 'month')} paid in arrears at the standard rate: {hours}"
        f" times the change of their rate are {_mixed(check.expected)} öre, and the unrounded"
        f" amount changes by {_mixed(check.exact)} öre; rounded by"
        f" {number(check.rounded_ore)} öre, with {apart} off by more than 1 öre per payee."
    )
    if check.unchecked:
        others = counted(check.unchecked, "month")
        held += f" Not checked so: {others} with other terms, or with other time under the what-if."
    return Prose(held, GOOD if check.holds else f"{STRONG} {BAD}")


def _mixed(exact: Fraction) -> str:
    """Return an exact number as a whole one and the fraction beside it."""
    whole, rest = divmod(abs(exact), 1)
    written = f"{number(int(whole))} {rest}" if rest else number(int(whole))
    return f"{MINUS}{written}" if exact < 0 else written


def _next(of: WhatIfView) -> RenderableType:
    if not of.found.affected:
        return Text("No case is affected.", GOOD)
    # What only moves between payers is not in the statements that `diff` compares.
    ref = max(
        of.found.affected,
        key=lambda case: (abs(case[1] + case[2]), abs(case[1]) + abs(case[2]), case[0]),
    )[0]
    to = shlex.quote(f"edition={of.edition}")
    # A single month can be asked of a case; several are compared in all of its months.
    month = f" {month_text(of.first)}" if of.first is not None and of.first == of.last else ""
    return next_line(f"Next: {program()} diff {ref}{month} --to {to}{of.head.as_typed}")
