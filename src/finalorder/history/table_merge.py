"""A release's table merged into its history, one range of keys after another, so that memory stays bounded."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder.engines import (
    LOCAL_MASTER,
    DuckDB,
    Engine,
    EngineName,
    Spark,
    Step,
    StepRunner,
    list_part_files,
    load_steps,
)
from finalorder.errors import DamagedError
from finalorder.history.alike_steps import AlikeSteps
from finalorder.history.digests import RowSums
from finalorder.history.folders import STANDING, measure_files
from finalorder.history.key_ranges import split_keys
from finalorder.history.manifest import HistoryTable, KeyRange, ReleaseTable, TableColumn, TablePart
from finalorder.history.row_steps import RowSteps, TableShape, merge_columns
from finalorder.lake import share_files
from finalorder.registry import build_file_notes

SQL_FOLDER = Path(__file__).parent / "sql"
#: about how many rows are compared at once; a part that has grown to half as many again is split
PART_ROWS = 1_000_000
DUCKDB_MEMORY = "3GB"


@dataclass(frozen=True, slots=True)
class MergeEngine:
    """Where tables are merged: DuckDB by ranges of ``part_rows``, or Spark, which divides a table itself."""

    name: EngineName = "duckdb"
    master: str = LOCAL_MASTER
    part_rows: int = PART_ROWS

    @contextmanager
    def open(self, scratch: Path) -> Iterator[Engine]:
        """Start an engine; Spark keeps what it needs in a folder beside what it writes, which its workers reach."""
        if self.name == "spark":
            with (
                TemporaryDirectory(dir=scratch, prefix="steps-") as aside,
                Spark(master=self.master, scratch=Path(aside)) as engine,
            ):
                yield engine
            return
        with DuckDB(memory=DUCKDB_MEMORY) as engine:
            yield engine


@dataclass(frozen=True, slots=True)
class TableMerge:
    """What is merged: a release's table, the history's, and where the release stands among the others.

    ``order`` are all releases in their order, the added one among them; ``known`` is None in a new history.
    """

    table: str
    key: str
    release: str
    source: Path
    order: tuple[str, ...]
    old_folder: Path | None
    folder: Path
    known: HistoryTable = field(default_factory=HistoryTable)

    @property
    def next_release(self) -> str | None:
        """The release after the added one, if it has one."""
        later = self.order[self.order.index(self.release) + 1 :]
        return later[0] if later else None

    @property
    def later_endings(self) -> list[str]:
        """The releases after the added one until which rows stood: their files are written again."""
        later = self.order[self.order.index(self.release) + 1 :]
        return [name for name in later if name in self.known.ended]


@dataclass(frozen=True, slots=True)
class MergedTable:
    """The table of the release as it was added, and of the history with it."""

    release: ReleaseTable
    history: HistoryTable


def read_columns(path: Path) -> tuple[TableColumn, ...]:
    """The columns of a table on disk, in its order.

    :raises DamagedError: if the file is cut short or no such file.
    """
    try:
        schema = pq.read_schema(list_part_files(path)[0])
    except pa.ArrowInvalid as error:
        raise DamagedError(
            f"{path} is damaged; put back a copy of it or build that release again. ({error})"
        ) from error
    # a moment is the same whether a writer counts it in thousandths or in millionths
    return tuple(TableColumn(each.name, str(each.type).replace("timestamp[us]", "timestamp[ms]")) for each in schema)


def build_release_order(order: Sequence[str]) -> pa.Table:
    """The table ``history_releases``: every release of the history by its place."""
    return pa.table({"name": pa.array(order, pa.string()), "place": pa.array(range(len(order)), pa.int64())})


def merge_table(asked: TableMerge, where: MergeEngine, engine: Engine) -> MergedTable:
    """Merge a release's table into its history, into the folder of a new version; the engine is one that it opened."""
    found = read_columns(asked.source)
    columns = merge_columns(asked.known.columns, found, asked.table, asked.release)
    shape = TableShape(asked.table, asked.key, columns)
    asked.folder.mkdir(parents=True)
    worker = _RangeMerge(asked, shape, tuple(column.name for column in found), where, engine)
    parts, sums = worker.merge_ranges()
    _share_older_endings(asked)
    ended = tuple(sorted(path.name[len("ended-") : -len(".parquet")] for path in asked.folder.glob("ended-*.parquet")))
    history = HistoryTable(columns, parts, ended, measure_files(asked.folder))
    return MergedTable(ReleaseTable(found, sums.rows, sums.digest), history)


def _share_older_endings(asked: TableMerge) -> None:
    """What stood until a release before the added one is not touched by it."""
    for name in asked.known.ended:
        if asked.old_folder is not None and name not in asked.later_endings:
            share_files(asked.old_folder / format_ending(name), asked.folder / format_ending(name))


def format_ending(release: str) -> str:
    """The name of the folder of rows that stood until a release."""
    return f"ended-{release}.parquet"


@dataclass(frozen=True, slots=True)
class _Range:
    """A range of keys, the files of the history that hold what stands of it, and their sums if it is all of them."""

    keys: KeyRange
    source: Path | None = None
    before: RowSums | None = None


@dataclass(frozen=True, slots=True)
class _RangeMerge:
    """One table's ranges, merged one after the other."""

    asked: TableMerge
    shape: TableShape
    held: tuple[str, ...]
    where: MergeEngine
    engine: Engine

    def merge_ranges(self) -> tuple[tuple[TablePart, ...], RowSums]:
        """Write every range; gives the parts of what stands in the latest release, and the sums of the added one."""
        parts, total = [], RowSums()
        for number, each in enumerate(self._plan_ranges()):
            file = "" if self.where.name == "spark" else f"part-{number:05}.parquet"
            sums = self._merge_range(each, file)
            total += sums
            stands = each.before if self.asked.next_release is not None and each.before is not None else sums
            parts.append(TablePart(file, each.keys, stands))
        return tuple(parts), total

    def _merge_range(self, each: _Range, file: str) -> RowSums:
        standing = self.asked.folder / STANDING / file
        if each.source is None:
            return self._write_first_rows(each, standing)
        # with the sums of all that stands, those of the added release follow from what is not alike in both
        has_alike = self.asked.next_release is None and each.before is not None
        paths = self._list_history_paths(each)
        steps = RowSteps(self.shape, each.keys, self.held, self._list_history_columns(paths))
        with self._open_rows(steps, paths, has_alike=has_alike) as runner:
            sums = read_sums(runner, "release_rows")
            if has_alike:
                sums += (each.before or RowSums()) - read_sums(runner, "history_rows")
            if self._is_unchanged(each, sums) and each.source.is_dir() == (not file):
                share_files(each.source, standing)
                return sums
            repeated = runner.query("repeated_keys").column("repeated").to_pylist() != [0]
            for until in (None, self.asked.release, *self.asked.later_endings, *self._list_new_endings()):
                target = standing if until is None else self.asked.folder / format_ending(until) / file
                step = steps.select_written_rows(until, has_repeated_keys=repeated, has_alike=has_alike)
                self._write_rows(runner, step, target, keep_empty=until is None)
        return sums

    def _write_first_rows(self, each: _Range, standing: Path) -> RowSums:
        """Write the rows of the first release as they are: nothing stood before."""
        steps = RowSteps(self.shape, each.keys, self.held)
        with self._open_rows(steps, (), has_alike=False) as runner:
            repeated = has_repeated_keys(runner)
            self._write_rows(runner, steps.select_first_rows(has_repeated_keys=repeated), standing, keep_empty=True)
            return read_sums(runner, "release_rows")

    @contextmanager
    def _open_rows(self, steps: RowSteps, paths: Sequence[Path], *, has_alike: bool) -> Iterator[StepRunner]:
        """Steps that see the rows of the added release and of the history, or only those that they have not alike."""
        own, sources = [steps.count_repeated_keys()], self._list_sources()
        if has_alike:
            (old,) = steps.sources
            own += AlikeSteps(self.shape.key, steps.keys, old, self.held).list_steps("history_0", "release_table")
            sources |= {"old_table": paths[0], "new_table": self.asked.source}
        else:
            sources |= {"release_table": self.asked.source}
            sources |= {f"history_{place}": path for place, path in enumerate(paths)}
        found = StepRunner(self.engine, {**load_steps(SQL_FOLDER), **{step.name: step for step in own}}, sources)
        rows = [steps.select_release_rows(has_repeated_keys=has_repeated_keys(found))]
        runner = found.extend({}, [*rows, *([steps.select_history_rows()] if steps.sources else [])])
        try:
            yield runner
        finally:
            runner.drop_tables()
            found.drop_tables()

    def _list_new_endings(self) -> list[str]:
        """The next release, if nothing stood until it yet: what only the added release holds stood until then."""
        later = self.asked.next_release
        return [later] if later is not None and later not in self.asked.later_endings else []

    def _is_unchanged(self, each: _Range, sums: RowSums) -> bool:
        """Whether the latest release is the added one, and says of this range what the one before said."""
        is_latest = self.asked.next_release is None
        return is_latest and each.before == sums and self.shape.columns == self.asked.known.columns

    def _list_sources(self) -> dict[str, Path | pa.Table]:
        """What the steps begin with, but for the history's rows."""
        later = self.asked.next_release
        place = self.asked.order.index(self.asked.release)
        added = {
            "name": pa.array([self.asked.release], pa.string()),
            "place": pa.array([place], pa.int64()),
            "next_name": pa.array([later], pa.string()),
            "next_place": pa.array([None if later is None else place + 1], pa.int64()),
        }
        return {
            "no_rows": self.shape.build_empty(),
            "history_releases": build_release_order(self.asked.order),
            "added": pa.table(added),
        }

    def _list_history_paths(self, each: _Range) -> list[Path]:
        """The files of the history whose rows the added release can touch."""
        if self.asked.old_folder is None or each.source is None:
            return []
        return [each.source, *(self.asked.old_folder / format_ending(name) for name in self.asked.later_endings)]

    def _list_history_columns(self, paths: Sequence[Path]) -> list[list[str]]:
        return [[column.name for column in read_columns(path)] for path in paths]

    def _plan_ranges(self) -> list[_Range]:
        """The ranges of the parts that are there, those that have grown in two or more."""
        if self.asked.old_folder is None:
            whole = self.where.name == "spark"
            return [_Range(keys) for keys in ([KeyRange()] if whole else self._split(KeyRange(), None))]
        folder, parts = self.asked.old_folder / STANDING, self.asked.known.parts
        if self.where.name == "spark":
            return [_Range(KeyRange(), folder, sum((part.sums for part in parts), RowSums()))]
        planned = []
        for part in parts:
            ranges = self._split(part.keys, part.sums.rows)
            before = part.sums if len(ranges) == 1 else None
            planned += [_Range(keys, folder / part.file, before) for keys in ranges]
        return planned

    def _split(self, keys: KeyRange, rows: int | None) -> list[KeyRange]:
        """A range as it is, or in ranges of about ``part_rows`` rows of the release if it has become too large."""
        size = self.where.part_rows
        if not self.shape.has_number_key or (rows is not None and rows <= size * 3 // 2):
            return [keys]
        if self.asked.next_release is not None and rows is not None:
            return [keys]  # what stands is another release's, whose sums are known for whole parts only
        found = TableShape(self.shape.name, self.shape.key, read_columns(self.asked.source))
        return split_keys(self.engine, found, self.asked.source, keys, size)

    def _write_rows(self, runner: StepRunner, step: Step, target: Path, *, keep_empty: bool) -> None:
        """Write the rows of a step; a file without rows is removed again, unless it is a part of what stands."""
        target.parent.mkdir(parents=True, exist_ok=True)
        notes = build_file_notes(f"history/{self.asked.table}")
        if runner.extend({}, [step]).write(step.name, target, notes) or keep_empty:
            return
        for path in list_part_files(target):
            path.unlink()
        for folder in (target, target.parent):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()


def has_repeated_keys(runner: StepRunner) -> bool:
    """Whether a key of the release is blank or repeated."""
    repeated: list[int] = runner.query("release_repeats").column("repeated").to_pylist()
    return repeated != [0]


def read_sums(runner: StepRunner, rows: str) -> RowSums:
    """The sums of the digests of a table of rows."""
    asked = runner if rows == "release_rows" else runner.extend({"release_rows": runner.table(rows)})
    return RowSums.read(asked.query("digest_sums").to_pylist()[0])
