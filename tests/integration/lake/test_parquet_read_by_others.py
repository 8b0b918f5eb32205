"""Every Parquet file of a lake has the same rows in every reader that is here, each of an implementation of its own.

R's `nanoparquet` and `arrow` are in no registry that this is run from; `test_read_by_others.py` has R read exports.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest


def read_with_duckdb(path: Path) -> pa.Table:
    import duckdb

    return duckdb.connect().read_parquet(str(path)).to_arrow_table()


def read_with_polars(path: Path) -> pa.Table:
    polars = pytest.importorskip("polars", reason="polars is not here")
    return polars.read_parquet(path, use_pyarrow=False).to_arrow()


def read_with_fastparquet(path: Path) -> pa.Table:
    fastparquet = pytest.importorskip("fastparquet", reason="fastparquet is not here; the development tools have it")
    return pa.Table.from_pandas(fastparquet.ParquetFile(str(path)).to_pandas(), preserve_index=False)


#: pandas of fastparquet counts days in nanoseconds of 64 bits; earlier and later ones are wrong there
FASTPARQUET_DAYS = (date(1677, 9, 22), date(2262, 4, 11))
READERS = {"duckdb": read_with_duckdb, "polars": read_with_polars, "fastparquet": read_with_fastparquet}


@pytest.fixture(scope="module")
def files(tiny_lake: Path) -> list[Path]:
    found = sorted(path for path in tiny_lake.rglob("*.parquet") if pq.read_metadata(path).num_rows)
    assert {path.parent.name for path in found} >= {"tables", "ledger", "lookups"}
    return found


def keep_days(column: pa.ChunkedArray, written: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column where what was written is a day that fastparquet can have."""
    first, last = (pa.scalar(day) for day in FASTPARQUET_DAYS)
    kept = pc.and_(pc.greater_equal(written, first), pc.less_equal(written, last))
    return pc.if_else(kept, column, pa.scalar(None, column.type))


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
@pytest.mark.parametrize("reader", READERS)
def test_a_reader_sees_the_rows_that_were_written(files: list[Path], reader: str) -> None:
    read: Callable[[Path], pa.Table] = READERS[reader]
    for path in files:
        written, seen = pq.read_table(path), read(path)
        assert seen.column_names == written.column_names, path
        for name in written.column_names:
            kind = written.schema.field(name).type
            before, after = written[name].cast(kind), seen[name].cast(kind)
            if reader == "fastparquet" and pa.types.is_date(kind):
                before, after = keep_days(before, before), keep_days(after, before)
            assert after.equals(before), (path, name)
