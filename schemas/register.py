"""
Events of the register: what belongs to no case.

Names, identity numbers and accounts are not in events; a person is a random
id, and the law's need to know an age is met by a month or a date.
"""

from dataclasses import dataclass
from typing import Literal

from schemas.bounds import (
    Account,
    BirthMonth,
    Day,
    MunicipalityCode,
    Organisation,
    OrganisationNumber,
    Party,
    Person,
    ProviderForm,
    WeeklyMinutes,
    Why,
)


@dataclass(frozen=True, slots=True)
class PersonRegistered:
    """
    A person whom documents may name, by number or by the sender's reference.

    `also` is the id under which the same person was met before; both ids mean
    one person from here on. The door fills `birth_month` from the number.
    """

    person: Person
    also: Person | None = None
    birth_month: BirthMonth | None = None


@dataclass(frozen=True, slots=True)
class AssistantRegistered:
    """
    What an employer must report of an assistant before the work starts.

    Source: SFB 51:24 first point. The door fills `eighteen_on`, the eighteenth
    birthday, from the number.
    """

    assistant: Person
    employer: Party
    also: Person | None = None
    eighteen_on: Day | None = None
    resident_in_eea: bool = True
    close_relative: bool = False


@dataclass(frozen=True, slots=True)
class ProviderRegistered:
    """A provider (assistansanordnare) with its organisation number."""

    provider: Organisation
    form: ProviderForm
    organisation_number: OrganisationNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistantDeclaredUnable:
    """An assistant was found unable to do the work, from a day on (SFB 51:16 third point)."""

    assistant: Person
    effective_from: Day
    effective_until: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitReported:
    """
    A private provider has IVO's permit from a day on, until another (LSS 23 §).

    A later one replaces it: a permit that ends is reported again with its end.
    """

    provider: Organisation
    effective_from: Day
    effective_until: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorktimeAgreed:
    """
    An employer's collective agreement bounds the working time (semantics G16).

    `weekly_minutes` on average; from a day on.
    """

    employer: Party
    weekly_minutes: WeeklyMinutes
    effective_from: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountReported:
    """A payee is paid to this bank account from a day on."""

    payee: Party
    account: Account
    effective_from: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class PoorQualityReported:
    """A municipality told IVO that a provider's assistance is suspected to be poor (SOU 2023:9)."""

    provider: Organisation
    municipality: MunicipalityCode
    reported_on: Day
    concerns: Literal["COMPETENCE", "CONTINUITY", "SAFETY", "INFLUENCE", "OTHER"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyMade:
    """The survey among recipients that an authority owes every third year (SOU 2023:9)."""

    authority: Organisation
    made_on: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonForgotten:
    """
    What named a person was destroyed: from here on these ids lead to nobody.

    `ids` are all under which the person was met. Recorded by the ledger itself
    only, when what was paid need no longer be kept (`kept_until`; semantics 6.7).
    """

    person: Person
    ids: tuple[Person, ...]
    why: Why
    kept_until: Day | None = None
