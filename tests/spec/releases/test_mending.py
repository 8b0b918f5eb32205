"""How broken rows are repaired, rule by rule, and when they are set aside instead."""

from datetime import date

import pytest

from finalorder.errors import FinalorderError
from support.release_files import ReadTable, header, read_bytes, row, sample, tsv

CASE = row(
    "cases", idncase="7375924", alien_city="BROOKLYN", alien_state="NY", alien_zipcode="11209", nat="EG", lang="AR",
    custody="N", site_type="M", e_28_date="2024-09-12 00:00:00.000", atty_nbr="00", case_type="RMV", update_site="NYC",
    latest_hearing="2014-12-02 00:00:00.000", latest_time="1000", latest_cal_type="M",
    date_of_entry="1998-12-06 00:00:00.000", c_asy_type="I", c_birthdate="4/1974", sex="F", lpr="0",
    casepriority_code="N/A",
)  # fmt: skip
PROCEEDING = row(
    "proceedings", idnproceeding="14123117", idncase="12927889", base_city_code="NYC", hearing_loc_code="NYC",
    dec_type="O", dec_code="X", deported_1="MX", appeal_rsvd="A", comp_date="2025-02-26 00:00:00.000", absentia="N",
    custody="N", case_type="RMV",
)  # fmt: skip
MOTION = row("motions", idnmotion="20", idnproceeding="7", idncase="9", rec_type="MA", dec="G", strdjscenario="0")


def with_tab(cells: list[str], before: str, table: str) -> list[str]:
    """The row with an extra tab before that column."""
    place = [name.lower() for name in header(table)].index(before)
    return [*cells[:place], "", *cells[place:]]


def repair_lines(table: str, *lines: list[str]) -> ReadTable:
    return read_bytes(table, tsv([header(table), *lines]))


def clean(table: str, cells: list[str]) -> dict[str, object]:
    (only,) = repair_lines(table, cells).rows
    return only


@pytest.mark.parametrize("before", ["alien_state", "alien_zipcode"])
def test_an_extra_tab_after_the_city_is_taken_out_again(before: str) -> None:
    read = repair_lines("cases", with_tab(CASE, "alien_state", "cases"))
    assert read.rows == [clean("cases", CASE)]
    assert read.account.repaired == 1
    assert [item["rule"] for item in read.repairs] == ["extra_tab_in_city"]


def test_a_city_cut_by_a_tab_is_joined_and_its_text_is_written_nowhere() -> None:
    cells = [CASE[0], "FAR", "ROCKAWAY", *CASE[2:]]
    read = repair_lines("cases", cells)
    assert read.rows == [clean("cases", CASE)]
    assert [(item["column"], item["before"], item["after"]) for item in read.repairs] == [
        ("alien_city", "[not kept]", "[not kept]")
    ]


@pytest.mark.parametrize("before", ["appeal_rsvd", "comp_date", "absentia", "dec_code"])
def test_a_shift_in_the_middle_of_a_proceeding_is_undone_by_type_and_code(before: str) -> None:
    read = repair_lines("proceedings", with_tab(PROCEEDING, before, "proceedings"))
    assert read.rows == [clean("proceedings", PROCEEDING)]
    assert {item["rule"] for item in read.repairs} == {"extra_tab"}


def test_extra_tabs_in_two_places_are_undone_when_no_single_place_explains_them() -> None:
    read = repair_lines(
        "proceedings", with_tab(with_tab(PROCEEDING, "comp_date", "proceedings"), "dec_code", "proceedings")
    )
    assert read.rows == [clean("proceedings", PROCEEDING)]
    assert {item["rule"] for item in read.repairs} == {"multi_point"}


def test_two_tabs_side_by_side_are_one_repair() -> None:
    cells = with_tab(with_tab(PROCEEDING, "comp_date", "proceedings"), "comp_date", "proceedings")
    read = repair_lines("proceedings", cells)
    assert read.rows == [clean("proceedings", PROCEEDING)]
    assert len(read.repairs) == 1


def test_a_date_cut_from_its_time_by_a_tab_is_one_date_again() -> None:
    read = repair_lines("priorities", ["1", "UC", "5", "2014-09-06", "19:24:46.373", ""])
    assert str(read.rows[0]["datcreatedon"]) == "2014-09-06 19:24:46.373000"


def test_of_equal_repairs_the_rightmost_is_taken() -> None:
    # The extra tab may be the one before MIA or the one after it: both leave codes that fit.
    cells = [*PROCEEDING[:8], "NYC", "", "MIA", "", *PROCEEDING[11:]]
    read = repair_lines("proceedings", cells)
    (only,) = read.rows
    assert (only["prev_hearing_loc"], only["prev_hearing_base"], only["prev_ij_code"]) == ("NYC", None, "MIA")
    assert [item["column"] for item in read.repairs] == ["dec_type"]


def test_empty_fields_beyond_the_last_column_are_dropped() -> None:
    read = repair_lines("identifiers", ["1", "2", "FA", "", ""])
    assert read.rows == [{"idncaseid": 1, "idncase": 2, "case_id": "FA"}]
    assert [item["rule"] for item in read.repairs] == ["overflow"]


def test_a_row_that_no_join_makes_right_goes_to_quarantine_with_its_bytes() -> None:
    read = repair_lines("identifiers", ["1", "2", "FA", "what?", "is this"])
    assert read.rows == []
    assert [(item["reason"], item["raw"]) for item in read.quarantine] == [
        ("too_many_fields", b"1\t2\tFA\twhat?\tis this")
    ]


def test_a_quarantined_case_shows_no_place_of_residence() -> None:
    cells = [*CASE[:1], "FAR ROCKAWAY", "?", "?", "?", *CASE[2:], "what", "is", "this"]
    read = repair_lines("cases", cells)
    (only,) = read.quarantine
    assert b"ROCKAWAY" not in only["raw"]
    assert b"11209" not in only["raw"]
    assert b"7375924" in only["raw"]


def test_a_short_row_is_filled_up_at_the_right() -> None:
    read = repair_lines("motions", MOTION[:22])
    assert read.rows[0]["rec_type"] == "MA"
    assert read.rows[0]["strdjscenario"] is None
    assert [(item["rule"], item["before"], item["after"]) for item in read.repairs] == [
        ("short_row", "22 fields", "41 fields")
    ]


def test_a_motion_with_two_unnamed_fields_at_its_end_keeps_its_left_part_and_they_are_written_down() -> None:
    read = repair_lines("motions", [*MOTION, "2018-11-20 00:00:00.000", "A.2.a"])
    assert read.rows == [clean("motions", MOTION)]
    assert [(item["rule"], item["before"]) for item in read.repairs] == [
        ("unnamed_tail", "0\t2018-11-20 00:00:00.000\tA.2.a")
    ]


def test_a_motion_whose_tail_is_out_of_place_keeps_its_values_beside() -> None:
    cells = [*MOTION[:39], "4A", "0"]
    read = repair_lines("motions", cells)
    assert read.rows[0]["blndeleted_remove"] is None
    assert [(item["column"], item["raw"]) for item in read.unparsed] == [("blndeleted_remove", "4A")]


def test_a_row_broken_over_a_record_end_is_put_together() -> None:
    data = tsv([header("proceedings"), PROCEEDING]).replace(b"\tMX\t", b"\tMX\r\n\t")
    read = read_bytes("proceedings", data)
    assert read.rows == [clean("proceedings", PROCEEDING)]
    account = read.account
    assert (account.records, account.joined, account.absorbed, account.second_count) == (1, 1, 1, 2)
    assert [item["rule"] for item in read.repairs] == ["joined_lines"]


def test_a_row_broken_where_a_block_ends_is_put_together_as_well() -> None:
    rows = sample("proceedings", 30, blank=0.3)
    data = tsv([header("proceedings"), *rows])
    whole = read_bytes("proceedings", data).rows
    ends = [place for place in range(len(data)) if data.startswith(b"\t", place)]
    middle = ends[len(ends) // 2]
    broken = data[:middle] + b"\r\n" + data[middle:]
    for block in (200, 333, 1_000, 2_500):
        read = read_bytes("proceedings", broken, block=block)
        assert read.rows == whole
        assert read.account.joined == 1


def test_two_short_rows_that_stand_alone_are_not_made_one() -> None:
    half = len(MOTION) // 2 + 1
    read = repair_lines("motions", MOTION[:half], ["21", *MOTION[1 : len(MOTION) - half + 1]])
    assert [item["idnmotion"] for item in read.rows] == [20, 21]
    assert read.account.repaired == 2


def test_a_fragment_without_a_key_is_set_aside() -> None:
    read = read_bytes("proceedings", tsv([header("proceedings"), PROCEEDING]) + b"lost words\r\n")
    assert read.rows == [clean("proceedings", PROCEEDING)]
    assert [(item["record"], item["reason"]) for item in read.quarantine] == [(2, "too_few_fields")]


def test_a_blank_line_is_set_aside_as_blank() -> None:
    read = read_bytes("identifiers", tsv([header("identifiers")]) + b"\r\n1\t2\tFA\r\n  \r\n")
    assert [item["reason"] for item in read.quarantine] == ["blank", "blank"]
    assert [item["byte_offset"] for item in read.quarantine] == [27, 37]


def test_a_line_feed_inside_a_field_ends_no_record_and_stays() -> None:
    read = read_bytes("motions", tsv([header("motions"), [*MOTION[:15], "A\nB", *MOTION[16:]]]))
    assert read.rows[0]["ij_name_remove"] == "A\nB"
    account = read.account
    assert (account.records, account.accepted, account.lines) == (1, 1, 3)


def test_padding_nuls_and_controls_go_and_are_counted() -> None:
    read = read_bytes("priorities", tsv([header("priorities"), ["1", " UC  ", "5\0", "\x1b", "\n"]]))
    assert [list(item.values()) for item in read.rows] == [[1, "UC", 5, None, None]]
    account = read.account
    assert (account.padding_bytes, account.nul_bytes, account.control_bytes) == (3, 1, 2)


def test_a_field_that_is_no_utf8_is_read_as_windows_1252_or_latin_1() -> None:
    line = "\t".join([*MOTION[:15], "{}", *MOTION[16:]]).encode()
    for raw, text in (
        (b"PE\xd1A", "PEÑA"),
        (b"\x93X\x94", "\u201cX\u201d"),
        (b"\x81", "\x81"),
        ("PEÑA".encode(), "PEÑA"),
    ):
        read = read_bytes("motions", tsv([header("motions")]) + line.replace(b"{}", raw) + b"\r\n")
        assert read.rows[0]["ij_name_remove"] == text
        assert read.account.latin1_bytes == sum(byte > 127 for byte in raw) * (raw != text.encode())


def test_a_file_whose_header_ends_in_a_line_feed_ends_its_records_so() -> None:
    read = read_bytes("identifiers", tsv([header("identifiers"), ["1", "2", "FA"], ["3", "4", "DD"]], end="\n"))
    assert [item["idncaseid"] for item in read.rows] == [1, 3]


def test_a_last_record_without_an_end_is_read() -> None:
    read = read_bytes("identifiers", tsv([header("identifiers"), ["1", "2", "FA"]])[:-2])
    assert [item["case_id"] for item in read.rows] == ["FA"]
    assert (read.account.records, read.account.lines) == (1, 2)


def test_a_table_of_rows_under_another_header_is_refused() -> None:
    lines = [[str(number), "2", "FA", "x?", "y?"] for number in range(3_000)]
    with pytest.raises(FinalorderError, match="most rows up to record"):
        repair_lines("identifiers", *lines)


def test_the_dates_in_a_repaired_row_are_dates() -> None:
    read = repair_lines("cases", with_tab(CASE, "alien_state", "cases"))
    assert read.rows[0]["date_of_entry"] == date(1998, 12, 6)
    assert read.rows[0]["c_birthdate"] == date(1974, 4, 1)
