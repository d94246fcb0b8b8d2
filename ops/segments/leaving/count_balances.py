"""
Count sealed segments of Kvitto again without Kvitto: Python 3.11 or later, and pyarrow.

    python count_balances.py [FOLDER [CHECKPOINT that you kept ...]]

Holds the tree of hashes of the rows against checkpoints, and payments against balances.csv.
"""

import base64
import csv
import hashlib
import json
import struct
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import zip_longest
from operator import itemgetter
from pathlib import Path
from typing import Any

from pyarrow.parquet import ParquetFile

COLUMNS = "ordered unsettled settled returned recovered remitted paid".split()
PAPERS = ("bill-received", "money-repaid", "recovery-remitted", "payment-")
Paper = dict[str, Any]
Peaks = list[tuple[int, bytes]]
Sums = dict[tuple[str, str, str], Counter[str]]


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def leaf(position: int, stream: bytes, version: int, name: str, micros: int, state: bytes) -> bytes:
    form, held = (b"\1", state) if len(state) <= 60_000 else (b"\2", sha256(state))
    at, nth, recorded = (struct.pack(">q", number) for number in (position, version, micros))
    fields = (at, stream, nth, name.encode(), recorded, held)
    return sha256(b"\0", form, *(struct.pack(">I", len(of)) + of for of in fields))


def grow(tree: Peaks, height: int, hash_: bytes) -> None:
    """Add a leaf, or a whole subtree; a tree is the roots of its whole subtrees, largest first."""
    while tree and tree[-1][0] == height:
        hash_, height = sha256(b"\1", tree.pop()[1], hash_), height + 1
    tree.append((height, hash_))


def root_of(tree: Peaks) -> bytes:
    reached = tree[-1][1]
    for _, peak in tree[-2::-1]:
        reached = sha256(b"\1", peak, reached)
    return reached


def checkpoint(note: str) -> tuple[str, int, bytes]:
    origin, size, root = note.split("\n")[:3]
    return origin, int(size), base64.b64decode(root, validate=True)


def read(file: Any, of: Paper, tree: Peaks, kept: dict[int, bytes]) -> Iterator[Any]:
    """Yield the rows of a month, by which the tree grows; then hold it against the checkpoint."""
    at, name = of["first"], of["file"]
    for number in range(file.num_row_groups):
        table, hashes, first = file.read_row_group(number), list[bytes](), at
        table = table.set_column(4, "recorded_at", table["recorded_at"].cast("int64"))
        for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
            if row[0] != at:
                raise ValueError(f"{name}: position {row[0]} stands where {at} belongs.")
            if row[5][25:61].decode() != str(row[6]):
                raise ValueError(f"{name}: event_id of position {at} was changed.")
            hashes.append(leaf(row[0], row[1].bytes, *row[2:6]))
            at += 1
            yield row
        if sha256(*hashes).hex() not in of["groups"][number : number + 1]:
            raise ValueError(f"{name}: among positions {first} to {at - 1} one was changed.")
        for size, hash_ in enumerate(hashes, start=first):
            grow(tree, 0, hash_)
            if size in kept and kept[size] != root_of(tree):
                raise ValueError(f"{name}: the checkpoint of size {size} is of another history.")
    if (at, root_of(tree).hex()) != (of["last"] + 1, of["root"]):
        raise ValueError(f"{name}: it ends before position {at}, or with another root.")
    whole = list(tree)
    for height, subtree in of["rest"]:
        grow(whole, height, bytes.fromhex(subtree))
    (_, size, root), reached = checkpoint(of["checkpoint"]), sum(1 << height for height, _ in whole)
    if (size, root) != (reached, root_of(whole)):
        raise ValueError(f"{name}: its checkpoint, of size {size}, is of other rows.")


def standing(papers: list[Paper], places: dict[str, int]) -> set[int]:
    """Return the papers that none replaces; of those that do in a circle the latest stands."""

    def named(at: int) -> int:
        to = places.get(papers[at]["replaces"], at)
        return to if papers[to]["kind"] == papers[at]["kind"] else at

    replaced = set[int]()
    for at in range(len(papers)):
        seen, on = list[int](), at
        while on not in seen:
            seen.append(on)
            on = named(on)
        if named(at) != at and not (on == at and named(at) == max(seen)):
            replaced.add(named(at))
    return set(range(len(papers))) - replaced


def count(case: str, papers: list[Paper], sums: Sums) -> None:
    """Add up one case; papers count in the order in which they were known."""
    papers.sort(key=lambda of: of["key"])
    places = {of["ref"]: at for at, of in enumerate(papers)}
    stands, settled, returned = standing(papers, places), Counter[str](), Counter[str]()

    def add(of: Paper, **ore: int) -> None:
        month, period, bill = of.get("month"), of.get("period_from"), places.get(of.get("bill", ""))
        if not period and bill is not None and papers[bill]["kind"] == "bill-received":
            month = month or papers[bill]["event"]["month"]
        sums[case, month or "", period or ""].update(ore)

    for at in stands:
        kind, said, ore = papers[at]["kind"], papers[at]["event"], papers[at]["ore"]
        if kind == "payment-settled":
            settled[said["order"]] += ore
        elif kind == "payment-returned":
            returned[said["order"]] += ore
        elif kind == "money-repaid":
            add(said, recovered=ore, paid=-ore)
        elif kind == "recovery-remitted":
            add(said, remitted=ore)
    for at, of in enumerate(papers):
        ref = of["ref"]
        # What the bank has paid was ordered, whatever replaces the order.
        if of["kind"] == "payment-ordered" and (at in stands or ref in {*settled, *returned}):
            lines = [line for line in of["event"]["lines"] if not line.get("set_off")]
            moved, back = settled[ref], min(returned[ref], settled[ref])
            for line in of["event"]["lines"]:
                if line.get("set_off"):
                    add(line, recovered=-line["amount_ore"], paid=line["amount_ore"])
                    moved -= line["amount_ore"] if ref in settled else 0
            for line in lines:
                # The lines are filled in their order, and a surplus stands on the last.
                most = sys.maxsize if line is lines[-1] else line["amount_ore"]
                here, gone = min(most, moved), min(most, back)
                moved, back = moved - here, back - gone
                add(line, ordered=line["amount_ore"], settled=here, returned=gone, paid=here - gone)
                add(line, unsettled=0 if ref in settled else line["amount_ore"])


def compare(folder: Path, sums: Sums) -> None:
    """Hold what was counted against balances.csv."""
    counted = sorted([*key, *(str(of[column]) for column in COLUMNS)] for key, of in sums.items())
    counted.insert(0, ["case", "month", "period_from", *(f"{column}_ore" for column in COLUMNS)])
    with (folder / "balances.csv").open(encoding="utf-8", newline="") as file:
        first, *told = csv.reader(file)
    for ours, theirs in zip_longest(counted, [first, *sorted(told)]):
        if ours != theirs:
            raise ValueError(f"balances.csv: {ours} is counted, {theirs} is told.")


def counted(folder: Path, notes: list[tuple[str, int, bytes]]) -> str:
    """Check and count all that a folder holds, and return what it comes to."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    papers = defaultdict[str, list[Paper]](list)
    sums = defaultdict[tuple[str, str, str], Counter[str]](Counter)
    tree, last, kept = Peaks(), 0, {size: root for _, size, root in notes}
    notes += [checkpoint(of["checkpoint"]) for of in manifest["segments"]]
    if any(origin != manifest["origin"] for origin, _, _ in notes):
        raise ValueError(f"A checkpoint is of another log than {manifest['origin']}.")
    for of in manifest["segments"]:
        if [of["first"], of["frontier"]] != [last + 1, [peak.hex() for _, peak in tree]]:
            raise ValueError(f"{of['file']} does not go on where the month before it ends.")
        file = ParquetFile(folder / of["file"])
        for _, stream, _, name, _, state, _ in read(file, of, tree, kept):
            kind = name.partition("/")[0]
            if kind.startswith(PAPERS):
                by, said = itemgetter("envelope", "event")(json.loads(state))
                ref = f"{by['sender']}/{by['document_id']}"
                key = (datetime.fromisoformat(by["known_at"]), by["sender"], by["document_id"])
                paper = {"kind": kind, "ref": ref, "key": key, "replaces": by["replaces"]}
                papers[str(stream)].append({**paper, "event": said, "ore": said.get("amount_ore")})
        last = of["last"]
    for case, its in papers.items():
        count(case, its, sums)
    compare(folder, sums)
    total = {of: sum(sum_[of] for sum_ in sums.values()) for of in COLUMNS}
    held = sum(size <= last for size in kept)
    return f"{last} events, root {root_of(tree).hex()}, kept {held} of {len(kept)}, öre: {total}"


if __name__ == "__main__":
    where, *files = map(Path, sys.argv[1:] or [Path(__file__).parent])
    try:
        found = counted(where, [checkpoint(file.read_text("utf-8")) for file in files])
    except (ValueError, OSError) as differs:
        sys.exit(f"DIFFERS / STÄMMER INTE: {differs}")
    print(f"RIGHT / STÄMMER: {found}. Signatures not checked / Underskrifter ej prövade.")
