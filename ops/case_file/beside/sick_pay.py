"""What a case file may expect of sick pay: owed and cut per claim, and the component of a month."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, get_args

from ledger.claims.sick_pay import memos_of, sick_pay_of
from ledger.findings import CaseFacts
from ops.case_file.entries import Entry, Keys
from schemas.municipal.claims import CutReason

GROUPS: Final = ("sick_pay", "sick_pay_cut")
AMOUNTS: Final = ("component", "component_in_rate")
_REASONS: Final[tuple[str, ...]] = get_args(CutReason)


def _is_cut(name: str) -> bool:
    claim, _, reason = name.rpartition(" ")
    return claim != "" and reason in _REASONS


_CLAIMS: Final = Keys(bool, "the id of a claim")
_CUTS: Final = Keys(_is_cut, f"the id of a claim and a reason: {', '.join(_REASONS)}")


def read_sick_pay(entry: Entry) -> dict[str, Mapping[str, int | Fraction]]:
    """Return what is expected, by group."""
    return {
        "sick_pay": entry.each("sick_pay", Entry.ore, _CLAIMS),
        "sick_pay_cut": entry.each("sick_pay_cut", Entry.ore, _CUTS),
    }


def sick_pay_values(facts: CaseFacts, month: int) -> dict[str, int]:
    """Return what the ledger gives, by the same keys."""
    values: dict[str, int] = {}
    for ref, of in sick_pay_of(facts.case, facts.register, facts.rulebook).items():
        _, _, claim = ref.partition("/")
        values[f"sick_pay.{claim}"] = of.owed.owed_ore
        values |= {f"sick_pay_cut.{claim} {cut.reason}": cut.ore for cut in of.owed.cuts}
    memos = memos_of(facts.carried.month(facts.case, month), facts.rulebook)
    values["component"] = sum(memo.component_ore for memo in memos)
    values["component_in_rate"] = sum(memo.in_rate_ore for memo in memos)
    return values
