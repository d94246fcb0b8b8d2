"""
The tamper matrix: what somebody with every right does to a log, and what of it is found.

Each row is done to a log of 700 events that was sealed in steps of 300 and that an auditor has
kept a checkpoint of; the table in `ops/proofs.md` is made of what is found here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ledger.store import Store
from ledger.store.seals import Sealer, Sort
from tests.integration.seals.sealed import STOLEN, SealedLog, recorded

EVENTS = 700
#: The position that is tampered with.
AT = 300

Do = Callable[[SealedLog, Store], None]


@dataclass(frozen=True)
class Tampering:
    """
    What is done, and what finds it.

    `sort` is what `kvitto verify` names alone, and None where it finds nothing; `kept` what it
    names with a checkpoint that was kept.
    """

    what: str
    do: Do
    sort: Sort | None
    position: int | None = AT
    columns: tuple[str, ...] = ()
    kept: Sort | None = None
    #: Whether more follows from it and is named as well.
    has_more: bool = False


def sql(*statements: str) -> Do:
    def do(log: SealedLog, store: Store) -> None:
        del store
        log.tampered(*statements)

    return do


def set_to(assignment: str) -> Do:
    return sql(f"update kvitto.events set {assignment} where position = {AT}")


def moved(by: int, first: int) -> Sequence[str]:
    """Return what moves every row from a position on, keeping positions unique on the way."""
    return (
        f"update kvitto.events set position = -position where position >= {first}",
        f"update kvitto.events set position = -position + {by} where position < 0",
    )


def signed_anew(log: SealedLog, store: Store) -> None:
    """Change an event, and make every tile and checkpoint anew with the stolen key."""
    del store
    changed = "replace(convert_from(state, 'UTF8'), '480', '481')::bytea"
    log.tampered(
        f"update kvitto.events set state = {changed} where position = {AT}",
        "delete from kvitto.tiles",
        "delete from kvitto.checkpoints",
    )
    Sealer(log.connections, STOLEN).seal(most=AT)


def restored(log: SealedLog, store: Store) -> None:
    """Bring back what a backup of 300 events would hold."""
    del store
    kept = "update kvitto.tiles set hashes = substr(hashes, 1, 32 * {}) where level = {} and"
    log.tampered(
        f"delete from kvitto.events where position > {AT}",
        f"delete from kvitto.checkpoints where size > {AT}",
        f"update kvitto.head set position = {AT}",
        "delete from kvitto.tiles where level > 1 or (level = 0 and number > 1)",
        f"{kept.format(44, 0)} number = 1",
        f"{kept.format(1, 1)} number = 0",
    )


def forked(log: SealedLog, store: Store) -> None:
    """Bring back a backup, and record and seal another history for whoever reads here."""
    restored(log, store)
    recorded(store, EVENTS, first=5000)
    log.sealer.seal()


INSERTED = (
    f"insert into kvitto.events select {AT}, gen_random_uuid(), 1, name, recorded_at,"
    f" (overlay(event_id::text placing 'ffffffff' from 1))::uuid, null,"
    " convert_to(overlay(convert_from(state, 'UTF8') placing 'ffffffff' from 26), 'UTF8')"
    f" from kvitto.events where position = {AT - 1}"
)


def inserted_at(position: str) -> str:
    return (
        "insert into kvitto.events (position, stream, version, name, recorded_at, event_id, state)"
        f" select {position}, stream, 100000, name, recorded_at, gen_random_uuid(), state"
        f" from kvitto.events where position = {AT}"
    )


SWAPPED = (
    f"update kvitto.events set position = -1 where position = {AT}",
    f"update kvitto.events set position = {AT} where position = 650",
    "update kvitto.events set position = 650 where position = -1",
)
LAST_ROOT = "where size = (select max(size) from kvitto.checkpoints)"
ONE_BIT = "set_byte(hashes, 3200, get_byte(hashes, 3200) # 1)"

SEALS = ("checkpoints", "cosignatures", "sealing_keys", "tiles")

MATRIX = (
    Tampering(
        "changes `name`", set_to("name = 'bill-received/1'"), Sort.ROW_CHANGED, columns=("name",)
    ),
    Tampering(
        "changes `recorded_at`",
        set_to("recorded_at = recorded_at + interval '1 hour'"),
        Sort.ROW_CHANGED,
        columns=("recorded_at",),
    ),
    Tampering(
        "changes `version`",
        set_to("version = version + 1000"),
        Sort.ROW_CHANGED,
        columns=("version",),
    ),
    Tampering(
        "moves an event to another stream",
        set_to("stream = gen_random_uuid()"),
        Sort.ROW_CHANGED,
        columns=("stream",),
    ),
    Tampering(
        "changes what an event says (`state`)",
        set_to("state = replace(convert_from(state, 'UTF8'), '480', '481')::bytea"),
        Sort.ROW_CHANGED,
        columns=("state",),
    ),
    Tampering(
        "changes `event_id`",
        set_to("event_id = gen_random_uuid()"),
        Sort.COLUMN_CHANGED,
        columns=("event_id",),
    ),
    Tampering(
        "changes `command_id`",
        set_to("command_id = gen_random_uuid()"),
        Sort.COLUMN_CHANGED,
        columns=("command_id",),
    ),
    Tampering(
        "deletes the first event",
        sql("delete from kvitto.events where position = 1"),
        Sort.ROW_MISSING,
        position=1,
    ),
    Tampering(
        "deletes an event in the middle",
        sql(f"delete from kvitto.events where position = {AT}"),
        Sort.ROW_MISSING,
    ),
    Tampering(
        "deletes an event and closes the gap",
        sql(f"delete from kvitto.events where position = {AT}", *moved(-1, AT)),
        Sort.ROW_MISSING,
    ),
    Tampering(
        "deletes the last event",
        sql(f"delete from kvitto.events where position = {EVENTS}"),
        Sort.ROW_MISSING,
        position=EVENTS,
    ),
    Tampering(
        "cuts off the end",
        sql("delete from kvitto.events where position > 650"),
        Sort.ROW_MISSING,
        position=651,
    ),
    Tampering("inserts an event", sql(*moved(1, AT), INSERTED), Sort.ROW_INSERTED),
    Tampering(
        "inserts an event before the first",
        sql(inserted_at("-5")),
        Sort.ROW_INSERTED,
        position=-5,
    ),
    Tampering(
        "inserts an event far ahead",
        sql(inserted_at("100000")),
        Sort.ROW_MISSING,
        position=EVENTS + 1,
    ),
    Tampering("swaps two events", sql(*SWAPPED), Sort.ROWS_SWAPPED),
    Tampering(
        "changes one bit of a tile of leaves",
        sql(f"update kvitto.tiles set hashes = {ONE_BIT} where level = 0 and number = 1"),
        Sort.TILE_CHANGED,
        position=357,
    ),
    Tampering(
        "removes a tile",
        sql("delete from kvitto.tiles where level = 0 and number = 1"),
        Sort.TILE_CHANGED,
        position=257,
    ),
    Tampering(
        "changes the root of a checkpoint",
        sql(f"update kvitto.checkpoints set root = sha256('x') {LAST_ROOT}"),
        Sort.CHECKPOINT_CHANGED,
        position=EVENTS,
    ),
    Tampering(
        "changes a signature",
        sql(
            "update kvitto.checkpoints set note = set_byte(note, length(note) - 20,"
            f" case get_byte(note, length(note) - 20) when 65 then 66 else 65 end) {LAST_ROOT}"
        ),
        Sort.CHECKPOINT_CHANGED,
        position=EVENTS,
    ),
    Tampering(
        "changes when a checkpoint was sealed, to before the one before it",
        sql(
            "update kvitto.checkpoints set sealed_at = sealed_at - interval '1 d' where size = 600"
        ),
        Sort.CHECKPOINT_CHANGED,
        position=600,
    ),
    Tampering(
        "adds a hash to the last tile",
        sql(
            "update kvitto.tiles set hashes = hashes || sha256('x') where (level, number) = (0, 2)"
        ),
        Sort.CHECKPOINT_MISSING,
        position=EVENTS + 1,
    ),
    Tampering(
        "adds a tile that the tree has no place for",
        sql("insert into kvitto.tiles values (3, 5, sha256('x'))"),
        Sort.TILE_CHANGED,
        position=None,
    ),
    Tampering(
        "removes the last checkpoint",
        sql(f"delete from kvitto.checkpoints {LAST_ROOT}"),
        Sort.CHECKPOINT_MISSING,
        position=601,
        kept=Sort.LOG_SHORTER,
    ),
    Tampering(
        "removes every checkpoint",
        sql("delete from kvitto.checkpoints"),
        Sort.CHECKPOINT_MISSING,
        position=1,
        kept=Sort.LOG_SHORTER,
    ),
    Tampering(
        "removes everything that was sealed, the key as well",
        sql(f"truncate {', '.join(f'kvitto.{table}' for table in SEALS)}"),
        None,
        position=None,
        kept=Sort.SIGNATURE_WRONG,
    ),
    Tampering(
        "removes the key",
        sql("delete from kvitto.sealing_keys"),
        Sort.SIGNATURE_WRONG,
        position=None,
        has_more=True,
    ),
    Tampering(
        "changes the log's name",
        sql("update kvitto.log set origin = 'kvitto.local/' || gen_random_uuid()"),
        Sort.NAME_CHANGED,
        position=None,
        has_more=True,
    ),
    Tampering(
        "changes the log's id",
        sql("update kvitto.log set id = gen_random_uuid()"),
        Sort.NAME_CHANGED,
        position=None,
    ),
    Tampering(
        "changes an event and signs everything anew with the stolen key",
        signed_anew,
        None,
        position=None,
        kept=Sort.OTHER_HISTORY,
    ),
    Tampering("restores an older backup", restored, None, position=None, kept=Sort.LOG_SHORTER),
    Tampering("forks the log for one reader", forked, None, position=None, kept=Sort.OTHER_HISTORY),
)
