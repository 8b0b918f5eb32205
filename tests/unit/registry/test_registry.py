"""What the project carries as data: every entry has a source, and agrees with the court's own lists where they are."""

import csv
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from finalorder import cohorts, registry
from finalorder.ledger import build_registry_tables

CODES = sorted(path.stem for path in registry.find_registry_path("codes").glob("*.csv"))
#: their codes are unique together with another column
SEVERAL_KEYS = ("decisions", "docket_marks", "notice_trouble")
TYPES = {"int", "date", "datetime", "bool", "money", "month_year", "code", "text", "time_hhmm", "guid"}


def shared_rows(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", [name for name in CODES if name != "effects"])
def test_every_code_has_a_name_and_a_source(name: str) -> None:
    for row in registry.read_codes(name):
        assert row["source"], row
        assert row.get("name") or row.get("city"), row


@pytest.mark.parametrize(
    "name", [name for name in CODES if "code" in registry.read_codes(name)[0] and name not in SEVERAL_KEYS]
)
def test_no_code_is_listed_twice(name: str) -> None:
    listed = [row["code"] for row in registry.read_codes(name)]
    assert len(listed) == len(set(listed))


def test_a_decision_code_is_unique_within_its_case_type_and_decision_type() -> None:
    keys = [(row["case_type"], row["decision_type"], row["code"]) for row in registry.read_codes("decisions")]
    assert len(keys) == len(set(keys))


def test_every_effect_of_a_board_decision_has_a_basis_of_finality_in_the_law() -> None:
    bases = {rule["basis"] for rule in registry.read_law()["finality"]}
    effects = {row["effect"]: row["final_basis"] for row in registry.read_codes("effects")}
    assert set(effects.values()) <= bases
    assert {row["effect"] for row in registry.read_codes("board_decisions")} <= {*effects, "no_appeal"}


@pytest.mark.parametrize(
    "kind", ["appeal_period", "clock", "finality", "in_absentia_final_at_once", "age", "family_docket"]
)
def test_every_rule_of_law_has_a_citation(kind: str) -> None:
    assert all(rule["citation"] and rule["id"] for rule in registry.read_law()[kind])


def test_the_ten_cities_hold_the_courts_of_the_operation_and_name_their_detained_ones() -> None:
    courts = {row["court_code"]: (row["city"], row["docket"]) for row in registry.read_registry_rows("cities")}
    assert courts["MIA"] == ("Miami", "non_detained")
    assert courts["KRO"] == ("Miami", "detained")
    assert [courts[c][0] for c in ("LOS", "WLA", "NLA", "VNS", "LAD", "LAN", "SPD")] == ["Los Angeles"] * 7
    assert courts["NYV"] == ("New York", "non_detained")
    assert courts["SNC"][0] == "Santa Ana"


def test_the_release_has_19_core_tables_and_78_lookups_of_known_types() -> None:
    assert (len(registry.list_core_tables()), len(registry.list_lookup_tables())) == (19, 78)
    assert {column.type for table in registry.list_core_tables() for column in table.columns} <= TYPES


def test_places_of_residence_and_detention_addresses_are_not_kept() -> None:
    dropped = {c.name for c in registry.get_table("cases").columns if not c.kept}
    assert {"ALIEN_CITY", "ALIEN_ZIPCODE", "UPDATED_CITY", "UPDATED_ZIPCODE", "DETENTION_LOCATION"} <= dropped
    assert "ALIEN_STATE" not in dropped


def test_columns_stand_in_the_order_of_the_file(shared: Path) -> None:
    known = {
        table.file: [c.name for c in table.current_columns]
        for table in (*registry.list_core_tables(), *registry.list_lookup_tables())
    }
    measured: dict[str, list[str]] = {}
    for row in shared_rows(shared, "reference/eoir-tables.csv"):
        if row["column_index"]:
            measured.setdefault(row["table_file"], []).append(row["column_name"])
    assert {name: columns[: len(known[name])] for name, columns in measured.items()} == known


@pytest.mark.parametrize(
    ("ours", "theirs", "column"),
    [
        ("board_decisions", "tblLookupBIADecision.csv", "strCode"),
        ("motions", "tblLookupMotionType.csv", "strMotionCode"),
        ("adjournments", "tblAdjournmentcodes.csv", "strcode"),
        ("schedule_types", "tbllookupSchedule_Type.csv", "strCode"),
        ("case_types", "tblLookupCaseType.csv", "strCode"),
        ("priorities", "tblLookup_CasePriority.csv", "strCode"),
        ("custody", "tblLookupCustodyStatus.csv", "strCode"),
        ("application_decisions", "tblLookupCourtAppDecisions.csv", "strCourtApplnDecCode"),
    ],
)
def test_every_code_of_the_courts_own_list_is_known(shared: Path, ours: str, theirs: str, column: str) -> None:
    listed = {row[column] for row in shared_rows(shared, f"data/eoir-lookups/{theirs}")}
    assert listed <= {row["code"] for row in registry.read_codes(ours)}


def test_sql_sees_every_list_under_its_name() -> None:
    assert {f"registry_{name}" for name in CODES} <= set(build_registry_tables())
    assert {"registry_cities", "registry_business_days", "registry_legal_periods"} <= set(build_registry_tables())


def test_every_cohort_says_what_it_means_misses_and_wrongly_includes() -> None:
    for name in cohorts.list_cohort_names():
        each = cohorts.get_cohort(name)
        assert all((each.title, each.definition, each.evidence, each.misses, each.wrongly_includes))
        assert each.title != each.title_es
        assert each.definition != each.definition_es


def test_the_bands_of_a_split_leave_no_day_out_and_none_twice() -> None:
    for split, same in groupby(registry.read_registry_rows("bands"), key=lambda row: row["split"]):
        bands = list(same)
        assert bands[0]["first_day"] == bands[-1]["last_day"] == "", split
        for band, following in pairwise(bands):
            assert int(band["last_day"]) + 1 == int(following["first_day"]), following
        assert all(band["source"] for band in bands)


def test_every_window_and_span_says_why() -> None:
    assert all(rule["why"] for kind in ("window", "span") for rule in registry.read_reading_rules()[kind])
