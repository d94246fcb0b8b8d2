"""The independent truth against the worked examples E1–E9 and those of the semantics."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from ops.world.days import at, first_of, month_from, month_of
from ops.world.papers import (
    BANK,
    FORCE,
    Bill,
    Death,
    Grant,
    Line,
    Order,
    Paper,
    Report,
    Row,
    Settled,
    Weekly,
)
from ops.world.truth.control import audit, payments, table
from ops.world.truth.owed import RATES, Owed, Reckoner, rounded

OCTOBER, MARCH = date(2025, 10, 26), date(2026, 3, 29)


def grant(start: date, hours: int) -> Grant:
    """Return a decision of so many hours a week, decided just before it takes effect."""
    return Grant(
        at=at(start - timedelta(days=10), 600),
        sender=FORCE,
        number=f"beslut.{start}.{hours}",
        authority="FK",
        decided_on=start - timedelta(days=10),
        effective_from=start,
        municipality="0180",
        payee="org:0020000006",
        weekly=Weekly(1320, hours * 60 - 1320),
    )


def report(month: str, rows: Iterable[Row], who: str = "a") -> Report:
    """Return an assistant's report, received in good time."""
    number = month_from(month)
    return Report(
        at=at(first_of(number + 1) + timedelta(days=10), 600),
        sender="anordnare-0001",
        number=f"tid.{month}.{who}",
        assistant=who,
        employer="org:0020000006",
        month=number,
        rows=tuple(rows),
    )


def bill(month: str, active: int, waiting: int = 0, standby: int = 0) -> Bill:
    """Return a month's bill in minutes, received in good time."""
    number = month_from(month)
    return Bill(
        at=at(first_of(number + 1) + timedelta(days=11), 600),
        sender="anordnare-0001",
        number=f"rakning.{month}",
        month=number,
        minutes=(active, waiting, standby),
    )


def worked(month: str, minutes: int, first: int = 1, last: int = 28) -> list[Paper]:
    """Return reports of so much active time, spread over some days, and the bill."""
    days = last - first + 1
    rows: list[Row] = []
    for place in range(days):
        length = minutes * (place + 1) // days - minutes * place // days
        rows.append((first + place, 360, 360 + length, 0))
    return [report(month, rows), bill(month, minutes)]


def owed(*papers: Paper, monthly: bool = False) -> dict[str, Owed]:
    """Return what was owed by month, as text."""
    spoken = [paper.month for paper in papers if isinstance(paper, Report | Bill)]
    months = range(min(spoken), max(spoken) + 1)
    ordered = sorted(papers, key=lambda paper: paper.key)
    found = Reckoner(months, monthly=monthly).owed(ordered)
    return {f"{month // 12}-{month % 12 + 1:02d}": one for month, one in found.items()}


def whole_months(*spans: tuple[str, int]) -> list[Paper]:
    papers: list[Paper] = []
    for month, hours in spans:
        papers += worked(month, hours * 60)
    return papers


def test_the_rates_follow_from_each_other_by_the_ordinances_percentages() -> None:
    percentages = ("1.5", "1.5", "1.5", "3.5", "1.5", "1.5", "2.5", "3.0", "1.5")
    rate = RATES[2017]
    for year, percentage in enumerate(percentages, start=2018):
        rate = rounded(rate * (100 + Fraction(percentage)) / 1000) * 10
        assert rate == RATES[year], year


def test_example_e1_february_and_march_2022() -> None:
    start = grant(date(2022, 1, 1), 60)
    found = owed(start, *worked("2022-02", 14_400), *worked("2022-03", 15_750))
    assert (found["2022-02"].ore, found["2022-02"].shares["0180"]) == (7_672_800, 2_557_600)
    assert (found["2022-03"].ore, found["2022-03"].shares["0180"]) == (8_392_125, 2_831_629)


def test_example_e2_february_2026() -> None:
    found = owed(grant(date(2026, 1, 1), 60), *worked("2026-02", 14_400))["2026-02"]
    assert (found.ore, found.shares["0180"]) == (8_344_800, 2_781_600)


@pytest.mark.parametrize(("waiting", "ore"), [(50 * 60 + 30, 6_940_961), (56 * 60, 6_988_770)])
def test_example_e3_waiting_and_standby(waiting: int, ore: int) -> None:
    active = worked("2026-03", 180 * 60)[:1]
    rows = [(day, 800, 800 + waiting // 14, 2) for day in range(1, 15)]
    rest = waiting - 14 * (waiting // 14)
    rows += [(15, 800, 800 + rest, 2)] if rest else []
    rows += [(day, 1020, 1440, 3) for day in range(20, 27)]
    found = owed(
        grant(date(2026, 1, 1), 60),
        *active,
        report("2026-03", rows, "b"),
        bill("2026-03", 180 * 60, waiting, 49 * 60),
    )["2026-03"]
    assert (found.ore, found.shares["0180"]) == (ore, 3_079_629)


def lowered(hours: int) -> list[Paper]:
    again = replace(
        grant(date(2026, 2, 1), hours),
        at=at(date(2026, 6, 10), 600),
        decided_on=date(2026, 6, 10),
        ground="51:12",
    )
    return [grant(date(2025, 8, 1), 80), again]


def test_example_e7_with_the_pool_of_a_month() -> None:
    months = whole_months(("2026-02", 320), ("2026-03", 354), ("2026-04", 342))
    found = owed(*lowered(62), *months, monthly=True)
    paid = {"2026-02": 320, "2026-03": 354, "2026-04": 342}
    overpaid = [paid[month] * 34_770 - one.ore for month, one in found.items()]
    assert overpaid == [2_503_440, 2_761_731, 2_652_454]
    assert all(one.shares["0180"] > 0 for one in found.values())


def test_example_e7_pooled_over_its_period_overpays_nothing_by_april() -> None:
    months = whole_months(("2026-02", 320), ("2026-03", 354), ("2026-04", 342))
    found = owed(*lowered(62), *months)
    assert [one.ore for one in found.values()] == [320 * 34_770, 354 * 34_770, 342 * 34_770]


def test_example_e7_falls_on_april_where_the_period_ends_and_is_used_up() -> None:
    period = (date(2025, 11, 1), date(2026, 5, 1))
    first = replace(grant(period[0], 80), period=period, effective_until=period[1])
    # 80 · 92 / 7 hours are used by January, the last five sevenths of a minute in standby.
    used = [*worked("2025-11", 20_000), *worked("2025-12", 20_000), *worked("2026-01", 23_085)[:1]]
    used += [report("2026-01", [(30, 600, 605, 3)], "b"), bill("2026-01", 23_085, 0, 5)]
    months = whole_months(("2026-02", 320), ("2026-03", 354), ("2026-04", 342))
    found = owed(first, lowered(62)[1], *used, *months)
    assert found["2026-03"].ore == 354 * 34_770
    assert 342 * 34_770 - found["2026-04"].ore == 7_917_626


def test_a_month_may_draw_on_the_whole_pool_of_its_period() -> None:
    start = grant(date(2026, 1, 1), 60)
    january = [*worked("2026-01", 300 * 60)]
    assert owed(start, *january)["2026-01"].ore == 10_431_000
    assert owed(start, *january, monthly=True)["2026-01"].ore == 9_238_886


def test_more_than_one_assistant_is_payable_as_far_as_the_decision_grants() -> None:
    start = replace(grant(date(2026, 3, 1), 60), weekly=Weekly(1320, 4000, double=300))
    alone = report("2026-03", [(day, 480, 780, 0) for day in range(1, 6)], "a")
    beside = report("2026-03", [(day, 480, 780, 0) for day in range(1, 6)], "b")
    found = owed(start, alone, beside, bill("2026-03", 3000), monthly=True)["2026-03"]
    assert found.minutes == 3000 - (25 - Fraction(22 * 7 + 1, 7)) * 60
    assert found.cut == {8: 1500 - Fraction(300 * 31, 7)}


@pytest.mark.parametrize(
    ("day", "ore"), [(MARCH, 7 * 34_770), (OCTOBER, 9 * 34_260), (date(2026, 3, 8), 8 * 34_770)]
)
def test_a_night_counts_the_time_that_really_passed(day: date, ore: int) -> None:
    rows = [(day.day - 1, 1320, 1440, 0), (day.day, 0, 360, 0)]
    month = f"{day:%Y-%m}"
    found = owed(grant(date(2025, 9, 1), 60), report(month, rows), bill(month, 600))[month]
    assert found.ore == ore


def test_a_night_over_new_year_is_paid_at_two_rates() -> None:
    papers = [
        report("2025-12", [(31, 1320, 1440, 0)]),
        bill("2025-12", 120),
        report("2026-01", [(1, 0, 360, 0)]),
        bill("2026-01", 360),
    ]
    found = owed(grant(date(2025, 10, 1), 60), *papers)
    assert found["2025-12"].ore + found["2026-01"].ore == 277_140


def test_the_same_assistant_counts_once() -> None:
    rows = [(2, 480, 960, 0), (2, 840, 1080, 0)]
    found = owed(grant(date(2026, 1, 1), 60), report("2026-02", rows), bill("2026-02", 720))
    assert found["2026-02"].minutes == 600
    assert found["2026-02"].cut == {6: 120}


def test_rows_are_paid_as_far_as_the_bill_reaches() -> None:
    papers = worked("2026-02", 240 * 60)
    papers[1] = bill("2026-02", 238 * 60)
    assert owed(grant(date(2026, 1, 1), 60), *papers)["2026-02"].minutes == 238 * 60


def test_a_late_bill_cuts_the_month_and_a_late_report_its_rows() -> None:
    start = grant(date(2026, 1, 1), 60)
    first, rest = worked("2026-02", 6000)
    in_time = replace(report("2026-02", [(20, 600, 700, 0)], "b"), at=at(date(2026, 4, 7), 600))
    late = replace(in_time, at=at(date(2026, 4, 8), 600))
    full = bill("2026-02", 6100)
    assert owed(start, first, late, full)["2026-02"].cut == {3: 100}
    assert owed(start, first, in_time, full)["2026-02"].minutes == 6100
    assert owed(start, first)["2026-02"].ore == 0
    assert owed(start, first, rest)["2026-02"].minutes == 6000


def test_a_late_correction_lowers_and_never_raises() -> None:
    start = grant(date(2026, 1, 1), 60)
    first, rest = report("2026-02", [(2, 480, 960, 0)]), bill("2026-02", 960)
    late = at(date(2026, 5, 2), 600)
    higher = replace(first, at=late, number="v2", rows=((2, 480, 960, 0), (3, 480, 540, 0)))
    lower = replace(first, at=late, number="v2", rows=((2, 480, 540, 0),))
    assert owed(start, first, higher, rest)["2026-02"].minutes == 480
    assert owed(start, first, lower, rest)["2026-02"].minutes == 60


def test_two_municipalities_share_a_month_by_their_days() -> None:
    moved = replace(grant(date(2026, 3, 16), 60), municipality="1480")
    rows = [(day, 480, 600, 0) for day in range(1, 16)]
    long = [(day, 360, 1110, 0) for day in range(16, 32)]
    papers = [report("2026-03", rows + long), bill("2026-03", 1800 + 12_000)]
    found = owed(grant(date(2026, 1, 1), 60), moved, *papers)["2026-03"]
    assert found.shares == {"0180": 1_043_100, "1480": 1_589_486}


def test_death_stops_the_pool_and_the_municipalitys_days() -> None:
    died = Death(at=at(date(2026, 3, 12), 480), sender=FORCE, number="d", died_on=date(2026, 3, 10))
    papers = worked("2026-03", 100 * 60, 1, 10)
    found = owed(grant(date(2026, 3, 1), 60), died, *papers)["2026-03"]
    assert found.minutes == Fraction(600, 7) * 60
    assert found.shares["0180"] == rounded(Fraction(200, 7) * 34_770)


def order(number: str, line: Line, day: int = 10) -> Order:
    return Order(
        at=at(date(2026, 4, day), 600), sender=FORCE, number=number, payee="org:0020000006",
        pay_on=date(2026, 4, 20), lines=(line,),
    )  # fmt: skip


def settled(paid: Order, amount: int) -> Settled:
    return Settled(
        at=at(date(2026, 4, 20), 420), sender=BANK, number=f"avi.{paid.number}", order=paid.ref,
        amount=amount,
    )  # fmt: skip


def feb_2026() -> list[Paper]:
    """Return 250 hours worked, of 240 granted, in a period of one month."""
    period = (date(2026, 2, 1), date(2026, 3, 1))
    start = replace(grant(period[0], 60), period=period, effective_until=period[1])
    return [start, *worked("2026-02", 250 * 60)]


def kinds(papers: Sequence[Paper]) -> dict[str, tuple[int, int]]:
    ordered = sorted(papers, key=lambda paper: paper.key)
    month = month_of(date(2026, 2, 1))
    found = audit(ordered, Reckoner([month]), date(2026, 4, 7)).findings
    return {one.kind: (one.ore, one.then_ore) for one in found if one.municipality is None}


def test_the_example_of_semantics_5_9() -> None:
    line = Line(8_565_000, month_from("2026-02"), minutes=Fraction(15_000), rate=34_260)
    first, second = order("1", line), order("2", line, 11)
    papers = [*feb_2026(), first, second, settled(first, 8_564_900), settled(second, 8_565_000)]
    found = kinds(papers)
    assert found == {
        "SETTLED_NOT_AS_ORDERED": (100, 100),
        "PAID_TWICE": (-8_565_000, -8_565_000),
        "WRONG_RATE": (127_500, 127_500),
        "OUTSIDE_GRANTED_TIME": (-347_700, -347_700),
    }
    assert sum(ore for ore, _ in found.values()) == -8_785_100


def test_equal_part_payments_are_no_fault() -> None:
    line = Line(8_344_800 // 2, month_from("2026-02"), minutes=Fraction(7200), rate=34_770)
    first, second = order("1", line), order("2", line, 11)
    assert kinds([*feb_2026(), first, second, settled(first, line.amount)]) == {}


def test_what_became_known_since_is_no_error_of_the_operator() -> None:
    line = Line(8_344_800, month_from("2026-02"), minutes=Fraction(14_400), rate=34_770)
    paid = order("1", line)
    died = Death(at=at(date(2026, 5, 2), 480), sender=FORCE, number="d", died_on=date(2026, 2, 14))
    found = kinds([*feb_2026(), paid, settled(paid, line.amount), died])
    assert {kind: then for kind, (_, then) in found.items()} == dict.fromkeys(found, 0)
    # 14 of 28 days lie after the death; of the 125 hours before it, 120 are in the pool.
    assert found["PAID_AFTER_DEATH"][0] == -120 * 34_770


def test_an_order_for_a_case_nobody_decided_on_is_without_grant() -> None:
    paid = order("1", Line(1000, month_from("2026-02")))
    assert kinds([paid, settled(paid, 1000)]) == {"PAID_WITHOUT_GRANT": (-1000, -1000)}


def test_an_order_without_month_and_bill_is_unmatched() -> None:
    paid = order("1", Line(1000))
    assert kinds([paid, settled(paid, 1000)]) == {"UNMATCHED": (-1000, -1000)}


def test_the_kinds_of_a_month_add_up_to_its_difference() -> None:
    line = Line(9_000_000, month_from("2026-02"), minutes=Fraction(15_000), rate=34_770)
    paid = payments([order("1", line)])[line.month]
    found = table(paid, Owed(34_770, ore=8_344_800, cut={9: Fraction(600)}))
    assert sum(found.values()) == 8_344_800 - 9_000_000
    assert found["PAID_TOO_MUCH", None] == -655_200 + 347_700
