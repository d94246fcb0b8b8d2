"""
Check a receipt of Kvitto without Kvitto: one file, Python 3.11 or later, its standard library.

A receipt is JSON in one spelling (sorted keys, no spaces, UTF-8, one line): the statement; the
event `receipt-issued/1` with its SHA-256; every event that it rests on, as its entry in the log,
its position and its proof of inclusion (RFC 9162); and the checkpoint (C2SP signed note) to which
all proofs lead. Every byte is hashed, signed, or follows. Ed25519 is that of RFC 8032 without the
cofactor; other spellings and keys of small order are refused. Nothing is secret here, or timed.
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
PARTS = {"checkpoint", "events", "format", "issued", "key", "statement"}
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
IDENTITY = (0, 1, 1, 0)


class ProofError(Exception):
    """What does not hold, in a sentence."""


def require(holds: object, sentence: str) -> None:
    if not holds:
        raise ProofError(sentence)


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


# Both roots that a proof leads to, of the older tree and of the newer (RFC 9162, 2.1.3.2, 2.1.4.2).
def climb(at: int, last: int, start: bytes, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
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
    require(base64.b64encode(raw).decode() == text, "Some bytes are not spelt as base64 is.")
    return raw


def read_key(written: str) -> tuple[str, bytes, bytes]:
    name, key_id, text = written.split("+", 2)
    raw = unbase64(text)
    is_key = sha256(f"{name}\n".encode(), raw)[:4].hex() == key_id and raw[:1] == b"\1"
    require(is_key, f"{written!r} is no verifier key: its id is not that of its name and key.")
    return name, bytes.fromhex(key_id), raw[1:]


def read_note(note: str) -> tuple[str, Tree]:
    """Return the origin of a checkpoint and its tree, whoever signed it."""
    origin, size, root, *_ = note.partition("\n\n")[0].split("\n")
    require(str(int(size)) == size and len(unbase64(root)) == 32, "The checkpoint is none.")
    return origin, (int(size), unbase64(root))


def prove_signed(note: str, key: tuple[str, bytes, bytes]) -> None:
    """Refuse a note unless it bears the signature of this key, and no other."""
    text, _, line = note.partition("\n\n")
    dash, signer, signature = line.removesuffix("\n").split(" ")
    raw = unbase64(signature)
    is_named = (dash, signer, raw[:4]) == ("\u2014", key[0], key[1]) and line.endswith("\n")
    is_signed = is_named and has_signed(key[2], f"{text}\n".encode(), raw[4:])
    require(is_signed, f"The checkpoint was not signed with the key {key[0]}, and by it alone.")


def read_proof(path: Any) -> list[bytes]:
    require(type(path) is list, "A proof is no list of hashes.")
    return [unbase64(node) for node in path]


def read_event(event: dict[str, Any], tree: Tree) -> tuple[str, str, Any]:
    """Return stream, name and state of an event that the tree holds at its position."""
    entry, at = unbase64(event["entry"]), event["position"]
    fields: list[bytes] = []
    reached = 1
    while reached < len(entry):
        after = reached + 4 + int.from_bytes(entry[reached : reached + 4], "big")
        fields.append(entry[reached + 4 : after])
        reached = after
    position, stream, _, name, _, state = fields
    is_at = type(at) is int and int.from_bytes(position, "big") == at and reached == len(entry)
    if entry[0] == 2:
        held, state = state, unbase64(event["state"])
        is_at = is_at and held == sha256(state)
    wanted = {"entry", "position", "proof"} | ({"state"} if entry[0] == 2 else set[str]())
    is_at = is_at and set(event) == wanted
    is_held = is_at and includes(tree, at, entry, read_proof(event["proof"]))
    require(is_held, f"The log does not hold this event at position {at}.")
    return stream.hex(), name.decode(), json.loads(state)


def check(raw: bytes, key: str | None = None, kept: str | None = None) -> dict[str, Any]:
    """Return a receipt, with `origin` and `size` of its log; raise `ProofError` where it fails."""
    try:
        receipt: dict[str, Any] = json.loads(raw)
        require(spelt(receipt) + b"\n" == raw, "It is not spelt as a receipt: cut off or changed.")
        return receipt | _proven(receipt, key, kept)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ProofError("It has not the form of a receipt: cut off, changed, or none.") from error


def _proven(receipt: dict[str, Any], key: str | None, kept: str | None) -> dict[str, Any]:
    is_so = receipt["format"] == FORMAT and set(receipt) - {"kept"} == PARTS
    require(is_so, f"It is of another format than {FORMAT}. Fetch the program of its own.")
    # The signature comes last, as it takes longest: most changes end before.
    origin, tree = read_note(receipt["checkpoint"])
    of, issued = receipt["statement"], read_event(receipt["issued"], tree)
    says = issued[2]["event"]
    is_so = issued[1] == "receipt-issued/1" and says["statement_sha256"] == sha256(spelt(of)).hex()
    require(is_so, "The statement is not the one that was recorded when it was issued.")
    is_so = issued[0] == of["case_id"].replace("-", "") and says["month"] == of["month"]
    require(is_so, "The statement is of another case or month than the receipt.")
    ids = [read_event(event, tree)[2]["envelope"]["event_id"] for event in receipt["events"]]
    # A quotation mark inside a text is spelt with a backslash, so a text cannot look like a name.
    named = sorted(set(re.findall(r'"event_id":"([^"]*)"', spelt(of).decode())))
    is_so = type(receipt["events"]) is list and ids == named
    require(is_so, "The events are not those that the statement rests on.")
    lines = [[line["ore"] for line in each["lines"]] for each in of["payees"]]
    owed = [each["owed_ore"] for each in of["payees"]]
    is_so = owed == list(map(sum, lines)) and sum(owed) == of["owed_ore"]
    require(is_so, "The lines of the statement do not add up to what it says is owed.")
    paid, book = of["equation"]["paid_ore"], of["rulebook"]
    otherwise = [f"{each['name']}={each['value']}" for each in book["deviating_policies"]]
    regime = ":".join(filter(None, (book["regime"], book["reform_from"])))
    law = ", ".join([book["edition"], regime, *otherwise])
    shown = (of["case"] + of["month"] + origin + law).isprintable()
    is_so = shown and set(map(type, sum(lines, [*owed, of["owed_ore"], paid]))) == {int}
    require(is_so, "A name or an amount of the statement cannot be shown as it stands.")
    old = None
    if "kept" in receipt:
        old = (receipt["kept"]["size"], unbase64(receipt["kept"]["root"]))
        is_so = len(receipt["kept"]) == 3 and type(old[0]) is int
        is_so = is_so and begins_with(tree, old, read_proof(receipt["kept"]["proof"]))
        require(is_so, "The log does not go on from the checkpoint that was kept: a fork.")
    is_so = kept is None or read_note(kept) == (origin, old)
    require(is_so, "It proves nothing of your checkpoint. Ask for one that does: --since.")
    is_so = read_key(receipt["key"])[0] == origin and key in {None, receipt["key"]}
    require(is_so, f"It is not signed with the key {key or origin}: {receipt['key']!r}.")
    prove_signed(receipt["checkpoint"], read_key(receipt["key"]))
    return {"origin": origin, "size": tree[0], "paid": paid, "law": law}


def kronor(ore: int) -> str:
    whole = f"{abs(ore) // 100:,}".replace(",", "\u00a0")
    return f"{'-' if ore < 0 else ''}{whole},{abs(ore) % 100:02d} kr"


def told(receipt: dict[str, Any], key: str | None) -> str:
    of, count, log = receipt["statement"], len(receipt["events"]), receipt["origin"]
    owed, paid, swedish, english = kronor(of["owed_ore"]), kronor(receipt["paid"]), "", ""
    if key is None:
        swedish = "\n  - Vilken logg det är: ange nyckeln som loggens ägare har publicerat (--key)."
        english = "\n  - Which log it is: give the key that the log's operator publishes (--key)."
    return f"""Kvittot håller. Ärende {of["case"]}, {of["month"]}: rätt {owed}, betalt {paid}.
Beräknat enligt {receipt["law"]}.
Bevisat, i loggen {log} med {receipt["size"]} händelser:
  - De {count} händelser som beräkningen vilar på står oförändrade, var och en på sin plats.
  - Just denna beräkning, med varje steg, är den som loggen fick när kvittot utfärdades.
  - Raderna i beräkningen blir tillsammans det belopp som sägs vara rätt.
Inte bevisat:
  - Att inga andra händelser finns: att beräkningen tog med allt som borde vara med.
  - Att lagen tillämpades rätt: stegen visar hur, så att den som kan lagen kan pröva dem.
  - Att bankens betalningar är rätt fördelade på månader: de står med, och kan räknas efter.
  - Vem ärendet gäller: händelserna har nummer i stället för namn.{swedish}

The receipt holds. Case {of["case"]}, {of["month"]}: owed {owed}, paid {paid}.
Reckoned under {receipt["law"]}.
Proven, in the log {log} of {receipt["size"]} events:
  - The {count} events that the statement rests on stand unchanged, each in its place.
  - This very statement, with each step, is the one that the log got with the receipt.
  - The lines of the statement add up to what it says is owed.
Not proven:
  - That there are no other events: that the statement took in all that it should have.
  - That the law was applied rightly: the steps show how, for whoever knows the law to test.
  - That the bank's payments are divided rightly among months: they are there to be added up.
  - Whom the case is about: the events have numbers in place of names.{english}"""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().split("\n")[0])
    parser.add_argument("receipt", type=Path)
    parser.add_argument("--key", metavar="VKEY", help="the key that the log's operator publishes")
    parser.add_argument("--kept", metavar="CHECKPOINT", type=Path, help="a note that you kept")
    given = parser.parse_args()
    try:
        raw, kept = given.receipt.read_bytes(), given.kept and given.kept.read_text("utf-8")
        _ = given.key is None or read_key(given.key), kept is None or read_note(kept)
    except (OSError, ValueError, ProofError) as error:
        print(f"Kan inte användas. / Cannot be used: {error}", file=sys.stderr)
        return 2
    try:
        print(told(check(raw, given.key, kept), given.key))
    except ProofError as refused:
        print(f"Kvittot håller inte. / The receipt does not hold.\n{refused}", file=sys.stderr)
        print("Spara detta som bevis. / Ask for a new one, keep this as evidence.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
