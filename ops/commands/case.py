"""
`kvitto case check`: worked cases in TOML files, compared with what the ledger gives. No database.
"""

from pathlib import Path
from typing import Annotated

import typer

from ops.case_file import check_files, report_lines, results_as_json
from ops.commands.failures import ALL_RIGHT, FOUND, WrongUseError
from ops.commands.options import AsJson
from ops.show.screen import plain, print_json, screen

case = typer.Typer(help="Work with worked cases: facts and expected öre in a TOML file.")


@case.callback()
def worked_cases() -> None:
    """Work with worked cases: facts and expected öre in a TOML file."""


@case.command()
def check(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="PATH…", help="Worked cases, or folders of *.toml."),
    ],
    as_json: AsJson = False,
) -> int:
    """
    Compare worked cases with what the ledger gives; no database is needed.

    Exit code: 0 all are as expected, 1 one differs or cannot be read, 2 wrong use.

    Examples:
      kvitto case check tests/cases/e9-payday.toml

      kvitto case check tests/cases --json
    """
    results = check_files([file for path in files for file in _cases_in(path)])
    if as_json:
        print_json({"files": results_as_json(results)})
    else:
        console = screen()
        for line in report_lines(results):
            console.print(plain(line), soft_wrap=True)
    return ALL_RIGHT if all(result.ok for result in results) else FOUND


def _cases_in(path: Path) -> list[Path]:
    """Return a file, or the cases of a folder, which must have some."""
    if not path.is_dir():
        return [path]
    found = sorted(path.glob("*.toml"))
    if not found:
        raise WrongUseError(f"There is no *.toml in {path}. Name a folder of worked cases.")
    return found
