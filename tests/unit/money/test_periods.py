"""
Periods settled apart from their months: advances (M5) and enhanced rates (M3), and who shares (M9).

Every expected sum stands beside its figure; the rate of 2026 is 34 770 öre an hour.
"""

from fractions import Fraction

import pytest

from ledger.amounts import month_of
from ledger.domain.register import Register
from ledger.rules import Rulebook, load_rulebook
from ledger.statement import Carried, Settlement, Statement, keys_of, settlement, statement
from schemas.reports import CostsApproved
from schemas.terms import (
    AdvanceReconciled,
    EnhancedRateGranted,
    FinalSettlementMade,
    PayeeChanged,
    PaymentTermsStated,
)
from tests.unit.building import Folder, day, rows, rules, uid

#: The approved costs of the six months of E6, 56 600 000 in all.
E6_COSTS = (9_200_000, 9_850_000, 9_310_000, 9_700_000, 9_000_000, 9_540_000)
MONTHS = tuple(f"2026-{number:02d}" for number in range(1, 7))


def in_advance(advance_ore: int | None = None) -> PaymentTermsStated:
    return PaymentTermsStated(
        effective_from=day("2026-01-01"), advance=True, advance_ore=advance_ore
    )


def own_employer(*, advance: bool) -> PaymentTermsStated:
    return PaymentTermsStated(effective_from=day("2026-01-01"), self_employer=True, advance=advance)


def enhanced(rate: int, start: str = "2026-01-01", until: str | None = None) -> EnhancedRateGranted:
    return EnhancedRateGranted(
        decision_id=f"h{rate}",
        decided_on=day(start),
        effective_from=day(start),
        rate_ore=rate,
        effective_until=None if until is None else day(until),
    )


def enhanced_half_year() -> Folder:
    """E6: 376,00 an hour from January to June, 250 h a month, costs as stated."""
    folder = Folder()
    folder.grant(60, period=("2026-01-01", "2026-07-01"))
    folder.lay(enhanced(37_600), "2026-01-01")
    for month, cost in zip(MONTHS, E6_COSTS, strict=True):
        folder.work(month, 250)
        folder.lay(CostsApproved(month, cost), "2026-08-01")
    return folder


def keys(folder: Folder, rulebook: Rulebook | None = None, **wishes: str) -> list[Settlement]:
    """Return the settlements of every key that begins by June 2026."""
    case, rulebook = folder.case, rulebook or rules(**wishes)
    carried = Carried(case.history, Register(), rulebook)

    def stated(month: int) -> Statement:
        return statement(case, Register(), month, rulebook, carried)

    found = keys_of(case, carried, month_of("2026-06"))
    return [settlement(case, key, stated, carried) for key in found]


def test_a_month_of_an_enhanced_rate_pays_the_lower_of_cost_and_hours() -> None:
    folder = enhanced_half_year()
    owed = [folder.owed(month).owed_ore for month in MONTHS]
    # 250 · 37 600 = 9 400 000
    assert owed == [9_200_000, 9_400_000, 9_310_000, 9_400_000, 9_000_000, 9_400_000]


@pytest.mark.parametrize(
    ("policy", "owed", "share"),
    [
        # min(56 600 000, ⌊1500 · 38 942,4⌋ = 58 413 600) − 55 710 000; 20 · 181 / 7 = 517 1/7 h
        ("STATUTE_12", 890_000, 306_838),
        # 1500 · 37 600 = 56 400 000; 690 000 · 517 1/7 / 1500 = 237 885,71
        ("GRANTED", 690_000, 237_886),
    ],
)
def test_the_period_pays_the_costs_that_its_months_could_not(
    policy: str, owed: int, share: int
) -> None:
    [key] = keys(enhanced_half_year(), enhanced_final_bound=policy)
    assert (key.owed_ore, key.municipalities) == (owed, {"0180": share})
    assert key.key.due_on == day("2026-08-06")


def test_the_state_may_bear_the_top_up_alone() -> None:
    [key] = keys(enhanced_half_year(), cofin_topup="STATE")
    assert (key.owed_ore, key.municipalities, key.state_ore) == (890_000, {}, 890_000)


def test_costs_below_the_months_give_no_top_up() -> None:
    folder = enhanced_half_year()
    folder.lay(CostsApproved("2026-02", 9_000_000), "2026-08-02")
    # Σ cost 55 750 000, and February then owes 9 000 000: the months 55 310 000
    [key] = keys(folder)
    assert key.owed_ore == 440_000


def test_an_enhanced_rate_for_two_parts_of_a_period_has_two_keys() -> None:
    folder = Folder()
    folder.grant(60, period=("2026-01-01", "2026-07-01"))
    folder.lay(enhanced(37_600, until="2026-02-01"), "2026-01-01")
    folder.lay(enhanced(37_600, "2026-04-01", "2026-05-01"), "2026-01-01")
    firsts = [key.key.first for key in keys(folder)]
    assert firsts == [day("2026-01-01").toordinal(), day("2026-04-01").toordinal()]


@pytest.mark.parametrize(
    ("granted", "paid"),
    # the cap is ⌊34 770 · 1,12⌋ = ⌊38 942,4⌋; below the standard rate nothing is paid
    [(38_942, 38_942), (38_943, 38_942), (34_000, 34_770)],
)
def test_an_enhanced_rate_is_paid_within_its_cap(granted: int, paid: int) -> None:
    folder = Folder()
    folder.grant(60)
    folder.lay(enhanced(granted), "2026-01-01")
    folder.work("2026-02", 1)
    folder.lay(CostsApproved("2026-02", 1_000_000), "2026-03-01")
    assert folder.owed("2026-02").owed_ore == paid


@pytest.mark.parametrize(
    ("month", "paid"),
    # 29 540 · 1,12 = 33 084,8: the nearest krona until September 2018, then rounded down
    [("2018-09", 33_100), ("2018-10", 33_084)],
)
def test_the_cap_was_whole_kronor_until_october_2018(month: str, paid: int) -> None:
    folder = Folder()
    folder.grant(60, "2018-07-01")
    folder.lay(enhanced(40_000, "2018-07-01"), "2018-07-01")
    folder.work(month, 1)
    folder.lay(CostsApproved(month, 1_000_000), "2018-12-01")
    assert folder.owed(month).owed_ore == paid


def test_without_a_cost_account_nothing_of_an_enhanced_rate_is_owed() -> None:
    folder = Folder()
    folder.grant(60)
    folder.lay(enhanced(37_600, "2026-02-15"), "2026-01-01")
    folder.report("2026-02", rows("1-28 08:00-09:00"))
    folder.bill("2026-02", 28 * 60)
    stated = folder.owed("2026-02")
    # 14 days at the standard rate; 14 days of 1 h have no cost account
    assert stated.owed_ore == 14 * 34_770
    assert [(cut.gate.value, cut.value) for cut in stated.cuts] == [("NO_BASIS", 14 * 37_600)]


def test_an_own_employer_in_arrears_is_owed_cost_up_to_hours_at_their_rate() -> None:
    folder = Folder()
    folder.grant(60)
    folder.lay(own_employer(advance=False), "2026-01-01")
    folder.work("2026-02", 100)
    folder.lay(CostsApproved("2026-02", 3_000_000), "2026-03-01")
    folder.work("2026-03", 100)
    folder.lay(CostsApproved("2026-03", 3_600_000), "2026-04-01")
    february = folder.owed("2026-02")
    assert february.owed_ore == 3_000_000
    # the municipality: 80 h of 100 h, of what is owed
    assert february.municipalities == {"0180": 2_400_000}
    assert folder.owed("2026-03").owed_ore == 3_477_000


def half_year_in_advance() -> Folder:
    folder = Folder()
    folder.grant(60, period=("2026-01-01", "2026-07-01"))
    folder.lay(in_advance(), "2026-01-01")
    return folder


def test_a_month_in_advance_owes_an_equal_share_of_the_period() -> None:
    folder = half_year_in_advance()
    # 60 · 181 / 7 / 6 = 258 4/7 h: 8 990 528,57, whatever was worked
    assert [folder.owed(month).owed_ore for month in MONTHS] == [8_990_529] * 6
    assert folder.owed("2026-02").gate_values == {}
    # nobody worked, and so no municipality bears anything (H = 0)
    assert folder.owed("2026-02").municipalities == {"0180": 0}
    folder.work("2026-02", 160)
    # 80 h of 160 h, of 8 990 528,57
    assert folder.owed("2026-02").municipalities == {"0180": 4_495_264}
    assert folder.owed("2026-02").owed_ore == 8_990_529


def test_an_advance_may_be_the_stated_one() -> None:
    folder = Folder()
    folder.grant(60, period=("2026-01-01", "2026-07-01"))
    folder.lay(in_advance(advance_ore=9_000_000), "2026-01-01")
    assert folder.owed("2026-02").owed_ore == 8_990_529
    assert folder.owed("2026-02", advance_basis="STATED").owed_ore == 9_000_000


def test_a_reconciled_advance_replaces_the_months_own() -> None:
    folder = half_year_in_advance()
    folder.lay(
        AdvanceReconciled(month="2026-02", advance_ore=5_000_000, decided_on=day("2026-04-20")),
        "2026-04-20",
    )
    assert folder.owed("2026-02").owed_ore == 5_000_000
    assert folder.owed("2026-03").owed_ore == 8_990_529


def test_an_advance_goes_to_the_payee_of_its_first_day() -> None:
    folder = half_year_in_advance()
    folder.lay(PayeeChanged(uid("other"), day("2026-02-15")), "2026-01-15")
    payees = [[share.payee for share in folder.owed(month).payees] for month in MONTHS[:3]]
    assert payees == [[uid("provider")], [uid("provider")], [uid("other")]]


def test_a_period_in_advance_owes_what_the_law_gives_less_its_advances() -> None:
    folder = half_year_in_advance()
    for month in MONTHS:
        folder.work(month, 250)
    # 1500 · 34 770 = 52 155 000, less 6 · 8 990 529 = 53 943 174
    [key] = keys(folder)
    assert (key.law, key.before_ore, key.owed_ore) == (52_155_000, 53_943_174, -1_788_174)
    # 517 1/7 / 1500 of it
    assert key.municipalities == {"0180": -616_494}
    assert key.key.due_on == day("2026-09-01")


def test_a_final_settlement_is_due_on_its_day() -> None:
    folder = half_year_in_advance()
    folder.lay(
        FinalSettlementMade(period_from=day("2026-01-01"), settled_on=day("2026-08-20")),
        "2026-08-20",
    )
    [key] = keys(folder)
    assert key.key.due_on == day("2026-08-20")


@pytest.mark.parametrize(
    ("policy", "law"),
    [
        # two months of 100 h: 6 954 000; costs 3 000 000 + 3 900 000 over the period
        ("BY_MODE", 6_900_000),
        # each month by itself: 3 000 000 + 3 477 000
        ("MONTH", 6_477_000),
    ],
)
def test_an_own_employer_in_advance_is_bound_over_the_period(policy: str, law: int) -> None:
    folder = Folder()
    folder.grant(60, "2026-02-01", period=("2026-02-01", "2026-04-01"))
    folder.lay(own_employer(advance=True), "2026-01-01")
    for month, cost in (("2026-02", 3_000_000), ("2026-03", 3_900_000)):
        folder.work(month, 100)
        folder.lay(CostsApproved(month, cost), "2026-05-01")
    key, *_ = keys(folder, load_rulebook(policies={"self_employer.bound": policy}))
    # A(M) = 60 · 59 / 7 / 2 h = 252 6/7 h: 8 791 842,86 twice
    assert (key.law, key.owed_ore) == (law, law - 2 * 8_791_843)


def test_a_case_in_arrears_at_the_standard_rate_has_no_key() -> None:
    folder = Folder()
    folder.grant(60)
    folder.work("2026-02", 100)
    assert keys(folder) == []


def test_two_payees_share_a_bound_in_proportion() -> None:
    folder = Folder()
    folder.grant(60)
    folder.lay(own_employer(advance=False), "2026-01-01")
    folder.lay(PayeeChanged(uid("other"), day("2026-02-15")), "2026-01-15")
    folder.report("2026-02", rows("1-3 08:00-18:00", "15 08:00-18:00"))
    folder.bill("2026-02", 40 * 60)
    folder.lay(CostsApproved("2026-02", 1_000_001), "2026-03-01")
    # 1 000 001 · 3/4 and 1/4: 750 000,75 and 250 000,25
    shares = {share.payee: share.amount for share in folder.owed("2026-02").payees}
    assert shares == {
        uid("provider"): Fraction(3_000_003, 4),
        uid("other"): Fraction(1_000_001, 4),
    }
