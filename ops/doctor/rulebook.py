"""
Checks of the rulebook: editions that can be read, and that reach today.
"""

from collections.abc import Iterator

from ledger.rules import MissingValueError, RulebookError, editions, load_rulebook
from ops.doctor.fault import Fault, doubtful
from ops.doctor.seen import Seen
from ops.show.quantities import local_day


def faulty_editions(_: Seen) -> Iterator[Fault]:
    """Find editions that the loader refuses, with everything that is wrong in them."""
    for name in editions():
        try:
            load_rulebook(edition=name)
        except RulebookError as refused:
            for fault in refused.faults:
                yield Fault(
                    f"The rulebook edition {name} has a fault.",
                    f"Its reader says: {fault}.",
                    "Restore the edition as it was released, or correct it there; no amount is"
                    " calculated with it before.",
                )


def no_rate_today(seen: Seen) -> Iterator[Fault]:
    """Find that no edition has a rate for this year, so that this month cannot be calculated."""
    today = local_day(seen.now())
    try:
        rulebook = load_rulebook()
    except RulebookError:
        # `faulty_editions` says it.
        return
    try:
        rulebook.rate_on(today.toordinal())
    except MissingValueError:
        last = max(rate.in_force_from for rate in rulebook.rates).year
        has = "stops before this year" if last < today.year else "begins after this year"
        yield doubtful(
            f"The rulebook edition {rulebook.edition} has no rate for {today.year}.",
            f"It {has}: no month of {today.year} can be calculated, since a rate is never guessed.",
            "Install a version with a newer edition; the rate of a year is decided in the year"
            " before.",
        )
