"""Ranges of keys with about the same number of rows: what DuckDB reads of a table at once, in bounded memory."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder.engines import Engine, count_rows, list_part_files
from finalorder.history.manifest import KeyRange
from finalorder.history.row_steps import RowSteps, TableShape


def split_keys(engine: Engine, shape: TableShape, path: Path, keys: KeyRange, size: int) -> list[KeyRange]:
    """Split a range in ranges of about ``size`` rows of a table, whose key is a number."""
    found = _find_bounds_in_metadata(path, shape.key, size)
    if found is None:
        found = _find_bounds_in_rows(engine, shape, path, keys, size)
    low, high = keys.low, keys.high
    bounds = sorted({each for each in found if (low is None or each > low) and (high is None or each < high)})
    return [KeyRange(begin, end) for begin, end in zip([low, *bounds], [*bounds, high], strict=True)]


def _find_bounds_in_rows(engine: Engine, shape: TableShape, path: Path, keys: KeyRange, size: int) -> list[int]:
    """Find the keys at every so many places of a table that lies in no order."""
    places = pa.table({"place": pa.array(range(size, count_rows(path), size), pa.int64())})
    inputs = {
        "release_table": engine.load_table("release_table", path),
        "asked_places": engine.load_table("asked_places", places),
    }
    step = RowSteps(shape, keys, shape.names).select_bounds()
    bounds: list[int] = engine.query(step, inputs).column("bound").to_pylist()
    return bounds


def _find_bounds_in_metadata(path: Path, key: str, size: int) -> list[int] | None:
    """Find the same where the file says it: its groups of rows follow each other in the order of the key."""
    bounds, held, last = [], 0, None
    for rows, least, most in _list_row_groups(path, key):
        if least is None or most is None or rows > size or (last is not None and least < last):
            return None
        if held >= size:
            bounds.append(least)
            held = 0
        held, last = held + rows, most
    return bounds


def _list_row_groups(path: Path, key: str) -> Iterator[tuple[int, int | None, int | None]]:
    """Rows, least and greatest key of every group of rows; no keys where the file does not say them."""
    for part in list_part_files(path):
        metadata = pq.read_metadata(part)
        place = pq.read_schema(part).names.index(key)
        for number in range(metadata.num_row_groups):
            group = metadata.row_group(number)
            said = group.column(place).statistics
            known = said is not None and said.has_min_max
            yield group.num_rows, said.min if known else None, said.max if known else None
