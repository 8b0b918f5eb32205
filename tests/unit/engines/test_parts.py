"""Many part files become one file of the lake, in order, with names and types alone; checksums are of the rows."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finalorder.engines import part_files
from finalorder.engines.part_files import merge_part_files
from finalorder.ledger import compute_checksum


def table(*numbers: int | None) -> pa.Table:
    return pa.table({"n": pa.array(numbers, pa.int64()), "word": pa.array([str(n) for n in numbers], pa.string())})


def test_parts_are_joined_in_the_order_of_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part_files, "ROWS_PER_GROUP", 2)
    folder = tmp_path / "parts"
    folder.mkdir()
    for number, rows in enumerate(([1, 2, 3], [], [4], [5, 6])):
        pq.write_table(table(*rows), folder / f"part-0000{number}-x.zstd.parquet")
    (folder / "_SUCCESS").touch()
    assert merge_part_files(folder, tmp_path / "one.parquet") == 6
    assert pq.read_table(tmp_path / "one.parquet").column("n").to_pylist() == [1, 2, 3, 4, 5, 6]
    assert pq.ParquetFile(tmp_path / "one.parquet").num_row_groups > 1


def test_no_rows_give_a_file_with_the_columns_and_no_notes_on_them(tmp_path: Path) -> None:
    schema = pa.schema([pa.field("n", pa.int64(), nullable=False, metadata={"spark": "x"})], metadata={"spark": "y"})
    folder = tmp_path / "parts"
    folder.mkdir()
    pq.write_table(schema.empty_table(), folder / "part-00000.parquet")
    assert merge_part_files(folder, tmp_path / "one.parquet") == 0
    found = pq.read_schema(tmp_path / "one.parquet")
    assert (found.names, found.metadata, found.field("n").nullable) == (["n"], None, True)


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
