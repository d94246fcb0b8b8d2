"""
Kronor in Swedish form, made of whole öre and of nothing else.

`12 345 678,90 kr`: no-break spaces, a decimal comma, and a true minus sign. Babel writes an ASCII
hyphen there and browsers do not, so amounts are formatted here only.
"""

from typing import Final

#: Kept together by every terminal, and found in every font (a narrow one is not).
NO_BREAK: Final = "\u00a0"
MINUS: Final = "\u2212"


def amount(ore: int, *, signed: bool = False) -> str:
    """Return whole öre as kronor without the unit; `signed` writes a plus sign as well."""
    sign = MINUS if ore < 0 else "+" if signed and ore > 0 else ""
    kronor, rest = divmod(abs(ore), 100)
    return f"{sign}{number(kronor)},{rest:02d}"


def kronor(ore: int, *, signed: bool = False) -> str:
    """Return whole öre as kronor with the unit."""
    return f"{amount(ore, signed=signed)}{NO_BREAK}kr"


def signed(ore: int) -> str:
    """Return an amount with its sign, and nought as nothing at all to look at."""
    return amount(ore, signed=True) if ore else "0"


def number(count: int) -> str:
    """Return a whole number with a no-break space between thousands."""
    grouped = f"{abs(count):,}".replace(",", NO_BREAK)
    return f"{MINUS}{grouped}" if count < 0 else grouped
