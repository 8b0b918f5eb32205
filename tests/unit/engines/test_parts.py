"""A folder of part files is one table of the lake, in order, with names and types alone; checksums are of the rows."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finalorder.engines import DuckDB, Step
from finalorder.engines.part_files import count_rows, read_rows, tidy_part_files
from finalorder.errors import DamagedError
from finalorder.ledger import compute_checksum


def table(*numbers: int | None) -> pa.Table:
    return pa.table({"n": pa.array(numbers, pa.int64()), "word": pa.array([str(n) for n in numbers], pa.string())})


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """A folder as Spark leaves it."""
    folder = tmp_path / "parts"
    folder.mkdir()
    for number, rows in enumerate(([1, 2, 3], [], [4], [5, 6])):
        pq.write_table(table(*rows), folder / f"part-0000{number}-x-c000.zstd.parquet")
        (folder / f".part-0000{number}-x-c000.zstd.parquet.crc").touch()
    (folder / "_SUCCESS").touch()
    return folder


def test_what_a_writer_leaves_beside_the_parts_goes_and_their_order_stays(parts: Path) -> None:
    tidy_part_files(parts)
    assert sorted(path.name for path in parts.iterdir()) == [f"part-0000{number}.parquet" for number in range(4)]
    assert read_rows(parts).column("n").to_pylist() == [1, 2, 3, 4, 5, 6]
    assert count_rows(parts) == 6


def test_a_folder_of_parts_is_read_by_the_engine_as_one_table_in_order(parts: Path) -> None:
    with DuckDB() as engine:
        rows = engine.query(Step("rows", "SELECT n FROM parts"), {"parts": engine.load_table("parts", parts)})
    assert rows.column("n").to_pylist() == [1, 2, 3, 4, 5, 6]


def test_a_folder_and_a_file_with_the_same_rows_have_the_same_checksum(parts: Path, tmp_path: Path) -> None:
    pq.write_table(table(1, 2, 3, 4, 5, 6), tmp_path / "one.parquet")
    assert compute_checksum(parts) == compute_checksum(tmp_path / "one.parquet")


def test_no_rows_have_columns_and_no_notes_on_them(tmp_path: Path) -> None:
    schema = pa.schema([pa.field("n", pa.int64(), nullable=False, metadata={"spark": "x"})], metadata={"spark": "y"})
    folder = tmp_path / "parts"
    folder.mkdir()
    pq.write_table(schema.empty_table(), folder / "part-00000.parquet")
    found = read_rows(folder).schema
    assert (found.names, found.metadata, found.field("n").nullable) == (["n"], None, True)


def test_a_folder_without_parts_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(DamagedError, match="has no part files"):
        count_rows(tmp_path)


def sums(tmp_path: Path, *tables: pa.Table, **options: object) -> list[str]:
    found = []
    for number, each in enumerate(tables):
        pq.write_table(each, tmp_path / f"{number}.parquet", **options)
        found.append(compute_checksum(tmp_path / f"{number}.parquet"))
    return found


def test_the_checksum_is_that_of_the_rows_and_not_of_the_file(tmp_path: Path) -> None:
    rows = table(*range(1_000))
    (one,) = sums(tmp_path, rows)
    (other,) = sums(tmp_path, rows, row_group_size=7, compression="gzip")
    assert one == other


def test_another_order_value_name_or_row_has_another_checksum(tmp_path: Path) -> None:
    same = table(1, 2)
    others = [table(2, 1), table(1, 3), table(1, 2, 2), table(1), same.rename_columns(["m", "word"])]
    assert len(set(sums(tmp_path, same, *others))) == 6


def test_nothing_an_empty_text_and_an_empty_list_are_told_apart(tmp_path: Path) -> None:
    texts = [pa.table({"x": pa.array([value], pa.string())}) for value in (None, "")]
    lists = [pa.table({"x": pa.array([value], pa.list_(pa.string()))}) for value in (None, [], ["a"], ["a", "b"])]
    assert len(set(sums(tmp_path, *texts))) == 2
    assert len(set(sums(tmp_path, *lists))) == 4
