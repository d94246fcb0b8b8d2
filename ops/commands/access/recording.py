"""
Recording who looks: every command that reads gets `--why` and `--actor`, and its ledger a watch.

A command announces what it will read, and whoever opens the ledger for it records that first
(`ops.commands.wiring`). Whom a person or an actor's looks lead to, only the command finds out: it
records that itself, and one that forgot to is stopped before it shows anything. What is read of
whom stands in `doors`.
"""

import inspect
import json
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Final, cast
from uuid import UUID

import typer

from ledger.amounts import month_text
from ledger.services.access import (
    Looking,
    Selection,
    case_of_document,
    record_case_read,
    record_cases_read,
)
from ledger.services.intake import case_name
from ledger.store import Store
from ops.commands.access.doors import DOORS, Nobody, OfCases, OfCommandFile, OfLooks, OfPerson
from ops.commands.failures import WrongUseError
from ops.settings import who_looks
from schemas.boundary.identity import hides_identity_number
from schemas.bounds import LONGEST_ACTOR, LONGEST_WHY

_PANEL: Final = "Who looks"
#: What was asked is recorded up to here.
_LONGEST_ASKED: Final = 1_000
#: Parameters that change how something is shown, or say who looks, and not what is read.
_NOT_ASKED: Final = {"as_json", "as_ndjson", "shows_all", "processes", "stale", "why", "actor",
                     "out", "chart", "file", "person", "provider", "dry_run"}  # fmt: skip
#: Options that are typed otherwise than their parameters are called.
_TYPED: Final = {"first": "from", "last": "until", "before": "from", "after": "to"}
_MONTHS: Final = {"month", "first", "last"}

Why = Annotated[
    str | None,
    typer.Option(
        "--why",
        metavar="TEXT",
        help="Why it is read; recorded for ever, so it names nobody. Not given: KVITTO_WHY.",
        rich_help_panel=_PANEL,
    ),
]
Actor = Annotated[
    str | None,
    typer.Option(
        "--actor",
        metavar="NAME",
        help="Who reads. Not given: KVITTO_ACTOR, else the user of the system.",
        rich_help_panel=_PANEL,
    ),
]


@dataclass(slots=True)
class _Announced:
    """What a command is about to read, and whether that is recorded."""

    looking: Looking
    of: OfCases | OfPerson | OfCommandFile | OfLooks
    given: Mapping[str, Any] = field(default_factory=dict[str, Any])
    is_recorded: bool = False


_ANNOUNCED: ContextVar[_Announced | None] = ContextVar("announced", default=None)


def watched(name: str, run: Callable[..., Any]) -> Callable[..., Any]:
    """Return a command that announces what it reads; one that reads nobody's case as it is."""
    # What the table does not know may show anything.
    door = DOORS.get(name, OfCases())
    if isinstance(door, Nobody):
        return run
    signature = inspect.signature(run, eval_str=True)
    own = {"why": Why, "actor": Actor}
    added = [
        inspect.Parameter(each, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
        for each, kind in own.items()
        if each not in signature.parameters
    ]

    @wraps(run)
    def command(**given: Any) -> Any:  # noqa: ANN401 - handed on as typer gives it
        # Of who looked, the actor that is named is another than the one who asks.
        actor = None if isinstance(door, OfLooks) else given.get("actor")
        looking = looking_of(name, given.get("why"), actor, asked_in(given))
        handed = {each: given[each] for each in signature.parameters}
        with _announced(_Announced(looking, door, given)):
            return run(**handed)

    parameters = [*signature.parameters.values(), *added]
    # typer and inspect ask the signature here first.
    command.__dict__["__signature__"] = signature.replace(parameters=parameters)
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    return command


def looking_of(door: str, why: str | None, actor: str | None, asked: str) -> Looking:
    """Return who looks and why, as given or by the settings; refuse what may not be recorded."""
    settings = who_looks()
    why = why if why is not None else settings.why
    if why is None and settings.why_required:
        raise WrongUseError(
            "Reading cases needs a reason here, as KVITTO_WHY_REQUIRED is set. Say it with --why"
            " TEXT, or for many commands in KVITTO_WHY."
        )
    if why is not None and (
        not why.strip() or len(why) > LONGEST_WHY or hides_identity_number(why)
    ):
        raise WrongUseError(
            f"--why takes 1 to {LONGEST_WHY} characters, and no identity number: it is recorded"
            " for ever. Say the ground without naming anybody."
        )
    actor = actor if actor is not None else settings.actor
    if not actor.strip() or len(actor) > LONGEST_ACTOR or hides_identity_number(actor):
        raise WrongUseError(
            f"--actor takes an account name of 1 to {LONGEST_ACTOR} characters, and no identity"
            " number: it is recorded for ever."
        )
    return Looking(actor, door, asked, why)


def record_announced(store: Store) -> None:
    """Record what the command under way is about to read, once; raises `NotRecordedError`."""
    of = _ANNOUNCED.get()
    if of is None or of.is_recorded or isinstance(of.of, OfPerson):
        return
    case_ref, claim = _one_of(of)
    if isinstance(of.of, OfLooks) and case_ref is None:
        return
    of.is_recorded = True
    if case_ref is not None:
        name = case_name(case_ref)
        # Of a case that does not exist nothing can be read: the command will say so.
        case = store.find([name]).get(name)
    elif claim is not None:
        case = case_of_document(store, claim)
    elif isinstance(of.of, OfCases):
        record_cases_read(store, of.looking, _selection(of.of, of.given))
        return
    else:
        return
    if case is not None:
        record_case_read(store, of.looking, case)


def refuse_unrecorded() -> None:
    """Stop a command that recorded nothing of what it read: it has not shown anything yet."""
    of = _ANNOUNCED.get()
    assert of is None or of.is_recorded, "what is read is recorded before it is shown"


def record_person_read(store: Store, person: UUID, cases: tuple[UUID, ...]) -> None:
    """Record that what is kept of a person, and its cases, are about to be shown."""
    _record_named(store, Selection("every case of a person", None, person, cases))


def record_looks_read(store: Store, actor: str, cases: tuple[UUID, ...]) -> None:
    """Record that what an actor looked at is about to be shown, with these cases in it."""
    _record_named(store, Selection(f"what {actor} looked at", named=cases))


def _record_named(store: Store, of: Selection) -> None:
    announced = _ANNOUNCED.get()
    if announced is not None and not announced.is_recorded:
        announced.is_recorded = True
        record_cases_read(store, announced.looking, of)


@contextmanager
def _announced(of: _Announced) -> Generator[None]:
    before = _ANNOUNCED.set(of)
    try:
        yield
    finally:
        _ANNOUNCED.reset(before)


def _one_of(of: _Announced) -> tuple[str | None, str | None]:
    """Return the one case, or the one claim, that is asked for."""
    if isinstance(of.of, OfCommandFile):
        return _case_in(of.given["file"]), None
    if isinstance(of.of, OfLooks):
        return of.given["case"], None
    assert isinstance(of.of, OfCases)
    case, claim = of.of.case, of.of.claim
    return (
        None if case is None else of.given.get(case),
        None if claim is None else of.given.get(claim),
    )


def _case_in(file: Path) -> str | None:
    """Return the case that a command names; what has no form is refused by the command itself."""
    try:
        said: Any = json.loads(file.read_bytes())
        case = said["case_ref"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return case if isinstance(case, str) else None


def _selection(of: OfCases, given: Mapping[str, Any]) -> Selection:
    code = None if of.municipality is None else given.get(of.municipality)
    return Selection() if code is None else Selection(f"every case of municipality {code}", code)


def asked_in(given: Mapping[str, Any]) -> str:
    """Return the options that say what is asked, as they would be typed."""
    said = [
        f"--{_TYPED.get(name, name).replace('_', '-')} {_written(name, value)}"
        for name, value in given.items()
        if name not in _NOT_ASKED and name != "case" and _is_typed(value)
    ]
    return " ".join(said)[:_LONGEST_ASKED]


def _is_typed(value: object) -> bool:
    """Tell whether an option was given; 0 is, though it equals False."""
    return value is not None and value is not False and value not in ([], ())


def _written(name: str, value: object) -> str:
    if isinstance(value, list):
        return ",".join(_written(name, each) for each in cast("list[object]", value))
    if isinstance(value, bool):
        return "yes"
    if isinstance(value, int) and name in _MONTHS:
        return month_text(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    text = str(value)
    return "(an identity number)" if hides_identity_number(text) else text
