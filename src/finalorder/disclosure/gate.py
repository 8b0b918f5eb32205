"""The one door out: Raw in, Shown out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import product
from operator import attrgetter

from finalorder.answers import (
    ANSWER_COLUMNS,
    IDENTITY_COLUMNS,
    TEXT_COLUMNS,
    AnswerRow,
    Shown,
    read_answer_rows,
    sort_answer_rows,
    stamp_unprotected,
)
from finalorder.disclosure.policy import load_policy
from finalorder.disclosure.protected_rows import protect_row
from finalorder.disclosure.unprotected_rows import add_steps
from finalorder.engines import Raw, unwrap
from finalorder.errors import InputError
from finalorder.measures import EmptyRows
from finalorder.registry import find_population

PROFILES = ("public", "none")
#: the texts that a row is known by
DESCRIBING_COLUMNS = (*TEXT_COLUMNS, *IDENTITY_COLUMNS, "unit")
EXTREME_WORDS = frozenset({"min", "minimum", "max", "maximum", "least", "greatest", "shortest", "longest"})


def apply_disclosure_control(
    raws: Sequence[Raw] | Raw, *, profile: str = "public", empty: Iterable[EmptyRows] = ()
) -> Shown:
    """Let answers out: every count hidden or rounded by the rule of ``policy.toml``, whoever asks and however often.

    Rows that describe the same number are *steps* of it: sets that share no case, rounded one by one and then added.
    ``profile="none"`` adds the true numbers and stamps every row. ``empty`` are rows that an answer has besides, unless
    one that describes the same is there.
    """
    if profile not in PROFILES:
        raise InputError(f"there is no disclosure profile {profile}; use public or none.")
    rows = [
        _identify(row) for raw in ([raws] if isinstance(raws, Raw) else raws) for row in read_answer_rows(unwrap(raw))
    ]
    if len({row.simulated for row in rows}) > 1:
        raise InputError("simulated and real answers cannot be shown together; ask for them one release at a time.")
    cells = _group_steps(rows)
    if profile == "none":
        return Shown.seal_rows(sort_answer_rows([stamp_unprotected(add_steps(steps)) for steps in cells]), profile)
    protected = [protect_row(steps, is_extreme=_describes_extreme(steps[0])) for steps in cells]
    known = {make_row_key(row) for row in protected}
    hidden = (row for each in empty for row in list_hidden_rows(each) if make_row_key(row) not in known)
    return seal_protected_rows([*protected, *hidden])


def list_hidden_rows(empty: EmptyRows) -> Iterator[AnswerRow]:
    """List rows without a unit as they leave; the gate sees one of them, for they are alike."""
    (example,) = apply_disclosure_control(empty.example)
    values, places = list(example), [ANSWER_COLUMNS.index(name) for name in empty.axes]
    for combination in product(*empty.axes.values()):
        for place, value in zip(places, combination, strict=True):
            values[place] = value
        yield AnswerRow._make(values)


def make_row_key(row: AnswerRow) -> tuple[object, ...]:
    """Make the key by which a row of an answer is known."""
    return row[: len(TEXT_COLUMNS)]


def seal_protected_rows(rows: Iterable[AnswerRow]) -> Shown:
    """Seal rows that passed this gate, now or when a plan was published, in the order of every answer."""
    return Shown.seal_rows(sort_answer_rows(list(rows)), rounded_to=load_policy().rounded_to)


def _identify(row: AnswerRow) -> AnswerRow:
    """Identify the row with the population that it counts and the release through which it is seen."""
    if row.population and row.docket and row.vintage:
        return row
    population = find_population(row.measure, row.method)
    return row._replace(
        population=row.population or (population.name if population else ""),
        docket=row.docket or "all",
        vintage=row.vintage or row.release,
    )


def _group_steps(rows: Iterable[AnswerRow]) -> list[list[AnswerRow]]:
    describe = attrgetter(*DESCRIBING_COLUMNS)
    cells: dict[tuple[str, ...], list[AnswerRow]] = {}
    for row in rows:
        cells.setdefault(describe(row), []).append(row)
    return list(cells.values())


def _describes_extreme(row: AnswerRow) -> bool:
    """Whether a number is the least or the greatest of something, which is that of one case.

    Levels do not say so: MIN is a language.
    """
    return _has_extreme_word(row.measure) or _has_extreme_word(row.method)


@cache
def _has_extreme_word(text: str) -> bool:
    return not EXTREME_WORDS.isdisjoint(re.split(r"[_\W]+", text.lower()))
