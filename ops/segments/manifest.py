"""
The manifest of a folder of segments: what each file must be, and what proves its root.

It is JSON with sorted keys, so the same segments give the same bytes.
"""

import json
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final, cast

FORMAT: Final = "kvitto-segments/1"
NAME: Final = "manifest.json"


class SegmentsError(Exception):
    """Segments cannot be written; the message says what, why and what now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """
    One month: rows from `first` to `last`, in the order of positions.

    `frontier` holds the roots of the whole subtrees left of the first leaf, the largest first:
    with them the leaves alone give `root`, that of the tree of `last` leaves. `rest` are the whole
    subtrees (height, root) that follow, up to `checkpoint_size`: with these they give the root that
    the `checkpoint` signs. `groups` are SHA-256 of the leaf hashes in each row group of
    `group_rows`. One that is not `finished` is written again.
    """

    month: str
    file: str
    sha256: str
    first: int
    last: int
    finished: bool
    frontier: tuple[str, ...]
    root: str
    checkpoint_size: int
    checkpoint: str
    rest: tuple[tuple[int, str], ...]
    groups: tuple[str, ...]
    group_rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """
    All segments of one log in a folder, and the keys that sign its checkpoints.

    `beside` are the files that go with them, each with its SHA-256.
    """

    origin: str
    vkeys: tuple[str, ...]
    segments: tuple[Segment, ...] = ()
    balances_sha256: str = ""
    balances_up_to: int = 0
    beside: tuple[tuple[str, str], ...] = ()

    @property
    def last(self) -> int:
        """The last position that is in a finished segment."""
        return max((of.last for of in self.segments if of.finished), default=0)

    def written(self) -> str:
        """Return the manifest as it is written."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True) + "\n"


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a folder, None where there is none."""
    file = folder / NAME
    if not file.exists():
        return None
    try:
        held: dict[str, Any] = json.loads(file.read_text("utf-8"))
        if held.pop("format") != FORMAT:
            raise SegmentsError(
                f"{file} is of another format than {FORMAT}: another Kvitto wrote it. Give a folder"
                " of its own to this one."
            )
        segments = tuple(Segment(**_tuples(of)) for of in held.pop("segments"))
        return Manifest(segments=segments, **_tuples(held))
    except (ValueError, KeyError, TypeError, AttributeError) as cause:
        raise SegmentsError(
            f"{file} cannot be read as the manifest of segments ({type(cause).__name__}): it was"
            " changed or cut off. Bring it back from a copy, or give a new folder."
        ) from cause


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def _tuples(held: dict[str, Any]) -> dict[str, Any]:
    return {key: _tuple(of) for key, of in held.items()}


def _tuple(of: Any) -> Any:  # noqa: ANN401 - JSON has lists only
    return tuple(map(_tuple, cast("list[Any]", of))) if isinstance(of, list) else of
