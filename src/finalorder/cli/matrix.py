"""A scope on a terminal: cities down, groups across, and what can still be done. Every number comes from Shown."""

from collections.abc import Iterator, Sequence

from finalorder import measures
from finalorder.disclosure import AnswerRow
from finalorder.disclosure.writing import shown_text
from finalorder.operations.scope import Scope

#: column heads of the second table, each with the split and level it shows
DETAILS = {
    "in absence": ("in_absence", "yes"),
    "lawyer": ("represented", "yes"),
    "riders": ("rider", "yes"),
    "rescind: open": ("rescission_deadline", "open"),
    "closed*": ("rescission_deadline", "closed"),
    "reopen: open": ("reopening_deadline", "open"),
    "closed": ("reopening_deadline", "closed"),
}
DOCKET = "rocket_docket"
FOOT = (
    "* The 180 days are one ground only: lack of proper notice, or custody without fault, has no deadline.",
    "hidden: 1 to 10 cases, or a number that would give such a one away. n-m: for certain - possibly.",
    "Cases, not people: the records include people who have left, died or gained status, and leave out orders made",
    "outside the court. Every split: --format csv or json. Not legal advice.",
)


def lines(scope: Scope, lang: str) -> Iterator[str]:
    """The whole answer, line by line, stamps first."""
    yield from scope.shown.stamps
    yield f"{scope.operation.title}: cases with a standing final order on {scope.as_of} (release {scope.release.name})"
    groups = [*scope.operation.cohorts, measures.ANY, measures.ALL]
    yield ""
    yield from _table(scope, groups, [[scope.count(city, group) for group in groups] for city in _cities(scope)], lang)
    yield ""
    yield f"Of those in any group ({measures.ANY}):"
    details = [[scope.count(city, measures.ANY, *split) for split in DETAILS.values()] for city in _cities(scope)]
    yield from _table(scope, list(DETAILS), details, lang)
    yield ""
    yield from _besides(scope, lang)
    yield ""
    yield from FOOT


def _besides(scope: Scope, lang: str) -> Iterator[str]:
    """All cities together: families, the family docket's part, what was undone later, and when deadlines close."""
    families = [_text(scope.families(cohort=group), lang) for group in (measures.ALL, measures.ANY)]
    yield f"families with a standing order: {families[0]}; of any group: {families[1]}"
    if DOCKET in scope.operation.cohorts:
        docket, every = _text(scope.count(cohort=DOCKET), lang), _text(scope.count(), lang)
        yield f"standing orders from the family docket: {docket} of {every}"
    undone = scope.count(by="undone_later", level="yes")
    yield f"orders that stood that day and were later undone: {_text(undone, lang)}"
    for clock in ("rescission", "reopening"):
        months = ", ".join(f"{row.level_1}: {_text(row, lang)}" for row in scope.waves(clock))
        yield f"{clock} deadlines that close in {months}"
    yield "languages: " + ", ".join(f"{row.level_1} {_text(row, lang)}" for row in scope.languages())


def _cities(scope: Scope) -> list[str]:
    return [*scope.operation.cities, ""]


def _table(scope: Scope, heads: Sequence[str], rows: list[list[AnswerRow]], lang: str) -> Iterator[str]:
    cells = [[_text(row, lang) for row in line] for line in rows]
    widths = [max(len(head), *(len(line[i]) for line in cells)) + 2 for i, head in enumerate(heads)]
    names = [city or "all cities" for city in _cities(scope)]
    first = max(map(len, names))
    yield " " * first + "".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True))
    for name, line in zip(names, cells, strict=True):
        yield f"{name:<{first}}" + "".join(f"{cell:>{width}}" for cell, width in zip(line, widths, strict=True))


def _text(row: AnswerRow, lang: str) -> str:
    """The number, with what is certain before it where the records leave that open."""
    text = shown_text(row, lang)
    return text if row.low is None or row.status == "hidden" else f"{int(row.low):,}-{text}"
