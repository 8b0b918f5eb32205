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

from finalorder.errors import InputError
from finalorder.registry import Table
from finalorder.simulation.column_formats import BLANK, Codes, ColumnData, Days, Months, Numbers, Rows, Timestamps
from finalorder.simulation.day_numbers import Bools, Ints, parse_day_number

LATEST = parse_day_number("2100-01-01")
EARLIEST = parse_day_number("1900-01-01")
WITH_VALUES = (Codes, Days, Timestamps, Months, Numbers)


@dataclass(frozen=True, slots=True)
class PreviousRelease:
    """What the mark of an earlier simulated release says: its month, seed, scale, faults, first month and parameters.

    ``since`` is the month of the first release of the row of releases it belongs to.
    """

    month: str
    seed: int
    scale: float
    faults: float
    since: str
    parameters: str


def read_previous_release(path: Path) -> PreviousRelease:
    """Read the facts in SIMULATED.txt of a simulated release. Raises FinalorderError where there are none."""
    try:
        with zipfile.ZipFile(path) as archive:
            name = next(item for item in archive.namelist() if item.rpartition("/")[2] == "SIMULATED.txt")
            text = archive.read(name).decode()
        facts = dict(line.split(": ", 1) for line in text.splitlines()[1:])
        month = facts["month"]
        since = facts.get("since", month)
        return PreviousRelease(
            month, int(facts["seed"]), float(facts["scale"]), float(facts["faults"]), since, facts.get("parameters", "")
        )
    except (OSError, zipfile.BadZipFile, StopIteration, KeyError, ValueError, UnicodeDecodeError):
        raise InputError(
            f"{path} was not written by `finalorder simulate`, so no month can follow it; pass one that was."
        ) from None


def is_simulated(path: Path) -> bool:
    """Return whether a file is a release that this model wrote."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(item.rpartition("/")[2] == "SIMULATED.txt" for item in archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return False


def find_release_month(days: Ints) -> Ints:
    """Find the number of the first monthly release on or after each day: months since January 1970."""
    before = days.clip(EARLIEST, LATEST).astype("datetime64[D]") - np.timedelta64(1, "D")
    found: Ints = before.astype("datetime64[M]").astype(np.int64) + 1
    return found


def find_vanished_rows(rows: Rows, spec: Table, since: date, now: date) -> Bools:
    """Find which rows an earlier release of the row of releases held and the one of the day ``now`` no longer does.

    A record that is gone stays gone, since a row's draw depends on its case and place only.
    """
    gone = np.zeros(rows.count, dtype=bool)
    if now <= since or rows.visible_from is None or rows.ids is None:
        return gone
    share = dict(rows.ids.draws.parameters["changes.vanishing"]).get(spec.name, 0)
    if share <= 0:
        return gone
    u = rows.ids.draws.sample_uniform("vanishes")
    months = np.floor(np.log1p(-u) / np.log1p(-share)).astype(np.int64)
    first = np.maximum(find_release_month(rows.visible_from), _find_month(since))
    vanished: Bools = first + months < _find_month(now)
    return vanished


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


def find_changed_rows(before: Rows, now: Rows) -> dict[str, Bools]:
    """Find for each column that differs anywhere which rows say something else than in the release before."""
    found = {name: _compare_columns(before.columns.get(name, BLANK), now.columns[name]) for name in now.columns}
    return {name: rows for name, rows in found.items() if rows is not None and rows.any()}


def _compare_columns(before: ColumnData, now: ColumnData) -> Bools | None:
    if not isinstance(before, WITH_VALUES) or not isinstance(now, WITH_VALUES):
        return None  # the same text on every row
    if isinstance(before, Codes) and isinstance(now, Codes) and before.vocabulary != now.vocabulary:
        words = [np.array(column.vocabulary.words)[column.values] for column in (before, now)]
        return np.asarray(words[0] != words[1])
    changed = before.values != now.values
    if isinstance(before, Timestamps) and isinstance(now, Timestamps):
        changed = changed | (before.milliseconds != now.milliseconds)
    return np.asarray(changed)
