"""One table of two releases, row by row: what was kept, changed, appeared, vanished, returned; in which columns."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder.engines import Engine, Spark, StepRunner, count_rows, list_part_files, load_steps
from finalorder.history.add_release import find_key
from finalorder.history.comparison_steps import ComparisonSteps, select_known_codes
from finalorder.history.folders import STANDING, History
from finalorder.history.key_ranges import split_keys
from finalorder.history.manifest import KeyRange
from finalorder.history.row_steps import TableShape
from finalorder.history.table_merge import SQL_FOLDER, build_release_order, format_ending, read_columns
from finalorder.lake import Release
from finalorder.registry import get_table

CHANGES = ("changed", "appeared", "vanished", "returned")
#: what a split can be by, as the commands call it, and its column in SQL
SPLIT_COLUMNS = {
    "court": "court",
    "city": "city",
    "case-state": "case_state",
    "fiscal-year": "fiscal_year",
    "application": "application",
}
#: a code in fewer rows than this is not told apart: a stray text is no code
LEAST_CODE_ROWS = 30

NO_CASES = pa.schema(
    [("idncase", pa.int64()), *((name, pa.string()) for name in ("court_code", "city", "state"))]
).empty_table()


@dataclass(frozen=True, slots=True)
class ComparedReleases:
    """Two releases, and the history that knows what stood before the older one, if there is one."""

    old: Release
    new: Release
    history: History | None = None


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """How many rows two releases have, and what became of them."""

    old_rows: int = 0
    new_rows: int = 0
    kept: int = 0
    changed: int = 0
    appeared: int = 0
    vanished: int = 0
    returned: int = 0

    def __add__(self, other: "ChangeCounts") -> "ChangeCounts":
        return ChangeCounts(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    def require_identities(self, table: str) -> None:
        """Every row of both releases is counted exactly once."""
        assert self.old_rows == self.kept + self.changed + self.vanished, f"{table}: rows of the older release"
        assert self.new_rows == self.kept + self.changed + self.appeared + self.returned, f"{table}: newer release"


@dataclass(frozen=True, slots=True)
class CodeChange:
    """A code that one of two releases has and the other has not, and in how many rows."""

    kind: str
    column: str
    code: str
    rows: int


@dataclass(frozen=True, slots=True)
class TableChanges:
    """What became of a table between two releases."""

    table: str
    counts: ChangeCounts
    columns: Mapping[str, int]
    splits: Sequence[Mapping[str, Any]] = ()
    codes: Sequence[CodeChange] = ()


@dataclass(slots=True)
class TableComparison:
    """A table of two releases on an engine. ``part_rows`` is about how many rows DuckDB compares at once."""

    asked: ComparedReleases
    table: str
    engine: Engine
    part_rows: int
    by: Sequence[str] = ()
    scratch: Path = field(default_factory=Path)

    def compare(self) -> TableChanges:
        """Compare the table, range by range, and prove that every row of both releases is counted once."""
        old, new = ([column.name for column in read_columns(self._find(side))] for side in ("old", "new"))
        total = _RangeChanges(ChangeCounts(), Counter(dict.fromkeys([*old, *new], 0)), Counter())
        with TemporaryDirectory(dir=self.scratch, prefix="changes-") as aside:
            facts = Path(aside) / "facts"
            facts.mkdir()
            for number, keys in enumerate(self._plan_ranges()):
                steps = ComparisonSteps(self.table, find_key(self.table), keys, old, new)
                total += self._compare_range(steps, facts / f"part-{number:05}.parquet")
            splits = self._split_changes(facts)
        total.counts.require_identities(self.table)
        return TableChanges(self.table, total.counts, total.columns, splits, self._compare_codes(total.codes))

    def _find(self, side: str) -> Path:
        return (self.asked.old if side == "old" else self.asked.new).find_table_path(self.table)

    def _compare_range(self, steps: ComparisonSteps, facts: Path) -> "_RangeChanges":
        history = self._list_history_sources()
        sources: dict[str, Path | pa.Table] = {"old_table": self._find("old"), "new_table": self._find("new")}
        if history:
            sources |= {**history, **self._build_places()}
        else:
            sources["earlier_rows"] = pa.schema(
                [("row_key", read_key_type(self._find("old"), steps.key))]
            ).empty_table()
        own = {step.name: step for step in steps.list_steps(len(history) or 1)}
        runner = StepRunner(self.engine, {**load_steps(SQL_FOLDER), **own}, sources)
        counts = ChangeCounts(**runner.query("change_counts").to_pylist()[0])
        repeated = runner.query("repeated_pairs").column("repeated").to_pylist() != [0]
        wider = runner.extend(
            {},
            [
                steps.select_changed_columns(has_repeated_keys=repeated),
                steps.select_facts(has_repeated_keys=repeated),
            ],
        )
        changed = wider.query("changed_columns").to_pylist()[0] if counts.changed else {}
        wider.write("range_facts", facts)
        found = _RangeChanges(counts, Counter(changed), self._count_codes(wider, steps))
        wider.drop_tables()
        runner.drop_tables()
        return found

    def _count_codes(self, runner: StepRunner, steps: ComparisonSteps) -> Counter[tuple[str, str, str]]:
        """The codes in the rows of a range that are not alike, by release and column."""
        names = {c.lake_name for c in get_table(self.table).columns if c.kept and c.type == "code"}
        shared = [name for name in steps.old if name in steps.new and name in names]
        rows = runner.query_step(steps.select_codes(shared)).to_pylist() if shared else []
        return Counter({(row["side"], row["column_name"], row["code"]): row["row_count"] for row in rows})

    def _list_history_sources(self) -> dict[str, Path]:
        """The files of the history, if it knows releases before the older one."""
        history = self.asked.history
        if history is None or self._find_old_place() == 0:
            return {}
        folder, known = history.find_table_folder(self.table), history.manifest.tables[self.table]
        paths = [folder / STANDING, *(folder / format_ending(name) for name in known.ended)]
        return {f"history_{place}": path for place, path in enumerate(paths)}

    def _find_old_place(self) -> int:
        """How many releases of the history are before the older one."""
        assert self.asked.history is not None
        day = self.asked.old.day
        return sum(each.release_day < day for each in self.asked.history.manifest.releases)

    def _build_places(self) -> dict[str, pa.Table]:
        assert self.asked.history is not None
        names = [each.name for each in self.asked.history.manifest.releases]
        place = pa.table({"place": pa.array([self._find_old_place()], pa.int64())})
        return {"history_releases": build_release_order(names), "asked_release": place}

    def _plan_ranges(self) -> list[KeyRange]:
        """Ranges of about ``part_rows`` rows of the older release; Spark divides a table itself."""
        path = self._find("old")
        shape = TableShape(self.table, find_key(self.table), read_columns(path))
        if isinstance(self.engine, Spark) or not shape.has_number_key or count_rows(path) <= self.part_rows * 3 // 2:
            return [KeyRange()]
        return split_keys(self.engine, shape, path, KeyRange(), self.part_rows)

    def _split_changes(self, facts: Path) -> list[dict[str, Any]]:
        """The changed rows by what is asked, by whether they were decided, and what vanished by cause."""
        source = next(iter(facts.glob("*.parquet"))) if isinstance(self.engine, Spark) else facts
        runner = StepRunner(
            self.engine,
            load_steps(SQL_FOLDER),
            {
                "change_facts": source,
                "old_cases": find_cases(self.asked.old),
                "new_cases": find_cases(self.asked.new),
            },
        )
        found = []
        for kind, asked in self._list_splits():
            rows = runner.extend({"asked_splits": asked}).query("change_splits").to_pylist()
            found += [row for row in rows if kind != "cause" or row["cause"]]
        runner.drop_tables()
        return found

    def _list_splits(self) -> Iterator[tuple[str, pa.Table]]:
        if self.by:
            yield "by", build_asked_splits(self.by)
        yield "decision", build_asked_splits((), decision=True)
        yield "cause", build_asked_splits((), cause=True)

    def _compare_codes(self, found: Counter[tuple[str, str, str]]) -> list[CodeChange]:
        """The codes that only one of the releases has: none of them stands in a row that both have alike."""
        changes = []
        for kind, here, there in (("gone_code", "old", "new"), ("new_code", "new", "old")):
            rows = {(column, code): count for (side, column, code), count in found.items() if side == here}
            asked = sorted(each for each, count in rows.items() if count >= LEAST_CODE_ROWS and not found[there, *each])
            known = self._find_known_codes(there, asked) if asked else set()
            changes += [CodeChange(kind, *each, rows[each]) for each in asked if each not in known]
        return changes

    def _find_known_codes(self, side: str, asked: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
        """Those of some codes, by column, that a release has."""
        columns, codes = zip(*asked, strict=True)
        inputs = {
            "code_table": self.engine.load_table("code_table", self._find(side)),
            "asked_codes": self.engine.load_table(
                "asked_codes", pa.table({"column_name": pa.array(columns), "code": pa.array(codes)})
            ),
        }
        rows = self.engine.query(select_known_codes(sorted(set(columns))), inputs).to_pylist()
        return {(row["column_name"], row["code"]) for row in rows}


@dataclass(frozen=True, slots=True)
class _RangeChanges:
    """What became of the rows of a range of keys, and the codes in those that are not alike."""

    counts: ChangeCounts
    columns: Counter[str]
    codes: Counter[tuple[str, str, str]]

    def __add__(self, other: "_RangeChanges") -> "_RangeChanges":
        columns = Counter({name: count + other.columns[name] for name, count in self.columns.items()})
        return _RangeChanges(self.counts + other.counts, columns, self.codes + other.codes)


def build_asked_splits(by: Sequence[str], *, decision: bool = False, cause: bool = False) -> pa.Table:
    """The one-row table ``asked_splits``: what changed rows are counted by."""
    asked = {f"by_{column}": name in by for name, column in SPLIT_COLUMNS.items()}
    asked |= {"by_decision": decision, "by_cause": cause}
    return pa.table({name: pa.array([value], pa.bool_()) for name, value in asked.items()})


def find_cases(release: Release) -> Path | pa.Table:
    """Find the cases of a release's ledger; none of them are known where it has no ledger yet."""
    path = release.path / "ledger" / "cases.parquet"
    return path if path.exists() else NO_CASES


def read_key_type(path: Path, key: str) -> pa.DataType:
    """The type of a table's key."""
    return pq.read_schema(list_part_files(path)[0]).field(key).type
