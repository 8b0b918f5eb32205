"""One month after another: which release came before, which records have vanished since, and which have changed.

The lives are the same in every month of a seed. What a later release shows beside new events is what has been
observed of the court's own releases: records that earlier ones held are gone (TRAC, reports of October and December
2019 and of June 2020: applications for relief above all), and fields are overwritten in place.
"""

import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from finalorder.errors import InputError
from finalorder.registry import Table
from finalorder.simulation.column_formats import Codes, ColumnData, Days, Numbers, Rows, Vocabulary
from finalorder.simulation.day_numbers import NEVER, Bools, Ints, parse_day_number
from finalorder.simulation.release_layouts import LAYOUTS

LATEST = parse_day_number("2100-01-01")
EARLIEST = parse_day_number("1900-01-01")


@dataclass(frozen=True, slots=True)
class PreviousRelease:
    """What the mark of an earlier simulated release says: its month, seed, scale, faults, first month and parameters.

    ``since`` is the month of the first release of the row of releases it belongs to, ``layout`` the packaging it has.
    """

    month: str
    seed: int
    scale: float
    faults: float
    since: str
    parameters: str
    layout: str


#: the note of a simulated release is a few lines
MOST_NOTE_BYTES = 100_000


def read_previous_release(path: Path) -> PreviousRelease:
    """Read the facts in SIMULATED.txt of a simulated release. Raises FinalorderError where there are none."""
    try:
        facts = _read_note(path)
        month = facts["month"]
        since = facts.get("since", month)
        numbers = int(facts["seed"]), float(facts["scale"]), float(facts["faults"])
        return PreviousRelease(month, *numbers, since, facts.get("parameters", ""), facts.get("layout", LAYOUTS[0]))
    except (OSError, zipfile.BadZipFile, StopIteration, KeyError, ValueError, UnicodeDecodeError):
        raise InputError(
            f"{path} was not written by `finalorder simulate`, so no month can follow it; pass one that was."
        ) from None


def _read_note(path: Path) -> dict[str, str]:
    """Read the facts of SIMULATED.txt; none of what is no file: a device would be read until memory is gone."""
    if not path.is_file():
        return {}
    with zipfile.ZipFile(path) as archive:
        name = next(item for item in archive.namelist() if item.rpartition("/")[2] == "SIMULATED.txt")
        with archive.open(name) as note:
            text = note.read(MOST_NOTE_BYTES).decode()
    return dict(line.split(": ", 1) for line in text.splitlines()[1:])


def is_simulated(path: Path) -> bool:
    """Return whether a file is a release that this model wrote."""
    try:
        if not path.is_file():
            return False
        with zipfile.ZipFile(path) as archive:
            return any(item.rpartition("/")[2] == "SIMULATED.txt" for item in archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return False


def find_release_month(days: Ints) -> Ints:
    """Find the number of the first monthly release on or after each day: months since January 1970."""
    before = days.clip(EARLIEST, LATEST).astype("datetime64[D]") - np.timedelta64(1, "D")
    found: Ints = before.astype("datetime64[M]").astype(np.int64) + 1
    return found


@dataclass(frozen=True, slots=True)
class _Absence:
    """For each row of a table, the numbers of the last month that held it before it vanished, and of its return."""

    last_held: Ints
    returns: Ints


NEVER_MONTH = 1_000_000


def _draw_absences(rows: Rows, spec: Table, since: date) -> _Absence | None:
    """When rows vanish from the releases of a row of them, and which come back; None if none of the table does.

    A row's draws depend on its case and place only, so that every release of the row tells the same story.
    """
    if rows.visible_from is None or rows.ids is None:
        return None
    draws = rows.ids.draws
    share = dict(draws.parameters["changes.vanishing"]).get(spec.name, 0)
    if share <= 0:
        return None
    months = np.floor(np.log1p(-draws.sample_uniform("vanishes")) / np.log1p(-share)).astype(np.int64)
    last_held = np.maximum(find_release_month(rows.visible_from), _find_month(since)) + months
    restored = {name: (part, most) for name, part, most in draws.parameters["changes.restoring"]}
    back, wait = restored.get(spec.name, (0, 1))
    away = 1 + np.floor(draws.sample_uniform("stays away") * wait).astype(np.int64)
    comes_back = draws.sample_uniform("comes back") < back
    return _Absence(last_held, np.where(comes_back, last_held + 1 + away, NEVER_MONTH))


def find_vanished_rows(rows: Rows, spec: Table, since: date, now: date) -> Bools:
    """Find which rows an earlier release of the row of releases held and the one of the day ``now`` does not."""
    absence = _draw_absences(rows, spec, since) if now > since else None
    if absence is None:
        return np.zeros(rows.count, dtype=bool)
    month = _find_month(now)
    vanished: Bools = (absence.last_held < month) & (month < absence.returns)
    return vanished


def find_returned_rows(rows: Rows, spec: Table, since: date, now: date) -> Bools:
    """Find which rows vanished from the row of releases, with one a month, and are back on the day ``now``."""
    absence = _draw_absences(rows, spec, since) if now > since else None
    if absence is None:
        return np.zeros(rows.count, dtype=bool)
    returned: Bools = absence.returns <= _find_month(now)
    return returned


def rewrite_rows(rows: Rows, spec: Table, since: date, now: date) -> Rows:
    """Write over fields as the court does, without a trace: flags turned, days moved, a court's code replaced.

    What was written over stays so in all later releases of the row; the first release of a row is as it is.
    """
    if now <= since or rows.visible_from is None or rows.ids is None:
        return rows
    columns = dict(rows.columns)
    for table, column, how, share in rows.ids.draws.parameters["changes.rewriting"]:
        if table == spec.name and column in columns:
            u = rows.ids.draws.sample_uniform(f"rewritten {column} {how}")
            months = np.floor(np.log1p(-u) / np.log1p(-share)).astype(np.int64)
            begun = np.maximum(find_release_month(rows.visible_from), _find_month(since))
            columns[column] = _rewrite_column(columns[column], how, begun + months < _find_month(now))
    return Rows(rows.count, columns, rows.visible_from, rows.ids)


def _rewrite_column(column: ColumnData, how: str, at: Bools) -> ColumnData:
    """The column with other values at some places; ``earlier`` moves a day by one, ``A>B,B>A`` replaces codes."""
    if how == "earlier" and isinstance(column, Days):
        held = at & (column.values != NEVER)
        return Days(np.where(held, column.values - 1, column.values).astype(np.int32))
    if not isinstance(column, Codes):
        return column
    values, vocabulary = column.values.copy(), column.vocabulary
    for old, new in (pair.split(">") for pair in how.split(",")):
        words = vocabulary.words
        vocabulary = vocabulary if new in words else Vocabulary.of([*words, new])
        if old in words:
            found = at & (column.values == words.index(old))
            values[found] = vocabulary.find_position(new)
    return Codes(values, vocabulary)


def _find_month(day: date) -> Ints:
    return find_release_month(np.array([parse_day_number(day.isoformat())]))


def find_visible_rows(rows: Rows, vanished: Bools, now: date) -> Bools:
    """Find which rows a release of that day holds."""
    if rows.visible_from is None:
        return np.ones(rows.count, dtype=bool)
    held: Bools = (rows.visible_from <= parse_day_number(now.isoformat())) & ~vanished
    return held


def list_primary_keys(rows: Rows, spec: Table, at: Ints) -> list[str]:
    """List the primary keys of the rows at these places."""
    column = rows.columns[spec.key].select(at)
    return [str(key) for key in column.convert_to_type("int" if isinstance(column, Numbers) else "text").to_pylist()]


def find_changed_rows(before: pa.Table, now: pa.Table) -> dict[str, Bools]:
    """Find, for each column that differs anywhere, which rows say something else than in the release before.

    Both are clean tables of the same rows in the same order.
    """
    names = dict.fromkeys([*now.column_names, *before.column_names])
    found = {n: _compare_columns(_find_column(before, n, now), _find_column(now, n, before)) for n in names}
    return {name: rows for name, rows in found.items() if rows.any()}


def _find_column(table: pa.Table, name: str, other: pa.Table) -> pa.ChunkedArray:
    """The column of a table; one that only the other month's has is empty."""
    if name in table.column_names:
        return table.column(name)
    return pa.chunked_array([pa.nulls(table.num_rows, other.column(name).type)])


def _compare_columns(before: pa.ChunkedArray, now: pa.ChunkedArray) -> Bools:
    same = pc.fill_null(pc.equal(before, now), fill_value=False)
    unchanged = pc.or_(same, pc.and_(pc.is_null(before), pc.is_null(now)))
    return ~np.asarray(unchanged.to_pylist(), dtype=bool)
