"""
That an answer to bad input is whole: what is wrong, why, and what to do now.

Every test of bad input asks this, beside what it asks of its own.
"""

import re

from schemas.boundary import Reason
from schemas.boundary.identity import hides_identity_number

#: What a sentence must not hold: a gap that nothing filled, and the answer to what nobody foresaw.
HOLES = re.compile(r"[{}]\w|\(expected\)|\bNone\b|what the published schema asks for")
#: A piece of advice begins with what to do, or with the case in which to do it.
STATEMENT = re.compile(r"(The|It|This|That|There|A|An|No|Its)\b")


def told(reason: Reason) -> None:
    """Fail unless the reason says what it is about, why it is refused, and what to do."""
    assert reason.field, reason
    for sentence in (reason.why, reason.what_now):
        assert re.fullmatch(r"\S.*\S[.]", sentence), f"{sentence!r} is no sentence"
        assert len(sentence.split()) > 1, f"{sentence!r} says too little"
        assert not HOLES.search(sentence), f"{sentence!r} has a hole"
    assert reason.what_now[0].isupper(), f"{reason.what_now!r} does not begin a sentence"
    assert not STATEMENT.match(reason.what_now), f"{reason.what_now!r} does not say what to do"
    assert not hides_identity_number(str(reason))


def told_whole(fault: str) -> None:
    """Fail unless a fault in one sentence names its place, says why, and says what to do."""
    where, _, rest = fault.partition(" ")
    assert re.match(r"[\w\[\].:-]+$", where), f"{fault!r} does not begin with its place"
    advice = re.compile(r"; .|: (correct|remove)|must be .|^is not TOML: .+; correct")
    assert advice.search(rest), f"{fault!r} does not say what to do"
