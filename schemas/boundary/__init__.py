"""
The door: documents from outside, checked strictly before anything is stored.

`read_document(line)` takes one line of bytes and returns a `Document` or a list
of `Reason`, all of them at once; `read_command(text)` does the same for one of
our own commands. `FORMS` are the types of document, made from the events of
`schemas.catalogue`; their JSON Schemas stand in `schemas/published`.
"""

from schemas.boundary.between.quarantine import set_aside
from schemas.boundary.door import (
    BYTE_ORDER_MARK,
    LONGEST_LINE,
    Document,
    GivenCommand,
    decode,
    read_command,
    read_document,
)
from schemas.boundary.forms import COMMAND_FORMS, FORMS, Form
from schemas.boundary.reasons import Reason

__all__ = [
    "BYTE_ORDER_MARK",
    "COMMAND_FORMS",
    "FORMS",
    "LONGEST_LINE",
    "Document",
    "Form",
    "GivenCommand",
    "Reason",
    "decode",
    "read_command",
    "read_document",
    "set_aside",
]
