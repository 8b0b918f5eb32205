"""Answer rows in a file that somebody kept: read as they stand, to be compared with the same rows of today."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder.answers.formats import unguard_cell
from finalorder.answers.provenance import Provenance, name_csv_metadata
from finalorder.answers.rows import ANSWER_COLUMNS, ANSWER_SCHEMA, IDENTITY_COLUMNS, TEXT_COLUMNS, AnswerRow
from finalorder.errors import InputError, escape_unprintable
from finalorder.words import Words

KEY_COLUMNS = (*TEXT_COLUMNS, *IDENTITY_COLUMNS, "unit")
ROW_SUFFIXES = (".json", ".csv", ".parquet")
_NUMBER_COLUMNS = frozenset(
    field.name for field in ANSWER_SCHEMA if pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
)

PlainRow = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredRows:
    """The rows of a file in plain values, and what the file says made them."""

    rows: tuple[PlainRow, ...]
    provenance: Provenance
    #: the name of the release that its ``meta`` names, where nothing says what was asked
    release: str = ""


def read_stored_rows(path: Path) -> StoredRows:
    """Read the answer rows of a JSON, CSV or Parquet file, and what rebuilds them.

    :raises InputError: if it is no such file.
    """
    try:
        records, meta = _READERS[path.suffix.lower()](path)
        rows = tuple(make_plain_row(record) for record in records)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, pa.ArrowException) as error:
        reason = escape_unprintable(str(error).split("\n", maxsplit=1)[0])[:120]
        raise InputError(
            f"{path} has no answer rows that can be read ({reason}); pass a file that finalorder wrote."
        ) from error
    about = Provenance.from_record(meta)
    releases = {row["release"] for row in rows if row["release"]}
    return StoredRows(rows, about, about.release or (releases.pop() if len(releases) == 1 else ""))


def _read_json(path: Path) -> tuple[list[Mapping[str, Any]], Any]:
    read = json.loads(path.read_text(encoding="utf-8-sig"))
    return read["rows"], read.get("meta")


def _read_csv(path: Path) -> tuple[list[Mapping[str, Any]], Any]:
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    beside = name_csv_metadata(path)
    meta = json.loads(beside.read_text(encoding="utf-8"))["notes"][0] if beside.is_file() else None
    return list(rows), meta


def _read_parquet(path: Path) -> tuple[list[Mapping[str, Any]], Any]:
    table = pq.read_table(path)
    noted = (table.schema.metadata or {}).get(b"meta")
    return table.to_pylist(), json.loads(noted) if noted else None


_READERS = {".json": _read_json, ".csv": _read_csv, ".parquet": _read_parquet}


def make_plain_row(record: Mapping[str, Any]) -> PlainRow:
    """Return a row in values that do not depend on the format that carried it.

    Raises KeyError if the record is no answer row.
    """
    if "measure" not in record or "value" not in record:
        raise KeyError("no columns measure and value")
    return {name: _make_plain(name, record.get(name)) for name in ANSWER_COLUMNS}


def make_plain_rows(rows: Iterable[AnswerRow]) -> list[PlainRow]:
    """Return answer rows in the same plain values as those of a file."""
    return [make_plain_row(row.to_record()) for row in rows]


def _make_plain(name: str, value: Any) -> Any:
    if name in _NUMBER_COLUMNS:
        return None if value in (None, "") else float(value)
    if name == "simulated":
        return value is True or value == "true"
    return "" if value is None else unguard_cell(str(value))


def compare_rows(kept: Sequence[PlainRow], now: Sequence[PlainRow], words: Words) -> Iterator[str]:
    """Say what of the rows of a file is not so today, a line a row; nothing if all are. Their order does not matter."""
    before, after = _index_rows(kept), _index_rows(now)
    for key, rows in before.items():
        others = after.get(key, [])
        if not others:
            yield words.format_plain("reproduce.row_gone", row=_name_key(key))
        elif Counter(map(_freeze, rows)) != Counter(map(_freeze, others)):
            changes = list(_list_changes(rows[0], others[0], words)) or [words.format_plain("reproduce.row_count")]
            yield f"{_name_key(key)}: {'; '.join(changes)}"


def list_added_rows(kept: Sequence[PlainRow], now: Sequence[PlainRow], words: Words) -> Iterator[str]:
    """Say which rows of today a file does not have, a line each."""
    before = _index_rows(kept)
    added = (key for key in _index_rows(now) if key not in before)
    yield from (words.format_plain("reproduce.row_new", row=_name_key(key)) for key in added)


def _index_rows(rows: Iterable[PlainRow]) -> dict[tuple[str, ...], list[PlainRow]]:
    found: dict[tuple[str, ...], list[PlainRow]] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in KEY_COLUMNS), []).append(row)
    return found


def _freeze(row: PlainRow) -> tuple[Any, ...]:
    return tuple(row.values())


def _list_changes(row: PlainRow, other: PlainRow, words: Words) -> Iterator[str]:
    for name in ANSWER_COLUMNS:
        if row[name] != other[name]:
            kept, now = _format(row[name], words), _format(other[name], words)
            yield words.format_plain("reproduce.change", column=name, kept=kept, now=now)


def _format(value: Any, words: Words) -> str:
    if isinstance(value, float):
        return f"{value:,.10g}"
    return words.format_plain("reproduce.empty") if value in (None, "") else str(value)


def _name_key(key: tuple[str, ...]) -> str:
    named = dict(zip(KEY_COLUMNS, key, strict=True))
    left_out = {"release", "vintage", "as_of", "population", "condition", "unit"}
    return " ".join(text for name, text in named.items() if text and name not in left_out)
