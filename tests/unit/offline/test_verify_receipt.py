"""
The offline verifier: a small receipt holds, and no other one, whichever bit of it is changed.

The receipt is made here as its format says; those of real cases are checked beside the command.
"""

import json
import sys
from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from ledger.proofs.checkpoints import Checkpoint, sign_checkpoint
from ledger.proofs.leaf import leaf_bytes
from ledger.proofs.merkle import consistency_proof, grow, inclusion_proof, leaf_hash, tree_root
from ledger.proofs.notes import Signer
from ops.offline import verify_receipt
from ops.offline.verify_receipt import ProofError, check, main, spelt, told

ROOT = Path(__file__).parents[3]
LOG = Signer.of("kvitto.local/tests", bytes(range(32)))
CASE = UUID("0b6a6d2e-9a4c-4a7e-8f9f-0c7f5a1e2d3c")
NOW = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
PAPERS = [str(UUID(int=number)) for number in (1, 2)]
#: Leaves before the events of the receipt: the proofs then have hashes on both sides.
BEFORE = 2


def statement(**changed: object) -> dict[str, Any]:
    return {
        "case": "FK-000001",
        "case_id": str(CASE),
        "month": "2026-02",
        "owed_ore": 35_240,
        "payees": [{"owed_ore": 35_240, "lines": [{"ore": 35_240, "event_id": PAPERS[1]}]}],
        "equation": {"paid_ore": 35_240},
        "rulebook": {
            "edition": "2026-11",
            "regime": "SOU_2023_9",
            "reform_from": "2026-07-01",
            "deviating_policies": [{"name": "grant.pool", "value": "MONTH", "default": "PERIOD"}],
        },
        "papers_of_payments": [{"event_id": PAPERS[0]}],
        "says": 'a quotation mark: "event_id":"none"',
    } | changed


def entries(of: dict[str, Any], *, state: bytes = b"") -> list[bytes]:
    """The leaves of a small log; the last one is the event of the receipt."""
    rows = [("other/1", b"{}")] * BEFORE
    rows += [
        ("bill-received/1", b'{"envelope":{"event_id":"%b"}%b}' % (id_.encode(), state))
        for id_ in PAPERS
    ]
    issued = {"month": of["month"], "statement_sha256": sha256(spelt(of)).hexdigest()}
    rows.append(("receipt-issued/1", json.dumps({"event": issued}).encode()))
    return [
        leaf_bytes(position, CASE, position, name, NOW, held)
        for position, (name, held) in enumerate(rows, start=1)
    ]


def receipt(
    of: dict[str, Any] | None = None, signer: Signer = LOG, *, kept: int = 0
) -> dict[str, Any]:
    of = statement() if of is None else of
    leaves = entries(of)
    size = len(leaves)
    tiles = grow(0, b"".join(map(leaf_hash, leaves)), lambda _level, _number: b"")

    def read(level: int, number: int) -> bytes:
        return tiles[level, number]

    def event(position: int) -> dict[str, Any]:
        proof = inclusion_proof(position - 1, size, read)
        return {
            "entry": text(leaves[position - 1]),
            "position": position,
            "proof": [text(node) for node in proof],
        }

    made: dict[str, Any] = {
        "checkpoint": sign_checkpoint(
            Checkpoint(signer.name, size, tree_root(size, read)), [signer]
        ).decode(),
        "events": [event(BEFORE + 1), event(BEFORE + 2)],
        "format": "kvitto-receipt/1",
        "issued": event(size),
        "key": signer.key.written,
        "statement": of,
    }
    if kept:
        proof = consistency_proof(kept, size, read)
        root = tree_root(kept, read)
        made["kept"] = {"proof": list(map(text, proof)), "root": text(root), "size": kept}
    return made


def text(raw: bytes) -> str:
    return b64encode(raw).decode()


def written(made: dict[str, Any]) -> bytes:
    return spelt(made) + b"\n"


def kept_note(size: int, root: str, origin: str = LOG.name) -> str:
    return f"{origin}\n{size}\n{root}\n\n"


@pytest.mark.parametrize("kept", [0, 1, 3, 5])
def test_a_receipt_holds(kept: int) -> None:
    made = receipt(kept=kept)
    found = check(written(made), LOG.key.written)
    assert (found["origin"], found["size"]) == (LOG.name, BEFORE + 3)
    if kept:
        check(written(made), None, kept_note(kept, made["kept"]["root"]))


def test_every_changed_bit_is_refused() -> None:
    raw = written(receipt(kept=3))
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ProofError):
            check(bytes(changed))


def test_every_receipt_that_was_cut_is_refused() -> None:
    raw = written(receipt())
    for end in range(len(raw)):
        with pytest.raises(ProofError):
            check(raw[:end])


def put(made: dict[str, Any], path: str, value: object) -> None:
    *way, last = path.split(".")
    at: Any = made
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at[step]
    at[int(last) if isinstance(at, list) else last] = value


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("statement.owed_ore", 1, "not the one that was recorded"),
        ("statement.month", "2026-03", "not the one that was recorded"),
        ("format", "kvitto-receipt/2", "another format"),
        ("more", 1, "another format"),
        ("events", [], "not those that the statement rests on"),
        ("events.0.position", 4, "does not hold this event"),
        ("events.0.position", 3.0, "does not hold this event"),
        ("events.0.proof", [], "does not hold this event"),
        ("events.0.more", 1, "does not hold this event"),
        ("events.0.entry", "", "form of a receipt"),
        ("key", [LOG.key.written], "form of a receipt"),
        ("key", "a+b", "form of a receipt"),
        ("key", Signer.of("other", bytes(32)).key.written, "not signed with the key"),
        ("key", Signer.of(LOG.name, bytes(32)).key.written, "was not signed with"),
        ("events", {}, "not those that the statement rests on"),
        ("events.0.proof", {}, "no list of hashes"),
        ("events.0.proof", "", "no list of hashes"),
        ("checkpoint", "a\n1\nAAAA\n\n", "checkpoint is none"),
        ("checkpoint", 7, "form of a receipt"),
        ("statement", None, "not the one that was recorded"),
        ("statement", {"a": 10**5000}, "form of a receipt"),
    ],
)  # fmt: skip
def test_a_changed_receipt_is_refused_with_a_sentence(path: str, value: object, says: str) -> None:
    made = receipt()
    put(made, path, value)
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    raw = written(made)
    sys.set_int_max_str_digits(limit)
    with pytest.raises(ProofError, match=says):
        check(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"null\n",
        b"[]\n",
        b"{}\n",
        b"\xff\n",
        b"[" * 100_000,
        b'{"format":NaN}\n',
        b'{"format":"kvitto-receipt/1"}\n',
        written(receipt()).replace(b",", b", "),
        written(receipt())[:-1],
        written(receipt()) + b"\n",
        b" " + written(receipt()),
        written(receipt()).replace(b'{"checkpoint"', b'{"checkpoint":"","checkpoint"'),
        written(receipt()).replace(b"FK-000001", b"FK\\u002d000001"),
        written(receipt()).replace(b'"FK-000001"', b'"FK-\\ud800"'),
        json.dumps(receipt(), separators=(",", ":")).encode() + b"\n",
    ],
    ids=range(17),
)
def test_another_spelling_is_no_receipt(raw: bytes) -> None:
    with pytest.raises(ProofError):
        check(raw)


def test_a_receipt_is_of_one_case_and_month() -> None:
    # The log holds the hash of the changed statement, as an operator could let it.
    other = statement(case_id=str(UUID(int=7)))
    with pytest.raises(ProofError, match="another case or month"):
        check(written(receipt(other)))


def test_amounts_must_add_up_even_where_the_log_says_otherwise() -> None:
    wrong = statement(payees=[{"owed_ore": 2, "lines": [{"ore": 1, "event_id": PAPERS[1]}]}])
    with pytest.raises(ProofError, match="add up"):
        check(written(receipt(wrong)))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"owed_ore": 99_999_999}, "add up"),
        ({"payees": []}, "rests on"),
        ({"payees": [{"owed_ore": 35_240.0, "lines": [{"ore": 35_240.0}]}]}, "rests on"),
        ({"equation": {"paid_ore": "1"}}, "cannot be shown"),
        ({"equation": {"paid_ore": 1.5}}, "cannot be shown"),
        ({"equation": {"paid_ore": True}}, "cannot be shown"),
        ({"equation": None}, "form of a receipt"),
        ({"rulebook": {}}, "form of a receipt"),
        ({"case": "FK-1\n\nProven:"}, "cannot be shown"),
        ({"case": "FK-1\u202e"}, "cannot be shown"),
        ({"case": "FK-1\x1b[2J"}, "cannot be shown"),
    ],
)
def test_what_an_operator_signs_is_not_believed_for_that(
    changed: dict[str, object], says: str
) -> None:
    with pytest.raises(ProofError, match=says):
        check(written(receipt(statement(**changed))), LOG.key.written)


def test_true_is_no_amount() -> None:
    # In Python it is the integer 1, and adds up.
    for line, payee in ((True, 1), (1, True)):
        payees = [{"owed_ore": payee, "lines": [{"ore": line, "event_id": PAPERS[1]}]}]
        with pytest.raises(ProofError, match="cannot be shown"):
            check(written(receipt(statement(payees=payees, owed_ore=1))))


def test_under_which_rules_it_was_reckoned_is_told() -> None:
    said = told(check(written(receipt())), None)
    assert said.count("2026-11, SOU_2023_9:2026-07-01, grant.pool=MONTH.") == 2


def test_a_receipt_bears_one_signature_and_no_other() -> None:
    made = receipt()
    line = made["checkpoint"].partition("\n\n")[2]
    stranger = Signer.of(LOG.name, bytes(range(1, 33)))
    other = receipt(signer=stranger)["checkpoint"].partition("\n\n")[2]
    for more in (line, other):
        for note in (made["checkpoint"] + more, made["checkpoint"].replace(line, more + line)):
            with pytest.raises(ProofError):
                check(written(made | {"checkpoint": note}), LOG.key.written)


def test_another_key_than_the_published_is_refused() -> None:
    stranger = Signer.of(LOG.name, bytes(range(1, 33)))
    check(written(receipt(signer=stranger)))
    with pytest.raises(ProofError, match="not signed with the key"):
        check(written(receipt(signer=stranger)), LOG.key.written)


def test_a_checkpoint_that_was_kept_is_the_beginning_or_it_is_a_fork() -> None:
    made = receipt(kept=3)
    root = made["kept"]["root"]
    for note in (kept_note(2, root), kept_note(3, text(bytes(32))), kept_note(3, root, "other")):
        with pytest.raises(ProofError, match="nothing of your checkpoint"):
            check(written(made), None, note)
    with pytest.raises(ProofError, match="nothing of your checkpoint"):
        check(written(receipt()), None, kept_note(3, root))
    made["kept"]["root"] = text(bytes(32))
    with pytest.raises(ProofError, match="fork"):
        check(written(made))
    made["kept"] = {"proof": [], "root": text(bytes(32)), "size": 9}
    with pytest.raises(ProofError, match="fork"):
        check(written(made))


def test_what_is_proven_and_what_not_is_said_in_both_languages() -> None:
    said = told(check(written(receipt())), None)
    for part in ("Bevisat", "Inte bevisat", "Proven", "Not proven", "352,40 kr", "--key"):
        assert part in said
    assert "--key" not in told(check(written(receipt())), LOG.key.written)


def test_the_program_ends_with_a_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.write_bytes(written(receipt()))
    bad.write_bytes(written(receipt())[:-2])
    empty = tmp_path / "empty"
    empty.touch()
    runs: list[tuple[list[object], int]] = [
        ([good], 0),
        ([bad], 1),
        ([tmp_path / "none"], 2),
        ([good, "--key", LOG.key.written], 0),
        ([good, "--key", ""], 2),
        ([good, "--key", LOG.key.written[:-1]], 2),
        ([good, "--kept", empty], 2),
        ([good, "--kept", tmp_path / "none"], 2),
    ]
    for arguments, code in runs:
        monkeypatch.setattr(sys, "argv", ["verify_receipt.py", *map(str, arguments)])
        assert main() == code
    assert "Ask for a new one" in capsys.readouterr().err


def test_the_manual_says_by_which_hash_the_program_is_known() -> None:
    program = Path(verify_receipt.__file__).read_bytes()
    manual = (ROOT / "README.md").read_text("utf-8")
    assert sha256(program).hexdigest() in manual
    assert len(program.splitlines()) <= 300
