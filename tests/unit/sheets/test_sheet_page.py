"""The page for those who export says what the columns are, and its examples are sheets."""

import io
import re
from pathlib import Path

import pytest

from consumers.sheets import FORMS, Form, Sheet, template_of
from ops.show.template import columns_json
from schemas.boundary import Document

PAGE = (Path(__file__).parents[3] / "consumers" / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"(?:^    .+\n)+", PAGE, re.MULTILINE)


def table(form: Form) -> str:
    """Return the table of a form as it stands on the page; printed, it can be pasted there."""
    rows = [
        f"| {column.name} | {'yes' if column.needed else ''} | {column.written}"
        f" | `{column.example}` |"
        for column in form.columns
    ]
    return "\n".join(
        ["| column | needed | how it is written | example |", "|---|---|---|---|", *rows]
    )


@pytest.mark.parametrize("name", FORMS)
def test_the_page_has_the_columns_as_they_are(name: str) -> None:
    match = re.search(rf"<!-- {name} -->\n(.*?)<!-- end -->", PAGE, re.DOTALL)
    assert match is not None
    wanted = table(FORMS[name])
    assert match[1].strip() == wanted, f"paste this:\n{wanted}"


@pytest.mark.parametrize("place", range(len(FORMS)))
def test_the_examples_of_the_page_are_sheets(place: int) -> None:
    assert len(EXAMPLES) == len(FORMS)
    text = re.sub("^    ", "", EXAMPLES[place], flags=re.MULTILINE)
    (paper,) = Sheet(io.BytesIO(text.encode())).papers()
    assert isinstance(paper.found, Document)


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_what_the_template_shows_as_an_example_is_taken(form: Form) -> None:
    row = ";".join(column.example for column in form.columns) + "\r\n"
    (paper,) = Sheet(io.BytesIO(template_of(form) + row.encode())).papers()
    assert isinstance(paper.found, Document)
    assert paper.found.name == form.type_name == columns_json(form)["type"]
