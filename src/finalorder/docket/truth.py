"""The truth beside a simulated release: the clean typed tables, and where each fault was put."""

from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder.registry import Table

FAULT_SCHEMA = pa.schema([("member", pa.string()), ("record", pa.int64()), ("kind", pa.string())])


class TruthFiles:
    """Parquet files that grow block by block: one a table, and ``faults.parquet``.

    A row of ``faults.parquet`` is one fault: the member of the zip, the number of its record (the first after the
    header is 1), and the kind of fault.
    """

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack = folder, stack
        self.writers: dict[str, pq.ParquetWriter] = {}
        self.faults = stack.enter_context(pq.ParquetWriter(folder / "faults.parquet", FAULT_SCHEMA))

    def add(self, spec: Table, clean: pa.Table, faults: list[tuple[int, str]]) -> None:
        """One block of one table, and its faults as (record, kind)."""
        if spec.name not in self.writers:
            path = self.folder / f"{spec.name}.parquet"
            self.writers[spec.name] = self.stack.enter_context(pq.ParquetWriter(path, clean.schema))
        self.writers[spec.name].write_table(clean)
        if faults:
            records, kinds = zip(*faults, strict=True)
            members = [spec.file] * len(faults)
            self.faults.write_table(pa.table([members, records, kinds], schema=FAULT_SCHEMA))

    def close(self) -> None:
        """Finish every file."""
        for writer in [*self.writers.values(), self.faults]:
            writer.close()
