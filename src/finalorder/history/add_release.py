"""Add a release to a history: in any place among the months, whole or not at all, and the same release only once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from finalorder.engines import StepRunner, load_steps
from finalorder.errors import InputError, NotInLakeError, quote_value
from finalorder.history.court_lists import merge_lists
from finalorder.history.digests import RowSums
from finalorder.history.folders import History, HistoryDraft, find_history, write_history
from finalorder.history.manifest import HistoryManifest, HistoryRelease, HistoryTable, KeyRange, ReleaseTable
from finalorder.history.row_steps import RowSteps, TableShape
from finalorder.history.table_merge import (
    SQL_FOLDER,
    MergedTable,
    MergeEngine,
    TableMerge,
    merge_table,
    read_columns,
)
from finalorder.lake import Lake, Release
from finalorder.registry import list_core_tables

StepCallback = Callable[[str], None]
#: what a release's manifest says that a rebuilt release needs too
_KEPT_DETAILS = ("source", "finalorder", "only", "findings", "mismatches", "missing", "allow_mismatch")


@dataclass(frozen=True, slots=True)
class AddedRelease:
    """What adding a release did: the history, the release in it, and whether it had been there before."""

    history: History
    release: HistoryRelease
    was_there: bool


def add_release(
    lake: Lake, release: Release, *, name: str = "", where: MergeEngine, said: StepCallback = lambda _: None
) -> AddedRelease:
    """Add a release of a lake to the lake's history.

    :param name: the name in the history, if it is another: a month that was published twice is kept twice.
    :raises FinalorderError: if the release is of another series than those of the history, was built from some tables
        only, is there already with other rows, or if a file of the history is damaged.
    """
    called = name or release.name
    _require_whole_release(release)
    with write_history(lake) as draft:
        history = find_history(lake)
        known = history.manifest if history else HistoryManifest(release.lineage, release.simulated)
        _require_same_series(known, release)
        held = known.find_release(called)
        if history is not None and held is not None:
            again = find_added(known, release, called) or held
            if again is held:
                _require_same_rows(held, release, where, draft.path)
            return AddedRelease(history, again, was_there=True)
        addition = _Addition(draft, history, known, release, called, where)
        manifest, added = addition.merge_tables(said)
        return AddedRelease(draft.publish(manifest), added, was_there=False)


def _require_whole_release(release: Release) -> None:
    missing = [table.name for table in list_core_tables() if not _has_table(release, table.name)]
    if missing or release.info.get("only"):
        what = ", ".join(missing) or f"all but {', '.join(release.info['only'])}"
        raise InputError(
            f"release {release.name} was built without {what}; a history needs every table: build it whole."
        )


def _has_table(release: Release, table: str) -> bool:
    try:
        return release.find_table_path(table).exists()
    except NotInLakeError:
        return False


def _require_same_series(known: HistoryManifest, release: Release) -> None:
    if known.lineage == release.lineage:
        return
    kinds = {True: "simulated", False: "real"}
    raise InputError(
        f"release {release.name} is {kinds[release.simulated]} ({release.lineage}) and the history is of "
        f"{kinds[known.simulated]} releases ({known.lineage}); keep each series in a lake of its own."
    )


def _require_same_rows(held: HistoryRelease, release: Release, where: MergeEngine, scratch: Path) -> None:
    """A release of that name is there: with these rows, or it is another one of the same name.

    :raises InputError: if it is another one.
    """
    if held.source.get("table_files") == _list_table_files(release):
        return
    differing = [
        name
        for name, table in held.tables.items()
        if compute_table_digest(release, name, where, scratch) != table.digest
    ]
    if differing:
        raise InputError(
            f"the history has another release {quote_value(held.name)}, which differs from this one in "
            f"{', '.join(differing)}; a month that was published again is kept beside the first: add it with --as NAME."
        )


def find_added(known: HistoryManifest, release: Release, name: str) -> HistoryRelease | None:
    """The release of a history that has the files of one of a lake: by that name, or by the one it was given there."""
    files = _list_table_files(release)
    same = [each for each in known.releases if files and each.source.get("table_files") == files]
    return next((each for each in same if each.name == name), same[0] if same else None)


def compute_table_digest(release: Release, table: str, where: MergeEngine, scratch: Path) -> str:
    """The digest of a release's own table, as it is in the lake."""
    path = release.find_table_path(table)
    columns = read_columns(path)
    shape = TableShape(table, find_key(table), columns)
    step = RowSteps(shape, KeyRange(), shape.names).select_release_rows()
    with TemporaryDirectory(dir=scratch) as aside, where.open(Path(aside)) as engine:
        runner = StepRunner(engine, {**load_steps(SQL_FOLDER), step.name: step}, {"release_table": path})
        return RowSums.read(runner.query("digest_sums").to_pylist()[0]).digest


def find_key(table: str) -> str:
    """The column that identifies a row of a core table, in the lake's spelling."""
    return next(each.key for each in list_core_tables() if each.name == table).lower()


def _list_table_files(release: Release) -> dict[str, str]:
    return {name: record.digest for name, record in release.manifest.tables.items() if name.startswith("tables/")}


@dataclass(frozen=True, slots=True)
class _Addition:
    """One release on its way into a history."""

    draft: HistoryDraft
    history: History | None
    known: HistoryManifest
    release: Release
    name: str
    where: MergeEngine

    def merge_tables(self, said: StepCallback) -> tuple[HistoryManifest, HistoryRelease]:
        """Merge every table into the draft; gives the history's manifest with the release, and the release."""
        bare = HistoryRelease(self.name, self.release.day, {}, _describe_source(self.release))
        order = tuple(each.name for each in self.known.add_release(bare).releases)
        merged: dict[str, MergedTable] = {}
        with self.where.open(self.draft.path) as engine:
            for table in list_core_tables():
                merged[table.name] = merge_table(self._ask_merge(table.name, order), self.where, engine)
                said(table.name)
        lists = merge_lists(self.history, self.release, self.draft.path)
        tables: Mapping[str, ReleaseTable] = {name: each.release for name, each in merged.items()}
        added = replace(bare, tables=tables, lists=lists.of_release)
        history = {name: each.history for name, each in merged.items()}
        return replace(self.known.add_release(added), tables=history, lists=lists.files), added

    def _ask_merge(self, table: str, order: tuple[str, ...]) -> TableMerge:
        return TableMerge(
            table=table,
            key=find_key(table),
            release=self.name,
            source=self.release.find_table_path(table),
            order=order,
            old_folder=None if self.history is None else self.history.find_table_folder(table),
            folder=self.draft.path / table,
            known=self.known.tables.get(table, HistoryTable()),
        )


def _describe_source(release: Release) -> dict[str, Any]:
    """What is kept of a release's manifest: what a release rebuilt from the history needs to know of itself."""
    record = release.info
    kept = {name: record[name] for name in _KEPT_DETAILS if name in record}
    return {
        **kept,
        "release": release.name,
        "lineage": record["lineage"],
        "simulation": record["simulation"],
        "table_files": _list_table_files(release),
    }
