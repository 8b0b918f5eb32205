"""A scope on a terminal: cities down, groups across, and what can still be done. Every number comes from Shown."""

from collections.abc import Iterator, Sequence

from finalorder import measures
from finalorder.answers import AnswerRow, format_answer_value
from finalorder.operations import Scope

#: column heads of the second table, each with the split and level it shows
DETAIL_COLUMNS = {
    "in absentia": ("in_absentia", "yes"),
    "lawyer": ("represented", "yes"),
    "riders": ("rider", "yes"),
    "rescind: open": ("rescission_deadline", "open"),
    "closed*": ("rescission_deadline", "closed"),
    "reopen: open": ("reopening_deadline", "open"),
    "closed": ("reopening_deadline", "closed"),
}
FAMILY_DOCKET_COHORT = "rocket_docket"
FOOTNOTES = (
    "* The 180 days are one ground only: lack of proper notice, or custody without fault, has no deadline.",
    "0–29: fewer than 30 or none; other counts are rounded to the nearest 20. n-m: for certain - possibly.",
    "Cases, not people: the records include people who have left, died or gained status, and leave out orders made",
    "outside the court. Every split: --format csv or json. Not legal advice.",
)


def format_scope(scope: Scope, lang: str) -> Iterator[str]:
    """The whole answer, line by line, stamps first."""
    yield from scope.shown.stamps
    yield f"{scope.operation.title}: cases with a standing final order on {scope.as_of} (release {scope.release.name})"
    groups = [*scope.operation.cohorts, measures.ANY_COHORT, measures.ALL_STANDING]
    yield ""
    yield from _format_city_table(
        scope, groups, [[scope.find_count(city, group) for group in groups] for city in _list_city_rows(scope)], lang
    )
    yield ""
    yield f"Of those in any group ({measures.ANY_COHORT}):"
    details = [
        [scope.find_count(city, measures.ANY_COHORT, *split) for split in DETAIL_COLUMNS.values()]
        for city in _list_city_rows(scope)
    ]
    yield from _format_city_table(scope, list(DETAIL_COLUMNS), details, lang)
    yield ""
    yield from _format_totals(scope, lang)
    yield ""
    yield from FOOTNOTES


def _format_totals(scope: Scope, lang: str) -> Iterator[str]:
    """All cities together: families, the family docket's part, what was undone later, and when deadlines close."""
    families = [
        _format_bounded_count(scope.find_family_count(cohort=group), lang)
        for group in (measures.ALL_STANDING, measures.ANY_COHORT)
    ]
    yield f"families with a standing order: {families[0]}; of any group: {families[1]}"
    if FAMILY_DOCKET_COHORT in scope.operation.cohorts:
        docket, every = (
            _format_bounded_count(scope.find_count(cohort=FAMILY_DOCKET_COHORT), lang),
            _format_bounded_count(scope.find_count(), lang),
        )
        yield f"standing orders from the family docket: {docket} of {every}"
    undone = scope.find_count(by="undone_later", level="yes")
    yield f"orders that stood that day and were later undone: {_format_bounded_count(undone, lang)}"
    for clock in ("rescission", "reopening"):
        months = ", ".join(
            f"{row.level_1}: {_format_bounded_count(row, lang)}" for row in scope.list_deadline_counts(clock)
        )
        yield f"{clock} deadlines that close in {months}"
    yield "languages: " + ", ".join(
        f"{row.level_1} {_format_bounded_count(row, lang)}" for row in scope.list_language_counts()
    )


def _list_city_rows(scope: Scope) -> list[str]:
    return [*scope.operation.cities, ""]


def _format_city_table(scope: Scope, heads: Sequence[str], rows: list[list[AnswerRow]], lang: str) -> Iterator[str]:
    cells = [[_format_bounded_count(row, lang) for row in line] for line in rows]
    widths = [max(len(head), *(len(line[i]) for line in cells)) + 2 for i, head in enumerate(heads)]
    names = [city or "all cities" for city in _list_city_rows(scope)]
    first = max(map(len, names))
    yield " " * first + "".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True))
    for name, line in zip(names, cells, strict=True):
        yield f"{name:<{first}}" + "".join(f"{cell:>{width}}" for cell, width in zip(line, widths, strict=True))


def _format_bounded_count(row: AnswerRow, lang: str) -> str:
    """The number, with what is certain before it where the records leave that open."""
    text = format_answer_value(row, lang)
    return text if row.low is None or row.status == "hidden" else f"{int(row.low):,}-{text}"
