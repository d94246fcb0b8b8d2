"""
The columns of a sheet on the screen and for programs, as `consumers.sheets` has them.
"""

from rich.console import Group

from consumers.sheets import Form
from ops.show.screen import heading, names, table, words


def columns_report(form: Form) -> Group:
    """Return the columns of a form, in the order in which a template has them."""
    rows = table(names("column"), names("needed"), words("how it is written"), names("example"))
    for column in form.columns:
        rows.add_row(column.name, "yes" if column.needed else "", column.written, column.example)
    return Group(heading(form.title, form.rows_are_said), rows)


def columns_json(form: Form) -> dict[str, object]:
    """Return the columns of a form as a JSON object."""
    return {
        "form": form.name,
        "type": form.type_name,
        "columns": [
            {
                "name": column.name,
                "field": column.field,
                "needed": column.needed,
                "written": column.written,
                "example": column.example,
            }
            for column in form.columns
        ],
    }
