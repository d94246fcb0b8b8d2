"""
The door: documents from outside, checked strictly before anything is stored.

`read_document(line)` takes one line of bytes and returns a `Document` or a list
of `Reason`, all of them at once. `FORMS` are the types of document, made from
the events of `schemas.catalogue`; their JSON Schemas stand in
`schemas/published`.
"""

from schemas.boundary.door import LONGEST_LINE, Document, read_document
from schemas.boundary.forms import FORMS, Form
from schemas.boundary.reasons import Reason

__all__ = ["FORMS", "LONGEST_LINE", "Document", "Form", "Reason", "read_document"]
