"""
The JSON Schema of every type of document and command, as others read it.

`python -m schemas.boundary.published` writes them again; a test compares. What
a schema cannot say (check digits, several fields together) is said by
`schemas.boundary.checks` and `schemas.boundary.identity`.
"""

import json
from importlib.resources import files
from pathlib import Path

from schemas.boundary.forms import COMMAND_FORMS, FORMS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def published() -> dict[str, str]:
    """Return the file name and the text of each schema."""
    texts: dict[str, str] = {}
    for name, form in {**FORMS, **COMMAND_FORMS}.items():
        schema = {"$schema": _DIALECT, **form.adapter.json_schema(), "title": name}
        file = f"{name.replace('/', '-')}.json"
        texts[file] = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    return texts


def write(folder: Path) -> None:
    """Write the schemas into a folder."""
    for file, text in published().items():
        (folder / file).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(str(files("schemas"))) / "published")
