"""
That the doctor found one fault by one check, and told all of it.
"""

from tests.integration.doctor.conftest import OF_THE_TESTS, Found

STATEMENTS = ("The ", "It ", "This ", "That ", "There ", "A ", "An ")


def the_fault(found: Found, check: str, *beside: str) -> dict[str, str]:
    """Return the one fault of a check; fail where others were found, or it says too little."""
    assert found.code == 1
    assert set(found.faults) - OF_THE_TESTS - set(beside) == {check}, found.faults
    (fault,) = found.faults[check]
    for part in ("what", "why"):
        assert fault[part].endswith("."), fault
        assert fault[part][0].isupper(), fault[part]
    assert fault["what_now"][0].isupper(), fault
    assert not fault["what_now"].startswith(STATEMENTS), fault
    return fault
