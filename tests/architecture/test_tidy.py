"""
The style guide as a test: sizes, depth, module docstrings and banned names.

The linter judges what is inside a line; this judges what the tree looks like.
"""

import ast
import builtins
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.architecture.tree import FOLDERS, PACKAGES, ROOT, Module, dotted, files, module, modules

FILE_LINES, TEST_FILE_LINES, FUNCTION_LINES = 300, 400, 50
FOLDER_MODULES, FOLDER_DEPTH = 12, 3
TYPE_IGNORES = 5

BANNED = re.compile(
    "(utils?|helpers?|common|base|misc|manager|processor|data|info|tmp)", re.IGNORECASE
)
LAST_WORD = re.compile(r"[A-Z]?[a-z0-9]*$|[A-Z]+$")
EXCEPTIONS = {
    name
    for name, of in vars(builtins).items()
    if isinstance(of, type) and issubclass(of, BaseException)
}
LIKE_A_FAILURE = ("Error", "Exception")
REFUSALS = "ledger.domain.refusals"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def too_long(path: Path, lines: int) -> list[str]:
    limit = TEST_FILE_LINES if path.parts[0] == "tests" else FILE_LINES
    return [f"{path}: {lines} lines, at most {limit}"] if lines > limit else []


def line_count(path: Path) -> int:
    return len((ROOT / path).read_text("utf-8").splitlines())


def long_functions(source: Module) -> list[str]:
    return [
        f"{source.path}:{node.lineno}: {node.name} has {length} lines, at most {FUNCTION_LINES}"
        for node in ast.walk(source.tree)
        if isinstance(node, FUNCTIONS)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    ]


def undocumented(source: Module) -> list[str]:
    if ast.get_docstring(source.tree):
        return []
    return [f"{source.path}: no docstring says what the module is for"]


def names(source: Module) -> Iterator[tuple[int, str]]:
    """Yield line and name of the module, its classes, its functions and their arguments."""
    for part in source.path.with_suffix("").parts:
        yield 1, part
    for node in ast.walk(source.tree):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case _:
                pass


def banned_names(source: Module) -> list[str]:
    """Judge the last word of a name: it says what the thing is."""
    return [
        f"{source.path}:{line}: {name!r} says nothing of what it is"
        for line, name in names(source)
        if (word := LAST_WORD.search(name)) and BANNED.fullmatch(word.group())
    ]


def crowded_folders(paths: Iterable[Path]) -> list[str]:
    counts = Counter(path.parent for path in paths if path.name != "__init__.py")
    return [
        f"{folder}: {count} modules, at most {FOLDER_MODULES}"
        for folder, count in counts.items()
        if count > FOLDER_MODULES
    ]


def deep_folders(paths: Iterable[Path]) -> list[str]:
    return [f"{path}: too deep" for path in paths if len(path.parts) - 1 > FOLDER_DEPTH]


def type_ignores(source: Module) -> list[str]:
    """Find what silences the type checker, for a line or for a whole file."""
    return [
        f"{source.path}:{line}"
        for line, text in enumerate(source.text.splitlines(), start=1)
        if re.search(r"#\s*(based)?pyright:|#\s*type:\s*ignore", text)
    ]


def heirs(parents: Mapping[str, set[str]], ancestors: set[str]) -> set[str]:
    """Return the ancestors and every class that derives from one of them."""
    known = set(ancestors)
    while new := {name for name, bases in parents.items() if bases & known} - known:
        known |= new
    return known


def exceptions_without_error(sources: Iterable[Module]) -> list[str]:
    """Find failures not called so; refusals, which state a fact, are a tree of their own."""
    classes = [
        (source, node, {dotted(base).rpartition(".")[2] for base in node.bases})
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
    ]
    parents: dict[str, set[str]] = {}
    for _, node, bases in classes:
        parents.setdefault(node.name, set()).update(bases)
    # The exceptions of libraries are known by their names.
    foreign = {name for of in parents.values() for name in of if name.endswith(LIKE_A_FAILURE)}
    raised = heirs(parents, EXCEPTIONS | foreign)
    refusals = heirs(parents, {"Refusal"})
    return [
        f"{source.path}:{node.lineno}: {node.name} is a failure, and does not end in Error"
        for source, node, bases in classes
        if node.name in raised and not node.name.endswith("Error")
        if not bases & refusals and f"{source.name}.{node.name}" != f"{REFUSALS}.Refusal"
    ]


ALL_MODULES = modules(*FOLDERS)


def test_the_whole_tree_is_read() -> None:
    assert {source.path.parts[0] for source in ALL_MODULES} == set(FOLDERS)


def test_no_file_is_too_long() -> None:
    written = [path for suffix in (".py", ".sql") for path in files(*FOLDERS, suffix=suffix)]
    assert [complaint for path in written for complaint in too_long(path, line_count(path))] == []


@pytest.mark.parametrize("rule", [long_functions, undocumented, banned_names])
def test_every_module_keeps(rule: Callable[[Module], list[str]]) -> None:
    assert [complaint for source in ALL_MODULES for complaint in rule(source)] == []


@pytest.mark.parametrize("rule", [crowded_folders, deep_folders])
def test_every_folder_keeps(rule: Callable[[Iterable[Path]], list[str]]) -> None:
    assert rule(files(*FOLDERS)) == []


def test_the_product_silences_the_type_checker_five_times_at_most() -> None:
    silenced = [place for source in modules(*PACKAGES) for place in type_ignores(source)]
    assert len(silenced) <= TYPE_IGNORES, silenced


def test_every_failure_of_the_product_ends_in_error() -> None:
    assert exceptions_without_error(modules(*PACKAGES)) == []


def test_a_long_file_is_found() -> None:
    assert too_long(Path("ledger/x.py"), 301)
    assert not too_long(Path("ledger/x.py"), 300)
    assert too_long(Path("tests/x.py"), 401)
    assert not too_long(Path("tests/x.py"), 400)


def test_a_long_function_is_found() -> None:
    fits = "def settle():\n" + "    pass\n" * 49
    assert not long_functions(module("ledger.x", fits))
    assert long_functions(module("ledger.x", fits + "    pass\n"))


def test_a_module_without_docstring_is_found() -> None:
    assert undocumented(module("ledger.x", "LIMIT = 1"))
    assert not undocumented(module("ledger.x", '"""What it is for."""'))


@pytest.mark.parametrize(
    "text",
    [
        "class PaymentManager: ...",
        "class HTTPBase: ...",
        "def event_data(): ...",
        "def settle(info): ...",
        "async def settle(*, tmp=1): ...",
    ],
)
def test_a_banned_name_is_found(text: str) -> None:
    assert banned_names(module("ledger.x", text))


@pytest.mark.parametrize("name", ["ledger.utils", "ledger.common.x", "ledger.case_helpers"])
def test_a_banned_module_or_folder_is_found(name: str) -> None:
    assert banned_names(module(name, ""))


def test_a_name_that_only_contains_a_banned_word_is_allowed() -> None:
    allowed = "class Database:\n    def base_amount_ore(self, dated, information): ..."
    assert not banned_names(module("ledger.x", allowed))


def test_a_crowded_folder_is_found() -> None:
    twelve = [Path(f"ledger/m{number}.py") for number in range(12)]
    assert not crowded_folders([*twelve, Path("ledger/__init__.py")])
    assert crowded_folders([*twelve, Path("ledger/m12.py")])


def test_a_deep_folder_is_found() -> None:
    assert not deep_folders([Path("ledger/a/b/x.py")])
    assert deep_folders([Path("ledger/a/b/c/x.py")])


@pytest.mark.parametrize("comment", ["pyright: ignore[x]", "type: ignore", "pyright: basic"])
def test_a_silenced_type_checker_is_found(comment: str) -> None:
    assert type_ignores(module("ledger.x", f"a = 1  # {comment}"))
    assert not type_ignores(module("ledger.x", "a = 1  # it is of type int"))


@pytest.mark.parametrize(
    "text",
    [
        "class Torn(Exception): ...",
        "class Torn(psycopg.OperationalError): ...",
        "class TornError(Exception): ...\nclass Torn(TornError): ...",
        "class Torn(Cut): ...\nclass Cut(KeyboardInterrupt): ...",
        "class Refusal(Exception): ...",
    ],
)
def test_a_failure_that_is_not_called_so_is_found(text: str) -> None:
    assert exceptions_without_error([module("ledger.x", text)])


def test_refusals_and_what_is_never_raised_need_no_error_in_their_name() -> None:
    tree = module(REFUSALS, "class Refusal(Exception): ...\nclass TooLate(Refusal): ...")
    heir = module("ledger.x", "class MuchTooLate(refusals.TooLate): ...\nclass Month(int): ...")
    assert exceptions_without_error([tree, heir]) == []
