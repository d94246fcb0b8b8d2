"""
`kvitto rulebook`: every rate, value and policy with its source and how sure it is.
"""

from ops.commands.failures import ALL_RIGHT
from ops.commands.options import AsJson, Policies, RegimeName, wished_rulebook
from ops.show.rulebook import rulebook_json, rulebook_report
from ops.show.screen import print_json, screen


def rulebook(regime: RegimeName = None, policy: Policies = None, as_json: AsJson = False) -> int:
    """
    Show the rulebook: rates, values and policies, each with its source and mark.

    A mark is sourced, own (known or derived, but read nowhere) or assumed (a choice of ours).

    Examples:
      kvitto rulebook

      kvitto rulebook --regime SOU_2023_9:2026-07-01 --policy grant.pool=MONTH --json
    """
    book = wished_rulebook(regime, policy)
    if as_json:
        print_json(rulebook_json(book))
    else:
        screen().print(rulebook_report(book))
    return ALL_RIGHT
