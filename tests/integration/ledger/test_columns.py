"""Every column of the ledger is described once, and the pages that say so are current."""

import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner

from finalorder import api, registry
from finalorder.cli.main import main
from finalorder.ledger import LEDGER_TABLES, compute_checksum
from support.ledger_harness import ask, derive_tables
from support.reference_pages import DOCS, PAGES, ROOMS
from support.small_lives import RELEASE_DAY, proceeding

KINDS = {"int": pa.int64(), "date": pa.date32(), "bool": pa.bool_(), "text": pa.string(), "list": pa.list_(pa.string())}


@pytest.fixture(scope="module")
def schemas() -> dict[str, pa.Schema]:
    tables = {"cases": [{"idncase": 1}], "proceedings": [proceeding()]}
    with derive_tables(tables, RELEASE_DAY) as runner:
        return {name: ask(runner, f"SELECT * FROM {name}").schema for name in LEDGER_TABLES}


@pytest.mark.parametrize("table", LEDGER_TABLES)
def test_the_columns_are_those_of_the_table_in_its_order_and_of_its_types(
    schemas: dict[str, pa.Schema], table: str
) -> None:
    described = registry.load_codebook()[f"ledger/{table}"].columns
    assert [column.name for column in described] == schemas[table].names
    for column in described:
        found = schemas[table].field(column.name).type
        assert found == KINDS[column.type] or (column.type == "list" and pa.types.is_list(found)), column.name


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_is_current(name: str) -> None:
    assert (DOCS / "reference" / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


def test_every_room_of_the_codebook_has_a_page_that_the_index_leads_to() -> None:
    index = PAGES["tables.md"]()
    for room in registry.list_codebook_rooms():
        assert room in ROOMS
        assert f"(tables-{room}.md)" in index


def test_a_column_is_shown_with_its_type_source_and_codes_in_either_language() -> None:
    said = CliRunner().invoke(main, ["show", "orders.custody_code", "--lang", "es"]).output
    assert said.splitlines()[0].startswith("ledger/orders.custody_code: custodia en la orden")
    assert "    D: detenido\n" in said
    assert "  fuente: " in said
    wrong = CliRunner().invoke(main, ["show", "orders.custody"])
    assert 'did you mean "custody_code"' in str(wrong.exception)
    court = CliRunner().invoke(main, ["show", "tblDecCode.strCode"]).output
    assert "EOIR Case Data, Lookup, tblDecCode.csv, strCode" in court


def test_a_table_without_sql_of_its_own_says_so() -> None:
    wrong = CliRunner().invoke(main, ["show", "tables/proceedings", "--sql"])
    assert "has no SQL of its own" in str(wrong.exception)
    assert "SELECT" in CliRunner().invoke(main, ["show", "analysis/orders", "--sql"]).output


def test_a_table_is_shown_with_its_columns_and_a_mark_on_those_that_are_now_and_not_then() -> None:
    said = CliRunner().invoke(main, ["show", "cases"]).output
    assert "cases: one row a case" in said
    assert "custody_code: the case table's present custody; overwritten in place (current value only)" in said
    assert "charged_on: the earliest charging document\n" in said
    assert "SELECT" not in said


def test_the_checksums_of_a_ledger_are_printed_when_they_are_asked_for(tiny_lake: Path, tmp_path: Path) -> None:
    lake = Path(shutil.copytree(tiny_lake, tmp_path / "lake", symlinks=True))
    said = CliRunner().invoke(main, ["derive", "--lake", str(lake), "--checksums", "--counting-only"]).output
    release = api.open(lake)
    for name in LEDGER_TABLES:
        assert f"{compute_checksum(release.path(f'ledger/{name}'))}  ledger/{name}" in said
    assert "    a final order is not before its order date" in said
