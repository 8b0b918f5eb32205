"""The one door out: Raw in, Shown out."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from finalorder.disclosure.answers import AnswerRow, in_order, rows_of
from finalorder.disclosure.cells import PLAIN, Key, Meanings, Relation
from finalorder.disclosure.intervals import wilson
from finalorder.disclosure.model import UNIFORM, Model, Sum, changes, is_of_one
from finalorder.disclosure.protect import Guard
from finalorder.disclosure.publications import PublicationLog
from finalorder.disclosure.shown import Shown, stamped
from finalorder.disclosure.system import SMALL
from finalorder.engines.raw import Raw, unsealed
from finalorder.errors import Problem

PROFILES = ("public", "none")
ROUNDED_TO = 5
LEAST_ROUNDED = 15  # 11 and 12 would be 10, which reads as a number that is never shown
Hidden = frozenset[int]


def open_door(
    raws: Sequence[Raw] | Raw,
    *,
    relations: Sequence[Relation] = (),
    profile: str = "public",
    log: PublicationLog | None = None,
    where: str = "",
    meanings: Meanings = PLAIN,
    hide: Sequence[Key] = (),
) -> Shown:
    """Let answers out: all tables that will be published together, protected with one pattern.

    ``relations`` are sums and subsets that the rows themselves do not show (margins over the describing columns are
    found without). ``where`` is the text of a free condition; its answers are rounded to 5 after hiding, and refused
    with a Problem if they differ from a published answer by 1 to 10 cases. ``meanings`` says what words of the rows
    stand for in this question, ``hide`` which cells the caller knows to be too near to others.

    ``log`` is what was published before: what it showed is known to the reader, what it hid stays hidden, and what
    leaves now is added to it. ``profile="none"`` hides nothing and stamps every row.
    """
    if profile not in PROFILES:
        raise Problem(f"there is no disclosure profile {profile}; use public or none.")
    with _uncollected():
        return _passed_through(_several(raws), _Question(tuple(relations), where, meanings, tuple(hide)), profile, log)


def _passed_through(raws: Sequence[Raw], question: "_Question", profile: str, log: PublicationLog | None) -> Shown:
    rows = in_order([row for raw in raws for row in rows_of(unsealed(raw))])
    if len({row.simulated for row in rows}) > 1:
        raise Problem("simulated and real answers cannot be shown together; ask for them one release at a time.")
    rows = [_with_interval(row) for row in rows]
    if profile == "none":
        return Shown(tuple(stamped(row) for row in rows), profile)
    return _protected(rows, question, log)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Many small tuples and no cycles: the collector would walk them again and again, for a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _several(raws: Sequence[Raw] | Raw) -> Sequence[Raw]:
    return [raws] if isinstance(raws, Raw) else raws


def _with_interval(row: AnswerRow) -> AnswerRow:
    """Shares get their value and Wilson interval here, so that all of them are computed the same way.

    A share that comes with both ends of an interval keeps it and its value: units that are not independent, and
    estimates where not all was observed, have their own.
    """
    if not row.is_share or row.numerator is None or row.denominator is None:
        return row
    if row.denominator == 0:
        return replace(row, value=None, low=None, high=None, status="not_applicable")
    status = "unstable" if row.denominator < UNIFORM else row.status
    if row.low is not None and row.high is not None and row.value is not None:
        value, low, high = row.value, row.low, row.high
    else:
        low, high = wilson(row.numerator, row.denominator)
        value = row.numerator / row.denominator
    return replace(row, value=round(value, 6), low=round(low, 6), high=round(high, 6), status=status)


@dataclass(frozen=True, slots=True)
class _Question:
    """What an answer is about, besides its rows."""

    relations: tuple[Relation, ...]
    where: str
    meanings: Meanings
    hide: tuple[Key, ...]


def _protected(rows: list[AnswerRow], question: _Question, log: PublicationLog | None) -> Shown:
    """The rows after hiding; an answer of which every cell was published before is given again as it was."""
    model = Model(rows, question.where, question.meanings)
    model.hide_named(question.hide)
    if log is None:
        hidden = _hidden_units(_guarded(model, question.relations, ()))
    else:
        before = log.again(model)
        hidden = _published(model, question, log) if before is None else before
    passed = [_passed(row, i, model, hidden) for i, row in enumerate(rows)]
    free = [model.is_free(row) for row in rows]
    rounded = [_rounded(row) if is_free else row for row, is_free in zip(passed, free, strict=True)]
    return Shown(tuple(_without_telling_notes(rounded)), rounded=any(free))


def _published(model: Model, question: _Question, log: PublicationLog) -> Hidden:
    """Hide with all that was published before in mind, and write down what leaves; one process at a time."""
    with log.turn():
        log.refuse_near(model)
        recalled = log.recall(model, question.relations)
        declared = [sum_ for relation in question.relations for sum_ in model.sums_of(relation)]
        guard = _guarded(model, question.relations, recalled)
        log.record(model, guard, declared)
    return _hidden_units(guard)


def _guarded(model: Model, relations: Sequence[Relation], recalled: Iterable[Sum]) -> Guard:
    model.connect(relations)
    for sum_ in recalled:
        model.relate(sum_)
    model.hide_small()
    pairs = list(changes(model))
    for earlier, later in pairs:
        model.system.change(*sorted((earlier, later), key=lambda cell: -model.system.values[cell]))
    guard = Guard(model.system, model.news())
    for unit in sorted(model.reasons):
        guard.hide_unit(unit)
    for earlier, later in pairs:
        if not guard.hidden_cells[earlier] and not guard.hidden_cells[later]:
            model.hide_cell(later, "a change of 1 to 10 cases")
            guard.hide([later])
    guard.protect()
    return guard


def _hidden_units(guard: Guard) -> Hidden:
    return frozenset(unit for unit, hidden in enumerate(guard.hidden_units) if hidden)


def _passed(row: AnswerRow, number: int, model: Model, hidden: Hidden) -> AnswerRow:
    main, bounds = model.mains[number], model.bounds[number]
    if (main is not None and main in hidden) or is_of_one(row):
        return replace(row, numerator=None, denominator=None, value=None, low=None, high=None, status="hidden")
    if bounds is not None and bounds in hidden:
        return replace(row, low=None, high=None)
    return row


def _without_telling_notes(rows: Sequence[AnswerRow]) -> Iterator[AnswerRow]:
    """A hidden row keeps a note with figures in it only if a shown row has the same: then it is about neither."""
    said = {row.note for row in rows if row.status != "hidden"}
    for row in rows:
        tells = row.status == "hidden" and row.note not in said and any(letter.isdigit() for letter in row.note)
        yield replace(row, note="") if tells else row


def _rounded(row: AnswerRow) -> AnswerRow:
    """To the nearest 5, halves up, and never to 10; a share is computed again from the rounded numbers."""
    if row.status == "hidden":
        return row
    if row.numerator is None:
        return row if row.denominator is None else replace(row, denominator=_nearest(row.denominator))
    numerator = _nearest(row.numerator)
    if row.denominator is None:
        low = None if row.low is None else _nearest(row.low)
        high = None if row.high is None else _nearest(row.high)
        return replace(row, numerator=numerator, value=numerator, low=low, high=high)
    return _rounded_share(row, numerator, _nearest(row.denominator))


def _rounded_share(row: AnswerRow, numerator: int, denominator: int) -> AnswerRow:
    """A share of rounded numbers; one with an interval of its own keeps it, in steps of 5 units of the denominator."""
    plain = replace(row, numerator=numerator, denominator=denominator, low=None, high=None)
    found = _with_interval(plain)
    if row.value is None or found.value is None or not _has_own_interval(row):
        return found
    value, low, high = (
        round(min(1.0, _nearest((share or 0.0) * (row.denominator or 0)) / denominator), 6)
        for share in (row.value, row.low, row.high)
    )
    return replace(found, value=value, low=low, high=high)


def _has_own_interval(row: AnswerRow) -> bool:
    plain = _with_interval(replace(row, low=None, high=None))
    return (row.value, row.low, row.high) != (plain.value, plain.low, plain.high)


def _nearest(number: float) -> int:
    nearest = int(number + ROUNDED_TO / 2) // ROUNDED_TO * ROUNDED_TO
    return max(nearest, LEAST_ROUNDED) if number > SMALL else nearest
