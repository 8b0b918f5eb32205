"""Every column of the ledger is described once, and the pages that say so are current."""

import pyarrow as pa
import pytest

from finalorder import registry
from finalorder.ledger import PUBLISHED
from ledger_harness import engine_with
from pages import DOCS, PAGES
from small_lives import RELEASE_DAY, proceeding

KINDS = {"int": pa.int64(), "date": pa.date32(), "bool": pa.bool_(), "text": pa.string(), "list": pa.list_(pa.string())}


@pytest.fixture(scope="module")
def schemas() -> dict[str, pa.Schema]:
    tables = {"cases": [{"idncase": 1}], "proceedings": [proceeding()]}
    with engine_with(tables, RELEASE_DAY) as engine:
        return {name: engine.answer(f"SELECT * FROM {name}").schema for name in PUBLISHED}


@pytest.mark.parametrize("table", PUBLISHED)
def test_the_columns_are_those_of_the_table_in_its_order_and_of_its_types(
    schemas: dict[str, pa.Schema], table: str
) -> None:
    described = [row for row in registry.rows("ledger_columns") if row["table"] == table]
    assert [row["column"] for row in described] == schemas[table].names
    for row in described:
        found = schemas[table].field(row["column"]).type
        assert found == KINDS[row["type"]] or (row["type"] == "list" and pa.types.is_list(found)), row["column"]
        assert row["dated"] in ("then", "now")
        assert row["description"]


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_is_current(name: str) -> None:
    assert (DOCS / "reference" / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"
