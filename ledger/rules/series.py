"""
A value that changes over time: which one is in force on a day, and in which runs over some days.

A series may have holes, where no value is known. What a hole means to the reader, and the sentence
that says so, belongs to `book`.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ledger.rules.values import Parameter

#: A value with the ordinals of its first day and of the first day after it.
Span = tuple[int, int, Parameter]

#: The end of a value that holds until a later one replaces it.
FOR_EVER: Final = date.max.toordinal() + 1


@dataclass(frozen=True, slots=True)
class Series:
    """Spans in order of time that do not overlap."""

    spans: tuple[Span, ...]
    _starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", [first for first, _, _ in self.spans])

    def on(self, day: int) -> Parameter | None:
        """Return the value in force on a day, or None where none is known."""
        at = bisect_right(self._starts, day) - 1
        if at < 0 or day >= self.spans[at][1]:
            return None
        return self.spans[at][2]

    def between(self, first: int, after: int) -> tuple[Span, ...]:
        """Return the runs that touch the days from `first` until `after`, cut to them."""
        at = max(bisect_right(self._starts, first) - 1, 0)
        return tuple(
            (max(start, first), min(end, after), value)
            for start, end, value in self.spans[at:]
            if max(start, first) < min(end, after)
        )

    def __iter__(self) -> Iterator[Parameter]:
        return (value for _, _, value in self.spans)


def yearly(values: Sequence[Parameter]) -> Series:
    """Return a series whose values hold for their own calendar year and no longer."""
    return Series(
        tuple(
            (
                date(value.in_force_from.year, 1, 1).toordinal(),
                date(value.in_force_from.year + 1, 1, 1).toordinal(),
                value,
            )
            for value in sorted(values, key=lambda value: value.in_force_from)
        )
    )


def until_replaced(values: Sequence[Parameter], ends: Mapping[date, date] | None = None) -> Series:
    """
    Return a series whose values hold until the next one, and the last for ever.

    `ends` gives, by its first day, the day from which a value is no longer known to hold.
    """
    ordered = sorted(values, key=lambda value: value.in_force_from)
    starts = [value.in_force_from.toordinal() for value in ordered]
    stated = [(ends or {}).get(value.in_force_from) for value in ordered]
    afters = [
        following if end is None else min(following, end.toordinal())
        for following, end in zip([*starts[1:], FOR_EVER], stated, strict=True)
    ]
    return Series(tuple(zip(starts, afters, ordered, strict=True)))
