"""
The words of other programs, fitted into a sentence of ours.

What they mean, and what to do about them, is said by whoever met them.
"""

from itertools import pairwise


def clause_of(words: object) -> str:
    """
    Return on one line, without a full stop, what a library or a server said.

    Its questions to the reader are left out, since ours says what to do now.
    """
    lines = [line.strip().rstrip(".;") for line in str(words).splitlines()]
    spoken = [line for line in lines if any(map(str.isalnum, line))]
    told = [line for line in spoken if not line.endswith("?")] or spoken
    if not told:
        return type(words).__name__
    text = told[0]
    for before, line in pairwise(told):
        # A line that goes on with the one before is no remark of its own.
        goes_on = line[0].islower() or before.endswith(":")
        text += f" {line}" if goes_on else f"; {line}"
    return text.rstrip("?:;., ")
