"""
How Kvitto is run: command line, settings, PostgreSQL, the screen, the synthetic world, the doctor.

The five packages have generic names, so a stranger's of the same name may be found first. Then
nothing of ours can be run, the doctor included; so it is looked for here, before anything else.
"""

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_BESIDE: Final = ("consumers", "ledger", "projections", "schemas")


def _refuse_strangers() -> None:
    ours = Path(__file__).resolve().parents[1]
    for name in _BESIDE:
        found = find_spec(name)
        where = None if found is None or found.origin is None else Path(found.origin).resolve()
        if where is None or where.parents[1] != ours:
            print(
                f"kvitto: In place of Kvitto's package {name} in {ours} another one would be"
                f" imported: {where or 'none'}. Nothing can be run like this. Install Kvitto into"
                " an environment of its own, or take the other folder off PYTHONPATH.",
                file=sys.stderr,
            )
            raise SystemExit(2)


_refuse_strangers()
