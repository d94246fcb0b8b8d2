"""
One case of the synthetic world from the dice to its audited papers.

A case in which nothing is hidden must come out right, and a hidden fault must
be found; where the dice give something else they are thrown again, and the
case is then a plainer one. Writing the papers down belongs to
`ops.world.generating`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from ops.world.between.beside import Beside
from ops.world.days import at as instant
from ops.world.days import cutoff, payday
from ops.world.decisions import decided
from ops.world.faults import SORTS, Fault, Sort
from ops.world.faults.ordering import any_amount
from ops.world.papers import FORCE, Line, Order, Paper
from ops.world.paperwork import filed
from ops.world.parties import draw_assistants, draw_municipality, draw_provider, recipient_name
from ops.world.paying import Payer, settled
from ops.world.shifts import Rows, worked
from ops.world.story import Frame, Story, assistants_for, draw_story, enliven
from ops.world.truth.control import Audit, audit
from ops.world.truth.owed import Reckoner

#: Throws before a case is given up; more than a handful has not been seen.
_MOST_THROWS = 40


@dataclass(frozen=True, slots=True)
class Case:
    """A case: its story where it has one, its papers in their order, and what is found."""

    ref: str
    story: Story | None
    papers: list[Paper]
    audit: Audit
    fault: Fault | None
    beside: Beside | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """
    How the cases of a world are drawn, beyond what all worlds share.

    `share` bends the plain story and returns how many assistants share its
    hours; `faulty` are the months that a fault may be hidden in.
    """

    share: Callable[[Random, Frame, Story], int]
    enliven: Callable[[Random, Frame, Story], None]
    worked: Callable[[Random, Frame, Story], Rows]
    faulty: Callable[[Frame], range]
    sorts: tuple[Sort, ...]
    #: In how many of a thousand months of a case an assistant is sick.
    sick: int
    #: Of a thousand cases so many are withdrawn, and reinstated by a court.
    reinstated: int = 0


def _by_hours(dice: Random, _: Frame, story: Story) -> int:
    return assistants_for(dice, story.weekly)


#: What `kvitto generate` makes: something happens to some, in any month.
USUAL: Final = Manner(
    _by_hours, enliven, worked, lambda frame: frame.all, SORTS, sick=60, reinstated=25
)


def _story(dice: Random, frame: Frame, index: int, first_serial: int, manner: Manner) -> Story:
    year = frame.start.year
    recipient = recipient_name(index, year)
    code = draw_municipality(dice)
    own = recipient if index % 4 == 3 else None
    provider = draw_provider(dice, code, frame.recipients, own)
    story = draw_story(dice, frame, index, code=code, provider=provider, recipient=recipient)
    count = manner.share(dice, frame, story)
    story.assistants = draw_assistants(dice, index, first_serial, count, year)
    return story


def _told(
    dice: Random,
    frame: Frame,
    story: Story,
    right: Reckoner,
    fault: Fault | None,
    *,
    manner: Manner,
    beside: Beside | None,
) -> list[Paper]:
    """Return the papers of a story, in their order, the payments among them."""
    if fault is not None:
        fault.month = fault.sort.shape(dice, frame, story, fault.month)
    papers = decided(dice, frame, story)
    if beside is not None:
        papers += beside.decided(papers)
    rows = manner.worked(dice, frame, story)
    if beside is not None:
        rows = beside.work(rows)
    papers += filed(dice, frame, story, rows)
    if fault is not None:
        papers = fault.sort.file(dice, story, fault.month, papers)
    papers.sort(key=lambda paper: paper.key)
    papers += Payer(dice, frame, story, right, fault).run(papers)
    papers.sort(key=lambda paper: paper.key)
    return papers


def _as_meant(found: Audit, fault: Fault | None) -> bool:
    """Tell whether nothing is found, or what the fault must lead to, and nothing healed."""
    if fault is None:
        return not found.findings
    kinds = [finding.kind for finding in found.findings]
    return fault.sort.kind in kinds and all(finding.ore for finding in found.findings)


def case(
    seed: str,
    frame: Frame,
    index: int,
    first_serial: int,
    sort: Sort | None,
    *,
    manner: Manner = USUAL,
    turn: int | None = None,
) -> Case:
    """
    Return the case with this index, the same for the same arguments.

    A case with a `turn` and no fault among its payments has one beside them.
    """
    for throw in range(_MOST_THROWS):
        dice = Random(f"{seed}/{index}/{throw}")
        story = _story(dice, frame, index, first_serial, manner)
        fault = beside = None
        own = Random(f"{seed}/{index}/{throw}/beside")
        if sort is not None:
            months = [month for month in manner.faulty(frame) if sort.fits(frame, month)]
            month = months[dice.randrange(len(months))]
            fault = Fault(sort, month, Random(f"{seed}/{index}/{throw}/fault"))
        else:
            if throw == 0:
                manner.enliven(dice, frame, story)
            beside = Beside(own, frame, story, turn, manner.sick, manner.faulty(frame))
            beside.bend(manner.reinstated)
        reckoner = Reckoner(frame.all, reform=frame.reform)
        papers = _told(dice, frame, story, reckoner, fault, manner=manner, beside=beside)
        found = audit(papers, reckoner, frame.last_cutoff)
        if _as_meant(found, fault):
            if beside is None:
                beside = Beside(own, frame, story, None, 0, frame.all)
                beside.recover(found.findings, papers)
            else:
                beside.tell(papers, reckoner)
            return Case(story.ref, story, papers, found, fault, beside)
    raise AssertionError((seed, index, sort.name if sort else None))


def unknown_case(seed: str, frame: Frame, index: int, sort: Sort) -> Case:
    """Return an order, settled, for a case that nobody has decided on."""
    dice = Random(f"{seed}/unknown/{index}")
    month = frame.first + dice.randrange(frame.months)
    code = draw_municipality(dice)
    provider = draw_provider(dice, code, frame.recipients, None)
    label = f"u{index + 1:05d}"
    order = Order(
        at=instant(cutoff(month + 2), 960),
        sender=FORCE,
        number=f"order.{label}.1",
        payee=provider.name,
        pay_on=payday(month + 2),
        lines=(Line(amount=any_amount(dice), month=month),),
    )
    paid = settled(instant(order.pay_on, 420), f"{label}.1", order.ref, order.lines[0].amount)
    papers: list[Paper] = [order, paid]
    found = audit(papers, Reckoner(frame.all, reform=frame.reform), frame.last_cutoff)
    return Case(f"FK-9{index + 1:05d}", None, papers, found, Fault(sort, month, dice))
