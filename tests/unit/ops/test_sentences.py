"""
What libraries and servers say stands in our sentences without their line ends, stops and questions.
"""

import psycopg
import pytest

from schemas.sentences import clause_of

REFUSED = (
    'connection failed: connection to server at "127.0.0.1", port 1 failed: Connection refused\n'
    "\tIs the server running on that host and accepting TCP/IP connections?"
)
LOST = (
    "consuming input failed: server closed the connection unexpectedly\n"
    "\tThis probably means the server terminated abnormally\n"
    "\tbefore or while processing the request."
)
LOST_SAID = (
    "consuming input failed: server closed the connection unexpectedly; This probably means the"
    " server terminated abnormally before or while processing the request"
)


@pytest.mark.parametrize(
    ("said", "clause"),
    [
        ("the connection is closed.", "the connection is closed"),
        (REFUSED, REFUSED.partition("\n")[0]),
        (LOST, LOST_SAID),
        ('column "a" does not exist\nLINE 1: select a\n               ^',
         'column "a" does not exist; LINE 1: select a'),
        ("All failures were:\n- host: one\n", "All failures were: - host: one"),
        ("Is it there?", "Is it there"),
    ],
)  # fmt: skip
def test_what_was_said_is_one_clause(said: str, clause: str) -> None:
    assert clause_of(psycopg.OperationalError(said)) == clause


def test_what_says_nothing_is_named_by_its_kind() -> None:
    assert clause_of(psycopg.OperationalError()) == "OperationalError"
    assert clause_of(psycopg.OperationalError("\n.\n")) == "OperationalError"
