"""
The program as it was called, so that a next step can be copied from the screen and works.

Source: `sys.argv` and the path of the shell; who runs `main` from elsewhere is told `kvitto`.
"""

import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import Final

from rich.style import Style
from rich.text import Text

NAME: Final = "kvitto"
#: Where `python -m ops` begins.
_MODULE: Final = Path(__file__).parents[1] / "__main__.py"


def program() -> str:
    """Return what to type for this program here: `kvitto`, or the path by which it was called."""
    called = Path(sys.argv[0])
    if called.is_file() and called.samefile(_MODULE):
        return f"{_typed('python', Path(sys.executable))} -m ops"
    return _typed(NAME, called) if called.name == NAME else NAME


def next_line(text: str, style: str | Style = "") -> Text:
    """Return a line with a command in it, which is never broken: it is there to be copied."""
    return Text(text, style, no_wrap=True, overflow="ignore")


def _typed(name: str, called: Path) -> str:
    """Return the bare name if a shell finds the same program by it, else the shorter path."""
    found = shutil.which(name)
    # Not resolved: the python of an environment is a link to one without its libraries.
    if found is not None and Path(found).absolute() == called.absolute():
        return name
    relative = os.path.relpath(called.absolute())
    if os.sep not in relative:
        relative = f"{os.curdir}{os.sep}{relative}"
    return shlex.quote(min(relative, str(called.absolute()), key=len))
