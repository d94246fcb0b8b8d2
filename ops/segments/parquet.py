"""
One segment as an Apache Parquet file: the only place that knows how such a file is made.

The same rows and the same version of pyarrow give the same bytes. What the rows prove belongs to
`writing`.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

import pyarrow as pa
from pyarrow import parquet

from ledger.store.seals.rows import SealedRow

#: Rows in a group, which is what a reader must hold at once.
GROUP_ROWS: Final = 16_384
#: Where the id of an event stands in its state: `{"envelope":{"event_id":"…`.
_EVENT_ID: Final = slice(25, 61)

_ARROW: Final = cast("Any", pa)
_SCHEMA: Final[Any] = _ARROW.schema(
    [
        _ARROW.field("position", _ARROW.int64(), nullable=False),
        _ARROW.field("stream", _ARROW.uuid(), nullable=False),
        _ARROW.field("version", _ARROW.int64(), nullable=False),
        _ARROW.field("name", _ARROW.string(), nullable=False),
        _ARROW.field("recorded_at", _ARROW.timestamp("us", tz="UTC"), nullable=False),
        _ARROW.field("state", _ARROW.binary(), nullable=False),
        _ARROW.field("event_id", _ARROW.uuid(), nullable=False),
    ]
)


class SegmentFile(NamedTuple):
    """A file that is being written, group by group."""

    writer: Any

    def add(self, rows: Sequence[SealedRow]) -> None:
        """Write a group of at most `GROUP_ROWS` rows."""
        columns: list[Sequence[object]] = list(zip(*(row[:6] for row in rows), strict=True))
        columns[1] = [row.stream.bytes for row in rows]
        columns.append([UUID(row.state[_EVENT_ID].decode()).bytes for row in rows])
        self.writer.write_table(
            _ARROW.Table.from_arrays(
                [_column(of, values) for of, values in zip(_SCHEMA, columns, strict=True)],
                schema=_SCHEMA,
            ),
            row_group_size=GROUP_ROWS,
        )

    def tell(self, metadata: Mapping[str, str]) -> None:
        """Add words about the file to its end."""
        self.writer.add_key_value_metadata(dict(metadata))


@contextmanager
def segment_file(at: Path) -> Generator[SegmentFile]:
    """Yield a file to write rows to."""
    writer: Any = cast("Any", parquet).ParquetWriter(
        at,
        _SCHEMA,
        version="2.6",
        compression="zstd",
        compression_level=3,
        use_dictionary=["name", "stream"],
        write_statistics=["position", "recorded_at", "name"],
        store_schema=False,
    )
    with writer:
        yield SegmentFile(writer)


def _column(of: Any, values: Sequence[object]) -> Any:  # noqa: ANN401 - pyarrow has no types
    if of.type == _ARROW.uuid():
        stored = _ARROW.array(values, _ARROW.binary(16))
        return _ARROW.ExtensionArray.from_storage(of.type, stored)
    return _ARROW.array(values, of.type)
