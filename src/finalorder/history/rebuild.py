"""Rebuild a release from a history: the rows of each table as they stood in it, proven by their digest."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder.engines import Engine, Spark, StepRunner, load_steps
from finalorder.errors import DamagedError, InputError, build_write_error
from finalorder.history.add_release import find_key
from finalorder.history.court_lists import rebuild_lists
from finalorder.history.digests import RowSums
from finalorder.history.folders import STANDING, History
from finalorder.history.manifest import HistoryRelease, HistoryTable, KeyRange, ReleaseTable
from finalorder.history.row_steps import COLUMN_TYPES, RowSteps, TableShape
from finalorder.history.table_merge import SQL_FOLDER, MergeEngine, build_release_order, format_ending, read_columns
from finalorder.lake import Manifest, SimulationSettings
from finalorder.registry import build_file_notes

StepCallback = Callable[[str], None]
GROUP_ROWS = 122_880


@dataclass(frozen=True, slots=True)
class StandingTable:
    """A table of the history as it stood in one release."""

    history: History
    release: HistoryRelease
    table: str

    @property
    def known(self) -> HistoryTable:
        """The table's files."""
        return self.history.manifest.tables[self.table]

    @property
    def shape(self) -> TableShape:
        """The table's key and every column that any release has."""
        return TableShape(self.table, find_key(self.table), self.known.columns)

    @property
    def as_released(self) -> ReleaseTable:
        """The table's columns, rows and digest in the release."""
        return self.release.tables[self.table]

    def list_ranges(self) -> list[tuple[KeyRange, Path]]:
        """The ranges of keys and the files of what stands in the latest release."""
        folder = self.history.find_table_folder(self.table) / STANDING
        return [(part.keys, folder / part.file) for part in self.known.parts]

    def open_rows(self, engine: Engine, keys: KeyRange, standing: Path) -> StepRunner:
        """Steps that see the table as it stood in the release, in a range of keys: ``release_rows`` are its digests,
        ``rebuilt_rows`` itself.
        """
        manifest = self.history.manifest
        place = manifest.find_place(self.release.name)
        folder = self.history.find_table_folder(self.table)
        endings = [name for name in self.known.ended if manifest.find_place(name) > place]
        paths = [standing, *(folder / format_ending(name) for name in endings)]
        sources: dict[str, Path | pa.Table] = {f"history_{at}": path for at, path in enumerate(paths)}
        columns = [[column.name for column in read_columns(path)] for path in paths]
        sources["no_rows"] = self.shape.build_empty()
        sources["history_releases"] = build_release_order([each.name for each in manifest.releases])
        sources["asked_release"] = pa.table({"place": pa.array([place], pa.int64())})
        steps = RowSteps(self.shape, keys, [column.name for column in self.as_released.columns], columns)
        own = (steps.select_standing_digests(), steps.select_rebuilt_rows())
        return StepRunner(engine, {**load_steps(SQL_FOLDER), **{step.name: step for step in own}}, sources)


def rebuild_release(
    history: History,
    name: str,
    folder: Path,
    *,
    where: MergeEngine,
    only: Sequence[str] = (),
    said: StepCallback = lambda _: None,
) -> HistoryRelease:
    """Write a release of the history into a folder, as a lake has it: ``tables/``, ``lookups/``, ``release.json``.

    :param only: write these tables alone.
    :raises FinalorderError: if the history lacks the release, the folder is not empty or cannot be written, or a
        table's rows are not those that were added.
    """
    release = history.manifest.require_release(name)
    _require_empty(folder)
    tables = folder / "tables"
    try:
        tables.mkdir(parents=True, exist_ok=True)
        with where.open(folder) as engine:
            for table in only or release.tables:
                _rebuild_table(StandingTable(history, release, table), tables, engine)
                said(table)
        if not only:
            rebuild_lists(history, release, folder)
        _build_manifest(history, release).write(folder)
    except OSError as error:
        raise build_write_error(
            error, f"cannot write to {folder} ({error.strerror or error}); choose another folder."
        ) from error
    return release


def _require_empty(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file; choose a folder for the rebuilt release.")
    if folder.exists() and any(folder.iterdir()):
        raise InputError(f"{folder} is not empty; choose another folder for the rebuilt release.")


def _build_manifest(history: History, release: HistoryRelease) -> Manifest:
    """The manifest of a rebuilt release: what the release's own said, and that it comes from a history."""
    source = dict(release.source)
    settings = source.pop("simulation", None)
    source.pop("table_files", None)
    return Manifest(
        release.name,
        release.release_day,
        history.manifest.simulated,
        source.pop("lineage", history.manifest.lineage),
        SimulationSettings(**settings) if settings else None,
        details={**source, "rebuilt_from_history": True, "history_digest": release.digest},
    )


def _rebuild_table(asked: StandingTable, folder: Path, engine: Engine) -> None:
    try:
        sums = write_table(asked, folder / f"{asked.table}.parquet", engine)
    except DamagedError as error:
        raise DamagedError(f"{asked.history.find_table_folder(asked.table)}: {error}") from error
    if sums.digest != asked.as_released.digest:
        raise DamagedError(
            f"the history's {asked.table} of {asked.release.name} are not the rows that were added ({sums.rows:,} "
            f"instead of {asked.as_released.rows:,}, or other values): a file in "
            f"{asked.history.find_table_folder(asked.table)} was changed; put back a copy of it."
        )


def write_table(asked: StandingTable, target: Path, engine: Engine) -> RowSums:
    """Write a table as it stood in a release: one file by ranges of keys, or Spark's part files; gives its sums."""
    return (
        _write_by_spark(asked, target, engine) if isinstance(engine, Spark) else _write_by_ranges(asked, target, engine)
    )


def _write_by_ranges(asked: StandingTable, target: Path, engine: Engine) -> RowSums:
    schema = pa.schema([(column.name, COLUMN_TYPES[column.type]) for column in asked.as_released.columns])
    notes = dict(build_file_notes(f"{target.parent.name}/{asked.table}", schema.names))
    total = RowSums()
    with (
        pq.ParquetWriter(target, schema.with_metadata(notes), compression="zstd") as writer,
        ThreadPoolExecutor(max_workers=1) as pool,
    ):
        writing: Future[None] | None = None
        for keys, standing in asked.list_ranges():
            runner = asked.open_rows(engine, keys, standing)
            total += RowSums.read(runner.query("digest_sums").to_pylist()[0])
            rows = runner.query("rebuilt_rows").cast(schema)
            runner.drop_tables()
            if writing is not None:
                writing.result()
            # a range is written while the next is read
            writing = pool.submit(writer.write_table, rows, row_group_size=GROUP_ROWS)
        if writing is not None:
            writing.result()
    return total


def _write_by_spark(asked: StandingTable, target: Path, engine: Engine) -> RowSums:
    folder = asked.history.find_table_folder(asked.table) / STANDING
    runner = asked.open_rows(engine, KeyRange(), folder)
    runner.write("rebuilt_rows", target, build_file_notes(f"{target.parent.name}/{asked.table}"))
    sums = RowSums.read(runner.query("digest_sums").to_pylist()[0])
    runner.drop_tables()
    return sums
