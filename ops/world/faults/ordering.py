"""How an order, or the bank's answer to it, goes wrong."""

from dataclasses import replace
from fractions import Fraction
from random import Random

from ops.world.papers import Line
from ops.world.parties import municipality_codes
from ops.world.truth.owed import RATES, rounded


def as_owed(_: Random, line: Line) -> list[Line]:
    return [line]


def in_full(_: Random, amount: int) -> int:
    return amount


def nothing(_: Random, __: Line) -> list[Line]:
    return []


def twice(_: Random, line: Line) -> list[Line]:
    return [line, line]


def any_amount(dice: Random) -> int:
    return 100 * (500 + dice.randrange(80_000))


def misprinted(dice: Random, amount: int) -> int:
    """Return the amount with a wrong digit among the kronor, most often too little."""
    wrong = 100 * (1 + dice.randrange(9)) * 10 ** dice.randrange(3)
    return amount + wrong if dice.randrange(4) == 0 else max(100, amount - wrong)


def at_last_years_rate(_: Random, line: Line) -> list[Line]:
    assert line.month is not None
    assert line.rate is not None
    assert line.minutes is not None
    rate = RATES[line.month // 12 - 1]
    shares = tuple((code, rounded(Fraction(ore * rate, line.rate))) for code, ore in line.municipal)
    amount = rounded(line.minutes * rate / 60)
    return [replace(line, amount=amount, rate=rate, municipal=shares)]


def too_much(dice: Random, line: Line) -> list[Line]:
    return [replace(line, amount=line.amount + 100 * (100 + dice.randrange(9_900)))]


def too_little(dice: Random, line: Line) -> list[Line]:
    owed_to_state = line.amount - sum(ore for _, ore in line.municipal)
    less = min(100 * (100 + dice.randrange(9_900)), owed_to_state)
    return [replace(line, amount=line.amount - less)]


def to_another_municipality(dice: Random, line: Line) -> list[Line]:
    if not line.municipal:
        return [line]
    codes = municipality_codes()
    code, ore = line.municipal[0]
    other = codes[(codes.index(code) + 1 + dice.randrange(len(codes) - 1)) % len(codes)]
    return [replace(line, municipal=((other, ore), *line.municipal[1:]))]


def at_other_hours(dice: Random, line: Line) -> list[Line]:
    """Debit for ten to thirty hours a week instead of twenty, or forget the debit."""
    if not line.municipal:
        return [line]
    code, ore = line.municipal[0]
    hours = (0, 10, 15, 18, 24, 25, 30)[dice.randrange(7)]
    wrong = min(ore * hours // 20, line.amount)
    return [replace(line, municipal=((code, wrong),) if wrong else ())]
