"""What is wrong with an operation file is said in a sentence that names file, line and field."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from finalorder import operations
from finalorder.errors import FinalorderError

GOOD = """\
id = "autumn-operation"
title = "An operation in two cities"
announced = 2025-10-03
starts = 2025-10-05
ends = 2025-10-12
cities = [
  "Miami",
  "Santa Ana",
]
cohorts = ["in_absentia"]
source = "wire"

[sources.wire]
title = "Wire report"
url = "https://example.org/report"
date = 2025-10-03

[[revision]]
on = 2025-10-04
kind = "delay"
what = "Put off by a day."
starts = 2025-10-06
source = "wire"

[[claim]]
id = "many"
who = "An official"
where = "a statement"
on = 2025-10-03
says = "There are many."
number = 500
unit = "people"
records = "standing_orders"
source = "wire"

[[capacity]]
id = "beds"
name = "Beds"
low = 10
high = 20
unit = "beds"
as_of = 2025-09-30
source = ["wire"]

[[police]]
agency = "Santa Ana Police"
city = "Santa Ana"
position = "not_stated"
on = 2025-10-03
says = "Has said nothing."
source = "wire"
"""
Refused = Callable[..., str]


@pytest.fixture
def refused() -> Refused:
    """What a file is told in which one piece of the good one was replaced."""

    def ask(before: str, after: str) -> str:
        assert GOOD.count(before) == 1, before
        with pytest.raises(FinalorderError) as caught:
            operations.parse_operation(GOOD.replace(before, after), "mine.toml")
        return str(caught.value)

    return ask


def test_a_good_file_is_accepted() -> None:
    operation = operations.parse_operation(GOOD, "mine.toml")
    assert operation.cities == ("Miami", "Santa Ana")
    assert operation.capacities[0].range == (10, 20)


def test_a_misspelt_city_is_met_with_the_nearest_one(refused: Refused) -> None:
    assert refused('  "Miami",', '  "Miammi",') == (
        'mine.toml, line 7, cities: "Miammi" is not a known city; did you mean "Miami"?'
    )


def test_a_city_near_none_is_sent_to_the_list_of_them(refused: Refused) -> None:
    assert "`finalorder cities` lists" in refused('  "Miami",', '  "Zzyzx",')


def test_a_suggestion_never_leaves_the_state(refused: Refused) -> None:
    said = refused('  "Miami",', '  "Tampa",')
    assert said.endswith("no source says which court of Florida hears it; name one of Bradenton, Miami, Orlando.")


def test_a_misspelt_cohort_is_met_with_the_nearest_one(refused: Refused) -> None:
    assert refused('["in_absentia"]', '["in_absense"]') == (
        'mine.toml, line 10, cohorts: "in_absense" is not a known cohort; did you mean "in_absentia"?'
    )


def test_an_unknown_field_is_met_with_the_nearest_one(refused: Refused) -> None:
    assert refused("announced = ", "anounced = ") == (
        'mine.toml, line 3, anounced: "anounced" is not a field here; did you mean "announced"?'
    )


def test_an_unknown_field_of_a_claim_is_named_with_its_table(refused: Refused) -> None:
    assert refused("number = 500", "numbr = 500").startswith('mine.toml, line 31, claim.numbr: "numbr" is not a field')


def test_a_misspelt_city_of_the_police_is_met_with_the_nearest_one(refused: Refused) -> None:
    assert refused('city = "Santa Ana"', 'city = "Santa Anna"') == (
        'mine.toml, line 47, police.city: "Santa Anna" is not a known city; did you mean "Santa Ana"?'
    )


def test_a_date_that_is_none_is_named(refused: Refused) -> None:
    assert refused("starts = 2025-10-05", "starts = 2025-02-30") == (
        "mine.toml, line 4, starts: 2025-02-30 is not a valid date; fix it."
    )


def test_a_month_that_is_none_is_named(refused: Refused) -> None:
    assert (
        refused("on = 2025-10-04", "on = 2025-13-04")
        == "mine.toml, line 19, on: 2025-13-04 is not a valid date; fix it."
    )


def test_a_date_in_quotation_marks_is_told_to_drop_them(refused: Refused) -> None:
    assert refused("starts = 2025-10-05", 'starts = "2025-10-05"') == (
        'mine.toml, line 4, starts: "2025-10-05" is text; write the date without quotation marks.'
    )


def test_a_time_of_day_is_no_date(refused: Refused) -> None:
    assert "line 4, starts: 2025-10-05 10:00:00 is not a valid date" in refused(
        "starts = 2025-10-05", "starts = 2025-10-05T10:00:00"
    )


def test_a_year_out_of_all_bounds_is_refused(refused: Refused) -> None:
    assert "line 3, announced: 0025-10-03 is outside" in refused("announced = 2025", "announced = 0025")


def test_a_start_before_the_announcement_is_out_of_order(refused: Refused) -> None:
    assert refused("starts = 2025-10-05", "starts = 2025-10-01") == (
        "mine.toml, line 4, starts: 2025-10-01 is before the announcement of 2025-10-03; fix one of the dates."
    )


def test_an_end_before_the_start_is_out_of_order(refused: Refused) -> None:
    assert "line 5, ends: 2025-10-04 is before the start of 2025-10-05" in refused(
        "ends = 2025-10-12", "ends = 2025-10-04"
    )


def test_a_revision_before_the_announcement_is_refused(refused: Refused) -> None:
    assert refused("on = 2025-10-04", "on = 2025-10-02") == (
        "mine.toml, line 19, revision.on: 2025-10-02 is before the announcement of 2025-10-03; fix one of the dates."
    )


def test_revisions_out_of_order_are_refused() -> None:
    again = '\n[[revision]]\non = 2025-10-03\nkind = "plan"\nwhat = "Earlier."\nsource = "wire"\n'
    with pytest.raises(
        FinalorderError, match=r"revision\.on: 2025-10-03 is before the revision above it, of 2025-10-04"
    ):
        operations.parse_operation(GOOD + again, "mine.toml")


def test_a_delay_beyond_the_end_asks_for_both_dates(refused: Refused) -> None:
    assert "line 18, revision: it would end on 2025-10-12, before its start of 2025-11-06" in refused(
        "starts = 2025-10-06", "starts = 2025-11-06"
    )


def test_a_negative_capacity_is_refused(refused: Refused) -> None:
    assert refused("low = 10", "low = -10") == (
        "mine.toml, line 39, capacity.low: -10 is negative; a count or share is 0 or more."
    )


def test_a_low_above_the_high_is_refused(refused: Refused) -> None:
    assert refused("low = 10", "low = 30") == (
        "mine.toml, line 39, capacity.low: low (30) is above high (20); swap or fix them."
    )


def test_a_number_and_a_range_at_once_are_refused(refused: Refused) -> None:
    assert 'capacity.value: "value" and a range' in refused("low = 10", "value = 10")


def test_a_capacity_without_a_figure_is_refused(refused: Refused) -> None:
    assert "line 36, capacity: no figure" in refused("low = 10\nhigh = 20\n", "")


def test_half_a_range_is_no_figure(refused: Refused) -> None:
    assert "capacity: no figure; add value, or low and high." in refused("low = 10\n", "")


def test_a_number_that_is_not_finite_is_refused(refused: Refused) -> None:
    assert "line 31, claim.number: nan is not a finite number" in refused("number = 500", "number = nan")
    assert "line 31, claim.number: inf is not a finite number" in refused("number = 500", "number = inf")


def test_more_than_a_hundred_percent_is_refused(refused: Refused) -> None:
    assert "line 31, claim.number: 500 percent is more than 100" in refused('unit = "people"', 'unit = "percent"')


def test_true_is_no_number(refused: Refused) -> None:
    assert "line 31, claim.number: True is not a number" in refused("number = 500", "number = true")


def test_a_number_in_quotation_marks_is_refused(refused: Refused) -> None:
    assert 'claim.number: "500" is not a number' in refused("number = 500", 'number = "500"')


def test_a_number_without_a_unit_is_refused(refused: Refused) -> None:
    assert "line 25, claim: a number without a unit" in refused('unit = "people"\n', "")


def test_a_missing_citation_is_asked_for(refused: Refused) -> None:
    assert "line 36, capacity: no citation" in refused('source = ["wire"]\n', "")


def test_an_empty_citation_is_none(refused: Refused) -> None:
    assert "line 43, capacity.source: no citation" in refused('source = ["wire"]', "source = []")


def test_a_citation_of_a_source_that_is_not_there_is_met_with_the_nearest_key(refused: Refused) -> None:
    assert refused('source = ["wire"]', 'source = ["wires"]') == (
        'mine.toml, line 43, capacity.source: "wires" is not a source in this file; did you mean "wire"?'
    )


def test_a_file_without_sources_is_refused(refused: Refused) -> None:
    tables = '[sources.wire]\ntitle = "Wire report"\nurl = "https://example.org/report"\ndate = 2025-10-03\n'
    assert "there is no [sources] table" in refused(tables, "")


def test_a_source_without_a_day_is_refused(refused: Refused) -> None:
    assert refused('report"\ndate = 2025-10-03', 'report"') == (
        'mine.toml, line 13, sources.wire: "date" is missing; add it.'
    )


def test_an_address_that_runs_a_script_is_refused(refused: Refused) -> None:
    assert "line 15, sources.wire.url: " in refused("https://example.org/report", "javascript:alert(1)")


def test_an_address_that_would_break_out_of_a_link_is_refused(refused: Refused) -> None:
    assert "is not a web address" in refused("https://example.org/report", "https://example.org/'onclick='x")


def test_an_address_with_a_bad_port_bracket_is_refused(refused: Refused) -> None:
    assert "is not a web address" in refused("https://example.org/report", "https://[::1/report")


def test_a_city_named_twice_is_refused(refused: Refused) -> None:
    assert refused('  "Santa Ana",', '  "Miami",') == ('mine.toml, line 8, cities: "Miami" is there twice; remove one.')


def test_a_cohort_named_twice_is_refused(refused: Refused) -> None:
    assert "line 10, cohorts: " in refused('["in_absentia"]', '["in_absentia", "in_absentia"]')


def test_an_id_used_twice_is_refused() -> None:
    again = GOOD[GOOD.index("[[claim]]") : GOOD.index("[[capacity]]")]
    with pytest.raises(FinalorderError, match=r'line 54, claim\.id: "many" is there twice'):
        operations.parse_operation(f"{GOOD}\n{again}", "mine.toml")


def test_no_city_at_all_is_refused(refused: Refused) -> None:
    assert refused('cities = [\n  "Miami",\n  "Santa Ana",\n]', "cities = []") == (
        "mine.toml, line 6, cities: the list is empty; name at least one city."
    )


def test_a_city_outside_a_list_is_refused(refused: Refused) -> None:
    assert 'line 10, cohorts: "in_absentia" is not a list; write it in [ ].' in refused(
        '["in_absentia"]', '"in_absentia"'
    )


def test_a_claim_that_the_records_cannot_answer_needs_a_reason(refused: Refused) -> None:
    assert 'claim.records: "cannot" needs the reason' in refused('records = "standing_orders"', 'records = "cannot"')


def test_a_verdict_in_a_file_is_refused_where_the_records_answer(refused: Refused) -> None:
    assert "line 33, claim.verdict: only a claim" in refused(
        'records = "standing_orders"', 'verdict = "supported"\nrecords = "standing_orders"'
    )


def test_a_measure_that_is_none_is_met_with_the_nearest_one_where_measures_are_given() -> None:
    with pytest.raises(
        FinalorderError,
        match=r'claim\.records: "standing_orders" is neither a measure .* did you mean "standing_order"',
    ):
        operations.parse_operation(GOOD, "mine.toml", measures=["standing_order", "appearance"])


def test_a_quotation_of_two_lines_is_refused(refused: Refused) -> None:
    assert "claim.quotation: a quotation is one line at most" in refused(
        "number = 500", 'quotation = "one\\ntwo"\nnumber = 500'
    )


def test_a_quotation_longer_than_a_line_is_refused(refused: Refused) -> None:
    assert "claim.quotation: the text has 201 characters" in refused(
        "number = 500", f'quotation = "{"x" * 201}"\nnumber = 500'
    )


def test_an_id_with_spaces_is_refused(refused: Refused) -> None:
    assert 'line 1, id: "autumn operation" is not a valid id' in refused('"autumn-operation"', '"autumn operation"')


def test_empty_text_is_refused(refused: Refused) -> None:
    assert "line 2, title: the text is empty" in refused('"An operation in two cities"', '"  "')


def test_a_terminal_command_in_text_is_refused_and_not_printed(refused: Refused) -> None:
    said = refused('"An operation in two cities"', '"\\u001b[31mred"')
    assert "line 2, title: the text contains an unprintable character (U+001B)" in said


def test_a_mark_that_turns_text_around_is_refused(refused: Refused) -> None:
    assert "(U+202E)" in refused('"An operation in two cities"', '"\\u202Esdrawkcab"')


def test_a_terminal_command_in_a_name_is_spelled_out(refused: Refused) -> None:
    said = refused('city = "Santa Ana"', "'x\\u001b' = 1\ncity = \"Santa Ana\"")
    assert said.isprintable()
    said = refused('city = "Santa Ana"', '"x\\u001b" = 1\ncity = "Santa Ana"')
    assert "U+001B" in said
    assert said.isprintable()


def test_a_table_where_text_belongs_is_refused(refused: Refused) -> None:
    assert "line 2, title: {'a': 1} is not text" in refused('"An operation in two cities"', "{ a = 1 }")


def test_text_where_tables_belong_is_refused() -> None:
    with pytest.raises(FinalorderError, match='line 6, claim: "many" is not a list'):
        operations.parse_operation(
            GOOD[: GOOD.index("[[claim]]")].replace("cities =", 'claim = "many"\ncities ='), "mine.toml"
        )


def test_bad_toml_is_told_line_and_column(refused: Refused) -> None:
    assert refused("number = 500", "number = = 500").startswith("mine.toml, line 31, column 10: this is not TOML")


def test_a_file_that_breaks_off_is_told_its_last_line() -> None:
    with pytest.raises(FinalorderError, match=r"^mine\.toml, line 8, column \d+: this is not TOML"):
        operations.parse_operation(GOOD[: GOOD.index(",\n]")], "mine.toml")


def test_a_field_given_twice_is_told_so(refused: Refused) -> None:
    assert "line 32, column" in refused("number = 500", "number = 500\nnumber = 600")


def test_a_file_in_another_encoding_is_told_the_line() -> None:
    with pytest.raises(
        FinalorderError, match=r"^mine\.toml, line 2: the file is not UTF-8 text there; save it as UTF-8\.$"
    ):
        operations.parse_operation(GOOD.replace("two cities", "dós ciudades").encode("latin-1"), "mine.toml")


def test_ten_megabytes_are_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    path.write_text(GOOD + "# padding\n" * 1_000_000, encoding="utf-8")
    with pytest.raises(FinalorderError, match="is larger than 1,000,000 bytes"):
        operations.load_operation(str(path))


def test_lists_nested_without_end_are_refused() -> None:
    for brackets in ("[" * 300_000, "[" * 100 + "]" * 100, "{a=" * 20_000):
        with pytest.raises(FinalorderError, match="line 2"):
            operations.parse_operation(f"\na = {brackets}", "mine.toml")


def test_a_name_of_very_many_parts_is_refused_at_once() -> None:
    with pytest.raises(FinalorderError, match="line 1: dotted key is too deep"):
        operations.parse_operation(".".join("a" * 400_000) + " = 1", "mine.toml")


def test_a_number_of_very_many_digits_is_refused() -> None:
    for digits in ("9" * 5_000, "0x" + "f" * 5_000):
        with pytest.raises(FinalorderError, match="line 31"):
            operations.parse_operation(GOOD.replace("500", digits), "mine.toml")


def test_a_file_that_is_not_there_is_met_with_the_nearest_id() -> None:
    with pytest.raises(FinalorderError, match=r'neither a file nor the id .* did you mean "2019-06-family-operation"'):
        operations.load_operation("2019-06-family-operatoin")


def test_a_folder_or_a_device_is_no_operation_file(tmp_path: Path) -> None:
    for name in (str(tmp_path), "/dev/zero", "no\0name", "x" * 5_000):
        with pytest.raises(FinalorderError):
            operations.load_operation(name)


def test_a_byte_order_mark_and_other_line_ends_do_no_harm() -> None:
    assert operations.parse_operation(
        b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(), "mine.toml"
    ) == operations.parse_operation(GOOD, "mine.toml")


def test_the_cities_and_cohorts_that_are_valid_can_be_given() -> None:
    text = GOOD.replace("Santa Ana", "Atlantis").replace("in_absentia", "my_cohort")
    operation = operations.parse_operation(text, "mine.toml", cities=["Miami", "Atlantis"], cohorts=["my_cohort"])
    assert operation.cohorts == ("my_cohort",)


def test_every_court_city_of_the_registry_is_valid() -> None:
    from finalorder.registry import read_registry_rows

    for name in {row["city"] for row in read_registry_rows("cities")}:
        text = GOOD.replace('  "Santa Ana",\n', "").replace('  "Miami",', f'  "{name}",')
        assert operations.parse_operation(text, "mine.toml").cities == (name,)


def test_markup_in_text_stays_text_for_the_page_to_escape() -> None:
    text = GOOD.replace("An operation in two cities", "<script>alert('{{ 1 }}'); DROP TABLE cases</script>")
    assert operations.parse_operation(text, "mine.toml").title == "<script>alert('{{ 1 }}'); DROP TABLE cases</script>"


def test_every_complaint_is_one_or_two_sentences() -> None:
    with pytest.raises(FinalorderError) as caught:
        operations.parse_operation(GOOD.replace("number = 500", f"number = 500\nx{'y' * 5000} = 1"), "mine.toml")
    assert len(str(caught.value)) < 400
    assert not re.search(r"Traceback|Error", str(caught.value))
