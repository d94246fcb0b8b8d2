"""
Names and numbers for people and organisations that can belong to nobody.

People: the test series of Skatteverket only, birth numbers 238 and 239, one
for a recipient and one for an assistant on each birth date. When the dates are
used up a person has only the sender's own reference. What they are called is
plainly made up. Organisations: numbers that begin with 002, a first digit that
is given to no legal form.
"""

from datetime import date, timedelta
from functools import cache
from math import gcd
from typing import Final
from zlib import crc32

#: Long steps, so that neighbours in the order are not neighbours in age.
_STEP: Final = 7919

#: Words that nobody is called by; each pair says that it is an example.
_FIRST: Final = (
    "Påhitta", "Exempla", "Testina", "Fantasia", "Provina", "Skisse", "Modella", "Utkasta",
    "Påhitte", "Exempel", "Testor", "Fantast", "Provare", "Skissor", "Modellus", "Utkast",
)  # fmt: skip
_LAST: Final = (
    "Påhittsson", "Exempelgren", "Testlund", "Fantasikvist", "Provström", "Skissberg",
    "Modelldotter", "Utkastsson", "Tänktman", "Fiktivsson", "Låtsasgren", "Diktadal",
    "Övningsby", "Syntetsson", "Mallquist", "Platshållare",
)  # fmt: skip


def made_up_name(label: str) -> str:
    """Return what the person behind a label is called; the same label gives the same name."""
    drawn = crc32(label.encode())
    return f"{_FIRST[drawn % len(_FIRST)]} {_LAST[drawn // len(_FIRST) % len(_LAST)]}"


def check_digit(digits: str) -> str:
    """Return the Luhn digit of nine digits, the first of them doubled."""
    doubled = "".join(str(int(digit) * (2 - place % 2)) for place, digit in enumerate(digits))
    return str(-sum(map(int, doubled)) % 10)


def _identity(born: date, birth_number: int) -> str:
    digits = f"{born:%Y%m%d}{birth_number}"
    return digits + check_digit(digits[2:])


@cache
def _span(first_year: int, oldest: int, youngest: int) -> tuple[date, int, int]:
    """Return the first birth date, the number of dates, and a step that meets each once."""
    first = date(first_year - oldest, 1, 1)
    count = (date(first_year - youngest, 1, 1) - first).days
    step = _STEP
    while gcd(step, count) > 1:
        step += 2
    return first, count, step


def _number(index: int, span: tuple[date, int, int], turn: int) -> str | None:
    first, count, step = span
    if index >= count:
        return None
    born = first + timedelta(days=(index * step + step // 3) % count)
    # The two numbers of a date are shared out so that both groups have both.
    return _identity(born, 238 + (born.toordinal() + turn) % 2)


def recipient_number(index: int, first_year: int) -> str | None:
    """Return the number of a person aged 3 to 78, or none when all are given."""
    return _number(index, _span(first_year, 78, 3), 0)


def assistant_number(index: int, first_year: int) -> str | None:
    """Return the number of an adult aged 20 to 64, or none when all are given."""
    return _number(index, _span(first_year, 64, 20), 1)


def organisation_number(serial: int) -> str:
    digits = f"002{serial:06d}"
    return digits + check_digit(digits)
