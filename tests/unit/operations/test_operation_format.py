"""Operations as they are made: begun before they were announced, nowhere or everywhere, of groups of their own."""

from datetime import date
from pathlib import Path

import pytest

from finalorder import operations
from finalorder.errors import FinalorderError
from finalorder.operations.operation_scope import ask_scope
from finalorder.words import Words

HEAD = """\
id = "an-operation"
title = "An operation"
{dates}
{where}
{who}
source = "wire"
"""
TAIL = """
[sources.wire]
title = "Wire report"
url = "https://example.org/report"
date = 2025-10-03
"""
SOMALIS = """
[[cohort]]
name = "somali"
title = "People from Somalia"
title_es = "Personas de Somalia"
definition = "Cases with the nationality Somalia."
conditions = ["nationality=Somalia"]
"""


def read(
    dates: str = "announced = 2025-10-03",
    where: str = 'cities = ["Miami"]',
    who: str = 'cohorts = ["in_absentia"]',
    more: str = "",
    folder: str = "",
) -> operations.Operation:
    text = HEAD.format(dates=dates, where=where, who=who) + TAIL + more
    return operations.parse_operation(text, "mine.toml", folder=folder)


def refuse(**fields: str) -> str:
    with pytest.raises(FinalorderError) as caught:
        read(**fields)
    return str(caught.value)


def test_it_may_begin_before_it_is_announced_and_is_counted_as_of_its_beginning() -> None:
    found = read(dates="announced = 2025-05-01\nbegun = 2025-04-21\nends = 2025-04-26")
    assert (found.first_day, found.start_day, found.ends) == (date(2025, 4, 21), date(2025, 4, 21), date(2025, 4, 26))


def test_it_may_never_be_announced() -> None:
    found = read(dates="begun = 2025-05-20")
    assert (found.announced, found.first_day) == (None, date(2025, 5, 20))
    assert operations.list_change_days(found) == [date(2025, 5, 20)]


def test_it_must_have_been_announced_or_have_begun() -> None:
    assert '"announced" is missing; add it, or begun' in refuse(dates="ends = 2025-05-20")


def test_an_end_before_its_beginning_is_refused() -> None:
    assert "is before the start of 2025-04-21" in refuse(dates="begun = 2025-04-21\nends = 2025-04-20")


def test_places_are_said_as_people_say_them_and_carry_why() -> None:
    found = read(where='cities = ["Minneapolis", "Raleigh", "Charlotte"]')
    assert found.cities == ("Fort Snelling", "Charlotte")
    assert [place.name for place in found.places] == ["Minneapolis", "Raleigh", "Charlotte"]
    assert all(place.source for place in found.places)


def test_it_may_be_a_states_or_the_nations() -> None:
    florida = read(where='states = ["Florida"]')
    assert (florida.scope, florida.states, florida.cities) == (
        "states",
        ("Florida",),
        ("Bradenton", "Miami", "Orlando"),
    )
    nation = read(where='scope = "nation"')
    assert nation.is_nationwide
    assert nation.cities == ()


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("", '"cities" is missing; add it, or states = [...], or scope = "nation".'),
        ('scope = "nation"\ncities = ["Miami"]', '"cities" and a scope of nation'),
        ('states = ["Floridaa"]', "is not a state with a court"),
        ("states = []", "name at least one state"),
        ('scope = "country"', "is not a known scope"),
    ],
)
def test_a_place_that_cannot_be_is_told_so(where: str, said: str) -> None:
    assert said in refuse(where=where)


def test_groups_of_the_file_stand_among_those_that_ship() -> None:
    found = read(who='cohorts = ["somali", "in_absentia"]', more=SOMALIS)
    assert found.cohorts == ("somali", "in_absentia")
    assert found.find_group("somali").title == "People from Somalia"
    words = Words("es", found.messages)
    assert words.translate_name("group_short", "somali") == "Personas de Somalia"
    assert "nationality in (SO)" in words.format_plain("cohort.somali.evidence")


def test_a_group_beside_the_file_is_its_own(tmp_path: Path) -> None:
    (tmp_path / "lately.cohort").write_text(
        "title: Lately\ndefinition: Lately.\nfiscal-year = 2024\n", encoding="utf-8"
    )
    found = read(who='cohorts = ["lately"]', folder=str(tmp_path))
    assert found.find_group("lately").title == "Lately"


def test_an_operation_may_name_no_group() -> None:
    assert read(who="").cohorts == ()


def test_what_no_record_can_tell_is_listed_and_not_counted() -> None:
    worst = '[[cohort]]\nname = "worst"\ntitle = "The worst"\nunknown = "convictions"\n'
    found = read(who='cohorts = ["worst", "in_absentia"]', more=worst)
    assert found.cohorts == ("in_absentia",)
    assert [each.unknown for each in found.uncounted] == ["convictions"]


NEAREST = """
[[cohort]]
name = "worst"
title = "The worst"
unknown = "convictions"
nearest = ["criminal-charge=yes"]
nearest_title = "Cases whose charges name a criminal ground"
nearest_title_es = "Casos con una causal penal en los cargos"
"""


def test_what_comes_nearest_to_an_unknown_group_is_counted_and_is_none_of_the_groups() -> None:
    found = read(who='cohorts = ["worst", "in_absentia"]', more=NEAREST)
    assert found.cohorts == ("in_absentia",)
    (group,) = found.uncounted
    assert group.nearest is not None
    assert group.nearest.condition.text == "criminal-charge in (yes)"
    asked = ask_scope(found, found.first_day)
    assert ([each.name for each in asked.own], asked.groups) == (["worst_nearest"], ("in_absentia",))
    words = {lang: Words(lang, found.messages).translate_name("group", "worst_nearest") for lang in ("en", "es")}
    assert words == {
        "en": "Cases whose charges name a criminal ground",
        "es": "Casos con una causal penal en los cargos",
    }


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            NEAREST.replace('nearest_title = "Cases whose charges name a criminal ground"\n', ""),
            '"nearest_title" is missing',
        ),
        (NEAREST.replace("=yes", "=perhaps"), "is not a known value of criminal-charge"),
        (NEAREST.replace("=yes", "=yes,no,unknown"), "every value of criminal-charge is listed"),
        (NEAREST.replace("criminal-charge=yes", "convicted=yes"), "The court's file has no convictions"),
        (NEAREST + SOMALIS.replace('"somali"', '"worst_nearest"'), "has the name of what comes nearest to another"),
    ],
)
def test_what_comes_nearest_cannot_be_just_anything(more: str, said: str) -> None:
    names = ', "worst_nearest"' if "worst_nearest" in more else ""
    assert said in refuse(who=f'cohorts = ["worst"{names}]', more=more)


@pytest.mark.parametrize(
    ("who", "more", "said"),
    [
        ('cohorts = ["somali"]', SOMALIS.replace("=Somalia", "=Nowhere"), "is not a known value of nationality"),
        ('cohorts = ["somali"]', SOMALIS.replace("nationality=", "convicted="), "The court's file has no convictions"),
        ('cohorts = ["in_absentia"]', SOMALIS, 'the file\'s own cohort "somali" is not in the list'),
        ('cohorts = ["somalia"]', SOMALIS, 'did you mean "somali"?'),
        ('cohorts = ["in_absentia"]', SOMALIS.replace('"somali"', '"in_absentia"'), "is the name of another group"),
    ],
)
def test_a_group_that_cannot_be_is_told_so_with_its_line(who: str, more: str, said: str) -> None:
    message = refuse(who=who, more=more)
    assert said in message
    assert message.startswith("mine.toml, line ")


def test_outcomes_are_shares_of_their_base_and_conflicting_ones_stand_apart() -> None:
    outcomes = """
[[outcome]]
id = "arrests"
name = "Arrests"
counts = "arrested"
value = 1120
unit = "people"
as_of = 2025-05-01
source = "wire"

[[outcome]]
id = "final"
name = "With final orders"
counts = "final_orders"
base = "arrests"
value = 378
unit = "people"
said_by = "The agency"
as_of = 2025-05-01
source = "wire"

[[outcome]]
id = "half"
name = "Half, the field head said"
counts = "final_orders"
low = 50
high = 60
unit = "percent"
as_of = 2025-04-30
source = "wire"
"""
    found = read(more=outcomes)
    half, final = operations.list_outcome_shares(found, "final_orders")
    assert (half.low, half.high, half.value) == (0.5, 0.6, None)
    assert final.value == pytest.approx(0.3375)
    rows = list(operations.build_outcome_share_rows(found))
    assert [(row.numerator, row.denominator, row.as_of) for row in rows] == [
        (None, None, "2025-04-30"), (378, 1120, "2025-05-01"),
    ]  # fmt: skip
    assert "The agency" in rows[1].note


def test_a_base_that_is_not_there_is_refused() -> None:
    outcome = '[[outcome]]\nid = "a"\nname = "A"\nvalue = 1\nunit = "people"\nbase = "b"\nas_of = 2025-10-03\n'
    assert '"b" is not another outcome in this file' in refuse(more=f'{outcome}source = "wire"\n')
    itself = outcome.replace('base = "b"', 'base = "a"')
    assert refuse(more=f'{itself}source = "wire"\n').endswith(
        '"a" is not another outcome in this file; there are none.'
    )


@pytest.mark.parametrize(
    ("bound", "unit", "is_refused"), [("about", "people", True), ("over", "people", False), ("about", "percent", False)]
)
def test_a_part_that_is_more_than_its_whole_is_refused_unless_the_whole_may_be_larger(
    bound: str, unit: str, is_refused: bool
) -> None:
    whole = f'[[outcome]]\nid = "b"\nname = "B"\nvalue = 2\nbound = "{bound}"\nunit = "people"\nas_of = 2025-10-03\n'
    part = f'[[outcome]]\nid = "a"\nname = "A"\nvalue = 3\nunit = "{unit}"\nbase = "b"\nas_of = 2025-10-03\n'
    more = f'{whole}source = "wire"\n{part}counts = "final_orders"\nsource = "wire"\n'
    if is_refused:
        assert refuse(more=more).endswith("3 is more than the 2 that it is a part of; fix one of the two.")
    else:
        (share,) = operations.list_outcome_shares(read(more=more), "final_orders")
        assert share.low == (0.03 if unit == "percent" else None)


@pytest.mark.parametrize(
    ("name", "said"),
    [("Minesota", 'did you mean "Minnesota"?'), ("Wyoming", "Wyoming has no court on EOIR's list")],
)
def test_a_state_without_a_court_is_met_with_a_state(name: str, said: str) -> None:
    assert said in refuse(where=f'states = ["{name}"]')


def test_a_focus_is_a_dimension_and_its_level() -> None:
    focus = '[focus]\ndimension = "juvenile"\nlevel = "came_alone"\nagainst = "none"\n'
    assert read(more=focus).focus == operations.Focus("juvenile", "came_alone", "none")
    assert 'did you mean "juvenile"?' in refuse(more=focus.replace('"juvenile"', '"juvenil"'))


def test_phases_and_what_was_not_published_are_read() -> None:
    more = """
[[phase]]
id = "first"
name = "The first week"
starts = 2025-10-05
cities = ["Miami"]
source = "wire"

[[unpublished]]
id = "force"
what = "How many agents took part."
"""
    found = read(more=more)
    assert found.phases[0].cities == ("Miami",)
    assert found.unpublished[0].what == "How many agents took part."
