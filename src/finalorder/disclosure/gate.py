"""The one door out: Raw in, Shown out."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from finalorder.answers import (
    AnswerRow,
    Shown,
    compute_wilson_interval,
    read_answer_rows,
    sort_answer_rows,
    stamp_unprotected,
)
from finalorder.disclosure.cells import NO_DEFINITIONS, CellDefinitions, CellPattern, Relation
from finalorder.disclosure.publications import PublicationLog
from finalorder.disclosure.suppression import SuppressionSolver
from finalorder.disclosure.system import SMALL
from finalorder.disclosure.system_builder import (
    MIN_STABLE_DENOMINATOR,
    CellSum,
    DisclosureModel,
    find_small_changes,
    may_describe_one_case,
)
from finalorder.engines import Raw, unwrap
from finalorder.errors import InputError

PROFILES = ("public", "none")
ROUNDING_BASE = 5
MIN_ROUNDED = 15  # 11 and 12 would be 10, which reads as a number that is never shown
HiddenUnits = frozenset[int]


def apply_disclosure_control(
    raws: Sequence[Raw] | Raw,
    *,
    relations: Sequence[Relation] = (),
    profile: str = "public",
    log: PublicationLog | None = None,
    where: str = "",
    meanings: CellDefinitions = NO_DEFINITIONS,
    hide: Sequence[CellPattern] = (),
) -> Shown:
    """Let answers out: all tables that will be published together, protected with one pattern.

    ``relations`` are sums and subsets that the rows themselves do not show (margins over the describing columns are
    found without). ``where`` is the text of a free condition; its answers are rounded to 5 after hiding, and refused
    with an error if they differ from a published answer by 1 to 10 cases. ``meanings`` says what words of the rows
    stand for in this question, ``hide`` which cells the caller knows to be too near to others.

    ``log`` is what was published before: what it showed is known to the reader, what it hid stays hidden, and what
    leaves now is added to it. ``profile="none"`` hides nothing and stamps every row.
    """
    if profile not in PROFILES:
        raise InputError(f"there is no disclosure profile {profile}; use public or none.")
    with _pause_garbage_collection():
        return _control_tables(
            _wrap_single_raw(raws), _AnswerContext(tuple(relations), where, meanings, tuple(hide)), profile, log
        )


def _control_tables(raws: Sequence[Raw], question: "_AnswerContext", profile: str, log: PublicationLog | None) -> Shown:
    rows = sort_answer_rows([row for raw in raws for row in read_answer_rows(unwrap(raw))])
    if len({row.simulated for row in rows}) > 1:
        raise InputError("simulated and real answers cannot be shown together; ask for them one release at a time.")
    rows = [_add_interval(row) for row in rows]
    if profile == "none":
        return Shown.seal_rows(map(stamp_unprotected, rows), profile)
    return _protect_rows(rows, question, log)


@contextmanager
def _pause_garbage_collection() -> Iterator[None]:
    """Many small tuples and no cycles: the collector would walk them again and again, for a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _wrap_single_raw(raws: Sequence[Raw] | Raw) -> Sequence[Raw]:
    return [raws] if isinstance(raws, Raw) else raws


def _add_interval(row: AnswerRow) -> AnswerRow:
    """Shares get their value and Wilson interval here, so that all of them are computed the same way.

    A share that comes with both ends of an interval keeps it and its value: units that are not independent, and
    estimates where not all was observed, have their own.
    """
    if not row.is_share or row.numerator is None or row.denominator is None:
        return row
    if row.denominator == 0:
        return replace(row, value=None, low=None, high=None, status="not_applicable")
    status = "unstable" if row.denominator < MIN_STABLE_DENOMINATOR else row.status
    if row.low is not None and row.high is not None and row.value is not None:
        value, low, high = row.value, row.low, row.high
    else:
        low, high = compute_wilson_interval(row.numerator, row.denominator)
        value = row.numerator / row.denominator
    return replace(row, value=round(value, 6), low=round(low, 6), high=round(high, 6), status=status)


@dataclass(frozen=True, slots=True)
class _AnswerContext:
    """What an answer is about, besides its rows."""

    relations: tuple[Relation, ...]
    where: str
    meanings: CellDefinitions
    hide: tuple[CellPattern, ...]


def _protect_rows(rows: list[AnswerRow], question: _AnswerContext, log: PublicationLog | None) -> Shown:
    """The rows after hiding; an answer of which every cell was published before is given again as it was."""
    model = DisclosureModel(rows, question.where, question.meanings)
    model.hide_matching_cells(question.hide)
    if log is None:
        hidden = _list_hidden_units(_solve_suppression(model, question.relations, ()))
    else:
        before = log.recall_hidden_units(model)
        hidden = _protect_and_record(model, question, log) if before is None else before
    passed = [_mask_row(row, i, model, hidden) for i, row in enumerate(rows)]
    free = [model.is_free(row) for row in rows]
    rounded = [_round_row(row) if is_free else row for row, is_free in zip(passed, free, strict=True)]
    return Shown.seal_rows(_drop_revealing_notes(rounded), rounded=any(free))


def _protect_and_record(model: DisclosureModel, question: _AnswerContext, log: PublicationLog) -> HiddenUnits:
    """Hide with all that was published before in mind, and write down what leaves; one process at a time."""
    with log.hold_lock():
        log.check_not_differenced(model)
        recalled = log.recall_cells(model, question.relations)
        declared = [sum_ for relation in question.relations for sum_ in model.expand_relation(relation)]
        guard = _solve_suppression(model, question.relations, recalled)
        log.record_publication(model, guard, declared)
    return _list_hidden_units(guard)


def _solve_suppression(
    model: DisclosureModel, relations: Sequence[Relation], recalled: Iterable[CellSum]
) -> SuppressionSolver:
    model.add_relations(relations)
    for sum_ in recalled:
        model.add_sum(sum_)
    model.hide_small_cells()
    pairs = list(find_small_changes(model))
    for earlier, later in pairs:
        model.system.add_change(*sorted((earlier, later), key=lambda cell: -model.system.values[cell]))
    guard = SuppressionSolver(model.system, model.list_new_cells())
    for unit in sorted(model.reasons):
        guard.hide_unit(unit)
    for earlier, later in pairs:
        if not guard.hidden_cells[earlier] and not guard.hidden_cells[later]:
            model.hide_cell(later, "a change of 1 to 10 cases")
            guard.hide_cells([later])
    guard.protect()
    return guard


def _list_hidden_units(guard: SuppressionSolver) -> HiddenUnits:
    return frozenset(unit for unit, hidden in enumerate(guard.hidden_units) if hidden)


def _mask_row(row: AnswerRow, number: int, model: DisclosureModel, hidden: HiddenUnits) -> AnswerRow:
    main, bounds = model.main_units[number], model.bound_units[number]
    if (main is not None and main in hidden) or may_describe_one_case(row):
        return replace(row, numerator=None, denominator=None, value=None, low=None, high=None, status="hidden")
    if bounds is not None and bounds in hidden:
        return replace(row, low=None, high=None)
    return row


def _drop_revealing_notes(rows: Sequence[AnswerRow]) -> Iterator[AnswerRow]:
    """A hidden row keeps a note with figures in it only if a shown row has the same: then it is about neither."""
    said = {row.note for row in rows if row.status != "hidden"}
    for row in rows:
        tells = row.status == "hidden" and row.note not in said and any(letter.isdigit() for letter in row.note)
        yield replace(row, note="") if tells else row


def _round_row(row: AnswerRow) -> AnswerRow:
    """To the nearest 5, halves up, and never to 10; a share is computed again from the rounded numbers."""
    if row.status == "hidden":
        return row
    if row.numerator is None:
        return row if row.denominator is None else replace(row, denominator=_round_count(row.denominator))
    numerator = _round_count(row.numerator)
    if row.denominator is None:
        low = None if row.low is None else _round_count(row.low)
        high = None if row.high is None else _round_count(row.high)
        return replace(row, numerator=numerator, value=numerator, low=low, high=high)
    return _round_share(row, numerator, _round_count(row.denominator))


def _round_share(row: AnswerRow, numerator: int, denominator: int) -> AnswerRow:
    """A share of rounded numbers; one with an interval of its own keeps it, in steps of 5 units of the denominator."""
    plain = replace(row, numerator=numerator, denominator=denominator, low=None, high=None)
    found = _add_interval(plain)
    if row.value is None or found.value is None or not _has_own_interval(row):
        return found
    value, low, high = (
        round(min(1.0, _round_count((share or 0.0) * (row.denominator or 0)) / denominator), 6)
        for share in (row.value, row.low, row.high)
    )
    return replace(found, value=value, low=low, high=high)


def _has_own_interval(row: AnswerRow) -> bool:
    plain = _add_interval(replace(row, low=None, high=None))
    return (row.value, row.low, row.high) != (plain.value, plain.low, plain.high)


def _round_count(number: float) -> int:
    nearest = int(number + ROUNDING_BASE / 2) // ROUNDING_BASE * ROUNDING_BASE
    return max(nearest, MIN_ROUNDED) if number > SMALL else nearest
