"""What bars a payment in a case file, or lifts a bar or a limit, as events."""

from datetime import date, datetime
from typing import Final, cast, get_args

from ledger.amounts import days_in, month_of
from ops.case_file.entries import Entry, date_of, id_of
from ops.case_file.envelopes import Documents, Sort, months_later
from ops.case_file.facts.register import day_after
from ops.case_file.shifts import shifts_of
from schemas.bounds import ClockSpan, StayPlace
from schemas.catalogue import CaseEvent
from schemas.circumstances import (
    AbroadReported,
    LatenessExcused,
    MinutesDisallowed,
    PermitLossTold,
    ReasonableRateGranted,
    StayExempted,
    StayReported,
)

_PLACES: Final[tuple[StayPlace, ...]] = get_args(StayPlace)
_PROVISIONS: Final = ("106:25", "106:25a")
_HIGHEST_RATE: Final = 1_000_000
#: A decision on a month that states no stamp came on the first day of the second month after.
_IN_TIME: Final = (2, 1)


def read_circumstances(file: Entry, documents: Documents, default_month: str | None) -> None:
    """Read stays, bars and what lifts them."""
    for entry in file.rows("stay"):
        _add(documents, entry, "stay", _stay(entry), date_of(entry.stamp("from", None)))
    for entry in file.rows("exempted"):
        _exempted(entry, documents)
    for entry in file.rows("abroad"):
        abroad = AbroadReported(
            within_eea=entry.flag("within_eea"),
            left_on=entry.day("left"),
            expected_until=entry.day("expected"),
            returned_on=entry.date_if_any("returned"),
        )
        _add(documents, entry, "abroad", abroad, abroad.left_on)
    for entry in file.rows("reasonable_rate"):
        rate = ReasonableRateGranted(
            assistant=id_of("person", entry.name("assistant", "A")),
            rate_ore=entry.whole("rate", 1, _HIGHEST_RATE),
            effective_from=entry.day("from"),
            effective_until=day_after(entry, "through"),
        )
        _add(documents, entry, "reasonable-rate", rate, rate.effective_from)
    for entry in file.rows("permit_loss_told"):
        provider = id_of("party", entry.name("provider", "provider"))
        told = PermitLossTold(provider=provider, told_on=entry.day("on"))
        _add(documents, entry, "told", told, told.told_on)
    for entry in file.rows("disallowed"):
        disallowed = _disallowed(entry, default_month)
        known = months_later(disallowed.month, *_IN_TIME)
        _add(documents, entry, "disallowed", disallowed, known)
    for entry in file.rows("excused"):
        excused = LatenessExcused(
            month=entry.month("month", default_month),
            decided_on=entry.day("decided"),
            ground=entry.text("ground") if entry.has("ground") else "excused",
        )
        _add(documents, entry, "excused", excused, excused.decided_on)


def _add(documents: Documents, entry: Entry, sort: str, event: CaseEvent, known: date) -> None:
    default_id = f"{sort}-{entry.number + 1}"
    replaces = documents.named(entry, "replaces", Sort.DECISION, default_id)
    stamp = entry.stamp("known", known)
    documents.add(Sort.DECISION, entry, default_id, stamp, [event], replaces=replaces)


def _stay(entry: Entry) -> StayReported:
    first = entry.stamp("from", None)
    last = entry.stamp("until", None) if entry.has("until") else None
    place = entry.choice("place", _PLACES)
    return StayReported(
        place=place,
        first_day=date_of(first),
        first_minute=_minute(first),
        last_day=None if last is None else date_of(last),
        last_minute=None if last is None else _minute(last),
    )


def _minute(stamp: date) -> int | None:
    """Return the minute of the day of a stamp with a clock time."""
    return stamp.hour * 60 + stamp.minute if isinstance(stamp, datetime) else None


def _exempted(entry: Entry, documents: Documents) -> None:
    stay = documents.named(entry, "stay", Sort.DECISION, f"exempted-{entry.number + 1}")
    if not entry.has("stay"):
        entry.wrong("stay", "the id of a stay", None)
    provision = entry.choice("provision", _PROVISIONS) if entry.has("provision") else "106:25"
    event = StayExempted(
        stay=f"{Sort.DECISION.sender}/{stay}",
        decided_on=entry.day("decided"),
        provision="106:25a" if provision == "106:25a" else "106:25",
        through=entry.date_if_any("through"),
    )
    _add(documents, entry, "exempted", event, event.decided_on)


def _disallowed(entry: Entry, default_month: str | None) -> MinutesDisallowed:
    month = entry.month("month", default_month)
    found = entry.raw("rows")
    texts = cast("list[object]", found) if isinstance(found, list) else []
    faults: list[str] = []
    words = [text for text in texts if isinstance(text, str)]
    shifts = shifts_of(words, days_in(month_of(month)), faults)
    for fault in faults:
        entry.fault(f"rows: {fault}")
    if not shifts or len(words) != len(texts):
        entry.wrong("rows", 'a list of texts, as ["5 08:00-12:00"]', None)
    spans: tuple[ClockSpan, ...] = tuple((day, start, end) for day, start, end, _ in shifts)
    assistant = id_of("person", entry.name("assistant")) if entry.has("assistant") else None
    ground = entry.text("ground") if entry.has("ground") else "disallowed"
    return MinutesDisallowed(month=month, spans=spans, ground=ground, assistant=assistant)
