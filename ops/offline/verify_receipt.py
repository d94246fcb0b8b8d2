#!/usr/bin/env python3
"""
Check a receipt of Kvitto without Kvitto: one file, Python 3.11 or later, its standard library.

VKEY is the log's verifier key as its operator publishes it, CHECKPOINT a note that you kept before.

A receipt is JSON in one spelling (sorted keys, no spaces, UTF-8, one line): the statement; the
event `receipt-issued/1`, which holds its SHA-256; every event that it rests on; of each its entry
(as the log's leaves are), its position and its proof of inclusion (RFC 9162); and the checkpoint
(C2SP signed note, Ed25519) to which all proofs lead. So every byte is under a hash or a signature.

Ed25519 is that of RFC 8032, without the cofactor; another spelling of a number and keys of small
order are refused. Nothing here is secret, so nothing takes constant time.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Point = tuple[int, int, int, int]
Tree = tuple[int, bytes]
FORMAT = "kvitto-receipt/1"
MOST_BYTES = 100_000_000
PARTS = {"checkpoint", "events", "format", "issued", "keys", "statement"}
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
IDENTITY = (0, 1, 1, 0)


class ProofError(Exception):
    """What does not hold, in a sentence."""


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


# Ed25519, RFC 8032 section 5.1: points in extended coordinates.


def add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar: int, point: Point) -> Point:
    result = IDENTITY
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


def same(p: Point, q: Point) -> bool:
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def read_point(encoded: bytes) -> Point | None:
    """Return the point that 32 bytes stand for, None where they are none, or spell it otherwise."""
    y, sign = int.from_bytes(encoded, "little") & (2**255 - 1), encoded[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = read_point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def has_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r = read_point(public), read_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if BASE is None or a is None or r is None or s >= L or same(multiply(8, a), IDENTITY):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    return same(multiply(s, BASE), add(r, multiply(k, a)))


# The tree, RFC 9162 sections 2.1.3.2 and 2.1.4.2.


def climb(at: int, last: int, start: bytes, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Return the roots that a proof leads to, of the older tree and of the newer."""
    older = newer = start
    for node in path:
        if last == 0 or len(node) != 32:
            return None
        if at & 1 or at == last:
            older, newer = sha256(b"\1", node, older), sha256(b"\1", node, newer)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            newer = sha256(b"\1", newer, node)
        at, last = at >> 1, last >> 1
    return (older, newer) if last == 0 else None


def includes(tree: Tree, position: int, entry: bytes, path: Sequence[bytes]) -> bool:
    if not 1 <= position <= tree[0]:
        return False
    ends = climb(position - 1, tree[0] - 1, sha256(b"\0", entry), path)
    return ends is not None and ends[1] == tree[1]


def begins_with(new: Tree, old: Tree, path: Sequence[bytes]) -> bool:
    if not 1 <= old[0] < new[0]:
        return old == new and not path
    at, last = old[0] - 1, new[0] - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    path = [old[1], *path] if old[0] & (old[0] - 1) == 0 else path
    return bool(path) and climb(at, last, path[0], path[1:]) == (old[1], new[1])


# What is written, and that it is written in one way only.


def spelt(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def unbase64(text: str) -> bytes:
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ProofError("Some bytes are not spelt as base64 spells them.")
    return raw


def read_key(written: str) -> tuple[str, bytes, bytes]:
    """Return name, id and public key."""
    name, key_id, text = written.split("+", 2)
    raw = unbase64(text)
    if sha256(f"{name}\n".encode(), raw)[:4].hex() != key_id or raw[:1] != b"\1":
        raise ProofError(f"{written} is no verifier key: its id is not that of its name and key.")
    return name, bytes.fromhex(key_id), raw[1:]


def read_note(note: str) -> tuple[str, Tree]:
    """Return the origin of a checkpoint and its tree, whoever signed it."""
    origin, size, root, *_ = note.partition("\n\n")[0].split("\n")
    if str(int(size)) != size or len(unbase64(root)) != 32:
        raise ProofError("Its checkpoint is none.")
    return origin, (int(size), unbase64(root))


def prove_signed(note: str, keys: Sequence[tuple[str, bytes, bytes]]) -> None:
    """Refuse a note unless it bears one signature of each of these keys, and no other."""
    text, _, under = note.partition("\n\n")
    lines = under.split("\n")
    if lines.pop() or not keys or len(lines) != len(keys):
        raise ProofError("Its checkpoint bears other signatures than those of its keys.")
    for line, (name, key_id, public) in zip(lines, keys, strict=True):
        dash, signer, signature = line.split(" ")
        raw = unbase64(signature)
        is_named = (dash, signer, raw[:4]) == ("\u2014", name, key_id)
        if not is_named or not has_signed(public, f"{text}\n".encode(), raw[4:]):
            raise ProofError(f"The checkpoint was not signed with the key {name}.")


def read_event(event: dict[str, Any], tree: Tree) -> tuple[str, str, Any]:
    """Return stream, name and state of an event that the tree holds at its position."""
    entry, at = unbase64(event["entry"]), event["position"]
    fields: list[bytes] = []
    reached = 1
    while reached < len(entry):
        after = reached + 4 + int.from_bytes(entry[reached : reached + 4])
        fields.append(entry[reached + 4 : after])
        reached = after
    position, stream, _, name, _, state = fields
    is_at = type(at) is int and int.from_bytes(position) == at and reached == len(entry)
    if entry[0] == 2:
        # A long state stands in its leaf by its hash, and in the receipt beside it.
        held, state = state, unbase64(event["state"])
        is_at = is_at and held == sha256(state)
    path = [unbase64(node) for node in event["proof"]]
    wanted = {"entry", "position", "proof"} | ({"state"} if entry[0] == 2 else set[str]())
    if not is_at or set(event) != wanted or not includes(tree, at, entry, path):
        raise ProofError(f"The log does not hold this event at position {at}.")
    return stream.hex(), name.decode(), json.loads(state)


def check(raw: bytes, key: str | None = None, kept: str | None = None) -> dict[str, Any]:
    """Return a receipt, with `origin` and `size` of its log; raise `ProofError` where it fails."""
    try:
        receipt: dict[str, Any] = json.loads(raw) if len(raw) <= MOST_BYTES else {}
        if spelt(receipt) + b"\n" != raw:
            raise ProofError("It is not spelt as a receipt is: cut off, changed, or no receipt.")
        return receipt | _proven(receipt, key, kept)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ProofError("It has not the form of a receipt: cut off, changed, or none.") from error


def _proven(receipt: dict[str, Any], key: str | None, kept: str | None) -> dict[str, Any]:
    if receipt["format"] != FORMAT or set(receipt) - {"kept"} != PARTS:
        raise ProofError(f"It is of another format than {FORMAT}. Fetch the program of its own.")
    # The signature comes last, as it takes longest: most changes end before.
    origin, tree = read_note(receipt["checkpoint"])
    statement, issued = receipt["statement"], read_event(receipt["issued"], tree)
    says = issued[2]["event"]
    if (
        issued[1] != "receipt-issued/1"
        or says["statement_sha256"] != sha256(spelt(statement)).hex()
    ):
        raise ProofError("The statement is not the one that was recorded when it was issued.")
    if issued[0] != statement["case_id"].replace("-", "") or says["month"] != statement["month"]:
        raise ProofError("The statement is of another case or month than the receipt.")
    ids = [read_event(event, tree)[2]["envelope"]["event_id"] for event in receipt["events"]]
    # A quotation mark inside a text is spelt with a backslash, so a text cannot look like a name.
    if ids != sorted(set(re.findall(r'"event_id":"([^"]*)"', spelt(statement).decode()))):
        raise ProofError("The events are not those that the statement rests on.")
    if any(p["owed_ore"] != sum(line["ore"] for line in p["lines"]) for p in statement["payees"]):
        raise ProofError("The lines of the statement do not add up to what it says is owed.")
    old = None
    if "kept" in receipt:
        old = (receipt["kept"]["size"], unbase64(receipt["kept"]["root"]))
        path = [unbase64(node) for node in receipt["kept"]["proof"]]
        if len(receipt["kept"]) != 3 or type(old[0]) is not int or not begins_with(tree, old, path):
            raise ProofError("The log does not go on from the checkpoint that was kept: a fork.")
    if kept is not None and read_note(kept) != (origin, old):
        raise ProofError("It proves nothing of your checkpoint. Ask for one that does: --since.")
    keys = [read_key(written) for written in receipt["keys"]]
    if any(name != origin for name, _, _ in keys) or (key and read_key(key) not in keys):
        raise ProofError(f"It is not signed with the key {key or origin}.")
    prove_signed(receipt["checkpoint"], keys)
    return {"origin": origin, "size": tree[0]}


def kronor(ore: int) -> str:
    whole = f"{abs(ore) // 100:,}".replace(",", "\u00a0")
    return f"{'-' if ore < 0 else ''}{whole},{abs(ore) % 100:02d} kr"


def told(receipt: dict[str, Any], key: str | None) -> str:
    """Return what is proven and what is not, in Swedish and in English."""
    of, count, log = receipt["statement"], len(receipt["events"]), receipt["origin"]
    paid = kronor(sum(each["settled_ore"] - each["returned_ore"] for each in of["payments"]))
    owed, swedish, english = kronor(of["owed_ore"]), "", ""
    if not key:
        swedish = "\n  - Vilken logg det är: ange nyckeln som loggens ägare har publicerat (--key)."
        english = "\n  - Which log it is: give the key that the log's operator publishes (--key)."
    return f"""Kvittot håller. Ärende {of["case"]}, {of["month"]}: rätt {owed}, betalt {paid}.
Bevisat, i loggen {log} med {receipt["size"]} händelser:
  - De {count} händelser som beräkningen vilar på står oförändrade, var och en på sin plats.
  - Just denna beräkning, med varje steg, är den som loggen fick när kvittot utfärdades.
  - Raderna i beräkningen blir tillsammans det belopp som sägs vara rätt.
Inte bevisat:
  - Att inga andra händelser finns: att beräkningen tog med allt som borde vara med.
  - Att lagen tillämpades rätt: stegen visar hur, så att den som kan lagen kan pröva dem.
  - Vem ärendet gäller: händelserna har nummer i stället för namn.{swedish}

The receipt holds. Case {of["case"]}, {of["month"]}: owed {owed}, paid {paid}.
Proven, in the log {log} of {receipt["size"]} events:
  - The {count} events that the statement rests on stand unchanged, each in its place.
  - This very statement, with each step, is the one that the log got with the receipt.
  - The lines of the statement add up to what it says is owed.
Not proven:
  - That there are no other events: that the statement took in all that it should have.
  - That the law was applied rightly: the steps show how, for whoever knows the law to test.
  - Whom the case is about: the events have numbers in place of names.{english}"""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().split("\n")[0])
    parser.add_argument("receipt", type=Path)
    parser.add_argument("--key", metavar="VKEY", help="the key that the log's operator publishes")
    parser.add_argument("--kept", metavar="CHECKPOINT", type=Path, help="a note that you kept")
    given = parser.parse_args()
    try:
        kept = given.kept and given.kept.read_text("utf-8")
        print(told(check(given.receipt.read_bytes(), given.key, kept), given.key))
    except (OSError, UnicodeDecodeError) as error:
        print(f"Kan inte läsas. / Cannot be read: {error}", file=sys.stderr)
        return 2
    except ProofError as refused:
        print(f"Kvittot håller inte. / The receipt does not hold.\n{refused}", file=sys.stderr)
        print("Be om ett nytt, och spara detta som bevis.", file=sys.stderr)
        print("Ask for a new one, and keep this one as evidence.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
