"""The small pieces of the model: parameters, draws, days, columns, and the zip writer."""

import zipfile
from contextlib import ExitStack
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finalorder.errors import FinalorderError
from finalorder.registry import get_table, read_registry_rows
from finalorder.simulation import SimulationConfig, simulate, zip_writer
from finalorder.simulation.column_formats import Codes, Constant, Days, Months, Numbers, Rows, Vocabulary, clean_words
from finalorder.simulation.day_numbers import (
    NEVER,
    build_day_texts,
    find_text_positions,
    move_to_weekday,
    parse_day_number,
)
from finalorder.simulation.hearings import SCHEDULE_TYPES, build_reason_vocabulary
from finalorder.simulation.parameters import HOW_KINDS, load_default_parameters
from finalorder.simulation.random_draws import Draws, Scenario, expand_counts, make_keys, sample_poisson_counts

PARAMETERS = load_default_parameters()


def test_every_parameter_says_unit_source_and_how_it_was_set():
    for item in PARAMETERS.entries.values():
        assert item.how in HOW_KINDS, item.name
        assert item.unit, item.name
        assert len(item.source) > 5, item.name


LOOKUPS = {
    "adjournment codes": ("tblAdjournmentcodes", "strcode", lambda: build_reason_vocabulary(PARAMETERS).words[1:]),
    "schedule types": ("tbllookupSchedule_Type", "strCode", lambda: SCHEDULE_TYPES.words),
    "court codes": (
        "tblLookupBaseCity",
        "BASE_CITY_CODE",
        lambda: [item[0] for item in PARAMETERS["courts.courts"]],
    ),
    "locations": (
        "tblLookupHloc",
        "HEARING_LOC_CODE",
        lambda: [item[1] for item in PARAMETERS["courts.dedicated_locations"]],
    ),
    "identifiers": (
        "tblLookUpCaseIdentifier",
        "strcode",
        lambda: [item[0] for item in PARAMETERS["side.identifiers"]],
    ),
    "motions": (
        "tblLookupMotionType",
        "strMotionCode",
        lambda: [item[0] for item in PARAMETERS["side.motion_kinds"]],
    ),
    "Board codes": (
        "tblLookupBIADecision",
        "strCode",
        lambda: [item[0] for item in PARAMETERS["aftermath.appeal_codes"]],
    ),
    "applications": ("tblLookUp_Appln", "strcode", lambda: [item[0] for item in PARAMETERS["side.applications"]]),
    "nationalities": (
        "tblLookupAlienNat",
        "strCode",
        lambda: [item[0] for item in PARAMETERS["arrivals.nationalities"]],
    ),
    "languages": ("tblLanguage", "strCode", lambda: [item[1] for item in PARAMETERS["arrivals.nationalities"]]),
}


@pytest.mark.parametrize("what", LOOKUPS)
def test_codes_the_model_writes_are_in_the_releases_lookups(what):
    name, column, used = LOOKUPS[what]
    known = {row[column].strip() for row in read_registry_rows(f"lookups/{name}")}
    assert set(used()) <= known


@given(st.integers(parse_day_number("1950-01-01"), parse_day_number("2060-01-01")))
def test_weekends_roll_to_monday(number):
    rolled = date(1970, 1, 1) + timedelta(int(move_to_weekday(np.array([number]))[0]))
    before = date(1970, 1, 1) + timedelta(number)
    assert rolled.weekday() < 5
    assert (rolled == before) if before.weekday() < 5 else (rolled.weekday() == 0 and 0 < (rolled - before).days < 3)


@settings(deadline=None)  # the first example builds the table of all days
@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_dates_are_written_as_the_release_writes_them(when):
    place = find_text_positions(np.array([parse_day_number(when.isoformat())]))
    assert build_day_texts()[int(place[0])].as_py() == f"{when} 00:00:00.000"


def test_a_blank_date_is_an_empty_text_and_the_impossible_one_is_kept():
    found = Days(np.array([NEVER, parse_day_number("2925-06-17")])).format_text("").to_pylist()
    assert found == ["", "2925-06-17 00:00:00.000"]


@given(st.lists(st.integers(0, 5), max_size=30))
def test_spread_repeats_each_parent_and_counts_its_places(counts):
    parent, place = expand_counts(np.array(counts, dtype=np.int32))
    assert parent.tolist() == [k for k, count in enumerate(counts) for _ in range(count)]
    assert place.tolist() == [k for count in counts for k in range(count)]


def test_occurrences_have_the_mean_asked_for():
    uniform = Draws(Scenario(1, PARAMETERS), make_keys(np.arange(200_000))).sample_uniform("how often")
    assert sample_poisson_counts(uniform, 1.7, 12).mean() == pytest.approx(1.7, abs=0.02)


def test_birth_months_are_written_without_a_leading_zero():
    column = Months(np.array([-1, (1974 - 1900) * 12 + 3]))
    assert column.format_text("").to_pylist() == ["", "4/1974"]
    assert column.convert_to_type("month_year").to_pylist() == [None, date(1974, 4, 1)]


@given(st.sampled_from(["X", " ", "", "NA", "SP ", "N/A"]))
def test_cleaning_strips_padding_and_keeps_na_as_a_code(word):
    assert clean_words([word], "code").to_pylist() == [word.strip() or None]


def test_a_line_joins_fields_with_tabs_and_ends_with_cr_lf():
    spec = get_table("identifiers")
    rows = Rows(
        2,
        {
            "IDNCASEID": Numbers(np.array([1, -1])),
            "IDNCASE": Numbers(np.array([7, 8])),
            "CASE_ID": Codes(np.array([0, 1]), Vocabulary.of(["FA", ""])),
        },
    )
    assert rows.format_lines(spec.current_columns).to_pylist() == ["1\t7\tFA\r\n", "\t8\t\r\n"]
    assert rows.build_clean_table(spec).to_pylist()[1] == {"idncaseid": None, "idncase": 8, "case_id": None}
    assert Constant("B").convert_to_type("code").to_pylist() == ["B"]


@pytest.mark.parametrize("limit", [zip_writer.LIMIT, 10])
def test_the_zip_can_be_read_in_both_its_forms(tmp_path, monkeypatch, limit):
    monkeypatch.setattr(zip_writer, "LIMIT", limit)
    with ExitStack() as stack:
        members = [zip_writer.open_member(f"folder/{name}.csv", stack) for name in ("a", "b")]
        for number, member in enumerate(members):
            member.write(b"row\r\n" * (1000 + number))
            member.close()
        zip_writer.write_zip(tmp_path / "out.zip", members, date(2026, 7, 1))
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.testzip() is None
        assert [item.date_time[:3] for item in archive.infolist()] == [(2026, 7, 1)] * 2
        assert archive.read("folder/b.csv") == b"row\r\n" * 1001


WRONG = {"scale": 0.0, "seed": -1, "month": "2026-13", "faults": -1.0}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_simulated_is_one_sentence(tmp_path, name):
    asked = {"scale": 0.0005, "seed": 1, "month": "2026-07", "faults": 1.0, name: WRONG[name]}
    with pytest.raises(FinalorderError, match=r"cannot|not"):
        simulate(tmp_path / "out.zip", SimulationConfig(**asked))
    assert not list(tmp_path.iterdir())


def test_a_folder_that_does_not_exist_is_a_problem_and_leaves_nothing(tmp_path):
    with pytest.raises(FinalorderError, match="choose another place"):
        simulate(tmp_path / "none" / "out.zip", SimulationConfig(scale=0.0001, seed=1))
