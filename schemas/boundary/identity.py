"""
Identity, organisation and account numbers: are they real, and does one hide in a text.

Wraps `personnummer`, which takes coordination numbers (day + 60) but no
temporary numbers. Turning a number into a random id belongs to the store; this
module keeps nothing and says nothing that repeats a digit.
"""

import re
import unicodedata
from datetime import date
from typing import Final

from personnummer.personnummer import Personnummer, PersonnummerException

#: A coordination number (samordningsnummer) has sixty added to its day.
COORDINATION_DAYS: Final = 60
ADULT_YEARS: Final = 18
#: A legal person's number has at least 2 here; an identity number has a month.
LOWEST_THIRD_DIGIT: Final = "2"

#: A digit to the digit sum of its double.
_DOUBLED: Final = str.maketrans("0123456789", "0246813579")
#: Without six digits in a row, which most texts lack, there is no such number.
_SIX_DIGITS: Final = re.compile(r"\d{6}")
#: Ten or twelve digits as an identity number is written, also by hand. A dot or a
#: colon between the digits is left alone: ids such as c000130.2026 are made of them.
_WRITTEN: Final = re.compile(
    r"(?<!\d)((?:\d{2})?\d{6}) ?[-+_\u2010\u2011\u2013\u2212]{0,2} ?(\d{4})(?!\d)"
)


def birth_date(number: str) -> date | None:
    """Return the date in twelve digits `YYYYMMDDNNNN`, or none if there is no such day."""
    day = int(number[6:8])
    try:
        return date(
            int(number[:4]),
            int(number[4:6]),
            day - COORDINATION_DAYS if day > COORDINATION_DAYS else day,
        )
    except ValueError:
        return None


def eighteenth_birthday(born: date) -> date:
    """
    Return the day on which someone turns eighteen.

    Whoever was born on 29 February turns eighteen on 28 February.
    Source: lag (1930:173) 1 §, "Finnes ej motsvarande dag i slutmånaden, varde
    den månadens sista dag ansedd för slutdag".
    """
    try:
        return born.replace(year=born.year + ADULT_YEARS)
    except ValueError:
        return date(born.year + ADULT_YEARS, 2, 28)


def identity_fault(number: str) -> str | None:
    """Return what is wrong with twelve digits, or none."""
    if number[:2] not in {"18", "19", "20"}:
        return "does not begin with its century (18, 19 or 20)"
    if birth_date(number) is None:
        return "has a date that does not exist"
    try:
        Personnummer(number)
    except PersonnummerException:
        return "has a wrong check digit"
    return None


def organisation_fault(number: str) -> str | None:
    """Return what is wrong with ten digits as an organisation number, or none."""
    if number[2] < LOWEST_THIRD_DIGIT:
        return "is not a legal person's (its third digit is below 2)"
    # The sum of Luhn: every second digit from the left is doubled.
    digits = number[::2].translate(_DOUBLED) + number[1::2]
    return "has a wrong check digit" if sum(map(int, digits)) % 10 else None


def account_fault(number: str) -> str | None:
    """
    Return what is wrong with an account, or none: an IBAN, or `bg` or `pg` and a giro number.

    Source: ISO 13616 (the remainder by 97 is 1); Bankgirot and Plusgirot (modulus 10).
    """
    if number.startswith("SE"):
        # Letters count from ten, so that S and E are 28 and 14.
        rearranged = f"{number[4:]}2814{number[2:4]}"
        return None if int(rearranged) % 97 == 1 else "has a wrong check digit"
    digits = number[2:]
    # The sum of Luhn: every second digit from the right is doubled, the last is not.
    total = sum(map(int, digits[-1::-2])) + sum(
        int(digit.translate(_DOUBLED)) for digit in digits[-2::-2]
    )
    return "has a wrong check digit" if total % 10 else None


def hides_identity_number(text: str) -> bool:
    """Tell whether ten or twelve digits in the text are a valid identity number."""
    if _SIX_DIGITS.search(text) is None:
        return False
    # A number copied from elsewhere may be written in full-width digits.
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    for birth, ending in _WRITTEN.findall(plain):
        # The century matters for 29 February only; the check digit leaves it out.
        centuries = ("19", "20") if len(birth) == len("YYMMDD") else ("",)
        if any(identity_fault(century + birth + ending) is None for century in centuries):
            return True
    return False
