"""Files of the kinds on which readers of ICE's data have stumbled: each gives the right value, or one sentence."""

from datetime import date
from pathlib import Path

import pytest

from finalorder.errors import FinalorderError
from finalorder.ice import add_files, store
from finalorder.ice.questions import find_arrests

LIST = "participatingAgencies03012025am.xlsx"
BOOK = "FY27_detentionStats01092027.xlsx"


@pytest.fixture
def faults(shared: Path) -> Path:
    folder = shared / "data" / "faults"
    if not folder.is_dir():
        pytest.skip("the folder of collected faults is not there")
    return folder


def facts(lake: Path, metric: str, **cells: str) -> list[dict[str, object]]:
    rows = store.load_ice_table(lake, "facts").to_pylist()
    return [row for row in rows if row["metric"] == metric and all(row[key] == cells[key] for key in cells)]


def agreements(lake: Path, status: str = "participating", **cells: str) -> list[object]:
    whole = {"state": "", "category": "", **cells}
    return [row["value"] for row in facts(lake, f"287g_{status}_agreements", **whole)]


AGREEMENTS = {
    f"I00-base/{LIST}": 12,
    f"I01-signature-of-5025/{LIST}": 12,
    f"I03-blank-model/{LIST}": 12,
    "I16-ended-agreements/section-participatingAgencies03012025am.xlsx": 12,
    "I16-ended-agreements/status-participatingAgencies03012025am.xlsx": 10,
    f"I18-sums-as-rows/{LIST}": 12,
    "I23-title-with-bars/participatingAgencies03012025am.csv": 12,
    f"I24-header-in-row-36/{LIST}": 12,
}


@pytest.mark.parametrize("name", AGREEMENTS)
def test_only_agreements_that_stand_are_counted_and_no_outlier_dates_the_list(
    faults: Path, tmp_path: Path, name: str
) -> None:
    add_files([faults / name], tmp_path)
    assert agreements(tmp_path) == [AGREEMENTS[name]]
    assert {row["as_of"] for row in facts(tmp_path, "287g_participating_agreements")} == {date(2025, 3, 1)}


def test_an_agreement_without_a_model_is_counted_under_a_name_of_its_own(faults: Path, tmp_path: Path) -> None:
    add_files([faults / "I03-blank-model" / LIST], tmp_path)
    assert agreements(tmp_path, category="(blank)") == [1]


def test_a_list_of_nobody_who_waits_is_an_edition_with_none(faults: Path, tmp_path: Path) -> None:
    add_files([faults / "I02-empty-list" / "pendingAgencies11062025pm.xlsx"], tmp_path)
    assert agreements(tmp_path, "pending") == [0]


def test_a_hidden_sheet_answers_nothing(faults: Path, tmp_path: Path) -> None:
    report = add_files([faults / "I05-hidden-sheet" / BOOK], tmp_path)
    assert any("Copy of Detention FY27 is hidden" in note for note in report.files[0].notes)
    shown = [row["value"] for row in facts(tmp_path, "ice_removals", category="Total") if not row["flag"]]
    assert shown == [4321]


def test_a_misspelt_label_is_read_as_the_one_it_is_near(faults: Path, tmp_path: Path) -> None:
    report = add_files([faults / "I04-typo-in-label" / BOOK], tmp_path)
    assert any("was read as 'Reinstatement of Deport Order (I-871)'" in note for note in report.files[0].notes)


@pytest.mark.parametrize("name", ["total.xlsx", "subtotal.xlsx"])
def test_sums_among_facilities_are_not_facilities(faults: Path, tmp_path: Path, name: str) -> None:
    add_files([faults / "I00-base" / BOOK], tmp_path / "plain")
    add_files([faults / "I07-total-row-of-facilities" / name], tmp_path / "sums")
    plain, sums = (
        [row["value"] for row in facts(tmp_path / lake, "facility_list_adp_sum", aor="National", facility_type="")]
        for lake in ("plain", "sums")
    )
    assert plain == sums


def test_a_mean_to_date_that_loses_days_already_spent_is_flagged(faults: Path, tmp_path: Path) -> None:
    add_files(sorted((faults / "I14-mean-that-cannot-fall").iterdir()), tmp_path)
    flagged = [row for row in facts(tmp_path, "facility_adp") if "cannot be" in str(row["edition_flag"])]
    assert 61 in [row["value"] for row in flagged]


SENTENCES = {
    "I10-open-quote/arrests.csv": "a quotation mark is opened and not closed",
    "I10-open-quote/participatingAgencies03012025am.csv": "a quotation mark is opened and not closed",
    "I21-other-kinds/FY27_detentionStats.xlsx": "is a pointer of Git LFS",
    "I21-other-kinds/page.xlsx": "is a web page",
    "I21-other-kinds/stats.ods": "an OpenDocument spreadsheet",
    "I21-other-kinds/stats.xlsb": "a binary Excel workbook",
}


@pytest.mark.parametrize("name", SENTENCES)
def test_what_cannot_be_read_says_what_it_is(faults: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(FinalorderError, match=SENTENCES[name]):
        add_files([faults / name], tmp_path)


def test_of_a_file_without_a_day_the_question_says_so(faults: Path, tmp_path: Path) -> None:
    add_files([faults / "I18-sums-as-rows" / "arrests-by-state.csv"], tmp_path)
    (missing,) = find_arrests(tmp_path, date(2025, 7, 10))
    assert "arrests-by-state.csv says, but neither it nor its name states a day" in missing.note
    renamed = tmp_path / "arrests-by-state-2025-07-10.csv"
    renamed.write_bytes((faults / "I18-sums-as-rows" / "arrests-by-state.csv").read_bytes())
    add_files([renamed], tmp_path / "named")
    days = {row["as_of"] for row in facts(tmp_path / "named", "ice_arrests")}
    assert days == {date(2025, 7, 10)}
