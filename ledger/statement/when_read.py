"""
A row of things that is made when it is first read, and then kept.

Derivations and notices explain a statement and are part of no amount; most statements are made to
be added up, and nobody reads theirs.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar, overload

_Of_co = TypeVar("_Of_co", covariant=True)


class WhenRead(Sequence[_Of_co], Generic[_Of_co]):
    """A tuple in all but the moment at which it is made: equal to one, and stored as one."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Iterable[_Of_co]]) -> None:
        """Keep how it is made; `make` is pure, and called once at most."""
        self._make: Callable[[], Iterable[_Of_co]] | None = make
        self._made: tuple[_Of_co, ...] = ()

    def all(self) -> tuple[_Of_co, ...]:
        """Return everything in it."""
        if self._make is not None:
            self._made = tuple(self._make())
            # What it was made of may go.
            self._make = None
        return self._made

    @overload
    def __getitem__(self, index: int) -> _Of_co: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[_Of_co, ...]: ...
    def __getitem__(self, index: int | slice) -> _Of_co | tuple[_Of_co, ...]:
        return self.all()[index]

    def __iter__(self) -> Iterator[_Of_co]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self.all())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, WhenRead):
            return self.all() == other.all()
        return self.all() == other

    def __hash__(self) -> int:
        return hash(self.all())

    def __repr__(self) -> str:
        return repr(self.all())

    def __reduce__(self) -> tuple[type[tuple[_Of_co, ...]], tuple[tuple[_Of_co, ...]]]:
        return tuple, (self.all(),)
