"""
How a municipal decision of the synthetic world moves to Försäkringskassan, or does not.

Shares are invented; that about 50 of 5 000 are kept for a group home is the
inquiry's (SOU 2023:9). What the municipality asks back belongs to `reimbursing`.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Final

from ops.world.days import ONE_DAY, at, first_of
from ops.world.papers import FORCE, Besides, Grant, Paper
from ops.world.story import Frame, Story

FILE: Final = "transfers"
#: Where transfers stand at the end of the world, in thousandths and the fates before.
_FATES: Final = (
    ("TAKEN_OVER", 800),
    ("KEPT", 825),
    ("REGISTERED", 865),
    ("DATA_REQUESTED", 910),
    ("VALIDATED", 970),
    ("QUARANTINED", 1000),
)
#: Of a hundred records so many came without form before they came right.
_SLIPS: Final = 12


@dataclass(slots=True)
class Transfer:
    """Where the transfer of a case ends, and its days as far as it came."""

    fate: str
    registered: date
    requested: date | None = None
    quarantined: date | None = None
    received: date | None = None
    decided_on: date | None = None
    #: The day of the takeover: from its midnight on the state answers.
    taken_on: date | None = None
    #: Öre an hour that the municipality pays, or that its own work costs.
    price: int = 0


def straightened(frame: Frame, story: Story) -> None:
    """Let a municipal case have one decision, begun before the reform, that only death ends."""
    assert frame.reform is not None
    story.stated = story.changed = story.withdrawn = None
    story.restarts = False
    latest = first_of(frame.reform - 1)
    if story.effective_from > latest:
        story.effective_from = latest
        story.works_from = max(frame.start, latest)
    story.works_until = frame.until if story.died is None else story.died[0] + ONE_DAY


def drawn(dice: Random, frame: Frame, story: Story) -> Transfer:
    """Draw how far the transfer comes within the world."""
    assert frame.reform is not None
    begun = first_of(frame.reform)
    thrown = dice.randrange(1000)
    fate = next(fate for fate, until in _FATES if thrown < until)
    days = [dice.randrange(low, high) for low, high in ((25, 61), (3, 11), (7, 31), (10, 26))]
    slips, into = dice.randrange(100) < _SLIPS, dice.randrange(10_000)
    notice = 5 + dice.randrange(16)
    transfer = Transfer(fate, begun - timedelta(days=days[0]))
    transfer.price = 31_000 + 50 * dice.randrange(71)
    if fate == "REGISTERED":
        return _ended(story, transfer)
    transfer.requested = transfer.registered + timedelta(days=days[1])
    if fate == "DATA_REQUESTED":
        return _ended(story, transfer)
    came = transfer.requested + timedelta(days=days[2])
    if fate == "QUARANTINED":
        transfer.quarantined = came
        return _ended(story, transfer)
    if slips:
        transfer.quarantined, came = came, came + timedelta(days=days[3])
    transfer.received = came
    if fate == "KEPT":
        transfer.decided_on = came + timedelta(days=notice)
        return _ended(story, transfer)
    first = max(begun, came + timedelta(days=notice + 1))
    room = (frame.until - first).days
    if fate == "TAKEN_OVER" and room > 0:
        # A third of the takeovers are on the first of a month, as far as there is one.
        taken_on = first + timedelta(days=into % room)
        if into % 3 == 0 and taken_on.replace(day=1) >= first:
            taken_on = taken_on.replace(day=1)
        transfer.taken_on = taken_on
        transfer.decided_on = taken_on - timedelta(days=notice)
    else:
        transfer.fate = "VALIDATED"
    return _ended(story, transfer)


def _ended(story: Story, transfer: Transfer) -> Transfer:
    """Let a death before the takeover leave nothing to move."""
    if story.died is None or (transfer.taken_on is not None and transfer.taken_on <= story.died[0]):
        return transfer
    if transfer.decided_on is not None and transfer.decided_on <= story.died[1]:
        transfer.decided_on = None
    transfer.fate, transfer.taken_on = "LAPSED", None
    known = story.died[1]
    for name in ("requested", "quarantined", "received"):
        day = getattr(transfer, name)
        if day is not None and day >= known:
            setattr(transfer, name, None)
    return transfer


def taken_over(story: Story, transfer: Transfer, granted: Grant) -> list[Paper]:
    """Return the decision by which Försäkringskassan takes over, with the hours unchanged."""
    if transfer.taken_on is None or transfer.decided_on is None:
        return []
    return [
        Grant(
            at=at(transfer.decided_on, 605),
            sender=FORCE,
            number=f"overtaget.{story.label}",
            authority="FK",
            decided_on=transfer.decided_on,
            effective_from=transfer.taken_on,
            municipality=granted.municipality,
            payee=granted.payee,
            weekly=granted.weekly,
            takes_over=granted.number,
        )
    ]


def _paper(instant: datetime, sender: str, number: str, name: str, **own: object) -> Besides:
    return Besides(at=instant, sender=sender, number=number, file=FILE, type=name, fields=own)


def told(dice: Random, story: Story, transfer: Transfer, granted: Grant) -> list[Paper]:
    """Return the papers of a transfer, but for the decision that takes over."""
    code, label, decision = story.code, story.label, granted.number
    named: dict[str, object] = {"municipality": code, "municipal_decision": decision}
    registered = transfer.registered
    papers: list[Paper] = [
        _paper(
            at(registered, 600), FORCE, f"overforing.{label}", "transfer-registered/1",
            **named, registered_on=registered.isoformat(),
        )
    ]  # fmt: skip
    if transfer.requested is not None:
        papers.append(
            _paper(
                at(transfer.requested, 610), FORCE, f"begaran.{label}",
                "transfer-data-requested/1", **named, requested_on=transfer.requested.isoformat(),
            )
        )  # fmt: skip
    record = _record(dice, story, transfer, granted)
    if transfer.quarantined is not None:
        papers.append(_quarantine(transfer.quarantined, story, named, record))
    if transfer.received is not None:
        fields = record | {"source_sha256": sha256(repr(record).encode()).hexdigest()}
        papers.append(
            _paper(
                at(transfer.received, 720), f"kommun-{code}", f"uppgift.{label}",
                "transfer-record-received/1", **fields,
            )
        )  # fmt: skip
    return papers + _ends(story, transfer, named)


def _ends(story: Story, transfer: Transfer, named: dict[str, object]) -> list[Paper]:
    """Return the paper that keeps the decision, lets it lapse, or asks the municipality on."""
    if transfer.fate == "KEPT" and transfer.decided_on is not None:
        ground = "Group home and personal assistance cannot both move (SFB 106:24)."
        return [
            _paper(
                at(transfer.decided_on, 640), FORCE, f"kvar.{story.label}", "decision-kept/1",
                **named, decided_on=transfer.decided_on.isoformat(), reason="GROUP_HOME",
                ground=ground,
            )
        ]  # fmt: skip
    if transfer.fate == "LAPSED" and story.died is not None:
        known = max(story.died[1], transfer.registered) + ONE_DAY
        return [
            _paper(
                at(known, 650), FORCE, f"forfallen.{story.label}", "transfer-lapsed/1",
                **named, lapsed_on=known.isoformat(), reason="DEATH",
            )
        ]  # fmt: skip
    asks = transfer.taken_on is not None and story.provider.form == "municipality"
    if asks and story.payee == story.provider.name:
        assert transfer.decided_on is not None
        assert transfer.taken_on is not None
        return [
            _paper(
                at(transfer.decided_on, 590), f"kommun-{story.code}", f"utforare.{story.label}",
                "municipal-provision-requested/1", municipality=story.code,
                provider=story.provider.name, requested_on=transfer.decided_on.isoformat(),
                effective_from=transfer.taken_on.isoformat(),
            )
        ]  # fmt: skip
    return []


def _quarantine(
    day: date, story: Story, named: dict[str, object], record: dict[str, object]
) -> Besides:
    """Return what a record that lacked the unit of its hours was set aside as."""
    without = {name: value for name, value in record.items() if name != "hour_unit"}
    return _paper(
        at(day, 700), FORCE, f"karantan.{story.label}", "transfer-record-quarantined/1",
        record=f"kommun-{story.code}/uppgift.{story.label}.fel",
        sha256=sha256(repr(without).encode()).hexdigest(),
        faults=[["hour_unit", "the field is missing.", "State what the minutes are granted per."]],
        **named,
    )  # fmt: skip


def _record(dice: Random, story: Story, transfer: Transfer, granted: Grant) -> dict[str, object]:
    """Return the fields of the record that the municipality must hand over."""
    weekly, form = granted.weekly, story.provider.form
    provision = "SELF_EMPLOYER" if form is None else "PROVIDER"
    provision = "MUNICIPAL" if form == "municipality" else provision
    fields: dict[str, object] = {
        "municipality": story.code,
        "municipal_decision": granted.number,
        "recipient": story.recipient,
        "eligibility_group": (1, 2, 3, 3)[dice.randrange(4)],
        "decided_on": granted.decided_on.isoformat(),
        "valid_from": granted.effective_from.isoformat(),
        "hour_unit": "WEEK",
        "payee": granted.payee,
        "provision": provision,
        "hourly_ore": transfer.price,
    }
    for name, minutes in zip(weekly._fields, weekly, strict=True):
        if minutes and name != "total":
            fields[f"{name}_minutes"] = minutes
    if form is not None:
        fields["provider"] = story.provider.name
    if provision == "MUNICIPAL":
        fields["direct_provision"] = True
    if transfer.fate == "KEPT":
        fields["group_home"] = True
    return fields
