"""What a build writes is what the codebook describes: every file, column and type; and the file says so itself."""

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finalorder import registry
from finalorder.registry import FILE_NOTES_KEY, CodebookTable

ARROW_TYPES = {
    "int": (pa.int64(), pa.int32()),
    # what is kept of a scope for later counts whole numbers as such
    "number": (pa.float64(), pa.int64()),
    "bool": (pa.bool_(),),
    "date": (pa.date32(),),
    "month_year": (pa.date32(),),
    "datetime": (pa.timestamp("ms"), pa.timestamp("us")),
    "money": (pa.decimal128(12, 2),),
    "bytes": (pa.binary(),),
}


@pytest.fixture(scope="module")
def files(simulated_lake: Path) -> dict[str, pa.Schema]:
    """The schema of every Parquet file of a release, by its name in the lake."""
    (release,) = (path for path in simulated_lake.iterdir() if not path.name.startswith("."))
    return dict(_read_schemas(release))


def _read_schemas(release: Path) -> Iterator[tuple[str, pa.Schema]]:
    for path in sorted(release.rglob("*.parquet")):
        yield path.relative_to(release).as_posix().removesuffix(".parquet"), pq.read_schema(path)


def _describe(name: str) -> CodebookTable:
    table = registry.find_codebook_table(name)
    assert table is not None, f"{name} is not in the codebook"
    return table


def test_every_file_is_described_and_every_column_of_it_with_its_type(files: dict[str, pa.Schema]) -> None:
    assert len(files) > 200
    for name, schema in files.items():
        table = _describe(name)
        for field in schema:
            column = table.find_column(field.name)
            assert column is not None, f"{name}.{field.name} is not in the codebook"
            if column.type == "list":
                assert pa.types.is_list(field.type)
            else:
                assert field.type in ARROW_TYPES.get(column.type, (pa.string(),)), f"{name}.{field.name}"


def test_nothing_is_described_that_a_file_does_not_have(files: dict[str, pa.Schema]) -> None:
    for name, schema in files.items():
        missing = [c.name for c in _describe(name).columns if not c.is_optional and c.name not in schema.names]
        assert missing == [], name


def test_the_codebook_has_no_table_that_a_build_does_not_write(files: dict[str, pa.Schema]) -> None:
    rooms = ("tables/", "lookups/", "ledger/", "registry/")
    named = {name for name in registry.load_codebook() if name.startswith(rooms)}
    simulated = {name for name in files if name.startswith(rooms)}
    # a simulated release has those lists of the court only that the package ships
    assert {name for name in named - simulated if not name.startswith("lookups/")} == set()


def test_every_file_says_what_it_is_to_any_reader(files: dict[str, pa.Schema], simulated_lake: Path) -> None:
    for name, schema in files.items():
        said = json.loads(schema.metadata[FILE_NOTES_KEY.encode()])
        described = {field["name"]: field["description"] for field in said["schema"]["fields"]}
        assert set(schema.names) <= set(described), name
    (path,) = simulated_lake.glob("simulated-*/ledger/orders.parquet")
    found = duckdb.execute("SELECT decode(value) FROM parquet_kv_metadata(?) WHERE key = 'finalorder'", [str(path)])
    ((text,),) = found.fetchall()
    assert json.loads(text)["table"] == "ledger/orders"


def test_the_registry_lies_in_the_lake_with_the_court_that_a_page_counts(simulated_lake: Path) -> None:
    (folder,) = simulated_lake.glob("simulated-*")
    miami = duckdb.execute(
        "SELECT court_code, docket FROM read_parquet(?) WHERE city = 'Miami' ORDER BY ALL",
        [str(folder / "registry" / "cities.parquet")],
    ).fetchall()
    assert miami == [("KRO", "detained"), ("MIA", "non_detained")]
    codebook = pq.read_table(folder / "registry" / "codebook.parquet")
    assert codebook.num_rows == sum(len(table.columns) for table in registry.load_codebook().values())
