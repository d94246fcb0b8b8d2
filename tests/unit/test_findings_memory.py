"""
A case that was verified leaves nothing in memory that only a collector of circles would find.
"""

import gc
from datetime import date

from ledger.amounts import month_of
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.findings import Verifier
from ledger.rules import load_rulebook
from tests.unit.building import Folder


def verified(folder: Folder) -> None:
    case = Case.of(folder.papers)
    verifier = Verifier(case, Register(), load_rulebook(), date(2026, 6, 1))
    assert verifier.month(month_of("2026-02")).now.owed_ore


def test_a_verified_case_is_let_go_without_a_collector() -> None:
    folder = Folder()
    folder.grant(60)
    folder.work("2026-02", 20)
    verified(folder)
    gc.collect()
    gc.disable()
    try:
        verified(folder)
        assert gc.collect() == 0
    finally:
        gc.enable()
