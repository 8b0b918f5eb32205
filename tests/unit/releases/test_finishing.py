"""Tables are closed in a thread of their own while the next member is read."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finalorder.releases.table_writer import BackgroundCloser, TableWriter

SCHEMA = pa.schema([("n", pa.int64())])


class Full(TableWriter):
    """A table whose last rows find no room."""

    def close(self) -> None:
        raise OSError(28, "No space left on device")


def test_every_table_is_whole_when_all_are_finished(tmp_path: Path) -> None:
    with BackgroundCloser() as finishing:
        for number in range(3):
            writer = TableWriter(tmp_path / f"{number}.parquet", SCHEMA)
            writer.write(pa.table({"n": [number] * 10}, schema=SCHEMA))
            finishing.close_soon(writer)
    for number in range(3):
        assert pq.read_table(tmp_path / f"{number}.parquet").column("n").to_pylist() == [number] * 10


def test_what_goes_wrong_with_the_last_rows_is_raised_by_the_next_table(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space"), BackgroundCloser() as finishing:  # noqa: PT012 - the second close raises
        finishing.close_soon(Full(tmp_path / "full.parquet", SCHEMA))
        finishing.close_soon(TableWriter(tmp_path / "next.parquet", SCHEMA))
        pytest.fail("a table that is not whole was passed over")


def test_what_goes_wrong_with_the_very_last_table_is_raised_at_the_end(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space"), BackgroundCloser() as finishing:
        finishing.close_soon(Full(tmp_path / "full.parquet", SCHEMA))


def test_an_error_elsewhere_is_not_covered_by_one_of_the_last_rows(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="elsewhere"), BackgroundCloser() as finishing:  # noqa: PT012 - the order is the matter
        finishing.close_soon(Full(tmp_path / "full.parquet", SCHEMA))
        raise ValueError("elsewhere")
