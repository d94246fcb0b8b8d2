"""
The vault of one database: keeps what names a person, shows it, and wraps keys again.

What is kept and when is settled by `ledger.services`; forgetting belongs to
`ledger.store.vault.forgetting`. Text and keys are open in this process alone:
the database holds ciphertexts, and the master keys lie in a file outside it.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg

from ledger.store.connections import Connection, Connections
from ledger.store.outcomes import StoreRefusedError
from ledger.store.vault.ciphers import Place, encrypt, new_data_key, wrap
from ledger.store.vault.master_keys import MasterKeys
from ledger.store.vault.opening import Opener, Wrapped

#: Data keys that are wrapped again in one transaction.
WRAPPED_AT_ONCE: Final = 5_000
#: A field of which a document may tell other words than are kept.
_NAME: Final = "name"

_MEET: Final = "select kvitto.meet_master_keys(%b::text[], %b::bytea[])"
_KEPT: Final = (
    "select ordinal, schema, ciphertext from kvitto.kept_fields(%b::uuid[], %b::text[], %b::uuid[])"
)
_KEPT_KEYS: Final = "select person, wrapped, master_id from kvitto.kept_keys(%b::uuid[], %b)"
_DATA_KEYS: Final = (
    "select person, wrapped, master_id from kvitto.data_keys(%b::uuid[], %b::bytea[], %b)"
)
_KEEP: Final = (
    "select kvitto.keep_fields(%b::uuid[], %b::text[], %b::uuid[], %b::int2[], %b::bytea[])"
)
_LOST: Final = "select master_id, persons from kvitto.lost_masters(%b::text[], %b::bytea[])"
_ALL_KEYS: Final = "select person, wrapped, master_id from kvitto.person_keys"
#: In one statement, as somebody may be forgotten between two.
_OF_PERSONS: Final = (
    "select person, wrapped, master_id, field, item, schema, ciphertext"
    " from kvitto.person_fields join kvitto.person_keys using (person)"
    " where person = any (%b::uuid[]) order by person, field, item"
)
_OTHERWISE: Final = f"{_ALL_KEYS} where master_id <> %b order by person limit %b"


@dataclass(frozen=True, slots=True)
class Told:
    """What a document tells of a person: the place of a field, and its text."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class KeyCount:
    """How many data keys lie under a master key."""

    master_id: str
    persons: int


#: What reads the file of master keys; told whether the database has met no key yet.
ReadKeys = Callable[[bool], MasterKeys]


class Vault:
    """
    What is kept of persons in one database.

    The master keys are read when the first text comes or goes, so that whoever
    needs none is not stopped by a file that is lost.
    """

    def __init__(self, connections: Connections, read_keys: ReadKeys) -> None:
        """Keep the connections, and what reads the file of master keys."""
        self._connections = connections
        self._read_keys = read_keys
        self._opened: tuple[MasterKeys, Opener] | None = None
        # Numbers and accounts whose text follows from their id, and is kept.
        self._met: set[bytes] = set()

    def keep(self, told: Collection[Told]) -> set[Place]:
        """
        Keep what is not kept yet, and return the places whose name is kept with other words.

        What is kept stays. Of a person that was forgotten nothing is kept. Raises
        `StoreRefusedError` when the master keys are not the database's.
        """
        wanted = [
            one
            for one in dict.fromkeys(told)
            if one.place.field == _NAME or _met(one.place) not in self._met
        ]
        if not wanted:
            return set()
        with self._connections.lend() as connection:
            other = self._keep(connection, wanted)
        self._met |= {_met(one.place) for one in wanted if one.place.field != _NAME}
        return other

    def _keep(self, connection: Connection, wanted: Sequence[Told]) -> set[Place]:
        places = [one.place for one in wanted]
        kept: dict[int, tuple[int, bytes]] = {
            ordinal - 1: (schema, ciphertext)
            for ordinal, schema, ciphertext in _rows(connection, _KEPT, _columns(places))
        }
        missing = [one for place, one in enumerate(wanted) if place not in kept]
        named = [place for place in kept if wanted[place].place.field == _NAME]
        if not missing and not named:
            return set()
        persons = {one.place.person for one in missing}
        persons |= {wanted[place].place.person for place in named}
        keys = self._data_keys(connection, persons)
        _, opener = self._open(connection)
        # Somebody forgotten meanwhile has no key.
        fresh = [one for one in missing if one.place.person in keys]
        ciphertexts = [
            encrypt(one.text, keys[one.place.person], opener.log, one.place) for one in fresh
        ]
        if fresh:
            schemas = [one.place.schema for one in fresh]
            columns = _columns([one.place for one in fresh])
            connection.execute(_KEEP, [*columns, schemas, ciphertexts], binary=True)
        return {
            wanted[place].place
            for place in named
            if (key := keys.get(wanted[place].place.person)) is not None
            and self._text(connection, wanted[place].place, kept[place], key) != wanted[place].text
        }

    def _text(
        self, connection: Connection, place: Place, kept: tuple[int, bytes], key: bytes
    ) -> str:
        schema, ciphertext = kept
        at = Place(place.person, place.field, place.item, schema)
        _, opener = self._open(connection)
        return opener.text(ciphertext, key, at, lambda: _rows(connection, _ALL_KEYS, []))

    def of(self, persons: Collection[UUID]) -> list[Told]:
        """Return what is kept of these ids, in the order of ids, fields and items."""
        with self._connections.lend() as connection:
            rows = _rows(connection, _OF_PERSONS, [sorted(persons)])
            if not rows:
                return []
            _, opener = self._open(connection)
            keys = {of[0]: opener.data_key(of) for of in dict.fromkeys(row[:3] for row in rows)}
            return [
                Told(
                    place := Place(person, field, item),
                    self._text(connection, place, (schema, ciphertext), keys[person]),
                )
                for person, _, _, field, item, schema, ciphertext in rows
            ]

    def wrap_again(self) -> Iterator[int]:
        """
        Wrap every data key under the current master key; yield how many more are done.

        Each batch is a transaction: a rotation that broke off is simply run again.
        """
        while True:
            with self._connections.lend() as connection:
                masters, opener = self._open(connection)
                current = masters.current
                old: list[Wrapped] = list(_rows(connection, _OTHERWISE, [current, WRAPPED_AT_ONCE]))
                if not old:
                    query = "select kvitto.retire_masters(%b)"
                    ((is_alone,),) = _rows(connection, query, [current])
                    if is_alone:
                        return
                    continue
                new = [
                    wrap(opener.data_key(of), masters.keys[current], current, opener.log, of[0])
                    for of in old
                ]
                columns = [[of[0] for of in old], [of[1] for of in old], new, current]
                query = "select kvitto.wrap_again(%b::uuid[], %b::bytea[], %b::bytea[], %b)"
                ((changed,),) = _rows(connection, query, columns)
            yield changed

    def lost(self) -> list[KeyCount]:
        """Return how many data keys lie under master keys that the file does not hold."""
        with self._connections.lend() as connection:
            proofs = _proofs(self._read(connection))
            return [KeyCount(*row) for row in _rows(connection, _LOST, proofs)]

    def give_up(self, expected: int, actor: str, why: str) -> None:
        """
        Give up what lies under master keys that the file does not hold, of so many ids.

        The file's keys are from then on the database's. Who did it and why is recorded with it.
        """
        query = "select kvitto.keep_masters(%b::text[], %b::bytea[], %b, %b, %b)"
        with self._connections.lend() as connection:
            proofs = _proofs(self._read(connection))
            try:
                ((lost,),) = _rows(connection, query, [*proofs, expected, actor, why])
            except psycopg.errors.ObjectNotInPrerequisiteState as error:
                raise StoreRefusedError(
                    "The first line of the file of master keys has the id of another key of this"
                    " database, and nothing was done: under one id there is one key. Restore the"
                    " line; where it is lost for good: kvitto keys new, which puts another first,"
                    " then kvitto keys rotate --lost"
                ) from error
        if lost != expected:
            raise StoreRefusedError(
                f"It would be of {lost} ids, not {expected}: something came or went meanwhile, and"
                " nothing was done. Give the command again as: kvitto keys rotate --lost"
            )

    def counts(self) -> list[KeyCount]:
        """Return how many data keys lie under each master key."""
        query = (
            "select master_id, count(*) from kvitto.person_keys group by master_id"
            " order by master_id"
        )
        with self._connections.lend() as connection:
            return [KeyCount(*row) for row in _rows(connection, query, [])]

    def check(self) -> MasterKeys:
        """Return the master keys; raises `StoreRefusedError` unless they are the database's."""
        with self._connections.lend() as connection:
            return self._open(connection)[0]

    def _read(self, connection: Connection) -> MasterKeys:
        ((has_key,),) = _rows(connection, "select kvitto.has_master_key()", [])
        return self._read_keys(not has_key)

    def _open(self, connection: Connection) -> tuple[MasterKeys, Opener]:
        if self._opened is None:
            masters = self._read(connection)
            ((wrong,),) = _rows(connection, _MEET, _proofs(masters))
            if wrong:
                raise StoreRefusedError(_does_not_fit(wrong))
            ((log,),) = _rows(connection, "select id from kvitto.log", [])
            self._opened = masters, Opener(log, masters)
        return self._opened

    def _data_keys(self, connection: Connection, persons: Collection[UUID]) -> dict[UUID, bytes]:
        """Return the data keys of these persons; who has none gets one, unless forgotten."""
        masters, opener = self._open(connection)
        current = masters.current
        master = masters.keys[current]
        try:
            # Asked first, as whoever makes some waits for others that do.
            found = _rows(connection, _KEPT_KEYS, [sorted(persons), current])
            if new := sorted(set(persons) - {person for person, *_ in found}):
                fresh = [wrap(new_data_key(), master, current, opener.log, of) for of in new]
                found += _rows(connection, _DATA_KEYS, [new, fresh, current])
        except psycopg.errors.ObjectNotInPrerequisiteState as error:
            raise StoreRefusedError(
                f"The master key {current} was retired by a rotation that ended meanwhile. Give"
                " the command again: it then begins with the new key."
            ) from error
        return {of[0]: opener.data_key(of) for of in found}


def _proofs(masters: MasterKeys) -> list[object]:
    proofs = masters.proofs()
    return [list(proofs), list(proofs.values())]


def _does_not_fit(wrong: Sequence[str]) -> str:
    if wrong == ["?"]:
        which = "none of the keys in the file is known to this database"
        where_lost = "kvitto keys rotate --lost"
    else:
        which = f"the key called {', '.join(wrong)} is another one than this database goes by"
        where_lost = "kvitto keys new, then kvitto keys rotate --lost"
    return (
        f"The master keys do not fit: {which}. Nothing was kept or shown. Name the file that"
        " belongs to this database in KVITTO_MASTER_KEY_FILE, or restore it; where it is lost"
        f" for good: {where_lost}"
    )


def _met(place: Place) -> bytes:
    """Return what a place is remembered by; a country's take a few bytes each."""
    return place.person.bytes + place.item.bytes


def _columns(places: Sequence[Place]) -> list[object]:
    return [
        [place.person for place in places],
        [place.field for place in places],
        [place.item for place in places],
    ]


def _rows(
    connection: Connection, query: LiteralString, columns: Sequence[object]
) -> list[tuple[Any, ...]]:
    return connection.cursor(binary=True).execute(query, columns).fetchall()
