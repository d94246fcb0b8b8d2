"""
Signed notes and checkpoints: what is signed is read back, and every other thing is refused by name.
"""

import base64
from collections.abc import Callable

import pytest

from ledger.proofs.checkpoints import (
    Checkpoint,
    NotACheckpointError,
    OtherOriginError,
    cosign,
    cosignatures,
    open_checkpoint,
    read_checkpoint,
    sign_checkpoint,
)
from ledger.proofs.notes import (
    COSIGNATURE,
    KeyMalformedError,
    NoteMalformedError,
    NoteNotSignedError,
    NoteRefusedError,
    SignatureWrongError,
    Signer,
    VerifierKey,
    open_note,
    read_note,
    sign_note,
)

ORIGIN = "kvitto.local/tests"
LOG = Signer.of(ORIGIN, bytes(range(32)))
NEXT = Signer.of(ORIGIN, bytes(range(1, 33)))
STRANGER = Signer.of("stranger.example", bytes(range(2, 34)))
WITNESS = Signer.of("witness.example", bytes(range(3, 35)), COSIGNATURE)
HEAD = Checkpoint(ORIGIN, 812_004, bytes(range(32)))
NOTE = sign_checkpoint(HEAD, [LOG])


def test_the_published_example_of_the_format_is_read() -> None:
    # Source: the documentation of golang.org/x/mod/sumdb/note.
    key = VerifierKey.read("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    note = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
        "\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngo"
        "tpRZb6KE6RyyBwJnAM=\n"
    ).encode()
    opened, signed = open_note(note, [key])
    assert signed == [key]
    assert opened.written == note


def test_a_key_is_written_and_read_back() -> None:
    for signer in (LOG, WITNESS):
        assert VerifierKey.read(signer.key.written) == signer.key


def test_a_checkpoint_is_signed_and_read_back() -> None:
    assert open_checkpoint(NOTE, [STRANGER.key, LOG.key], ORIGIN) == (HEAD, [LOG.key])
    root = base64.b64encode(bytes(range(32))).decode()
    assert read_note(NOTE).text == f"{ORIGIN}\n812004\n{root}\n"


def test_at_a_rotation_both_keys_sign_and_either_is_enough() -> None:
    note = sign_checkpoint(HEAD, [LOG, NEXT])
    assert open_checkpoint(note, [LOG.key, NEXT.key])[1] == [LOG.key, NEXT.key]
    assert open_checkpoint(note, [LOG.key])[0] == HEAD
    assert open_checkpoint(note, [NEXT.key])[0] == HEAD


def test_every_changed_bit_of_a_checkpoint_is_refused() -> None:
    for bit in range(len(NOTE) * 8):
        changed = bytearray(NOTE)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(NoteRefusedError):
            open_checkpoint(bytes(changed), [LOG.key], ORIGIN)


def test_every_shorter_checkpoint_is_refused() -> None:
    for end in range(len(NOTE)):
        with pytest.raises(NoteRefusedError):
            open_checkpoint(NOTE[:end], [LOG.key], ORIGIN)


def named(name: str) -> VerifierKey:
    return VerifierKey(name, LOG.key.public)


def signed_line(length: int) -> bytes:
    raw = LOG.key.key_id + bytes(length)
    return HEAD.text.encode() + f"\n— {ORIGIN} {base64.b64encode(raw).decode()}\n".encode()


@pytest.mark.parametrize(
    ("kind", "says", "act"),
    [
        (OtherOriginError, "is of the log", lambda: open_checkpoint(NOTE, [LOG.key], "other")),
        (NoteNotSignedError, "signatures of", lambda: open_checkpoint(NOTE, [STRANGER.key])),
        (NoteNotSignedError, "No known key", lambda: open_checkpoint(NOTE, [NEXT.key])),
        (SignatureWrongError, "63 bytes", lambda: open_checkpoint(signed_line(63), [LOG.key])),
        (SignatureWrongError, "did not sign", lambda: open_checkpoint(signed_line(64), [LOG.key])),
        (SignatureWrongError, "72 bytes", lambda: open_checkpoint(signed_line(72), [LOG.key])),
        (NoteMalformedError, "no signature", lambda: open_checkpoint(signed_line(0), [LOG.key])),
        (NoteMalformedError, "UTF-8", lambda: read_note(b"\xff\n\n")),
        (NoteMalformedError, "control", lambda: read_note(NOTE.replace(b"\n", b"\r\n"))),
        (NoteMalformedError, "empty line", lambda: read_note(b"")),
        (NoteMalformedError, "too long", lambda: read_note(NOTE + b"x" * 1_000_000)),
        (NoteMalformedError, "more than", lambda: read_note(NOTE + NOTE.split(b"\n\n")[1] * 100)),
        (KeyMalformedError, "name.00000000", lambda: VerifierKey.read("name+00000000+AAAA")),
        (KeyMalformedError, "NAME.ID.KEY", lambda: VerifierKey.read(LOG.key.written[:-1])),
        (KeyMalformedError, "xkvitto", lambda: VerifierKey.read("x" + LOG.key.written)),
        (KeyMalformedError, "verifier key", lambda: VerifierKey.read("")),
        (KeyMalformedError, "a.x00b", lambda: VerifierKey.read(named("a\x00b").written)),
        (KeyMalformedError, "a b", lambda: VerifierKey.read(named("a b").written)),
    ],
)
def test_bad_input_gets_a_sentence_and_what_to_do(
    kind: type[NoteRefusedError], says: str, act: Callable[[], object]
) -> None:
    with pytest.raises(kind, match=says) as refused:
        act()
    assert str(refused.value).count(". ") >= 1


def test_base64_is_written_in_one_way_only() -> None:
    text, _, line = NOTE.decode().rpartition(" ")
    raw = base64.b64decode(line)
    assert len(raw) % 3, "so that the last letter has bits to spare"
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    body = line.rstrip("=\n")
    pad = line.removeprefix(body)
    other = body[:-1] + letters[letters.index(body[-1]) + 1] + pad
    assert base64.b64decode(other) == raw
    with pytest.raises(NoteMalformedError):
        open_checkpoint(f"{text} {other}".encode(), [LOG.key])


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"{ORIGIN}\n",
        f"{ORIGIN}\n1\n",
        HEAD.text.replace("812004", "0812004"),
        HEAD.text.replace("812004", "-1"),
        HEAD.text.replace("812004", "\u0663"),
        HEAD.text.replace("812004", "99999999999999999999"),
        HEAD.text.replace("=\n", "\n"),
        HEAD.text.replace(ORIGIN, ""),
        HEAD.text + "\n",
        HEAD.text.removesuffix("\n"),
    ],
)
def test_another_text_is_no_checkpoint(text: str) -> None:
    with pytest.raises(NotACheckpointError):
        read_checkpoint(text)


def test_a_checkpoint_may_have_further_lines() -> None:
    extended = Checkpoint(ORIGIN, 0, bytes(32), ("a line", "another"))
    assert read_checkpoint(extended.text) == extended


def test_a_witness_says_when_it_saw_a_tree() -> None:
    line = cosign(NOTE, WITNESS, 1_790_000_000).line
    note = NOTE + line.encode()
    assert cosignatures(note, [WITNESS.key]) == [(WITNESS.key, 1_790_000_000)]
    assert open_checkpoint(note, [LOG.key])[0] == HEAD
    assert cosignatures(NOTE, [WITNESS.key]) == []
    # The same key that signs notes as they are is another key.
    assert cosignatures(note, [VerifierKey(WITNESS.name, WITNESS.key.public)]) == []


def test_a_cosignature_holds_for_its_time_and_checkpoint_only() -> None:
    signed = cosign(NOTE, WITNESS, 1_790_000_000)
    later = signed._replace(signature=(1_790_000_001).to_bytes(8) + signed.signature[8:])
    short = signed._replace(signature=signed.signature[:-1])
    other = sign_checkpoint(Checkpoint(ORIGIN, 812_005, HEAD.root), [LOG])
    for note, each in ((NOTE, later), (other, signed), (NOTE, short)):
        with pytest.raises(SignatureWrongError, match="Ask the witness"):
            cosignatures(note + each.line.encode(), [WITNESS.key])


def test_a_text_holds_empty_lines_and_the_last_one_parts_it() -> None:
    note = sign_note("one\n\ntwo\n", [LOG])
    assert open_note(note, [LOG.key])[0].text == "one\n\ntwo\n"
