"""
A wish for a rulebook is met or refused: regimes, policies, values, and the hash that names it.
"""

from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import Any, cast

import pytest

from ledger.rules import (
    MissingValueError,
    Policy,
    RulebookError,
    load_rulebook,
    rule,
    rules,
)
from ledger.rules.built import BUILT

#: Semantics sections 1 to 5: the default of each policy that is built.
DEFAULTS = {
    "abroad.outside_max": "6 months",
    "advance.basis": "AVERAGE_MONTH",
    "advance.midway": "EVENT_ONLY",
    "bars": "STATUTE",
    "basis": "ROWS_CAPPED_BY_BILL",
    "cap.allocation": "CHRONOLOGICAL",
    "cofin.month_basis": "DAYS_OVER_7",
    "cofin.rate": "PAID",
    "cofin.topup": "SHARE",
    "convert.round": "NONE",
    "correction.match": "NAMED_ELSE_KEY",
    "death.day": "PAYABLE",
    "double.limit": "STRICT",
    "dst": "ELAPSED",
    "enhanced.cap_round": "FLOOR",
    "enhanced.final_bound": "STATUTE_12",
    "extension.order": "FIRST",
    "finding.knowledge": "NOW",
    "grant.conversion": "DAYS_OVER_7",
    "grant.overlap": "LATEST",
    "grant.period": "STATED_ELSE_SIX_MONTHS",
    "grant.period_on_change": "CONTINUE",
    "grant.pool": "GRANT_PERIOD",
    "grant.pools": "ONE_CONVERTED",
    "interest": "ACT_365",
    "late": "CUT",
    "overlap.same_assistant": "ONCE",
    "parental.apply": "IN_DECISION",
    "payday": "DAY_20",
    "payment.cutoff": "5",
    "pool.early_end": "DAYS_IN_FORCE",
    "qualify": "DECISION_BINDS",
    "recovery.net": "PER_MONTH",
    "reimb.pool": "GRANT_PERIOD",
    "reimb.price": "ACTUAL_CAPPED",
    "retain": "10 years",
    "retro.account": "REQUIRED",
    "returns.match": "NAMED_ELSE_FIFO",
    "round.unit": "MONTH_PAYEE",
    "self_employer.bound": "BY_MODE",
    "sick.holiday_base": "GROSS",
    "sick.partial": "PRO_RATA",
    "sick.row": "ONCE",
    "stay.date_only": "ENDS_PAYABLE",
    "stay.hospital_max_days": "28",
    "takeover.unit": "DAY",
    "worktime.in_case": "STATED_PERIOD",
}
VALUES = {
    "abroad.eea_months": 12,
    "advance.settled_months_after": 2,
    "anomaly.account_days": 10,
    "anomaly.averaging_months": 4,
    "anomaly.long_day_minutes": 960,
    "anomaly.long_days": 5,
    "anomaly.own_employer_days": 28,
    "anomaly.window_minutes": 1440,
    "claim.first_warning_months": 3,
    "claim.last_warning_months": 12,
    "cofin.weekly_minutes": 1200,
    "convert.standby_divisor": 7,
    "convert.waiting_divisor": 4,
    "debit.day": 15,
    "debit.months_after_payday": 1,
    "enhanced.cap_step": 1,
    "enhanced.percent_above": 12,
    "equalisation.million_kronor": 10323,
    "grant.longest_months": 6,
    "interest.per_mille_above": 80,
    "interest.reference_per_mille": 20,
    "notice_pay.months": 1,
    "notice_pay.second_month_from": 5,
    "notice_pay.third_month_from": 10,
    "parental.minutes_from_0": 360,
    "parental.minutes_from_1": 90,
    "parental.minutes_from_12": 30,
    "parental.minutes_from_7": 60,
    "payday.day": 20,
    "permit.days_after_told": 14,
    "population.recipients": 13343,
    "recovery.per_mille_above": 20,
    "reform.administration": 240,
    "reform.introduction": 46,
    "reform.more_grants": 100,
    "reform.net": 140,
    "reform.transition": 500,
    "report.due_day": 5,
    "report.due_months_after": 2,
    "retro.months_before": 1,
    "sick.certificate_from_day": 8,
    "sick.contributions_per_myriad": 3142,
    "sick.deduction_months": 12,
    "sick.deduction_most": 10,
    "sick.deduction_percent": 20,
    "sick.holiday_per_mille": 120,
    "sick.pay_percent": 80,
    "sick.period_days": 14,
    "sick.relapse_days": 5,
    "survey.first_year": 2028,
    "survey.interval_years": 3,
    "transfer.lookback_months": 24,
    "worktime.other_minutes": 2880,
    "worktime.own_employer_minutes": 3120,
}
#: Values that no source gives for 2026.
ENDED = {"age.limit_years"}


def faults_of(**wish: Any) -> tuple[str, ...]:  # noqa: ANN401 -- load_rulebook judges it
    with pytest.raises(RulebookError) as refused:
        load_rulebook(**wish)
    return refused.value.faults


def test_without_a_wish_every_policy_has_its_default() -> None:
    rulebook = load_rulebook()
    assert {name: policy.value for name, policy in rulebook.policies.items()} == DEFAULTS
    for name, policy in rulebook.policies.items():
        assert rulebook.policy(name) is policy
        assert policy.alternatives[0] == policy.default
        assert set(policy.alternatives) == set(BUILT[name])
        assert not policy.deviates


def test_every_value_stands_with_unit_and_source() -> None:
    rulebook = load_rulebook()
    for name, value in VALUES.items():
        parameter = rulebook.parameter(name, date(2026, 3, 1))
        assert (parameter.name, parameter.value) == (name, value)
        assert parameter.source
        assert parameter.unit
    assert set(rulebook.series) == {*VALUES, *ENDED, "rate.standard", "rate.sick_pay_component"}


def test_a_value_that_ends_is_refused_from_the_day_after_and_asked_for_without_a_stop() -> None:
    rulebook = load_rulebook()
    assert rulebook.parameter("age.limit_years", date(2022, 12, 31)).value == 65
    assert rulebook.parameter("age.limit_years", date(2025, 12, 31)).value == 66
    assert rulebook.known("age.limit_years", date(2026, 1, 1)) is None
    with pytest.raises(MissingValueError, match=r"No value of age\.limit_years is known for 2026"):
        rulebook.parameter("age.limit_years", date(2026, 1, 1))


def test_the_table_of_the_parental_deduction_begins_with_2025() -> None:
    rulebook = load_rulebook()
    assert rulebook.known("parental.minutes_from_7", date(2024, 12, 31)) is None
    assert rulebook.parameter("parental.minutes_from_7", date(2025, 1, 1)).value == 60


def test_rates_can_be_asked_for_as_values() -> None:
    rulebook = load_rulebook(regime="SOU_2023_9")
    assert rulebook.parameter("rate.standard", date(2026, 3, 1)).value == 34770
    assert rulebook.parameter("rate.sick_pay_component", date(2026, 3, 1)).value == 470


def test_a_value_is_refused_before_its_first_day_and_when_nobody_knows_it() -> None:
    rulebook = load_rulebook()
    with pytest.raises(MissingValueError, match=r"No value of payday\.day is known for 2013-12-31"):
        rulebook.parameter("payday.day", date(2013, 12, 31))
    with pytest.raises(MissingValueError, match=r"No value is called payday\.dya.*payday\.day"):
        rulebook.parameter("payday.dya", date(2026, 1, 1))


def test_a_deviating_policy_says_so_and_loses_the_default_source() -> None:
    usual = load_rulebook().policy("grant.pool")
    policy = load_rulebook(policies={"grant.pool": "MONTH"}).policy("grant.pool")
    assert (policy.value, policy.default, policy.deviates) == ("MONTH", "GRANT_PERIOD", True)
    assert (usual.mark, policy.mark) == ("sourced", "assumed")
    assert policy.source.startswith("chosen for this calculation instead of GRANT_PERIOD (SFB 51:9")
    assert policy.alternatives == usual.alternatives


def test_wishing_for_the_default_is_no_deviation() -> None:
    wished = load_rulebook(policies={"grant.pool": "GRANT_PERIOD"})
    assert wished.sha256 == load_rulebook().sha256
    assert not wished.policy("grant.pool").deviates


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name in BUILT for value in BUILT[name]]
)
def test_every_built_alternative_can_be_chosen(name: str, value: str) -> None:
    assert load_rulebook(policies={name: value}).policy(name).value == value


@pytest.mark.parametrize(
    ("policies", "fault"),
    [
        (
            {"grant.pool": "DAY"},
            (
                "grant.pool = DAY is known but not built yet; "
                "built: GRANT_PERIOD, MONTH, ACCRUED, WEEK"
            ),
        ),
        (
            {"grant.pool": "day"},
            (
                "grant.pool has no alternative 'day'; built: GRANT_PERIOD, MONTH, ACCRUED, WEEK; "
                "named but not built yet: DAY"
            ),
        ),
        ({"late": "MAYBE"}, "late has no alternative 'MAYBE'; built: CUT, NOTICE"),
        (
            {"payout.later": "10"},
            "the policy payout.later is known but not built yet",
        ),
    ],
)
def test_an_alternative_that_is_not_built_is_refused(
    policies: Mapping[str, str], fault: str
) -> None:
    text = (files("ledger.rules") / "editions" / "2026-11.toml").read_text("utf-8")
    built = '"ACCRUED", "WEEK"]\nnamed_later = '
    named = text.replace(f"{built}[]", f'{built}["DAY"]')
    # The edition may name no policy of later; one is named here.
    later = "policies_named_later = ["
    named = named.replace(later, f'{later}"payout.later", ')
    assert faults_of(policies=policies, text=named) == (fault,)


def test_an_unknown_policy_is_refused_with_those_that_exist() -> None:
    (fault,) = faults_of(policies={"grant.pol": "MONTH"})
    assert fault.startswith("there is no policy 'grant.pol'; there are abroad.outside_max, adv")


def test_all_faults_of_a_wish_are_told_at_once() -> None:
    wish = {"late": "MAYBE", "payday": "X", "nothing": "Y"}
    assert len(faults_of(regime="SOU", policies=wish)) == 4


@pytest.mark.parametrize(
    ("regime", "reform_from", "expected"),
    [
        ("LAW_ACTUAL", None, None),
        ("SOU_2023_9", None, date(2026, 1, 1)),
        ("SOU_2023_9:2026-07-01", None, date(2026, 7, 1)),
        ("SOU_2023_9", date(2026, 7, 1), date(2026, 7, 1)),
        ("SOU_2023_9:2026-07-01", date(2026, 7, 1), date(2026, 7, 1)),
    ],
)
def test_a_reform_starts_when_asked_else_when_the_edition_says(
    regime: str, reform_from: date | None, expected: date | None
) -> None:
    rulebook = load_rulebook(regime=regime, reform_from=reform_from)
    assert rulebook.regime.name == regime.partition(":")[0]
    assert rulebook.regime.reform_from == rulebook.cofinancing_ends() == expected


@pytest.mark.parametrize(
    ("regime", "reform_from", "fault"),
    [
        ("SOU", None, "there is no regime 'SOU'; there are LAW_ACTUAL, SOU_2023_9"),
        ("LAW_ACTUAL", date(2026, 7, 1), "the regime LAW_ACTUAL has no reform, so it cannot start"),
        ("LAW_ACTUAL:2026-07-01", None, "the regime LAW_ACTUAL has no reform, so it cannot start"),
        ("SOU_2023_9:July", None, "'July' in the regime 'SOU_2023_9:July' is not a date like"),
        ("SOU_2023_9:", None, "'' in the regime 'SOU_2023_9:' is not a date like 2026-07-01"),
        ("SOU_2023_9:2026-07-01", date(2026, 8, 1), "contradict each other"),
    ],
)
def test_a_regime_that_cannot_be_is_refused(
    regime: str, reform_from: date | None, fault: str
) -> None:
    (sentence,) = faults_of(regime=regime, reform_from=reform_from)
    assert fault in sentence


def test_an_edition_is_asked_for_by_name_or_given_as_text() -> None:
    assert faults_of(edition="1999-01") == ("there is no edition '1999-01'; there are 2026-11",)
    assert faults_of(edition="2026-11", text="") == (
        "an edition is asked for by name and given as text",
    )


def test_the_hash_tells_content_regime_and_policies_apart() -> None:
    text = (files("ledger.rules") / "editions" / "2026-11.toml").read_text("utf-8")
    hashes = [
        load_rulebook().sha256,
        load_rulebook(regime="SOU_2023_9").sha256,
        load_rulebook(regime="SOU_2023_9:2026-07-01").sha256,
        load_rulebook(policies={"late": "NOTICE"}).sha256,
        load_rulebook(text=text.replace("34770\n", "34780\n")).sha256,
        load_rulebook(text=text.replace("SFS 2023:578", "SFS 2023:579")).sha256,
    ]
    assert len(set(hashes)) == len(hashes)
    assert all(len(bytes.fromhex(sha256)) == 32 for sha256 in hashes)


def test_the_hash_ignores_comments_and_layout() -> None:
    text = (files("ledger.rules") / "editions" / "2026-11.toml").read_text("utf-8")
    assert load_rulebook(text=f"# A remark.\n\n{text}").sha256 == load_rulebook().sha256


def test_a_rulebook_cannot_be_changed() -> None:
    rulebook = load_rulebook()
    with pytest.raises(AttributeError):
        setattr(rulebook, "edition", "other")  # noqa: B010 -- the type checker refuses the plain form
    with pytest.raises(TypeError):
        cast("dict[str, Policy]", rulebook.policies)["late"] = rulebook.policy("late")


def test_every_rule_has_a_provision_a_sentence_and_a_mark() -> None:
    gates = "DEATH NO_GRANT NO_BASIS LATE BAR STAY OVERLAP BILL_LOWER DOUBLE_LIMIT POOL"
    across = "R01 R02 R03 R09 R12 R15 R31 R32"
    expected = [
        *(f"1.{number}" for number in range(1, 7)),
        *(f"G{number}" for number in range(1, 17)),
        *(f"R{number}" for number in range(1, 10)),
        *(f"M{number}" for number in range(1, 11)),
        *(f"5.{number}" for number in range(1, 9)),
        *(f"6.{number}" for number in range(1, 8)),
        *gates.split(),
        *across.split(),
    ]
    assert list(rules()) == expected
    for name, found in rules().items():
        assert rule(name) is found
        assert found.id == name
        assert found.says.endswith(".")


def test_every_policy_belongs_to_a_rule() -> None:
    assert all(policy.rule in rules() for policy in load_rulebook().policies.values())
