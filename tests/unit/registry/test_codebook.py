"""Every published table and column has a sentence in both languages, and every code list that is named exists."""

import json

import pytest

from finalorder import registry
from finalorder.registry import CodebookColumn, CodebookTable

TABLES = registry.load_codebook()
COLUMNS = [(table, column) for table in TABLES.values() for column in table.columns]
TYPES = frozenset(("int", "number", "bool", "date", "datetime", "month_year", "money", "list", "bytes")) | {
    "code",
    "text",
    "time_hhmm",
    "guid",
}
#: the court lists judges by name; the package hands on no list of people
LISTS_OF_PEOPLE = {"tblLookupJudge.JUDGE_CODE"}


def test_every_table_of_the_courts_file_is_there_with_all_that_the_lake_keeps() -> None:
    for table in (*registry.list_core_tables(), *registry.list_lookup_tables()):
        folder = "lookups" if table.is_lookup else "tables"
        kept = [column.lake_name for column in table.columns if column.kept]
        assert [column.name for column in TABLES[f"{folder}/{table.name}"].columns] == kept


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_row_and_every_column_has_a_sentence(lang: str) -> None:
    for table in TABLES.values():
        assert table.describe(lang).endswith("."), table.name
        assert table.source, table.name
    for table, column in COLUMNS:
        said = column.describe(lang)
        assert said, f"{table.name}.{column.name}"
        assert not said.endswith("."), f"{table.name}.{column.name}"


def test_the_two_languages_are_two() -> None:
    same = [f"{table.name}.{column.name}" for table, column in COLUMNS if column.en == column.es]
    assert [name for name in same if not name.endswith((".strpanel",))] == []


def test_types_are_known_and_keys_are_columns() -> None:
    for table, column in COLUMNS:
        assert column.type in TYPES, f"{table.name}.{column.name}"
        assert column.source, f"{table.name}.{column.name}"
    for table in TABLES.values():
        assert {column.name for column in table.columns}.issuperset(table.key), table.name


def test_every_list_of_codes_that_is_named_has_codes_but_those_of_people() -> None:
    named = {column.codes for _, column in COLUMNS if column.codes}
    assert len(named) > 25
    empty = {name for name in named if not registry.find_code_list(name)}
    assert empty <= LISTS_OF_PEOPLE
    for name in named - empty:
        assert all(english and spanish for english, spanish in registry.find_code_list(name).values()), name


def test_the_same_code_means_two_things_in_the_two_columns_of_a_decision() -> None:
    proceedings = TABLES["tables/proceedings"]
    merits, other = (registry.get_code_list(_find(proceedings, name)) for name in ("dec_code", "other_comp"))
    assert merits["X"][0] == "Remove"
    assert merits["T"] != other["T"]


def _find(table: CodebookTable, name: str) -> CodebookColumn:
    found = table.find_column(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("orders", "ledger/orders"),
        ("proceedings", "tables/proceedings"),
        ("tblDecCode", "lookups/tbldeccode"),
        ("cubes/m4", "cubes/m4"),
        ("plan/city.fiscal-year", "plan/city.fiscal-year"),
        ("history/cases", "history/cases"),
        ("cities", "registry/cities"),
    ],
)
def test_a_table_is_found_by_the_name_that_people_type(name: str, found: str) -> None:
    table = registry.find_codebook_table(name)
    assert table is not None
    assert table.name == found
    assert table.columns


@pytest.mark.parametrize("name", ["no_such_table", "history/no_such_table", "ledger/cases.idncase"])
def test_what_is_no_table_is_none(name: str) -> None:
    assert registry.find_codebook_table(name) is None


def test_the_notes_of_a_file_are_a_table_schema_with_the_sentences() -> None:
    said = json.loads(registry.build_file_notes("ledger/orders")[registry.FILE_NOTES_KEY])
    fields = {field["name"]: field for field in said["schema"]["fields"]}
    assert fields["final_on"]["type"] == "date"
    assert fields["final_on"]["description_es"].startswith("el primer día")
    assert fields["order_class"]["levels"]["removal"] == "removal"
    assert said["schema"]["primaryKey"] == ["order_id"]
    assert registry.build_file_notes("no/such_table") == {}
    assert "now_not_then" not in fields["final_on"]


def test_a_column_without_a_sentence_is_a_mistake_that_stops_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    from finalorder.registry import codebook

    whole = codebook.read_codebook_file("court_cases")
    columns = {name: said for name, said in whole["tables"]["tables/cases"]["columns"].items() if name != "sex"}
    part = {**whole, "tables": {"tables/cases": {**whole["tables"]["tables/cases"], "columns": columns}}}
    monkeypatch.setattr(codebook, "read_codebook_file", lambda name: part)
    court = next(table for table in registry.list_core_tables() if table.name == "cases")
    with pytest.raises(ValueError, match=r"tables/cases\.sex has no sentence"):
        codebook._build_table("tables/cases", "court_cases", part["tables"]["tables/cases"], court)


@pytest.mark.parametrize("name", ["custody", "case_types", "appeal_reservations", "priorities"])
def test_a_list_that_is_translated_has_every_code_of_the_courts_and_no_other(name: str) -> None:
    translated = registry.find_code_list(name)
    listed = {row["code"]: row["name"] for row in registry.read_codes(name)}
    assert listed.keys() <= translated.keys()
    assert {code: translated[code][0] for code in listed} == listed
    assert all(english != spanish for english, spanish in translated.values())


def test_the_juvenile_codes_are_translated_by_their_number() -> None:
    listed = {row["number"]: row["name"] for row in registry.read_codes("juveniles")}
    assert {code: english for code, (english, _) in registry.find_code_list("juveniles.number").items()} == listed
