"""The registry as tables that SQL joins: codes, places, law with its days, and how the file is read."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder import registry
from finalorder.ledger.legal_calendar import build_business_days
from finalorder.ledger.legal_periods import build_legal_periods, list_rules_at_once

#: each is ``registry/codes/NAME.csv`` and, in SQL, ``registry_NAME``
CODE_TABLES = (
    "adjournments",
    "appeal_reservations",
    "appeal_types",
    "application_decisions",
    "board_decisions",
    "calendar_types",
    "case_types",
    "charges",
    "custody",
    "decisions",
    "dedicated_locations",
    "docket_marks",
    "effects",
    "identifiers",
    "juveniles",
    "motions",
    "notice_trouble",
    "priorities",
    "schedule_types",
)


@cache
def build_registry_tables() -> dict[str, pa.Table]:
    """Build the registry's tables under the names that SQL uses, once: every question is handed some of them."""
    named = {f"registry_{name}": _build_text_table(registry.read_codes(name)) for name in CODE_TABLES}
    return named | {
        "registry_cities": _build_text_table(registry.read_registry_rows("cities")),
        "registry_notes": _build_text_table(registry.read_registry_rows("notes")),
        "registry_bands": _build_band_table(registry.read_registry_rows("bands")),
        "registry_business_days": build_business_days(),
        "registry_legal_periods": build_legal_periods(),
        **_build_law_tables(registry.read_law()),
        **_build_reading_tables(registry.read_reading_rules()),
    }


def write_registry_tables(target: Path) -> None:
    """Write every table of the registry into a folder, and the codebook, so that a lake can be read without us."""
    target.mkdir(exist_ok=True)
    tables = {name.removeprefix("registry_"): table for name, table in build_registry_tables().items()}
    for name, table in {**tables, "codebook": build_codebook_table()}.items():
        notes = dict(registry.build_file_notes(f"registry/{name}", table.column_names))
        pq.write_table(table.replace_schema_metadata(notes), target / f"{name}.parquet", compression="zstd")


def build_codebook_table() -> pa.Table:
    """Build one row a column of every published table: what it says, its type, unit, codes and source."""
    rows = [
        {
            "table": table.name,
            "column": column.name,
            "type": column.type,
            "unit": column.unit or None,
            "codes": column.codes or None,
            "now_not_then": column.now_not_then,
            "en": column.en,
            "es": column.es,
            "source": column.source,
        }
        for table in registry.load_codebook().values()
        for column in table.columns
    ]
    kinds = {name: pa.bool_() if name == "now_not_then" else pa.string() for name in rows[0]}
    return _build_typed_table(rows, kinds)


def _build_text_table(rows: tuple[dict[str, str], ...]) -> pa.Table:
    columns = {name: [row[name] or None for row in rows] for name in rows[0]}
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _build_band_table(rows: tuple[dict[str, str], ...]) -> pa.Table:
    """Build one row a band: ``split``, ``level``, ``first_day``, ``last_day``;
    an open end reaches as far as a number can.
    """
    ends = {"first_day": -(2**31), "last_day": 2**31 - 1}
    numbers = {name: [int(row[name]) if row[name] else end for row in rows] for name, end in ends.items()}
    return pa.table({name: [row[name] for row in rows] for name in ("split", "level")} | numbers)


def _build_law_tables(law: Mapping[str, Any]) -> dict[str, pa.Table]:
    dockets = {"id": pa.string(), "name": pa.string(), "rank": pa.int64(), "dated_by": pa.string()}
    days = dict.fromkeys(("charged_from", "charged_to", "entered_from"), pa.date32())
    at_once = {"id": pa.string(), "case_type": pa.string(), "charged_from": pa.date32()}
    return {
        "registry_final_at_once": _build_typed_table(list_rules_at_once(), at_once),
        "registry_ages": _build_typed_table(law["age"], {"name": pa.string(), "months": pa.int64()}),
        "registry_family_dockets": _build_typed_table(
            law["family_docket"], dockets | {"needs_location": pa.bool_(), "marks_families": pa.bool_()} | days
        ),
    }


def _build_reading_tables(rules: Mapping[str, Any]) -> dict[str, pa.Table]:
    days = {"first_on": pa.date32(), "last_on": pa.date32()}
    return {
        "registry_windows": _build_typed_table(rules["window"], {"name": pa.string(), "days": pa.int32()}),
        "registry_spans": _build_typed_table(rules["span"], {"name": pa.string()} | days),
    }


def _build_typed_table(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, pa.DataType]) -> pa.Table:
    """Build the columns named of some rules; what a rule does not give is NULL."""
    listed = list(rows)
    return pa.table({name: pa.array([row.get(name) for row in listed], kind) for name, kind in columns.items()})
