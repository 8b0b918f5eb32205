"""What the page says, and what it may never do."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from finalorder.briefs import IceFigures, write_brief
from finalorder.briefs.pages import CITY_SECTIONS, INDEX_SECTIONS
from finalorder.errors import FinalorderError
from finalorder.operations import Source
from finalorder.operations.claims import answer_claims
from support.brief_material import absences, curves, operation, stand_in
from support.brief_pages import page_of

TWO = ("Miami", "Denver")
HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)> {{ 7 * 7 }} {title} & "'


def write_stand_in(out: Path, *, lang: str = "en", simulated: bool = True, **changes: object) -> Path:
    """A brief of the stand-in with pages of two cities."""
    scope = stand_in(replace(operation(), **changes), simulated=simulated)
    write_brief(
        scope,
        answer_claims(scope),
        IceFigures(),
        out,
        command="finalorder brief x --out y",
        lang=lang,
        cities=TWO,
        counted=(*curves(simulated=simulated), *absences(simulated=simulated)),
    )
    return out


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_stand_in(tmp_path_factory.mktemp("en"))


@pytest.fixture(scope="module")
def spanish(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_stand_in(tmp_path_factory.mktemp("es"), lang="es")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_stand_in(tmp_path_factory.mktemp("real"), simulated=False)


def test_the_sections_stand_in_the_order_of_the_questions(english: Path) -> None:
    sections = [e.attributes["id"] for e in page_of(english).named("section")]
    assert sections == [name for name in INDEX_SECTIONS if name not in ("unpublished", "numbers")]
    of_city = [e.attributes["id"] for e in page_of(english, "miami.html").named("section")]
    assert of_city == [name for name in CITY_SECTIONS if name in of_city]
    assert {"help", "announced", "numbers", "how", "aftermath", "about"} <= set(of_city)


def test_headings_never_skip_a_level(english: Path) -> None:
    levels = [int(e.name[1]) for e in page_of(english).elements if re.fullmatch(r"h[1-6]", e.name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("which", ["english", "spanish"])
def test_a_simulated_release_is_stamped_on_page_tables_charts_and_data(
    which: str, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(which)
    page = page_of(folder)
    cited = (
        "table-remedies",
        "table-last-days",
        "table-capacity",
        "table-assumptions",
        "table-outcome",
        "table-claims",
    )
    captions = {e.attributes.get("id", ""): e.text for e in page.named("caption")}
    counted = [text for name, text in captions.items() if name and not name.startswith(cited)]
    assert len(counted) > 8
    assert all("SIMULATED" in text for text in counted)
    assert not [text for name, text in captions.items() if name.startswith(cited) and "SIMULATED" in text]
    assert all("SIMULATED" in e.text for e in page.named("svg"))
    assert all("SIMULATED" in e.text for e in page.named("title"))
    assert any("SIMULATED" in e.text and "@top-center" in e.text for e in page.named("style"))
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".csv":
            assert "SIMULATED" in path.read_text(encoding="utf-8"), path
    for path in folder.rglob("*.csv"):
        if path.name in ("labels.csv", "last_days.csv"):
            continue  # the words for codes, and days of the calendar: nothing in them is counted
        header, *lines = path.read_text(encoding="utf-8").splitlines()
        at = header.split(",").index("simulated")
        assert lines
        assert at > 0
        assert all(",true," in line or "SIMULATED" in line for line in lines), path


def test_a_real_release_is_stamped_nowhere(real: Path) -> None:
    for path in real.rglob("*"):
        if path.is_file():
            assert "SIMULATED" not in path.read_text(encoding="utf-8"), path


def test_nothing_is_fetched_from_anywhere(english: Path) -> None:
    page = page_of(english)
    assert not page.named("script")
    assert not page.named("img")
    assert not page.named("iframe")
    for element in page.elements:
        assert not any(name.startswith("on") for name in element.attributes)
        for name in ("src", "srcset", "xlink:href", "poster", "action", "background"):
            assert name not in element.attributes
        if element.name != "a" and "href" in element.attributes:
            assert element.attributes["href"] == "data:,"
    assert not any("url(http" in e.text or "@import" in e.text for e in page.named("style"))


def test_links_lead_to_parts_of_the_page_its_files_or_the_web(english: Path) -> None:
    page = page_of(english)
    ids = {e.attributes["id"] for e in page.elements if "id" in e.attributes}
    for link in page.named("a"):
        address = link.attributes["href"]
        if address.startswith("#"):
            assert address[1:] in ids
        elif not address.startswith(("https://", "http://")):
            assert (english / address.partition("#")[0]).is_file()


def test_ids_are_unique_and_every_reference_has_its_target(english: Path) -> None:
    page = page_of(english)
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    wanted = [name for e in page.elements for name in e.attributes.get("aria-labelledby", "").split()]
    assert wanted
    assert set(wanted) <= set(ids)
    assert set(re.findall(r"url\(#([^)]+)\)", (english / "index.html").read_text(encoding="utf-8"))) <= set(ids)


def test_text_of_an_operation_file_is_never_markup(tmp_path: Path) -> None:
    about = operation()
    claim = replace(about.claims[0], says=HOSTILE, who=HOSTILE, quotation=HOSTILE, reason=HOSTILE, unit=HOSTILE)
    bad = Source("bad", HOSTILE, "javascript:alert(1)", about.announced, HOSTILE)
    capacity = replace(about.capacities[0], name=HOSTILE, note=HOSTILE, unit=HOSTILE, locator=HOSTILE, sources=(bad,))
    changes = {"id": HOSTILE, "title": HOSTILE, "summary": HOSTILE, "sources": (bad,), "claims": (claim,)}
    folder = write_stand_in(tmp_path, **changes, capacities=(capacity,))
    text = (folder / "index.html").read_text(encoding="utf-8")
    page = page_of(folder)
    assert not page.named("script")
    assert not page.named("img")
    assert "<script" not in text
    assert "{{ 7 * 7 }}" in page.text
    assert not any(a.attributes["href"].startswith("javascript") for a in page.named("a"))
    assert "javascript:alert(1)" in page.text


def test_closed_deadlines_always_stand_beside_what_has_none(english: Path) -> None:
    for page in (page_of(english), page_of(english, "miami.html"), page_of(english, "denver.html")):
        table = next(e for e in page.named("table") if e.attributes["id"] == "table-groups")
        assert "closed (not properly told, or locked up: no deadline)" in table.text
        assert "locked up that day, there is no deadline" in page.text
    numbers = next(e for e in page_of(english, "miami.html").named("table") if e.attributes["id"] == "table-numbers")
    assert "180 days passed (not properly told, or locked up: no deadline)" in numbers.text


@pytest.mark.parametrize(("which", "word"), [("english", "expired"), ("spanish", "vencid"), ("spanish", "expirad")])
def test_no_deadline_of_an_order_in_absentia_is_called_expired(
    which: str, word: str, request: pytest.FixtureRequest
) -> None:
    assert word not in page_of(request.getfixturevalue(which)).text.lower()


def test_totals_come_first_and_no_foot_is_repeated(english: Path) -> None:
    page = page_of(english)
    assert not page.named("tfoot")
    for name in ("table-cities", "table-scope", "table-families", "table-orders", "table-flow"):
        table = next(e for e in page.named("table") if e.attributes["id"] == name)
        rows = [line for line in table.text.splitlines() if line.strip()]
        assert rows[2].startswith("All ten cities"), rows[:3]


def test_cities_stand_by_size(english: Path) -> None:
    table = next(e for e in page_of(english).named("table") if e.attributes["id"] == "table-cities")
    names = [c for line in table.text.splitlines() for c in operation().cities if line.startswith(c)]
    counts = [stand_in().find_count(city).value or 0 for city in names]
    assert counts == sorted(counts, reverse=True)
    assert len(counts) == 10


def test_the_caveats_of_a_standing_count_are_all_there(english: Path) -> None:
    text = page_of(english).text
    caveats = ("cases, not people", "left the country, died or gained lawful status", "expedited removal", "from above")
    for words in (*caveats, "reinstated", "not legal advice"):
        assert words in text


def test_orders_issued_undone_and_standing_are_three_columns(english: Path) -> None:
    table = next(e for e in page_of(english).named("table") if e.attributes["id"] == "table-orders")
    for heading in ("Orders issued", "Orders undone", "Standing (cases)", "In force that day, undone later"):
        assert heading in table.text


def test_every_claim_stands_beside_an_answer_and_none_is_judged_on_a_simulated_release(english: Path) -> None:
    table = next(e for e in page_of(english).named("table") if e.attributes["id"] == "table-claims")
    about = operation()
    assert all(claim.says in table.text for claim in about.claims)
    listed = next(e for e in page_of(english).named("dl") if e.attributes.get("class") == "verdicts")
    assert all(claim.says in listed.text for claim in about.claims)
    assert table.text.count("The records cannot say.") == sum(claim.records == "cannot" for claim in about.claims)
    assert "Not judged: the release is SIMULATED" in table.text
    assert "Supported" not in table.text


def test_without_ices_file_the_page_says_so_and_how_to_add_it(english: Path) -> None:
    text = page_of(english).text
    assert "Not known here: which police agencies have an agreement with ICE" in text
    assert "finalorder ice add" in text


def test_the_command_and_the_release_stand_on_the_page(english: Path) -> None:
    text = page_of(english).text
    assert "finalorder brief x --out y" in text
    assert "simulated-2026-07-seed1-x0.01-f1" in text


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_same_input_gives_the_same_bytes(lang: str, tmp_path: Path) -> None:
    one, two = write_stand_in(tmp_path / "1", lang=lang), write_stand_in(tmp_path / "2", lang=lang)
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(two) for path in two.rglob("*") if path.is_file())
    assert all((one / path).read_bytes() == (two / path).read_bytes() for path in files)


def test_the_spanish_page_is_marked_and_uses_the_terms_of_the_courts(spanish: Path) -> None:
    page = page_of(spanish)
    assert page.named("html")[0].attributes["lang"] == "es"
    terms = (
        "orden de deportación",
        "en ausencia",
        "aviso de audiencia",
        "Notificación de Comparecencia",
        "menores no acompañados",
    )
    for term in (*terms, "tribunales de inmigración", "grillete electrónico", "21 de junio de 2019"):
        assert term in page.text
    for english in ("Standing", "hidden number", "The records", "Sources"):
        assert english not in page.text


def test_a_language_without_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FinalorderError, match="--lang en or es"):
        write_stand_in(tmp_path, lang="fr")


def test_a_folder_that_cannot_be_written_is_a_problem_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(FinalorderError, match="cannot write"):
        write_stand_in(tmp_path / "taken")


def test_an_operation_without_claims_or_outcome_has_no_such_sections(tmp_path: Path) -> None:
    folder = write_stand_in(tmp_path, claims=(), police=(), outcomes=(), capacities=(), assumptions=(), revisions=())
    sections = [e.attributes["id"] for e in page_of(folder).named("section")]
    assert "claims" not in sections
    assert "outcome" not in sections


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_page_on_which_everything_is_hidden_still_stands_and_prints_no_count(lang: str, tmp_path: Path) -> None:
    scope = stand_in(hidden=True)
    write_brief(
        scope,
        answer_claims(scope),
        IceFigures(),
        tmp_path,
        command="x",
        lang=lang,
        cities=TWO,
        counted=(*curves(hidden=True), *absences()),
    )
    page = page_of(tmp_path)
    numbers = [e.attributes["data-row"] for e in page.named("data")]
    assert not [handle for handle in numbers if handle.startswith(("scope/", "measures/"))]
    answer = next(e for e in page.elements if e.attributes.get("class") == "top")
    assert ("hidden" if lang == "en" else "oculto") in answer.text
    assert "()" not in answer.text


def test_what_is_known_of_the_real_docket_is_not_said_of_the_simulated_one(english: Path) -> None:
    cells = [e.text for e in page_of(english).named("p") if e.text.startswith("On the SIMULATED docket:")]
    reasons = [claim.reason for claim in operation().claims if claim.reason]
    assert cells
    assert not [text for text in cells if any(reason in text for reason in reasons)]


def test_two_languages_link_to_each_other_page_by_page(tmp_path: Path) -> None:
    scope = stand_in()
    files = write_brief(
        scope, answer_claims(scope), IceFigures(), tmp_path, command="x", lang=["es", "en"], cities=["New York"]
    )
    assert files[0] == tmp_path / "index.html"
    for name, lang, other in (
        ("index", "es", "index.en"),
        ("index.en", "en", "index"),
        ("new-york", "es", "new-york.en"),
        ("new-york.en", "en", "new-york"),
    ):
        page = page_of(tmp_path, f"{name}.html")
        assert page.named("html")[0].attributes["lang"] == lang
        elsewhere = {a.attributes["href"]: a.attributes for a in page.named("a") if "hreflang" in a.attributes}
        assert set(elsewhere) == {f"{other}.html"}


def test_only_the_cities_asked_for_have_a_page(tmp_path: Path) -> None:
    write_stand_in(tmp_path)
    assert {path.name for path in tmp_path.glob("*.html")} == {"index.html", "miami.html", "denver.html"}


def test_a_city_that_the_operation_does_not_have_is_refused(tmp_path: Path) -> None:
    scope = stand_in()
    with pytest.raises(FinalorderError, match="does not include the city 'Boston'; choose from Miami"):
        write_brief(scope, answer_claims(scope), IceFigures(), tmp_path, command="x", cities=["Boston"])
