"""The linter: whether a SQL text stays within the portable subset, read from its parse tree.

sqlglot is used as a parser only, in its neutral dialect; nothing is translated. It is needed where SQL is written and
not where it runs, so it is imported when a text is checked. The tree has no types: what depends on them (a sum that is
published, ties in a window) is a rule of the table in :mod:`finalorder.engines.subset` that the tests on both
engines hold.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from finalorder.engines.dialect import DUCKDB
from finalorder.engines.subset import ENTRIES
from finalorder.errors import UnavailableError

if TYPE_CHECKING:
    from sqlglot import exp

ALLOWED_NODES = frozenset(node for entry in ENTRIES for node in entry.nodes)
ALLOWED_CASTS = frozenset({"BIGINT", "DOUBLE", "DATE", "TEXT", "BOOLEAN"})
ALLOWED_JOINS = frozenset({("", "INNER"), ("LEFT", ""), ("", "CROSS")})


def lint_sql(sql: str) -> list[str]:
    """Return what in one SQL statement is outside the portable subset, each as a sentence; an empty list if nothing is.

    :raises FinalorderError: if sqlglot, which the development requirements install, is missing.
    """
    try:
        import sqlglot
    except ImportError as error:
        raise UnavailableError(
            "the SQL linter needs sqlglot; install it with `python -m pip install sqlglot`."
        ) from error
    try:
        statements = sqlglot.parse(sql)
    except sqlglot.ParseError as error:
        return [f"cannot be parsed: {str(error).splitlines()[0]}"]
    if len(statements) != 1 or statements[0] is None:
        return ["one statement a file"]
    return sorted({sentence for node in statements[0].walk() for sentence in _check_node(node)})


def _check_node(node: "exp.Expr") -> Iterator[str]:
    kind = type(node).__name__
    if kind == "Anonymous":
        yield from _check_function(node)
    elif kind not in ALLOWED_NODES:
        yield f"{kind} is not in the portable subset: {_render_node(node)}"
    elif kind in NODE_CHECKS:
        yield from NODE_CHECKS[kind](node)


def _check_function(node: Any) -> Iterator[str]:
    if str(node.this).lower() not in DUCKDB.functions:
        yield f"{node.this} is not in the portable subset: {_render_node(node)}"


def _check_order_key(node: Any) -> Iterator[str]:
    if node.args.get("nulls_first") and not node.args.get("desc"):
        yield f"an ascending key says NULLS LAST: ORDER BY {_render_node(node.this)}"


def _check_join(node: Any) -> Iterator[str]:
    sort = (node.side or "", node.kind or "")
    if (
        node.method
        or node.args.get("using")
        or sort not in ALLOWED_JOINS
        or (sort[1] == "CROSS") == bool(node.args.get("on"))
    ):
        yield f"a join is INNER, LEFT or CROSS, in words, with ON: {_render_node(node)}"


def _check_cast(node: Any) -> Iterator[str]:
    kind = node.to.this.name
    if kind not in ALLOWED_CASTS:
        yield f"a cast is to BIGINT, DOUBLE, DATE, STRING or BOOLEAN: {_render_node(node)}"
    if kind == "BIGINT" and any(type(inner).__name__ == "Div" for inner in node.this.walk()):
        yield f"a quotient is not cast to BIGINT: {_render_node(node)}"


def _check_division(node: Any) -> Iterator[str]:
    upper, lower = node.left, node.right
    safe = type(lower).__name__ == "Nullif"
    lower = lower.this if safe else lower
    if not all(type(side).__name__ == "Cast" and side.to.this.name == "DOUBLE" for side in (upper, lower)):
        yield f"both sides of a division are CAST AS DOUBLE: {_render_node(node)}"
    elif not safe and not any(type(outer).__name__ == "Case" for outer in _walk_ancestors(node)):
        yield f"a division is guarded by nullif or CASE: {_render_node(node)}"


def _check_literal(node: Any) -> Iterator[str]:
    if node.is_string and set(node.this) & set("\\'"):
        yield f"a text has no backslash and no quote inside: {node.this}"
    if not node.is_string and not node.this.isdigit():
        yield f"a number is whole: {node.this}"


def _check_array_agg(node: Any) -> Iterator[str]:
    parent = node.parent
    sorted_by = type(parent).__name__ == "Anonymous" and parent.this.lower() == "sorted_texts"
    if not sorted_by or type(node.this).__name__ != "Distinct":
        yield f"array_agg stands only in sorted_texts(array_agg(DISTINCT x)): {_render_node(node)}"


def _check_row_number(node: Any) -> Iterator[str]:
    holder = node.parent.parent  # of the window
    named = type(holder).__name__ == "Alias" and holder.alias == "place"
    if not named and type(holder).__name__ != "Cast":
        yield f"a row_number is named place or cast to BIGINT: {_render_node(node.parent)}"


def _check_star(node: Any) -> Iterator[str]:
    if any(node.args.values()):
        yield f"columns are named, not excluded or replaced: {_render_node(node)}"


def _check_distinct(node: Any) -> Iterator[str]:
    if node.args.get("on"):
        yield f"no DISTINCT ON: {_render_node(node)}"


def _check_group_by(node: Any) -> Iterator[str]:
    if node.args.get("all") is not None:
        yield "GROUP BY names its columns"


def _check_with(node: Any) -> Iterator[str]:
    if node.args.get("recursive"):
        yield "WITH is not recursive"


def _check_union(node: Any) -> Iterator[str]:
    if node.args.get("by_name"):
        yield "UNION is by position"


def _walk_ancestors(node: Any) -> Iterator[Any]:
    while node.parent is not None:
        node = node.parent
        yield node


def _render_node(node: Any) -> str:
    return " ".join(str(node.sql()).split())[:80]


NODE_CHECKS: dict[str, Callable[[Any], Iterator[str]]] = {
    "Ordered": _check_order_key,
    "Join": _check_join,
    "Cast": _check_cast,
    "Div": _check_division,
    "Literal": _check_literal,
    "ArrayAgg": _check_array_agg,
    "RowNumber": _check_row_number,
    "Star": _check_star,
    "Distinct": _check_distinct,
    "Group": _check_group_by,
    "With": _check_with,
    "Union": _check_union,
}
