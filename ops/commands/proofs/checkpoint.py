"""
`kvitto checkpoint`: the signed root of the log, to be kept elsewhere, proven and cosigned.
"""

import sys
from base64 import b64encode
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from ledger.store.seals import Publishing, Sealed
from ops.commands.failures import ALL_RIGHT, WrongUseError
from ops.commands.options import AsJson
from ops.commands.proofs.keeping import keep, kept_note
from ops.commands.proofs.opened import OpenSeals, open_seals
from ops.show.money import number
from ops.show.program import program
from ops.show.screen import GOOD, print_json, screen

Size = Annotated[int | None, typer.Option(metavar="N", min=1, help="The checkpoint of this size.")]
Keep = Annotated[
    Path | None,
    typer.Option("--keep", metavar="FILE", help="Write it to a file; never a smaller one."),
]
Keys = Annotated[
    bool, typer.Option("--vkey", help="Show the keys that checkpoints are verified with.")
]
Prove = Annotated[
    Path | None,
    typer.Option(
        "--prove",
        metavar="FILE",
        help="Prove that the log still begins as the checkpoint kept in this file.",
    ),
]
Cosign = Annotated[
    Path | None,
    typer.Option("--cosign", metavar="FILE", help="Take the cosignatures in this file."),
]
Witness = Annotated[
    str | None,
    typer.Option("--witness", metavar="VKEY", help="Know a witness by its verifier key."),
]


def checkpoint(
    *,
    size: Size = None,
    to_keep: Keep = None,
    vkey: Keys = False,
    prove: Prove = None,
    cosign: Cosign = None,
    witness: Witness = None,
    as_json: AsJson = False,
) -> int:
    """
    Print the latest checkpoint: the signed root of everything sealed (C2SP tlog-checkpoint).

    Whoever keeps one can prove later that nothing in it was altered, removed or inserted: with
    kvitto verify --kept FILE, or without our software from the tiles. --prove prints the proof
    between the kept one and now, in the form in which a witness takes it (C2SP tlog-witness).

    Exit code: 0 printed, kept or proven, 2 failure, a proof that does not hold among them.

    Examples:
      kvitto checkpoint --keep my-checkpoint

      kvitto checkpoint --prove my-checkpoint

      kvitto checkpoint --vkey
    """
    with open_seals() as seals:
        if vkey:
            return _keys(seals, as_json=as_json)
        if witness is not None:
            return _known(seals, witness)
        sealed = _sealed(seals, size)
        if cosign is not None:
            return _cosigned(seals, sealed, cosign)
        note = Publishing(seals.connections).note(sealed)
        if prove is not None:
            return _proven(seals, sealed, note, prove, as_json=as_json)
        if to_keep is not None:
            return _kept(seals, sealed, note, to_keep)
    if as_json:
        print_json(_as_json(sealed, note))
    else:
        _print(note)
    return ALL_RIGHT


def _as_json(sealed: Sealed, note: bytes) -> dict[str, object]:
    return {
        "size": sealed.size,
        "root": sealed.root.hex(),
        "sealed_at": sealed.sealed_at.isoformat(),
        "note": note.decode(),
    }


def _sealed(seals: OpenSeals, size: int | None) -> Sealed:
    sealed = seals.reader.latest() if size is None else seals.reader.checkpoint(size)
    if sealed is not None:
        return sealed
    if size is None:
        raise WrongUseError(f"Nothing was sealed yet. Seal it: {program()} seal")
    covering = seals.reader.covering(size)
    hint = (
        f"The log is not sealed so far. Seal it: {program()} seal"
        if covering is None
        else f"The next one is of size {covering.size}."
    )
    raise WrongUseError(f"There is no checkpoint of size {size}. {hint}")


def _keys(seals: OpenSeals, *, as_json: bool) -> int:
    keys = seals.reader.sealing_keys()
    if as_json:
        print_json({"keys": [{"vkey": key.vkey, "since_size": key.since_size} for key in keys]})
    else:
        for key in keys:
            print(key.vkey)
    return ALL_RIGHT


def _known(seals: OpenSeals, vkey: str) -> int:
    with seals.witnesses() as witnesses:
        witnesses.add(vkey)
    screen().print(Text("The witness is known from now on.", GOOD))
    return ALL_RIGHT


def _cosigned(seals: OpenSeals, sealed: Sealed, file: Path) -> int:
    given = kept_note(file, must_be=True) or b""
    lines = [line for line in given.decode("utf-8", "replace").splitlines() if line[:2] == "— "]
    with seals.witnesses() as witnesses:
        names = witnesses.take(sealed.size, sealed.note, lines)
    said = f"Cosigned by {', '.join(names)}: the checkpoint of size {number(sealed.size)}."
    screen().print(Text(said, GOOD))
    return ALL_RIGHT


def _kept(seals: OpenSeals, sealed: Sealed, note: bytes, file: Path) -> int:
    seals.refuse_to_forget(file, sealed)
    keep(file, note)
    screen().print(Text(f"Kept in {file}: {number(sealed.size)} events.", GOOD))
    return ALL_RIGHT


def _proven(seals: OpenSeals, sealed: Sealed, note: bytes, file: Path, *, as_json: bool) -> int:
    old = seals.opened(kept_note(file, must_be=True) or b"")
    if old.size > sealed.size:
        raise WrongUseError(
            f"{file} holds a checkpoint of {old.size} events, and this log is sealed up to"
            f" {sealed.size}: it lacks what you know. See: {program()} verify --kept {file}"
        )
    proof = seals.proof(old, sealed)
    lines = [f"old {old.size}", *(b64encode(node).decode() for node in proof), "", ""]
    if as_json:
        print_json(
            {
                "old_size": old.size,
                "size": sealed.size,
                "proof": [node.hex() for node in proof],
                "note": note.decode(),
            }
        )
    else:
        _print("\n".join(lines).encode() + note)
    return ALL_RIGHT


def _print(note: bytes) -> None:
    """Write a note as it is: a byte more or less, and it would not verify."""
    sys.stdout.buffer.write(note)
    sys.stdout.flush()
