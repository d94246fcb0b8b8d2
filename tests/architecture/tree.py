"""
The source tree as the architecture tests read it: files, syntax trees, imports and names.

It judges nothing; each rule stands in the test that enforces it.
"""

import ast
import functools
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("consumers", "ledger", "ops", "projections", "schemas")
FOLDERS = (*PACKAGES, "tests")


@dataclass(frozen=True)
class Module:
    """A Python file; `path` is relative to the root, `name` is dotted."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        parts = self.path.with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @functools.cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=str(self.path))


def module(name: str, text: str) -> Module:
    """Return a module that exists only in a test."""
    return Module(Path(*name.split(".")).with_suffix(".py"), text)


def files(*folders: str, suffix: str = ".py") -> list[Path]:
    """Return the files of these top-level folders, relative to the root."""
    return sorted(
        path.relative_to(ROOT)
        for folder in folders
        for path in (ROOT / folder).rglob(f"*{suffix}")
        if "__pycache__" not in path.parts
    )


def modules(*folders: str) -> list[Module]:
    return [Module(path, (ROOT / path).read_text("utf-8")) for path in files(*folders)]


def tracked() -> list[Path]:
    """Return the files that git keeps, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]


def elsewhere(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run Python code in a process of its own, with `folder` as its working directory."""
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, check=False, capture_output=True, text=True
    )


def within(name: str, *packages: str) -> bool:
    """Tell whether a dotted name is one of these packages or inside one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def imports(source: Module) -> Iterator[tuple[int, str]]:
    """
    Yield line and full dotted name of everything imported, on every level of the file.

    `from a import b` yields `a.b`, whether b is a module or not. Relative imports are refused by
    the linter, so they are not resolved here.
    """
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` for a name or an attribute of one; only the attributes of anything else."""
    match node:
        case ast.Name(identifier):
            return identifier
        case ast.Attribute(owner, attribute):
            return f"{dotted(owner)}.{attribute}".lstrip(".")
        case _:
            return ""
