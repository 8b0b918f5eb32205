"""One question through several releases: the answer as each had it, and how far an answer still moves."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from finalorder.answers import AnswerRow, Question, Shown, make_question
from finalorder.errors import InputError
from finalorder.lake import Release
from finalorder.measures import get_method, load_methods
from finalorder.operations.measure_answers import measure_release, resolve_question

#: after how many months it is said how far a year has moved
REVISION_MONTHS = (1, 3, 12)
#: every method that has years, where methods are named
EVERY_METHOD = "every"
Series = dict[int, AnswerRow]


def measure_vintages(releases: Sequence[Release], question: Question) -> Shown:
    """Answer a measure through each of some releases; the rows say which in ``vintage``.

    :raises FinalorderError: as for one release, and if simulated and real ones are asked together.
    """
    if len({release.lineage for release in releases}) > 1:
        raise InputError("these releases are of several series; simulated and real answers are not shown together.")
    answers = [measure_release(each, resolve_question(replace(question, release=""), each)) for each in releases]
    return answers[0].derive_rows(row for answer in answers for row in answer)


def measure_revisions(releases: Sequence[Release], question: Question) -> Shown:
    """Answer a measure by fiscal year through every release, and say how far the years move after 1, 3 and 12 months.

    The rows of the triangle have a year in ``period`` and a release in ``vintage``. Those of the movement have the
    months in ``level_2``, the mean of the changes in ``value``, the least and the greatest in ``low`` and ``high``, and
    in ``note`` how many pairs of releases these are of; they are made of published numbers only.
    """
    triangle = measure_vintages(releases, replace(question, by=("fiscal-year",)))
    months = {release.name: release.day.year * 12 + release.day.month for release in releases}
    return triangle.derive_rows([*triangle, *_list_movements(triangle, months)])


def compare_numbers(old: Release, new: Release, names: Sequence[str], *, profile: str) -> list[AnswerRow]:
    """List the published numbers of some methods, by fiscal year, that a newer release changes: before and after.

    :param names: methods, or ``every`` for all that have years.
    :raises FinalorderError: if a method is unknown.
    """
    chosen = [each for each in load_methods().values() if each.is_computed] if EVERY_METHOD in names else []
    chosen = chosen or [get_method(name) for name in names]
    found: list[AnswerRow] = []
    for method in (each for each in chosen if "fiscal-year" in each.dimensions):
        question = make_question("measure", method.measure, methods=[method.id], by=["fiscal-year"], profile=profile)
        before, after = (list(measure_vintages([each], question)) for each in (old, new))
        found += _list_changed_rows(before, after)
    return found


def _list_changed_rows(before: Sequence[AnswerRow], after: Sequence[AnswerRow]) -> Iterator[AnswerRow]:
    """The rows of a year that say something else in the second answer, each beside what it was."""
    was = {_identify_number(row): row for row in before}
    for row in after:
        earlier = was.get(_identify_number(row))
        if earlier is not None and (earlier.value, earlier.status) != (row.value, row.status):
            yield from (earlier, row)


def _identify_number(row: AnswerRow) -> tuple[str, ...]:
    return (row.method, row.period, row.order_class, row.by_1, row.level_1, row.by_2, row.level_2, row.unit)


def _list_movements(triangle: Shown, months: dict[str, int]) -> Iterator[AnswerRow]:
    series: dict[tuple[str, ...], Series] = defaultdict(dict)
    for row in triangle:
        if row.period and row.value is not None:
            key = (row.method, row.period, row.order_class, row.by_1, row.level_1, row.level_2, row.unit)
            series[key][months[row.vintage]] = row
    for found in series.values():
        for later in REVISION_MONTHS:
            changes = [
                found[month + later].value - row.value  # type: ignore[operator]
                for month, row in found.items()
                if month + later in found
            ]
            if changes:
                yield _build_movement(found[max(found)], later, changes)


def _build_movement(like: AnswerRow, later: int, changes: Sequence[float]) -> AnswerRow:
    return like._replace(
        by_2="months_later",
        level_2=str(later),
        vintage="",
        as_of="",
        release="",
        numerator=None,
        denominator=None,
        value=round(sum(changes) / len(changes), 6),
        low=round(min(changes), 6),
        high=round(max(changes), 6),
        rounded_to=None,
        floor=None,
        ceiling=None,
        note=f"change of the published number between releases that far apart; pairs of releases: {len(changes)}",
    )
