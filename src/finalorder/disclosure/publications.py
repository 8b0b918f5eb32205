"""What was published before: the memory that stops subtraction across days, releases, cohorts and conditions.

One SQLite file in the lake, beside the releases, so that it outlives rebuilds. It holds every cell that an answer of
the public profile printed or hid: what it counts, its true number, whether it was shown, and why not. It is private,
as the lake is, which holds every row anyway; it never leaves the machine. One process at a time publishes.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from finalorder.disclosure.cells import CellId, CellSeries, Relation
from finalorder.disclosure.differencing import differs_by_few, find_near_cohort_cells, has_partial_overlap
from finalorder.disclosure.suppression import SuppressionSolver
from finalorder.disclosure.system_builder import CellSum, DisclosureModel
from finalorder.errors import DamagedError, RefusedError

LOG_FILE_NAME = "publications.sqlite"
LOCK_TIMEOUT = 120.0
RELEASE_MONTH_PATTERN = re.compile(r"\d{4}-\d{2}")
LOG_SCHEMA = """
CREATE TABLE IF NOT EXISTS cells (
    measure TEXT, method TEXT, unit TEXT, part TEXT, dims TEXT, as_of TEXT, release TEXT, lineage TEXT,
    edition INTEGER, value INTEGER, shown INTEGER, reason TEXT,
    PRIMARY KEY (measure, unit, part, dims, method, as_of, release, edition)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_moment ON cells (release, as_of, measure, edition);
CREATE TABLE IF NOT EXISTS sums (
    release TEXT, as_of TEXT, edition INTEGER, line TEXT, PRIMARY KEY (release, as_of, edition, line)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS links (one TEXT, other TEXT, PRIMARY KEY (one, other)) WITHOUT ROWID;
"""
NEAR_CELLS_SQL = """
SELECT a.cell, c.value, min(c.method || ' ' || c.as_of || ' ' || c.release)
FROM asked AS a
JOIN cells AS c ON c.measure = a.measure AND c.unit = a.unit AND c.part = a.part AND c.dims = a.dims
    AND c.lineage = a.lineage
WHERE abs(c.value - a.value) BETWEEN 1 AND 10
    AND (c.as_of = a.as_of AND c.release = a.release AND c.edition = a.edition) <> (c.method = a.method)
GROUP BY a.cell, c.value ORDER BY a.cell, c.value
"""
Moment = tuple[str, str]
RecordedCells = dict[CellId, tuple[int, bool]]


class PublicationLog:
    """The log of a lake, or of any file, which need not exist yet.

    :raises FinalorderError: from every method, if the file cannot be read or written, or another process holds it too
        long.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._locked_connection: sqlite3.Connection | None = None
        self._editions: dict[Moment, int] = {}

    @classmethod
    def from_lake(cls, lake_dir: Path) -> "PublicationLog":
        """The log of a lake: a file in its folder."""
        return cls(lake_dir / LOG_FILE_NAME)

    def list_private_reasons(self) -> list[dict[str, Any]]:
        """For the local user alone: each hidden cell and why it is hidden."""
        names = ("measure", "method", "unit", "part", "dims", "as_of", "release")
        sql = f"SELECT {', '.join(names)}, reason FROM cells WHERE NOT shown ORDER BY measure, method, dims, part"
        with self._open_for_reading() as log:
            rows = log.execute(sql).fetchall() if log else []
        return [{"key": _describe_cell(dict(zip(names, row, strict=False))), "reason": row[-1]} for row in rows]

    def recall_hidden_units(self, model: DisclosureModel) -> frozenset[int] | None:
        """The units hidden when all of these cells were published before; None if any of them is new."""
        with self._open_for_reading() as log:
            if log is None:
                return None
            known = {
                place: found
                for moment in _list_moments(model)
                for place, found in self._read_cells(log, moment, model).items()
            }
        hidden = set(model.reasons)
        for place, cell in model.cell_numbers.items():
            value, shown = known.get(place, (None, False))
            if model.system.units_of[cell] and value != model.system.values[cell]:
                return None
            if not shown:
                hidden.update(model.system.units_of[cell])
        return frozenset(hidden | {u for unit in hidden for u in model.system.dependents[unit]})

    @contextmanager
    def hold_lock(self) -> Iterator[None]:
        """Hold the log from looking to writing down, so that two answers never overlook each other."""
        with _translate_log_errors(self.path), closing(self._connect()) as log:
            log.executescript(LOG_SCHEMA)
            log.execute("BEGIN IMMEDIATE")
            self._locked_connection, self._editions = log, {}
            try:
                yield
                log.execute("COMMIT")
            except BaseException:
                log.execute("ROLLBACK")
                raise
            finally:
                self._locked_connection = None

    def check_not_differenced(self, model: DisclosureModel) -> None:
        """Refuse a free answer whose cases are those of a published one but for 1 to 10, or partly those of one."""
        for moment in _list_moments(model):
            known = self._read_cells(self._connection, moment, model)
            if model.where and differs_by_few(model, known):
                raise RefusedError(
                    "this answer differs by 1 to 10 cases from one that was published before, and the difference would"
                    " be a number about very few people; widen or drop the --where condition."
                )
            if has_partial_overlap(model, known):
                raise RefusedError(
                    "a condition names some of the values of an answer that was published before and others besides;"
                    " such answers can be subtracted: ask for the same values, for some of them, or for others only."
                )

    def recall_cells(self, model: DisclosureModel, declared: Sequence[Relation]) -> list[CellSum]:
        """Add what was published before to a model; the sums that were declared for it then."""
        recalled: list[CellSum] = []
        measures = self._add_linked_measures({place.series.measure for place in model.cell_numbers}, declared)
        own = dict(model.cell_numbers)
        for moment in _list_moments(model):
            known = self._read_cells(self._connection, moment, model, measures)
            if any(value != model.system.values[own[place]] for place, (value, _) in known.items() if place in own):
                known = self._start_edition(moment, model)
            for cell in find_near_cohort_cells(model, known):
                model.hide_cell(cell, "1 to 10 cases from a published number")
            for place, (value, shown) in known.items():
                model.add_known_cell(place, value, shown=shown)
            recalled += self._read_sums(moment, measures) if known else []
            own = {place: cell for place, cell in own.items() if place not in known}
        self._recall_changes(model, own)
        return recalled

    def record_publication(self, model: DisclosureModel, guard: SuppressionSolver, declared: Iterable[CellSum]) -> None:
        """Write down what is about to be shown and hidden."""
        rows = []
        for place, shown, reason in _list_outcomes(model, guard):
            base, value = place.series, model.system.values[model.cell_numbers[place]]
            moment = self._find_edition((base.release, base.as_of))
            names = (
                base.measure,
                base.method,
                base.unit,
                base.part,
                _encode_coordinates(place),
                base.as_of,
                base.release,
            )
            rows.append((*names, derive_lineage(base.release), moment, value, int(shown), reason))
        keeps_shown = "DO UPDATE SET shown = max(shown, excluded.shown)"
        columns = ", ".join("?" * 12)
        self._connection.executemany(f"INSERT INTO cells VALUES ({columns}) ON CONFLICT {keeps_shown}", rows)
        for sum_ in declared:
            base = sum_.total.series
            at = (base.release, base.as_of, self._find_edition((base.release, base.as_of)), _encode_sum(sum_))
            self._connection.execute("INSERT OR IGNORE INTO sums VALUES (?, ?, ?, ?)", at)
            links = [(base.measure, p.series.measure) for p in sum_.parts if p.series.measure != base.measure]
            self._connection.executemany("INSERT OR IGNORE INTO links VALUES (?, ?)", links)

    @property
    def _connection(self) -> sqlite3.Connection:
        if self._locked_connection is None:
            raise RuntimeError("a publication log is written in its turn only")
        return self._locked_connection

    def _connect(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return sqlite3.connect(self.path, timeout=LOCK_TIMEOUT, isolation_level=None)

    @contextmanager
    def _open_for_reading(self) -> Iterator[sqlite3.Connection | None]:
        if not self.path.exists():
            yield None
            return
        with _translate_log_errors(self.path), closing(self._connect()) as log:
            log.executescript(LOG_SCHEMA)
            self._editions = {}
            yield log

    def _read_cells(
        self, log: sqlite3.Connection, moment: Moment, model: DisclosureModel, measures: Iterable[str] | None = None
    ) -> RecordedCells:
        """What is known of some measures (those of the model) at a day of a release."""
        asked = sorted(measures if measures is not None else {place.series.measure for place in model.cell_numbers})
        sql = (
            "SELECT measure, method, unit, part, dims, value, shown FROM cells WHERE release = ? AND as_of = ?"
            f" AND edition = ? AND measure IN ({', '.join('?' * len(asked))})"
        )
        edition = self._find_edition(moment, log)
        rows = log.execute(sql, (*moment, edition, *asked))
        release, as_of = moment
        return {
            CellId(CellSeries(measure, method, as_of, release, unit, part), _decode_coordinates(dims)): (
                value,
                bool(shown),
            )
            for measure, method, unit, part, dims, value, shown in rows
        }

    def _find_edition(self, moment: Moment, log: sqlite3.Connection | None = None) -> int:
        """The same release, read by another version of the program, may say something else: that is a new edition."""
        if moment not in self._editions:
            sql = "SELECT coalesce(max(edition), 0) FROM cells WHERE release = ? AND as_of = ?"
            self._editions[moment] = (log or self._connection).execute(sql, moment).fetchone()[0]
        return self._editions[moment]

    def _start_edition(self, moment: Moment, model: DisclosureModel) -> RecordedCells:
        """Simulated people of another simulation are other people; real ones are the same, and a change is a cell."""
        if any(row.simulated for row in model.rows):
            self._connection.execute("DELETE FROM cells WHERE release = ?", moment[:1])
            self._connection.execute("DELETE FROM sums WHERE release = ?", moment[:1])
        else:
            self._editions[moment] = self._find_edition(moment) + 1
        return {}

    def _add_linked_measures(self, measures: set[str], declared: Sequence[Relation]) -> set[str]:
        """The measures, and those that any declared relation ties to them."""
        pairs = self._connection.execute("SELECT one, other FROM links").fetchall()
        pairs += {(relation.total.measure, part.measure) for relation in declared for part in relation.parts}
        while more := {m for pair in pairs if measures.intersection(pair) for m in pair} - measures:
            measures |= more
        return measures

    def _read_sums(self, moment: Moment, measures: set[str]) -> list[CellSum]:
        sql = "SELECT line FROM sums WHERE release = ? AND as_of = ? AND edition = ?"
        lines = self._connection.execute(sql, (*moment, self._find_edition(moment)))
        sums = [_decode_sum(line) for (line,) in lines]
        return [sum_ for sum_ in sums if sum_.total.series.measure in measures]

    def _recall_changes(self, model: DisclosureModel, own: dict[CellId, int]) -> None:
        """What the same cells are on other days, in other releases or by other methods, where that is 1 to 10 away."""
        log = self._connection
        log.execute(
            "CREATE TEMP TABLE asked (measure, method, unit, part, dims, as_of, release, lineage, edition, value, cell)"
        )
        rows = [
            (
                *place.series[:2],
                place.series.unit,
                place.series.part,
                _encode_coordinates(place),
                place.series.as_of,
                place.series.release,
                derive_lineage(place.series.release),
                self._find_edition((place.series.release, place.series.as_of)),
                model.system.values[cell],
                cell,
            )
            for place, cell in own.items()
        ]
        log.executemany(f"INSERT INTO asked VALUES ({', '.join('?' * 11)})", rows)
        for cell, value, when in log.execute(NEAR_CELLS_SQL).fetchall():
            model.hide_changed_cell(cell, value, f"1 to 10 cases from {when.strip()}")
        log.execute("DROP TABLE asked")


def derive_lineage(release: str) -> str:
    """What the months of one series of releases share: nothing in the real one's name, the simulation in others."""
    return RELEASE_MONTH_PATTERN.sub("", release, count=1)


def _list_moments(model: DisclosureModel) -> list[Moment]:
    return sorted({(place.series.release, place.series.as_of) for place in model.cell_numbers})


def _list_outcomes(model: DisclosureModel, guard: SuppressionSolver) -> Iterator[tuple[CellId, bool, str]]:
    """Every cell that this answer prints or hides: its place, whether it is shown, and the private reason."""
    for place, cell in model.cell_numbers.items():
        units = model.system.units_of[cell]
        if units:
            shown = not guard.hidden_cells[cell]
            reasons = [model.reasons[unit] for unit in units if unit in model.reasons]
            yield place, shown, "" if shown else (reasons or ["derivable"])[0]


def _encode_coordinates(place: CellId) -> str:
    return json.dumps(place.coordinates, ensure_ascii=False)


@cache
def _decode_coordinates(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, level) for name, level in json.loads(text))


def _encode_sum(sum_: CellSum) -> str:
    return json.dumps([sum_.total, sum_.parts, sum_.remainder], ensure_ascii=False)


def _decode_sum(line: str) -> CellSum:
    total, parts, remainder = json.loads(line)
    return CellSum(_decode_cell_id(total), tuple(_decode_cell_id(part) for part in parts), remainder, recalled=True)


def _decode_cell_id(read: Any) -> CellId:
    base, dims = read
    return CellId(CellSeries(*base), tuple((name, level) for name, level in dims))


def _describe_cell(names: dict[str, str]) -> dict[str, str]:
    return {**{k: v for k, v in names.items() if k != "dims"}, **dict(_decode_coordinates(names["dims"]))}


@contextmanager
def _translate_log_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        raise DamagedError(
            f"{path}: the log of what was published cannot be used ({error}); free it, make it writable, or ask with"
            " --disclosure none."
        ) from error
    except sqlite3.DatabaseError as error:
        raise DamagedError(f"{path} is no log of publications ({error}); restore the file or move it aside.") from error
