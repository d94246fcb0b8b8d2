"""
The ordinance's yearly uprating of the hourly rate, as a check of the rates that were enacted.

Only the tests of an edition use it. The calculation never computes a rate from a percentage: it
takes the enacted value of the year, since the percentage is set anew each autumn.
"""

from typing import Final

_PER_MILLE: Final = 1000
_TEN_ORE: Final = 10


def uprated_ore(rate_ore: int, per_mille: int) -> int:
    """
    Return next year's rate in öre per hour: raised by so many per mille, to whole ten öre.

    Source: förordning (1993:1091) 5 §. The raised amount "avrundas därefter till närmaste tiotal
    öre", and one that ends on 5 öre goes up. Whole numbers throughout: a float would lose the tie.
    """
    raised = rate_ore * (_PER_MILLE + per_mille)
    return (2 * raised + _PER_MILLE * _TEN_ORE) // (2 * _PER_MILLE * _TEN_ORE) * _TEN_ORE
