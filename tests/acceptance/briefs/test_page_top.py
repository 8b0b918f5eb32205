"""What a reader asks first stands at the top: how the claims came out, what is not known; and nothing leads nowhere."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from finalorder.briefs import IceFigures, write_brief
from finalorder.briefs.brief_data import build_brief_data
from finalorder.briefs.city_numbers import list_city_numbers
from finalorder.briefs.html_numbers import NumberRenderer
from finalorder.briefs.legal_help import LegalHelp
from finalorder.briefs.page_top import choose_headline
from finalorder.briefs.row_index import ScopeLookup
from finalorder.ice.fact_lookup import Fact
from finalorder.ledger import list_hearing_rules
from finalorder.operations import Operation, Outcome
from finalorder.operations.claims import answer_claims
from finalorder.operations.operation_scope import Scope
from finalorder.words import Words
from support.brief_material import DAY, absences, curves, operation, stand_in
from support.brief_pages import Page, find_english, page_of

BEDS = Fact("detention_population", DAY, "people", 310, DAY, source_file="FY19.xlsx", sheet="A", cell="B1")
AGREED = Fact("287g_agreements", DAY, "agreements", 2, DAY, source_file="list.xlsx", sheet="A", cell="A1")
MEANS = {"capacities": (), "assumptions": (), "placement": None, "police": ()}


def write(
    out: Path, about: Operation, figures: IceFigures | None = None, lang: str = "en", *, simulated: bool = True
) -> Path:
    scope, counted = stand_in(about, simulated=simulated), (*curves(), *absences())
    write_brief(
        scope,
        answer_claims(scope),
        IceFigures() if figures is None else figures,
        out,
        lang=lang,
        cities=["Miami"],
        counted=counted,
    )
    return out


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The operation of June 2019 from a simulated release, in both languages."""
    return write(tmp_path_factory.mktemp("whole"), operation(), lang="all")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in the words of the pages alone: nothing that anybody said."""
    about = replace(operation(), **MEANS, claims=(), outcomes=(), revisions=())
    return write(tmp_path_factory.mktemp("plain"), about, lang="all")


def known(page: Page) -> list[str]:
    return [" ".join(e.text.split()) for e in page.elements if e.attributes.get("class") == "known"]


def test_the_top_says_how_many_claims_came_out_how(tmp_path: Path) -> None:
    write(tmp_path, operation(), simulated=False)
    for name in ("index.html", "miami.html"):
        groups, said = known(page_of(tmp_path, name))[:2]
        assert groups.startswith("Groups counted here: ordered removed in absentia; ")
        assert said.startswith("What was said, checked: “Of about 7,000 family cases decided, 90% ended with an order")
        assert "(Kevin McAleenan, acting Secretary of Homeland Security, June 11, 2019): Depends on the method." in said
        link = next(e for e in page_of(tmp_path, name).named("a") if "Each claim" in e.text)
        assert link.attributes["href"] == ("#claims" if name == "index.html" else "index.html#claims")
    said = known(page_of(tmp_path))[1]
    assert f" Of {len(operation().claims)} statements, " in said
    assert "are contradicted" in said
    assert "cannot be checked with these records" in said


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "This is the only statement checked."), ("es", "Es la única afirmación que se revisó.")]
)
def test_of_a_single_claim_the_top_says_that_it_is_the_only_one(lang: str, said: str, tmp_path: Path) -> None:
    about = replace(operation(), claims=operation().claims[:1])
    page = page_of(write(tmp_path, about, lang=lang))
    assert [said in each for each in known(page)].count(True) == 1
    assert not re.search(r"\b1 (?:statements?|afirmaci)", page.text)


@pytest.mark.parametrize(
    ("count", "said"),
    [(2, "The other statement came out the same way."), (3, "The other 2 statements came out the same way.")],
)
def test_of_claims_that_came_out_alike_the_top_says_so(count: int, said: str, tmp_path: Path) -> None:
    first = next(each for each in operation().claims if each.records == "cannot")
    claims = tuple(replace(first, id=f"c{number}", headline=False) for number in range(count))
    assert said in page_of(write(tmp_path, replace(operation(), claims=claims))).text


def test_by_a_simulated_release_the_top_judges_what_the_law_says_and_nothing_else(whole: Path) -> None:
    said = known(page_of(whole))[1]
    assert "1 is contradicted" in said
    assert "are not judged (the release is SIMULATED)" in said
    assert "bounded from above" not in said
    assert "quedan sin veredicto (los datos son SIMULADOS)" in known(page_of(whole, "index.es.html"))[1]


def test_the_claim_at_the_top_is_one_that_was_judged_and_else_the_one_that_is_marked(whole: Path) -> None:
    said = known(page_of(whole))[1]  # a simulated release judges what the law says alone
    assert "“The orders were issued by federal judges”" in said
    assert "June 18, 2019): Contradicted. Of 28 statements" in said
    marked = replace(operation().claims[4], headline=True)
    left = [replace(each, headline=False) for each in operation().claims if each.records not in ("law", "cannot")]
    answers = answer_claims(stand_in(replace(operation(), claims=(*left, marked))))
    assert choose_headline(answers).claim == marked
    assert choose_headline(answers[:-1]).claim == left[0]
    assert choose_headline([]) is None


def test_the_top_says_what_came_of_the_operation(whole: Path, tmp_path: Path) -> None:
    for name in ("index.html", "miami.html"):
        said = next(line for line in known(page_of(whole, name)) if line.startswith("What came of it"))
        assert said.startswith("What came of it: People arrested in the operation: 35 people (July 23, 2019) [")
    write(tmp_path, replace(operation(), outcomes=name_final_orders()))
    said = next(line for line in known(page_of(tmp_path)) if line.startswith("What came of it"))
    assert "Arrests: 1,500 people (ICE, July 23, 2019)" in said
    assert "With a final order: about 350 people, 23.3% of Arrests (1,500 people) (ICE, July 23, 2019)" in said


def test_a_page_of_a_city_says_what_is_not_known_of_detention_and_police(plain: Path, tmp_path: Path) -> None:
    section = text_of(page_of(plain, "miami.html"), "hold")
    assert "Not known of Miami: who is held around Miami; which police agencies have an agreement with ICE" in section
    assert "what its police said of their own part" in section
    figures = IceFigures(held={"Miami": (BEDS,)}, agreements={"Miami": (AGREED,)})
    write(tmp_path, operation(), figures)
    assert "Not known of Miami" not in page_of(tmp_path, "miami.html").text


def text_of(page: Page, section: str) -> str:
    found = next(e for e in page.named("section") if e.attributes["id"] == section)
    return " ".join(found.text.split())


def test_whoever_still_has_a_hearing_is_told_what_missing_it_means(plain: Path, tmp_path: Path) -> None:
    for name in ("index.html", "miami.html"):
        said = text_of(page_of(plain, name), "help")
        assert "You still have a hearing? If you do not come, the judge can order your removal the same day." in said
        for rule in list_hearing_rules():
            assert rule.citation in said
    write(tmp_path, replace(operation(), at_courts=True))
    opened = [e for e in page_of(tmp_path).named("details") if "open" in e.attributes]
    assert ["Afraid of an arrest at the court" in e.text for e in opened] == [True]
    assert not [e for e in page_of(plain).named("details") if "open" in e.attributes]


def test_a_part_that_rounding_made_larger_than_its_whole_is_an_interval() -> None:
    scope = stand_in()
    whole = scope.find_count("Miami")
    assert whole.value
    limit = int(whole.value)
    row = scope.find_count("Miami", by="represented", level="yes")
    larger = row._replace(value=limit + 40, numerator=limit + 40, low=None, high=None)
    part = larger._replace(floor=limit - 30, ceiling=limit + 70)
    rows = [part if each == row else each for each in scope.shown]
    book = build_brief_data(replace(scope, shown=scope.shown.derive_rows(rows)), (), IceFigures())
    numbers = NumberRenderer(book, Words("en"), "data/index.html")
    assert numbers.render_plain(book.cut[part]).striptags() == f"{limit - 30:,}–{limit:,}"
    assert book.find_row(book.find_handle(book.cut[part])) == part
    assert whole not in book.cut


def test_the_top_says_what_neither_the_file_nor_the_lake_knows(plain: Path, tmp_path: Path) -> None:
    for name in ("index.html", "miami.html"):
        unknown = known(page_of(plain, name))[-1]
        assert unknown == ("Not known here: who is held, and how many beds there are; which police agencies have an "
                           "agreement with ICE (287(g)); how many of those arrested had a final order.")  # fmt: skip
    figures = IceFigures(held={"Miami": (BEDS,)}, agreements={"Miami": (AGREED,)})
    write(tmp_path / "some", replace(operation(), outcomes=name_final_orders()), figures)
    assert not [line for line in known(page_of(tmp_path / "some", "miami.html")) if line.startswith("Not known")]


def name_final_orders() -> tuple[Outcome, ...]:
    sources, day = operation().sources, date(2019, 7, 23)
    arrests = Outcome("arrests", "Arrests", "people", day, sources, value=1500, counts="arrested", said_by="ICE")
    final = Outcome("final", "With a final order", "people", day, sources, value=350, counts="final_orders",
                    base="arrests", bound="about", said_by="ICE")  # fmt: skip
    return arrests, final


def test_the_share_of_those_arrested_with_a_final_order_has_its_denominator_and_its_day(tmp_path: Path) -> None:
    write(tmp_path, replace(operation(), outcomes=name_final_orders()))
    for name in ("index.html", "miami.html"):
        text = page_of(tmp_path, name).text
        assert "about 350 people, 23.3% of Arrests (1,500 people): ICE, July 23, 2019" in text


def test_a_page_has_no_link_to_beds_that_the_index_does_not_have(plain: Path, tmp_path: Path) -> None:
    assert "index.html#hold" not in (plain / "miami.html").read_text(encoding="utf-8")
    assert 'id="hold"' not in (plain / "index.html").read_text(encoding="utf-8")
    full = write(tmp_path / "full", operation(), IceFigures(agreements={"Miami": (AGREED,)}))
    assert "index.html#hold" in (full / "miami.html").read_text(encoding="utf-8")
    assert 'id="hold"' in (full / "index.html").read_text(encoding="utf-8")


def test_the_page_of_a_city_says_what_came_of_it_and_what_was_not_published(whole: Path) -> None:
    page = page_of(whole, "miami.html")
    assert [e for e in page.named("section") if e.attributes["id"] == "aftermath"]
    assert "who is held around Miami" in page.text
    assert "All ten cities" in next(e for e in page.named("table") if e.attributes["id"] == "table-numbers").text
    assert "The result, as announced" in page.text


def alone() -> Operation:
    """The operation in one of its cities."""
    about = operation()
    places = tuple(each for each in about.places if "Miami" in each.cities)
    return replace(about, cities=("Miami",), places=places, revisions=())


@pytest.mark.parametrize("lang", ["en", "es"])
def test_an_operation_in_one_city_has_its_numbers_and_no_ranking(lang: str, tmp_path: Path) -> None:
    page = page_of(write(tmp_path, alone(), lang=lang))
    sections = [e.attributes["id"] for e in page.named("section")]
    assert "numbers" in sections
    assert "cities" not in sections
    assert not {"places.svg", "paths.svg"} & {path.name for path in (tmp_path / "charts").iterdir()}
    for word in ("these cities", "estas ciudades", "All cities", "Las ciudades", "largest first"):
        assert word not in page.text


@pytest.mark.parametrize(
    ("number", "said"), [(1, "fit the group counted here"), (5, "fit at least one of the five groups counted here")]
)
def test_the_first_sentence_says_how_many_groups_were_named(number: int, said: str, tmp_path: Path) -> None:
    about = replace(operation(), cohorts=operation().cohorts[:number], claims=(), focus=None, revisions=())
    assert said in page_of(write(tmp_path, about)).text


def as_interval(scope: Scope, floor: int, ceiling: int) -> Scope:
    """The scope with Miami's cases in any group known between two numbers."""
    rows = [
        row._replace(value=None, low=None, high=None, status="hidden", floor=floor, ceiling=ceiling)
        if (row.measure, row.city, row.cohort, row.by_1) == ("standing_orders", "Miami", "any_cohort", "") else row
        for row in scope.shown
    ]  # fmt: skip
    return replace(scope, shown=scope.shown.derive_rows(rows))


@pytest.mark.parametrize(("floor", "ceiling", "few"), [(170, 218, False), (0, 218, False), (0, 29, True)])
def test_an_interval_that_reaches_past_29_is_not_too_few_to_print(floor: int, ceiling: int, few: bool) -> None:
    scope = as_interval(stand_in(), floor, ceiling)
    book = build_brief_data(scope, (), IceFigures())
    group = list_city_numbers(ScopeLookup(scope), book, Words("en"), "Miami")[0]
    assert ("Any group" in group.too_few) == few
    assert ("Any group" in [line.label for line in group.lines]) != few


@pytest.mark.parametrize(
    ("numbers", "share", "percent"),
    [
        ({"numerator": 0, "denominator": 940, "value": 0.0, "high": 0.03, "ceiling": 11}, "0–11 of 940", "near 0%"),
        (
            {"numerator": 120, "denominator": 120, "value": 1.0, "high": 1.0, "ceiling": 129},
            "near 100% (120 of 120)",
            "near 100%",
        ),
        ({"numerator": 20, "denominator": 40, "value": 0.5, "high": 0.97, "ceiling": 29}, "0–29 of 40", "0.0%–97.0%"),
    ],
    ids=["rounded to nothing", "rounded to all", "too small to print"],
)
def test_a_share_of_a_small_count_is_an_interval_and_not_zero(
    numbers: dict[str, float], share: str, percent: str
) -> None:
    scope = stand_in()
    row = scope.shown.rows[0]._replace(low=0.0, rounded_to="20", floor=0, **numbers)
    book = replace(build_brief_data(scope, (), IceFigures()), handles={row: "measures/1"})
    renderer = NumberRenderer(book, Words("en"), "data/index.html")
    assert renderer.render_share(row).striptags() == share
    assert renderer.render_percent(row).striptags() == percent


def test_titles_of_charts_name_what_is_divided_by_what(whole: Path) -> None:
    text = page_of(whole, "miami.html").text
    assert "In absentia: 30.0% of first decisions; 60.0% of removal orders" in text
    assert "cases the person missed the first hearing" in text
    index = page_of(whole).text
    assert "The same family docket: 14.0% missed first hearing (M5i); 90.0% of removal orders (M7a)" in index


def test_where_parts_do_not_add_up_the_page_says_why(plain: Path) -> None:
    assert "so parts may not add up to their total" in page_of(plain, "miami.html").text
    assert "las partes pueden no sumar el total" in page_of(plain, "miami.es.html").text


@pytest.mark.parametrize(
    ("lang", "others"),
    [
        ("en", ("in absence", "person's absence", "lawyer on record\n", "represented", "vacated", "rescission")),
        ("es", ("con representación", "sin representación", "se anularon", "revoque")),
    ],
)
def test_one_word_stands_for_in_absentia_undone_and_with_a_lawyer(
    lang: str, others: tuple[str, ...], plain: Path
) -> None:
    for name in ("index", "miami"):
        page = page_of(plain, f"{name}.html" if lang == "en" else f"{name}.{lang}.html")
        text = " ".join(e.text for e in page.elements if e.name in {"p", "li", "caption", "th", "h3", "figcaption"})
        assert not [word for word in others if word in text], name


@pytest.mark.parametrize("name", ["index.es.html", "miami.es.html"])
def test_the_pages_of_june_2019_in_spanish_have_no_english(whole: Path, name: str) -> None:
    assert find_english((whole / name).read_text(encoding="utf-8")) == []


def test_english_is_found_where_it_is() -> None:
    assert find_english("<p>Casos of the court</p>") == ["Casos of the court"]
    assert find_english('<p>Casos <span lang="en">of the court</span> «of the court» <code>of the</code></p>') == []


@pytest.mark.parametrize(("city", "own"), [("Miami", True), ("Houston", True), ("Portland", False), ("Denver", False)])
def test_the_list_of_all_courts_is_not_called_the_page_of_a_court(city: str, own: bool) -> None:
    assert LegalHelp(Words("en"), DAY).has_court_page(city) == own
