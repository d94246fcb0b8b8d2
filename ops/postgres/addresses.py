"""
Addresses of databases as people may see them: without the password, in errors too.
"""

from typing import Final
from urllib.parse import quote

import psycopg
from psycopg import conninfo

from schemas.sentences import clause_of

_SHOWN: Final = ("host", "port", "dbname")
_SECRET: Final = ("password", "sslpassword")


def without_password(url: str) -> str:
    """Return where an address leads, or nothing of it where it cannot be read."""
    try:
        parts = conninfo.conninfo_to_dict(url)
    except psycopg.Error:
        # An address that cannot be read may hold a password anywhere.
        return "the given address"
    return " ".join(f"{key}={parts[key]}" for key in _SHOWN if key in parts) or "the usual address"


def said_of(error: psycopg.Error, url: str) -> str:
    """Return on one line what a failed connection says, without the address's secrets."""
    try:
        parts = conninfo.conninfo_to_dict(url)
    except psycopg.Error:
        return "the address cannot be read"
    text = clause_of(error).removeprefix("connection failed: ")
    for secret in (str(parts[key]) for key in _SECRET if parts.get(key)):
        text = text.replace(secret, "…").replace(quote(secret), "…")
    return text
