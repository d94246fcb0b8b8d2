"""
`kvitto generate`: a synthetic world as input files, with faults hidden in it and the truth.
"""

import shlex
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group
from rich.text import Text

from ops.commands.failures import ALL_RIGHT
from ops.commands.options import AsJson, read_day, read_month
from ops.show.counting import counting
from ops.show.money import number
from ops.show.program import next_line, program
from ops.show.quantities import counted
from ops.show.screen import figures, heading, names, print_json, screen, table
from ops.world import WorldSummary
from ops.world import generate as generate_world

Recipients = Annotated[
    int, typer.Option("--recipients", metavar="N", min=1, help="Recipients, a case each.")
]


def month_written(text: str) -> str:
    """Return a month as it was written, which must be one."""
    read_month(text)
    return text


FirstMonth = Annotated[
    str,
    typer.Option(
        "--from", metavar="MONTH", parser=month_written, help="The first month, as 2025-10."
    ),
]
Months = Annotated[int, typer.Option("--months", metavar="M", min=1, help="Months of work.")]
Seed = Annotated[
    int, typer.Option("--seed", metavar="S", help="The same seed gives the same bytes.")
]
Faults = Annotated[
    float,
    typer.Option(
        "--faults", metavar="SHARE", min=0, max=1, help="The share of payouts with a fault in them."
    ),
]

Anomalies = Annotated[
    int,
    typer.Option(
        "--anomalies",
        metavar="N",
        min=0,
        max=100,
        help="How often each sort of anomaly is hidden.",
    ),
]

Reform = Annotated[
    date | None,
    typer.Option(
        "--reform",
        metavar="DAY",
        parser=read_day,
        help="The first of a month of the world, from which SOU 2023:9 is law in it.",
    ),
]


def generate(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where to write; made if it is not there.")
    ],
    *,
    recipients: Recipients = 300,
    first: FirstMonth = "2025-10",
    months: Months = 6,
    seed: Seed = 2023,
    faults: Faults = 0.02,
    anomalies: Anomalies = 0,
    reform: Reform = None,
    as_json: AsJson = False,
) -> int:
    """
    Write a synthetic world: input files, and truth.json with every hidden fault.

    Nobody in it is real: identity numbers are of Skatteverket's test series, names are made up.
    Files of an earlier world in the folder are written over; other files there stop the command.
    From the day of --reform on municipal decisions move to Försäkringskassan: read such a world
    with KVITTO_REGIME=SOU_2023_9:DAY.

    Examples:
      kvitto generate world

      kvitto generate world --recipients 1000 --from 2025-01 --months 12 --seed 7 --faults 0.05

      kvitto generate world --reform 2026-01-01
    """
    with counting("Generating", recipients) as tell:
        summary = generate_world(
            directory,
            recipients=recipients,
            first_month=first,
            months=months,
            seed=seed,
            faults=faults,
            anomalies=anomalies,
            reform=reform,
            progress=tell,
        )
    if as_json:
        print_json(summary_json(summary))
    else:
        screen().print(_summary(directory, summary))
    return ALL_RIGHT


def summary_json(summary: WorldSummary) -> dict[str, object]:
    """Return what was written, for a program."""
    return {
        "documents": summary.documents,
        "payouts": summary.payouts,
        "right": summary.right,
        "hidden_faults": summary.faults,
        "findings": dict(sorted(summary.findings.items())),
        "anomalies": summary.anomalies,
    }


def _summary(directory: Path, summary: WorldSummary) -> Group:
    rows = table(names("file"), figures("documents"))
    for name, count in summary.documents.items():
        rows.add_row(f"{name}.ndjson", number(count))
    hidden = sum(summary.findings.values())
    faults = counted(summary.faults, "fault")
    across = counted(summary.anomalies, "anomaly", "anomalies")
    besides = f" {across} across cases." if summary.anomalies else ""
    return Group(
        heading("Kvitto generate", str(directory)),
        rows,
        Text(
            f"\n{counted(summary.payouts, 'payout')}, of which {number(summary.right)} are right;"
            f" {faults} hidden, which give {counted(hidden, 'finding')} (truth.json).{besides}"
        ),
        next_line(f"\nNext: {program()} ingest {shlex.quote(str(directory))}"),
    )
