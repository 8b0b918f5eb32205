"""Places as people say them lead to their courts, or are refused with the courts of their own state."""

import pytest

from finalorder.registry import describe_unknown_place, find_county, find_place, list_court_places, read_registry_rows


@pytest.mark.parametrize(
    ("said", "cities", "basis"),
    [
        ("Miami", ("Miami",), "court"),
        ("hagatna", ("Hagåtña",), "court"),
        ("Minneapolis", ("Fort Snelling",), "only_court"),
        ("St. Paul", ("Fort Snelling",), "only_court"),
        ("Saint Paul, Minnesota", ("Fort Snelling",), "only_court"),
        ("Twin Cities", ("Fort Snelling",), "named"),
        ("Raleigh", ("Charlotte",), "only_court"),
        ("Nashville", ("Memphis",), "only_court"),
        ("Aurora, Illinois", ("Chicago",), "only_court"),
        ("Portland", ("Portland",), "court"),
        ("Portland, Maine", ("Chelmsford",), "named"),
        ("Washington, D.C.", ("Annandale",), "named"),
        ("Salt Lake City", ("West Valley",), "named"),
        ("Hennepin County, MN", ("Fort Snelling",), "only_court"),
        ("Colorado: Adams County", ("Denver",), "only_court"),
        ("Harris County, Texas", ("Houston",), "metropolitan"),
        ("Florida", ("Bradenton", "Miami", "Orlando"), "state"),
    ],
)
def test_a_place_leads_to_its_courts_and_says_why(said: str, cities: tuple[str, ...], basis: str) -> None:
    found = find_place(said)
    assert found is not None
    assert (found.cities, found.basis) == (cities, basis)
    assert found.source


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Tampa", "name one of Bradenton, Miami, Orlando."),
        ("Travis County, TX", "no source says which court of Texas hears it"),
        ("Springfield", "it could be in"),
        ("Washington", "it could be the capital or the state"),
        ("Jefferson County, Alabama", "Alabama has no court on EOIR's list"),
        ("Miamy", 'did you mean "Miami"?'),
        ("Zzyzx", "`finalorder cities` lists"),
    ],
)
def test_a_place_that_leads_nowhere_is_refused_within_its_state(said: str, answer: str) -> None:
    assert find_place(said) is None
    assert answer in describe_unknown_place(said)


def test_a_county_of_one_name_in_several_states_needs_its_state() -> None:
    assert find_county("Adams County") is None
    assert find_county("Adams County, Colorado") == ("CO", "Adams County")


def test_every_court_city_can_be_drawn_and_no_detained_court_alone_is_offered() -> None:
    cities = {row["city"] for row in read_registry_rows("cities")}
    assert {row["city"] for row in read_registry_rows("places")} == cities
    offered = {city for city, _, _ in list_court_places()}
    assert "Aurora" not in offered
    assert {"Miami", "Fort Snelling", "Charlotte"} <= offered


def test_every_place_that_is_named_has_a_court_of_the_list_and_a_source() -> None:
    cities = {row["city"] for row in read_registry_rows("cities")}
    for row in read_registry_rows("place_names"):
        assert set(row["cities"].split(";")) <= cities
        assert row["source"]
    assert {row["city"] for row in read_registry_rows("court_counties")} <= cities
