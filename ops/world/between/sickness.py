"""
Assistants who fall sick: who stands in, and what is claimed of the municipality.

The sick assistant's rows are worked by others as far as they are free, else by
nobody. Before the reform only; afterwards sick pay is part of the rate.
"""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Final

from ops.world.between.reimbursing import FILE, Claimed, decision, payment
from ops.world.days import at, clock_changes, dates, days_in, first_of, month_text
from ops.world.papers import Besides, Paper, Row
from ops.world.shifts import Rows
from ops.world.story import Frame, Story, likely
from ops.world.truth.claimed import Right
from ops.world.truth.sickness import Span, Terms, cost, covered_minutes, lost_minutes, owed_of

#: The sorts of wrong claims, handed out in turn.
SORTS: Final = ("no-substitute", "refund-claimed", "claimed-again", "no-karens")
#: Active and waiting time: whoever is there can stand in.
_PRESENT: Final = (0, 2)
_KIND: Final = "sick-pay"


@dataclass(frozen=True, slots=True)
class Spell:
    """One assistant's sickness within one month: its days, and the active time lost."""

    place: int
    month: int
    first: int
    last: int
    lost: tuple[Span, ...]


def _free(rows: list[Row], row: Row) -> bool:
    """Tell whether rows leave the time of another row free, and the day before it short."""
    worked = sum(end - start for day, start, end, _ in rows if day == row[0])
    overlaps = any(day == row[0] and start < row[2] and row[1] < end for day, start, end, _ in rows)
    return not overlaps and worked + row[2] - row[1] <= 960


def fall_sick(
    dice: Random, story: Story, rows: Rows, month: int, *, replaced: bool, but: list[Spell]
) -> Spell | None:
    """Let an assistant be sick some days of a month; the rows are changed accordingly."""
    mine = rows.get(month, {})
    tried = [spell.place for spell in but]
    places = [place for place in sorted(mine) if place not in tried]
    if len(mine) < 2 or not places:
        return None
    place = places[dice.randrange(len(places))]
    length = (1, 1, 2, 2, 3, 4, 5, 7, 10, 14)[dice.randrange(10)]
    first = 1 + dice.randrange(days_in(month))
    last = min(days_in(month), first + length - 1)
    changes = [
        day.day for day in clock_changes(month // 12) if first_of(month) == day.replace(day=1)
    ]
    if any(first <= day <= last for day in changes) or _meets(but, month, first, last):
        return None
    if story.moved is not None and first_of(month) <= story.moved[0] < first_of(month + 1):
        return None
    gone = [row for row in mine[place] if first <= row[0] <= last]
    kept = [row for row in mine[place] if row not in gone]
    lost = tuple((dates(month)[day], start, end) for day, start, end, kind in gone if kind == 0)
    if not lost:
        return None
    if kept:
        mine[place] = kept
    else:
        del mine[place]
    others = [other for other in sorted(mine) if other != place]
    for row in gone if replaced else ():
        turned = dice.randrange(len(others))
        for other in others[turned:] + others[:turned]:
            if _free(mine[other], row):
                mine[other].append(row)
                mine[other].sort()
                break
    return Spell(place, month, first, last, lost)


def _meets(but: list[Spell], month: int, first: int, last: int) -> bool:
    return any(of.month == month and of.first <= last and first <= of.last for of in but)


class SickPay:
    """The claims of one case for sick pay."""

    def __init__(self, dice: Random, frame: Frame, story: Story) -> None:
        self._dice = dice
        self._frame = frame
        self._story = story
        self.spells: list[tuple[Spell, str | None]] = []
        self.papers: list[Paper] = []
        self.made: list[Claimed] = []

    def work(self, rows: Rows, per_mille: int, sort: str | None) -> None:
        """Let assistants fall sick in the months before the reform, and one claim be bent."""
        dice, bent = self._dice, sort
        until = self._frame.last + 1 if self._frame.reform is None else self._frame.reform
        months = range(self._frame.first, until)
        after = months[dice.randrange(len(months))] if months else until
        for month in months:
            left = per_mille
            while left > 0:
                wanted = (bent is not None and month >= after) or likely(dice, min(1000, left))
                left -= 1000
                if not wanted:
                    continue
                but = [spell for spell, _ in self.spells]
                replaced = bent != "no-substitute" or month < after
                spell = fall_sick(dice, self._story, rows, month, replaced=replaced, but=but)
                if spell is not None:
                    self.spells.append((spell, bent if month >= after else None))
                    bent = None if month >= after else bent

    def claim(self, rows: Rows) -> None:
        """Write the claims of what was lost, as the month was worked at last."""
        for number, (spell, sort) in enumerate(self.spells, start=1):
            self._claim(number, spell, rows, sort)

    def _claim(self, number: int, spell: Spell, rows: Rows, sort: str | None) -> None:
        dice = self._dice
        protected = sort == "refund-claimed" or likely(dice, 30)
        terms = Terms(1200 * (12 + dice.randrange(4)), 60 * (20 + dice.randrange(19)), protected)
        others: list[Span] = [
            (dates(spell.month)[day], start, end)
            for place, mine in rows[spell.month].items()
            if place != spell.place
            for day, start, end, kind in mine
            if kind in _PRESENT
        ]
        minutes, covered = lost_minutes(spell.lost), covered_minutes(spell.lost, others)
        whole, sick = cost(terms, minutes, deducted=sort != "no-karens")
        claimed = whole
        if sort != "refund-claimed" and protected:
            claimed -= sick
        if sort != "no-substitute":
            claimed = owed_of(terms, minutes, covered, claimed).owed if not sort else claimed
        right = owed_of(terms, minutes, covered, claimed)
        self._send(str(number), spell, terms, right, sort=sort if right.cuts else None)
        if sort == "claimed-again":
            again = Right(right.owed, 0, {"CLAIMED_BEFORE": right.owed})
            if right.owed:
                self._send(f"{number}.igen", spell, terms, again, sort=sort)

    def _send(
        self, number: str, spell: Spell, terms: Terms, right: Right, *, sort: str | None
    ) -> None:
        dice, story = self._dice, self._story
        first, last = dates(spell.month)[spell.first], dates(spell.month)[spell.last]
        code = story.code
        if story.moved is not None and first >= story.moved[0]:
            code = story.moved[1]
        fields: dict[str, object] = {
            "municipality": code,
            "claimant": story.provider.name,
            "assistant": story.assistants[spell.place].name,
            "sick_from": first.isoformat(),
            "sick_until": last.isoformat(),
            "lost": [[day.isoformat(), start, end] for day, start, end in spell.lost],
            "hourly_wage_ore": terms.wage,
            "weekly_minutes": terms.weekly,
            "claimed_ore": right.claimed,
        }
        if terms.protected:
            fields["high_risk_protection"] = True
        if spell.last - spell.first >= 7:
            fields["certificate_from"] = (first + timedelta(days=7)).isoformat()
        asked = first_of(spell.month + 1) + timedelta(days=9 + dice.randrange(25))
        asked += timedelta(days=30 * number.endswith("igen"))
        claim = Besides(
            at=at(asked, 610),
            sender=story.provider.sender,
            number=f"sjuklon.{story.label}.{month_text(spell.month)}.{number}",
            file=FILE,
            type="sick-pay-claimed/1",
            fields=fields,
        )
        self.papers.append(claim)
        decided = paid = None
        steps = dice.randrange(100)
        missed = bool(right.cuts) and likely(dice, 500)
        if steps < 92:
            cuts = {} if missed else right.cuts
            decided = right.claimed - sum(cuts.values())
            self.papers.append(
                decision(claim, asked + timedelta(days=10 + dice.randrange(20)), decided, cuts)
            )
            if steps < 85 and decided:
                paid = decided
                day = asked + timedelta(days=31 + dice.randrange(9))
                self.papers.append(payment(claim, day, paid))
        self.made.append(
            Claimed(claim.ref, _KIND, code, spell.month, right, False, decided, paid, sort)
        )
