"""The linter for law and codes: a SQL text of ledger, cohorts or measures may not hold what the registry holds.

Refused are days of the calendar, numbers that something is measured by, and sets of codes of the court: they stand in
the registry, with a source, and SQL joins them as tables (docs/sql.md). Names of our own ('removal', 'in_absentia') are
words in small letters and no codes.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from finalorder.errors import InputError

if TYPE_CHECKING:
    from sqlglot import exp

#: numbers that measure nothing: none, one, and the one below
PLAIN_NUMBERS = frozenset({"0", "1"})
#: how a set of codes is spelt out one by one: x = 'A' OR x = 'B'; x <> 'A' AND x <> 'B'
CHAINS = {"Or": "EQ", "And": "NEQ"}
MEASURING_NODES = ("Add", "Sub", "EQ", "NEQ", "LT", "LTE", "GT", "GTE", "Between")


def lint_literals(sql: str) -> list[str]:
    """Return which days, numbers and sets of codes stand in a SQL text, each as a sentence; an empty list if none does.

    :raises FinalorderError: if sqlglot, which the development requirements install, is missing.
    """
    try:
        import sqlglot
    except ImportError as error:
        raise InputError("the SQL linter needs sqlglot; install it with `python -m pip install sqlglot`.") from error
    tree = sqlglot.parse_one(sql)
    return sorted({sentence for node in tree.walk() for sentence in _check_node(node)})


def _check_node(node: "exp.Expr") -> Iterator[str]:
    kind = type(node).__name__
    if kind == "Literal":
        yield from _check_day(node)
    if kind in MEASURING_NODES:
        yield from _check_number(node)
    if kind == "In":
        yield from _check_list(node)
    if kind in CHAINS and type(node.parent).__name__ != kind:
        yield from _check_comparisons(node, list(_walk_chain(node, kind)), CHAINS[kind])
    if kind == "Case":
        yield from _check_case(node)


def _check_day(node: Any) -> Iterator[str]:
    if node.is_string and _is_day(node.this):
        yield f"a day of the calendar is data with a source, not SQL: {node.this}"


def _is_day(text: str) -> bool:
    parts = text.split("-")
    return len(parts) == 3 and [len(part) for part in parts] == [4, 2, 2] and text.replace("-", "").isdigit()


def _check_number(node: Any) -> Iterator[str]:
    for given in node.args.values():
        side = given.this if type(given).__name__ == "Neg" else given
        if type(side).__name__ == "Literal" and not side.is_string and side.this not in PLAIN_NUMBERS:
            yield f"a number that something is measured by is data with a source: {_render(node)}"


def _check_list(node: Any) -> Iterator[str]:
    if len(node.expressions) > 1 and any(_is_code(item) for item in node.expressions):
        yield f"a set of codes is a table of the registry: {_render(node)}"


def _check_case(node: Any) -> Iterator[str]:
    """``CASE x WHEN 'A' … WHEN 'B'`` and ``CASE WHEN x = 'A' … WHEN x = 'B'`` translate codes one by one."""
    branches = [branch.this for branch in node.args["ifs"]]
    if node.this is not None:
        if sum(_is_code(branch) for branch in branches) > 1:
            yield f"a set of codes is a table of the registry: {_render(node)}"
        return
    yield from _check_comparisons(node, branches, "EQ")


def _check_comparisons(node: Any, conditions: list[Any], comparison: str) -> Iterator[str]:
    compared: dict[str, set[str]] = {}
    for condition in conditions:
        if type(condition).__name__ == comparison and _is_code(condition.right):
            compared.setdefault(condition.left.sql(), set()).add(condition.right.this)
    if any(len(codes) > 1 for codes in compared.values()):
        yield f"a set of codes is a table of the registry: {_render(node)}"


def _walk_chain(node: Any, kind: str) -> Iterator[Any]:
    for side in (node.left, node.right):
        if type(side).__name__ == kind:
            yield from _walk_chain(side, kind)
        else:
            yield side


def _is_code(node: Any) -> bool:
    """Return whether it is a text with a capital letter or of digits only, or a number, as the court's codes are."""
    if type(node).__name__ != "Literal":
        return False
    return not node.is_string or node.this.isdigit() or node.this != node.this.lower()


def _render(node: Any) -> str:
    return " ".join(str(node.sql()).split())[:80]
