"""The truth beside a simulated release: the clean typed tables, and where each fault was put."""

from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from finalorder.registry import Table
from finalorder.simulation import successive_months
from finalorder.simulation.column_formats import Rows
from finalorder.simulation.day_numbers import Bools

CHANGE_SCHEMA = pa.schema(
    [("member", pa.string()), ("key", pa.string()), ("kind", pa.string()), ("columns", pa.list_(pa.string()))]
)
FAULT_SCHEMA = pa.schema([("member", pa.string()), ("record", pa.int64()), ("kind", pa.string())])


class TruthFiles:
    """Parquet files that grow block by block: one a table, and ``faults.parquet``.

    A row of ``faults.parquet`` is one fault: the member of the zip, the number of its record (the first after the
    header is 1), and the kind of fault. A row of ``changes.parquet``, written for a release that follows another, is
    a record of that one which is vanished or changed: the member, the record's primary key, and the columns changed.
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

    def write_changes(self, spec: Table, before: Rows, now: Rows, held: tuple[Bools, Bools]) -> None:
        """Write one block of one table: what the release before and this one say, and which rows each of them holds."""
        assert self.changes is not None
        was, still = held
        vanished, stayed = np.flatnonzero(was & ~still), was & still
        differing = {
            name.lower(): rows & stayed for name, rows in successive_months.find_changed_rows(before, now).items()
        }
        changed = np.flatnonzero(np.any([np.zeros(now.count, dtype=bool), *differing.values()], axis=0))
        columns: list[list[str]] = [[] for _ in vanished]
        columns += [[name for name in differing if differing[name][row]] for row in changed]
        at = np.concatenate([vanished, changed])
        kinds = ["vanished"] * len(vanished) + ["changed"] * len(changed)
        numbers = successive_months.list_primary_keys(now, spec, at)
        self.changes.write_table(pa.table([[spec.file] * len(at), numbers, kinds, columns], schema=CHANGE_SCHEMA))

    def close(self) -> None:
        """Finish every file."""
        for writer in [*self.writers.values(), self.faults, *([self.changes] if self.changes else [])]:
            writer.close()
