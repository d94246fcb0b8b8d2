"""
Decisions: the papers that open a case, grant, change and end.

Försäkringskassan decides for three fourths of the cases, the municipality for
one fourth. A decision that states its period is followed by the next one, so
that no stated period ends without a successor.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from ops.world.days import ONE_DAY, at, first_of
from ops.world.papers import (
    FORCE,
    Death,
    Grant,
    Opening,
    Paper,
    Reinstatement,
    Weekly,
    Withdrawal,
)
from ops.world.story import Frame, Story


class _Desk:
    """Writes the numbered decisions of one case."""

    def __init__(self, dice: Random, story: Story) -> None:
        self._dice = dice
        self._story = story
        self._count = 0
        self.authority = story.code if story.municipal else "FK"
        self.sender = f"kommun-{story.code}" if story.municipal else FORCE

    def number(self) -> str:
        self._count += 1
        return f"beslut.{self._story.label}.{self._count}"

    def grant(
        self,
        start: date,
        weekly: Weekly,
        *,
        until: date | None = None,
        period: tuple[date, date] | None = None,
        ground: str | None = None,
        decided_on: date | None = None,
        code: str | None = None,
    ) -> Grant:
        if decided_on is None:
            decided_on = start - timedelta(days=10 + self._dice.randrange(25))
        applied = None if ground else decided_on - timedelta(days=60 + self._dice.randrange(60))
        return Grant(
            at=at(decided_on, 540 + self._count),
            sender=self.sender,
            number=self.number(),
            authority=self.authority,
            decided_on=decided_on,
            effective_from=start,
            effective_until=until,
            period=period,
            municipality=code or self._story.code,
            payee=self._story.payee,
            weekly=weekly,
            applied_on=applied,
            ground=ground,
        )


def _stated(desk: _Desk, frame: Frame, story: Story) -> Iterator[Grant]:
    """Yield one decision for each stated period, and the change inside one of them."""
    assert story.stated is not None
    month, length = story.stated
    while first_of(month) < frame.until:
        start, until = first_of(month), first_of(month + length)
        if story.died is not None and start > story.died[0]:
            return
        grant = desk.grant(start, story.weekly_on(start), until=until, period=(start, until))
        yield grant
        if story.changed is not None and start < story.changed[0] < until:
            day, weekly = story.changed
            yield desk.grant(
                day,
                weekly,
                until=until,
                period=(day, until) if story.restarts else None,
                ground=_CHANGED,
                decided_on=max(grant.decided_on + ONE_DAY, day - timedelta(days=21)),
            )
        month += length


_CHANGED = "The needs have changed (SFB 51:12)."
_MOVED = "The recipient moved to another municipality."


def _unstated(desk: _Desk, story: Story) -> Iterator[Grant]:
    yield desk.grant(story.effective_from, story.weekly)
    if story.changed is not None:
        yield desk.grant(*story.changed, ground=_CHANGED)
    if story.moved is not None:
        day, code = story.moved
        yield desk.grant(day, story.weekly_on(day), ground=_MOVED, code=code)


def decided(dice: Random, frame: Frame, story: Story) -> list[Paper]:
    """Return the opening of the case, its decisions, and the death where there was one."""
    desk = _Desk(dice, story)
    grants = list(_unstated(desk, story) if story.stated is None else _stated(desk, frame, story))
    papers: list[Paper] = [
        Opening(
            at=at(min(grant.at.date() for grant in grants) - ONE_DAY, 600),
            sender=desk.sender,
            number=f"arende.{story.label}",
            recipient=story.recipient,
        ),
        *grants,
    ]
    if story.withdrawn is not None:
        end, decided_on = story.withdrawn
        withdrawal = Withdrawal(
            at=at(decided_on, 615),
            sender=desk.sender,
            number=desk.number(),
            authority=desk.authority,
            decided_on=decided_on,
            effective_from=end,
            ground="The right to assistance has ended.",
        )
        papers.append(withdrawal)
        if story.reinstated is not None:
            papers.append(
                Reinstatement(
                    at=at(story.reinstated, 616),
                    sender=desk.sender,
                    number=desk.number(),
                    authority=desk.authority,
                    decided_on=story.reinstated,
                    withdrawal=withdrawal.ref,
                    ground="The administrative court took back the withdrawal.",
                )
            )
    if story.died is not None:
        died_on, known_on = story.died
        papers.append(
            Death(at=at(known_on, 480), sender=FORCE, number=f"dod.{story.label}", died_on=died_on)
        )
    return papers
