"""A simulated release comes in the court's own packaging, and says that it is simulated."""

import zipfile

import pytest

from finalorder.registry import list_core_tables, list_lookup_tables


def test_it_holds_19_core_tables_78_lookups_and_three_notes_in_one_dated_folder(release):
    with zipfile.ZipFile(release.path) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
    outer = "EOIR Case Data 2026-0701/"
    core = {f"{outer}EOIR Case Data/{spec.file}" for spec in list_core_tables()}
    lookup = {f"{outer}Lookup/{spec.file}" for spec in list_lookup_tables()}
    notes = {f"{outer}{name}" for name in ("SIMULATED.txt", "Count.txt", "Readme.txt")}
    assert set(names) == core | lookup | notes
    assert (len(core), len(lookup), len(names)) == (19, 78, 100)


def test_the_mark_is_a_plain_sentence_then_facts(release, member_of):
    first, *facts = member_of(release.path, "SIMULATED.txt").decode().splitlines()
    assert "simulated" in first
    assert facts == ["month: 2026-07", "seed: 11", "scale: 0.002", "faults: 1"]


def test_every_case_number_is_marked_as_simulated(release):
    assert release.count("cases WHERE idncase < 900000000") == 0
    assert release.count("proceedings WHERE idncase < 900000000") == 0


def test_count_txt_agrees_with_the_records_of_every_table(clean, member_of):
    listed = dict(line.split("\t") for line in member_of(clean.path, "Count.txt").decode().splitlines())
    for spec in [*list_core_tables(), *list_lookup_tables()]:
        records = member_of(clean.path, spec.file).split(b"\r\n")[1:-1]
        assert len(records) == int(listed[spec.file.removesuffix(".csv")]) == clean.counts[spec.name], spec.file


def test_headers_are_the_releases_own_in_file_order(release, member_of):
    for spec in [*list_core_tables(), *list_lookup_tables()]:
        header = member_of(release.path, spec.file).split(b"\r\n", 1)[0].decode()
        assert header.split("\t") == [column.name for column in spec.current_columns], spec.file


def test_without_faults_every_row_has_one_field_a_column_and_no_odd_byte(clean):
    for spec in list_core_tables():
        text = clean.text(spec.name)
        assert all(byte not in text for byte in (b"\x00", b"\x1b", b"\x07", b"\xd1"))
        assert text.count(b"\n") == text.count(b"\r\n")
        tabs = {line.count(b"\t") for line in text.split(b"\r\n")[:-1]}
        assert tabs == {len(spec.current_columns) - 1}, spec.file


def test_no_judge_of_the_lookups_is_a_real_one(release, member_of):
    rows = [line.split("\t") for line in member_of(release.path, "tblLookupJudge.csv").decode().splitlines()[1:]]
    assert len(rows) > 500
    assert all(row[2] == f"Judge {row[1]}" for row in rows)


@pytest.mark.parametrize("file", ["tblLookupBaseCity.csv", "tblLookupJudge.csv", "tblLookUpINSAddress.csv"])
def test_lookups_hold_no_street_and_no_telephone(release, member_of, file):
    header, *lines = member_of(release.path, file).decode().splitlines()
    for place, name in enumerate(header.split("\t")):
        if not name.startswith("idn") and any(word in name.upper() for word in ("ADDRESS", "PHONE", "ZIP", "STREET")):
            assert {line.split("\t")[place] for line in lines} == {""}, name


def test_court_decisions_are_keyed_by_case_type_and_decision_type(release, member_of):
    header, *lines = member_of(release.path, "tblLookupCourtDecision.csv").decode().splitlines()
    places = [
        header.split("\t").index(name) for name in ("strCaseType", "strDecType", "strDecCode", "strDecDescription")
    ]
    rows = [tuple(line.split("\t")[place] for place in places) for line in lines]
    assert ("RMV", "C", "X", "Remove") in rows
    assert ("RMV", "O", "X", "ZERO BOND") in rows
    assert len({row[:3] for row in rows}) == len(rows)
