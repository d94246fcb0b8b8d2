"""
The sorts of anomaly that are hidden, in one table, and what looks like them.

Rows are written anew under municipal decisions only, so that no öre of any case's audit changes.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from ops.world.anomalies.documents import DAY, Document, midnight
from ops.world.anomalies.hiding import Hiding
from ops.world.truth.owed import RATES


def overlap(hiding: Hiding) -> None:
    """R01: somebody of one case signs the reports of a month of another."""
    one, other = hiding.national(), hiding.national()
    month = hiding.dice.choice(hiding.months(one))
    if month in hiding.months(other):
        here = hiding.one_assistant(one, month)
        there = hiding.one_assistant(other, month)
        hiding.rename(there, hiding.number_of(here[0]))


def standby_elsewhere(hiding: Hiding) -> None:
    """Nothing: standby with one recipient while active with another."""
    one, other = hiding.municipal(), hiding.municipal()
    month = hiding.months(one)[0]
    here, there = hiding.one_assistant(one, month), hiding.one_assistant(other, month)
    _write(here, [(3, 0, 360, 3)])
    _write(there, [(3, 60, 300, 0)])
    hiding.rename(there, hiding.number_of(here[0]))


def more_than_a_day(hiding: Hiding) -> None:
    """R02: thirty-four hours in one day with two recipients."""
    one, other = hiding.municipal(), hiding.municipal()
    month = hiding.dice.choice(hiding.months(one))
    here, there = hiding.one_assistant(one, month), hiding.one_assistant(other, month)
    _write(here, [(5, 300, 1440, 0), (6, 0, 300, 2)])
    _write(there, [(5, 480, 1380, 0)])
    hiding.rename(there, hiding.number_of(here[0]))


def day_after_day(hiding: Hiding) -> None:
    """R02: six days in a row of twenty hours; and, which is nothing, one of twenty-four."""
    case = hiding.municipal()
    month = hiding.dice.choice(hiding.months(case))
    first = 3 + hiding.dice.randrange(10)
    _write(
        hiding.one_assistant(case, month),
        [(day, 120, 1320, 0) for day in range(first, first + 6)],
    )
    calm = hiding.municipal()
    _write(
        hiding.one_assistant(calm, hiding.months(calm)[0]),
        [(8, 480, 1440, 0), (9, 0, 480, 3)],
    )


def overwork(hiding: Hiding) -> None:
    """R03: fifteen hours every day of every month."""
    case = hiding.municipal()
    number = ""
    for month in hiding.months(case):
        own = hiding.one_assistant(case, month)
        number = number or hiding.number_of(own[0])
        own = [of for of in hiding.reports(case, month) if hiding.number_of(of) == number] or own
        days = (date.fromisoformat(f"{month}-01") + timedelta(days=31)).replace(day=1)
        last = (days - timedelta(days=1)).day
        _write(own, [(day, 240, 1140, 0) for day in range(1, last + 1)])
        if hiding.number_of(own[0]) != number:
            hiding.rename(own, number)


def sick_and_working(hiding: Hiding) -> None:
    """R09: sick pay is claimed with another recipient for minutes that were worked."""
    one, other = hiding.national(), hiding.national()
    worked = hiding.one_assistant(one, hiding.dice.choice(hiding.months(one)))
    number, row = hiding.number_of(worked[0]), worked[0]["rows"][0]
    _claim(hiding, other, number, worked[0]["month"], [tuple(row[:3])])


def sick_here(hiding: Hiding) -> None:
    """R09: sick pay is claimed for minutes that were worked with the same recipient."""
    case = hiding.national()
    worked = hiding.one_assistant(case, hiding.dice.choice(hiding.months(case)))
    row = worked[0]["rows"][0]
    _claim(hiding, case, hiding.number_of(worked[0]), worked[0]["month"], [tuple(row[:3])])


def sick_twice(hiding: Hiding) -> None:
    """R09: the same minutes are claimed with two recipients."""
    one, other = hiding.national(), hiding.national()
    month = hiding.months(one)[0]
    here = hiding.one_assistant(one, month)
    number = hiding.number_of(here[0])
    taken = {row[0] for of in here for row in of["rows"]}
    free = [day for day in range(2, 27) if day not in taken]
    if free:
        day = hiding.dice.choice(free)
        _claim(hiding, one, number, month, [(day, 540, 900)])
        _claim(hiding, other, number, month, [(day, 600, 960)])


def during_a_stay(hiding: Hiding) -> None:
    """R12: hours are reported while the recipient is in hospital."""
    case = hiding.municipal()
    month = hiding.dice.choice(hiding.months(case))
    day = 2 + hiding.dice.randrange(20)
    first = date.fromisoformat(f"{month}-{day:02d}")
    hiding.paper(
        "stay-reported/1",
        case,
        f"{month}-28",
        place="HOSPITAL",
        first_day=first.isoformat(),
        first_minute=30,
        last_day=(first + timedelta(days=2)).isoformat(),
        last_minute=1410,
    )


def claimed_after_takeover(hiding: Hiding) -> None:
    """R15: a municipality claims a whole month, in the middle of which its decision moved."""
    case = hiding.municipal()
    month = hiding.months(case)[-1]
    grant = hiding.grants[case]
    keep = ("municipality", "payee", "basic_minutes", "other_minutes")
    hiding.paper(
        "grant-decided/2",
        case,
        f"{month}-10",
        decision_id=f"{grant['decision_id']}.fk",
        authority="FK",
        decided_on=f"{month}-10",
        effective_from=f"{month}-16",
        takes_over=grant["decision_id"],
        **{name: grant[name] for name in keep if name in grant},
    )
    # Without a bill nothing is payable, so that no öre is owed of the days that moved.
    bills = hiding.documents.files["bills.ndjson"]
    bills[:] = [of for of in bills if (of["case_ref"], of["month"]) != (case, month)]
    minutes = sum(
        row[2] - row[1] for of in hiding.reports(case, month) for row in of["rows"] if not row[3]
    )
    last = (date.fromisoformat(f"{month}-28") + timedelta(days=4)).replace(day=1)
    hiding.paper(
        "reimbursement-claimed/1",
        case,
        last.isoformat(),
        municipality=grant["municipality"],
        municipal_decision=grant["decision_id"],
        month=month,
        lines=[
            {
                "first_day": f"{month}-01",
                "last_day": (last - timedelta(days=1)).isoformat(),
                "minutes": [minutes, 1],
                "price_ore": RATES[int(month[:4])],
            }
        ],
        claimed_ore=minutes * RATES[int(month[:4])] // 60,
    )


def new_account(hiding: Hiding) -> None:
    """R31: a payee's account changes some days before a payday; another's long before."""
    for days in (hiding.dice.randrange(11), 11):
        case = hiding.national()
        order = hiding.dice.choice(hiding.orders(case))
        pay_on = date.fromisoformat(order["pay_on"])
        for first in (pay_on - timedelta(days=400), pay_on - timedelta(days)):
            hiding.paper(
                "account-reported/1",
                None,
                first.isoformat(),
                payee=order["payee"],
                account=hiding.account(),
                effective_from=first.isoformat(),
            )


def shared_account(hiding: Hiding) -> None:
    """R31: two payees who have nothing to do with each other have one account."""
    account = hiding.account()
    for case in (hiding.national(), hiding.national()):
        order = hiding.orders(case)[0]
        hiding.paper(
            "account-reported/1",
            None,
            "2024-01-02",
            payee=order["payee"],
            account=account,
            effective_from="2024-01-02",
        )


def anothers_bill(hiding: Hiding) -> None:
    """R32: an order names the bill of another case, which is paid there as well."""
    one, other = hiding.national(), hiding.national()
    lines = [of for order in hiding.orders(one) for of in order["lines"] if "month" in of]
    bills = [of["bill"] for order in hiding.orders(other) for of in order["lines"] if "bill" in of]
    if lines and bills:
        hiding.dice.choice(lines)["bill"] = hiding.dice.choice(bills)


#: In this order they are hidden, as long as there are cases that nothing is hidden in.
SORTS: Final[tuple[Callable[[Hiding], None], ...]] = (
    overlap,
    more_than_a_day,
    overwork,
    sick_and_working,
    during_a_stay,
    claimed_after_takeover,
    new_account,
    anothers_bill,
    day_after_day,
    sick_here,
    sick_twice,
    shared_account,
    standby_elsewhere,
)


def _write(reports: list[Document], rows: list[tuple[int, int, int, int]]) -> None:
    """Write rows on the first of somebody's reports, in place of all others."""
    for of in reports:
        of["rows"] = []
    reports[0]["rows"] = [list(row) for row in rows]


def _claim(
    hiding: Hiding, case: str, number: str, month: str, lost: list[tuple[int, int, int]]
) -> None:
    """Claim sick pay for minutes of a month from the municipality of a case."""
    days = [date.fromordinal(midnight(month, day) // DAY).isoformat() for day, _, _ in lost]
    minutes = sum(end - start for _, start, end in lost)
    grant = hiding.grants[case]
    hiding.paper(
        "sick-pay-claimed/1",
        case,
        (date.fromisoformat(days[-1]) + timedelta(days=20)).isoformat(),
        municipality=grant["municipality"],
        claimant=hiding.reports(case)[0]["employer"],
        assistant=number,
        sick_from=days[0],
        lost=[[day, *of[1:]] for day, of in zip(days, lost, strict=True)],
        hourly_wage_ore=17_500,
        weekly_minutes=2_400,
        claimed_ore=minutes * 200,
    )
