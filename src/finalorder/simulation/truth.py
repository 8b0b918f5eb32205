"""The truth beside a simulated release: the clean typed tables, and where each fault was put."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from finalorder.registry import Table
from finalorder.simulation import successive_months
from finalorder.simulation.day_numbers import Bools

CHANGE_SCHEMA = pa.schema(
    [("member", pa.string()), ("key", pa.string()), ("kind", pa.string()), ("columns", pa.list_(pa.string()))]
)
FILE_SCHEMA = pa.schema([("kind", pa.string()), ("table", pa.string()), ("name", pa.string())])
FAULT_SCHEMA = pa.schema([("member", pa.string()), ("record", pa.int64()), ("kind", pa.string())])


@dataclass(frozen=True, slots=True)
class MonthPair:
    """One block of a table in two releases: what each says, which rows each holds, which of them had vanished."""

    before: pa.Table
    now: pa.Table
    held: tuple[Bools, Bools]
    returned: Bools


class TruthFiles:
    """Parquet files that grow block by block: one a table, and ``faults.parquet``.

    A row of ``faults.parquet`` is one fault: the member of the zip, the number of its record (the first after the
    header is 1), and the kind of fault. A row of ``changes.parquet``, written for a release that follows another, is
    a record that is not as it was in that one: the member, the record's primary key, the kind of change (vanished,
    changed, appeared, or returned after having vanished), and the columns changed. A row of ``file_changes.parquet``
    is a table, column, folder or entry of a list that one of the two files has and the other has not.
    """

    def __init__(self, folder: Path, stack: ExitStack, *, follows: bool = False) -> None:
        self.folder, self.stack = folder, stack
        self.writers: dict[str, pq.ParquetWriter] = {}
        self.faults = stack.enter_context(pq.ParquetWriter(folder / "faults.parquet", FAULT_SCHEMA))
        self.changes: pq.ParquetWriter | None = None
        if follows:
            self.changes = stack.enter_context(pq.ParquetWriter(folder / "changes.parquet", CHANGE_SCHEMA))

    def write_clean_block(self, spec: Table, clean: pa.Table, faults: list[tuple[int, str]]) -> None:
        """Write one block of one table, and its faults as (record, kind)."""
        if spec.name not in self.writers:
            path = self.folder / f"{spec.name}.parquet"
            self.writers[spec.name] = self.stack.enter_context(pq.ParquetWriter(path, clean.schema))
        self.writers[spec.name].write_table(clean)
        if faults:
            records, kinds = zip(*faults, strict=True)
            members = [spec.file] * len(faults)
            self.faults.write_table(pa.table([members, records, kinds], schema=FAULT_SCHEMA))

    def write_changes(self, spec: Table, keys: list[str], months: "MonthPair") -> None:
        """Write one block of one table: what the release before and this one say, and which rows each of them holds.

        ``keys`` are the primary keys of all rows of the block.
        """
        assert self.changes is not None
        was, still = months.held
        stayed = was & still
        before = months.before.take(pa.array(np.flatnonzero(still[was])))
        now = months.now.take(pa.array(np.flatnonzero(was[still])))
        differing = successive_months.find_changed_rows(before, now)
        at = np.flatnonzero(stayed)
        found: list[tuple[int, str, list[str]]] = [
            (row, "vanished", []) for row in np.flatnonzero(was & ~still).tolist()
        ]
        found += [
            (row, "returned" if months.returned[row] else "appeared", [])
            for row in np.flatnonzero(still & ~was).tolist()
        ]
        for place in np.flatnonzero(np.any([np.zeros(len(at), dtype=bool), *differing.values()], axis=0)).tolist():
            found.append((int(at[place]), "changed", [name for name in differing if differing[name][place]]))
        rows = [
            [spec.file] * len(found),
            [keys[row] for row, _, _ in found],
            *zip(*(f[1:] for f in found), strict=True),
        ]
        if found:
            self.changes.write_table(pa.table(rows, schema=CHANGE_SCHEMA))

    def write_file_changes(self, changes: list[tuple[str, ...]]) -> None:
        """Write what one of two files has and the other has not, as kind, table and name."""
        columns = list(zip(*changes, strict=True)) or [(), (), ()]
        pq.write_table(
            pa.table([pa.array(each, pa.string()) for each in columns], schema=FILE_SCHEMA),
            self.folder / "file_changes.parquet",
        )

    def close(self) -> None:
        """Finish every file."""
        for writer in [*self.writers.values(), self.faults, *([self.changes] if self.changes else [])]:
            writer.close()
