"""
Checks of the environment: settings that are wrong, and variables that other libraries read.
"""

import re
from collections.abc import Iterator
from typing import Final

from ops.doctor.fault import Fault, doubtful
from ops.doctor.seen import Seen
from ops.settings import variables

#: With it, the library's recorder skips committed events.
_DB_FUNCTIONS: Final = "POSTGRES_ENABLE_DB_FUNCTIONS"
_NO: Final = ("", "n", "no", "f", "false", "off", "0")
#: Keys that the eventsourcing library takes from the environment where they are not given.
_KEYS_OF_THE_LIBRARY: Final = (
    "AGGREGATE_CACHE_FASTFORWARD",
    "AGGREGATE_CACHE_MAXSIZE",
    "APPLICATION_RECORDER_TOPIC",
    "CIPHER_KEY",
    "CIPHER_TOPIC",
    "COMPRESSOR_TOPIC",
    "CREATE_TABLE",
    "DEEPCOPY_FROM_AGGREGATE_CACHE",
    "IS_SNAPSHOTTING_ENABLED",
    "MAPPER_TOPIC",
    "PERSISTENCE_MODULE",
    "PROCESS_RECORDER_TOPIC",
    "TRACKING_RECORDER_TOPIC",
    "TRANSCODER_TOPIC",
)
#: The name of Kvitto's application in the library, which comes before a key of its own.
_PREFIX: Final = "LEDGER_"


def wrong_settings(seen: Seen) -> Iterator[Fault]:
    """Find variables of Kvitto's that are unknown, empty or no address."""
    for sentence in seen.settings_faults:
        what, _, rest = sentence.partition(" ")
        # Each names its variable, says what is wrong with it, and then what to do.
        why, what_now = re.split(r"[;.] ", rest, maxsplit=1)
        yield Fault(
            f"The variable {what} is wrong.",
            f"It {why}; with it no command starts.",
            f"{what_now[0].upper()}{what_now[1:]}",
        )


def database_functions(_: Seen) -> Iterator[Fault]:
    """Find the setting of the library with which readers miss events."""
    for name, value in variables(_DB_FUNCTIONS, _PREFIX + _DB_FUNCTIONS).items():
        if value.lower() not in _NO:
            yield Fault(
                f"The variable {name} is set.",
                "With the eventsourcing library's database functions a reader misses events that"
                " were committed, so Kvitto does not start with it.",
                f"Unset it where this process is started: unset {name}",
            )


def keys_of_the_library(_: Seen) -> Iterator[Fault]:
    """Find keys that the library would read from here, were it not told otherwise."""
    both = (each for key in _KEYS_OF_THE_LIBRARY for each in (key, _PREFIX + key))
    for name in variables(*both):
        yield doubtful(
            f"The variable {name} is set.",
            "It is a key of the eventsourcing library. Kvitto gives its own and does not follow"
            " this one; another program, or a test beside it, may.",
            f"Unset it where this process is started: unset {name}",
        )
