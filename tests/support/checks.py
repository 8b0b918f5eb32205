"""The checks of a build and of ``verify``, found in the code, and turned off one at a time.

A check is a sentence that refuses a release or stops its publication: the text of an error that is raised, or one that
a function adds to what does not add up. The name of a check is that of its function.
"""

import ast
import importlib
import inspect
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

import pytest

from finalorder.ledger import load_ledger_steps

MODULES = (
    "releases.blocks",
    "releases.count_file",
    "releases.column_checks",
    "releases.inflate",
    "releases.reader",
    "releases.reading_plan",
    "releases.records",
    "releases.release_name",
    "releases.row_names",
    "releases.schema",
    "releases.sources",
    "releases.zip_directory",
    "ledger.invariants",
    "operations.verification",
    "pipeline.build",
)
ERRORS = ("InputError", "DamagedError", "NotInLakeError", "_build_damage_error")
#: functions whose sentences stop a build without being raised where they are made
COLLECTORS = (
    "_check_amounts",
    "_check_cells",
    "_check_values",
    "_describe_counts",
    "_describe_missing",
    "_find_mismatches",
    "describe_unread_lines",
)
INVARIANT = "ledger/sql/invariants.sql"
#: the comparison of ``verify``, whose answer is a verdict and no error
AGREES = "operations.verification.AnchorComparison.agrees"
TESTS = {INVARIANT: "tests/integration/ledger/test_invariants.py"}
EVERY_CHECK = "tests/integration/releases/test_every_check.py"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its module and function (with a number where the function makes several), and what it says."""

    module: str
    function: str
    number: int
    sentence: str
    line: int

    @property
    def name(self) -> str:
        """The check's name in the table of checks."""
        return f"{self.module}.{self.function}" + (f" ({self.number})" if self.number else "")


@cache
def list_checks() -> tuple[Check, ...]:
    """Every check in the order of the modules and of their lines, and the invariants of the ledger."""
    found = [check for name in MODULES for check in _list_module_checks(name)]
    module, function = AGREES.split(".Anchor", maxsplit=1)[0], f"Anchor{AGREES.split('.Anchor')[1]}"
    found.append(Check(module, function, 0, "a figure is off the published one by more than the tolerance", 0))
    return (*found, *(Check(INVARIANT, name, 0, name, 0) for name in list_invariants()))


def list_invariants() -> list[str]:
    """The sentences of the ledger's invariants, as its SQL has them."""
    text = load_ledger_steps()["invariants"].sql
    parts = [line.strip() for line in text.splitlines() if line.strip().startswith("SELECT '")]
    return sorted(part.split("'")[1] for part in parts)


def _list_module_checks(name: str) -> Iterator[Check]:
    tree = ast.parse(inspect.getsource(_load(name)))
    found = [(function, node) for function, node in _walk_functions(tree) if _find_sentence(function, node)]
    counted = Counter(function for function, _ in found)
    seen: Counter[str] = Counter()
    for function, node in found:
        seen[function] += 1
        number = seen[function] if counted[function] > 1 else 0
        yield Check(name, function, number, _find_sentence(function, node), node.lineno)


def _load(name: str) -> ModuleType:
    return importlib.import_module(f"finalorder.{name}")


def _walk_functions(tree: ast.AST, inside: str = "") -> Iterator[tuple[str, ast.stmt]]:
    """Every statement with the qualified name of the function that it is in."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield from _walk_functions(node, f"{inside}.{node.name}" if inside else node.name)
        else:
            if isinstance(node, ast.stmt) and inside:
                yield inside, node
            yield from _walk_functions(node, inside)


def _find_sentence(function: str, node: ast.stmt) -> str:
    """The sentence that a statement raises or collects; empty for any other statement."""
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        called = node.exc.func
        if isinstance(called, ast.Name) and called.id in ERRORS and node.exc.args:
            return _read_text(node.exc.args[-1])
    if function.rpartition(".")[2] in COLLECTORS and isinstance(node, ast.Expr):
        value = node.value
        if isinstance(value, ast.Yield) and value.value is not None:
            return _read_text(value.value)
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "append":
            return _read_text(value.args[0])
    return ""


def _read_text(node: ast.AST) -> str:
    """The words of a text, with … for what is put into it; of a tuple or a sum of texts, those of its first part."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_read_text(part) if isinstance(part, ast.Constant) else "…" for part in node.values)
    if isinstance(node, ast.Tuple):
        return _read_text(node.elts[0])
    if isinstance(node, ast.BinOp):
        return _read_text(node.left) + _read_text(node.right)
    return "…"


def _find_function(check: Check) -> Any:
    found: Any = _load(check.module)
    for part in check.function.split("."):
        found = getattr(found, part)
    return found


def turn_off(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a check's statement out of its function, for as long as the test runs."""
    if check.name == AGREES:
        monkeypatch.setattr(f"finalorder.{AGREES}", property(lambda self: self.ours is not None))
        return
    module = _load(check.module)
    tree = _Remover(check).visit(ast.parse(inspect.getsource(module)))
    namespace = {"__name__": module.__name__, "__file__": module.__file__}
    exec(compile(ast.fix_missing_locations(tree), str(module.__file__), "exec"), namespace)
    changed: Any = namespace[check.function.split(".")[0]]
    for part in check.function.split(".")[1:]:
        changed = getattr(changed, part)
    held = _find_function(check)
    assert isinstance(held, FunctionType)
    monkeypatch.setattr(held, "__code__", changed.__code__)


class _Remover(ast.NodeTransformer):
    """Puts a statement that does nothing in the place of a check's own."""

    def __init__(self, check: Check) -> None:
        self.check = check

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if isinstance(node, ast.Raise | ast.Expr) and node.lineno == self.check.line:
            is_yield = isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield)
            nothing = ast.parse("yield from ()" if is_yield else "pass").body[0]
            return ast.copy_location(nothing, node)
        return node


def describe_checks() -> str:
    """``docs/reference/checks.md``."""
    rows = [f"| `{check.name}` | {_plain(check.sentence)} |" for check in list_checks() if check.module != INVARIANT]
    return (
        "\n".join(
            [
                "# The checks of a build, one by one\n",
                "Written by `make docs` from the code: every sentence that refuses a release, stops its publication,",
                "or says with `verify` that a figure does not agree. … stands for what is put into a sentence. Each",
                f"has the fault that it is there for in `{EVERY_CHECK}`, which",
                "also turns it off and fails if nobody notices; a check without a fault fails too.\n",
                "| check | what it says |",
                "|---|---|",
                *rows,
                "\n## What must hold of every ledger\n",
                f"The sentences of `{INVARIANT}`; each is broken, and turned off, in",
                f"`{TESTS[INVARIANT]}`.\n",
                *(f"* {name}" for name in list_invariants()),
            ]
        )
        + "\n"
    )


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
