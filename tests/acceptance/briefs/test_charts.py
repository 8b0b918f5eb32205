"""Charts: named, described, stamped, with the rows they are drawn from; hidden is hatched and has no length."""

import csv
import re
from pathlib import Path

import pytest

from finalorder.briefs import IceFigures, write_brief
from finalorder.measures import SPLITS
from finalorder.operations.claims import answer_claims
from support.brief_material import absences, curves, stand_in
from support.brief_pages import page_of, rows_of

CHARTS = ("places", "multiples", "paths", "methods", "groups", "flow", "notice", "speed")
OF_A_CITY = ("flow", "absence", "speed")


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("brief")
    scope = stand_in()
    write_brief(
        scope,
        answer_claims(scope),
        IceFigures(),
        out,
        command="x",
        cities=["Chicago"],
        counted=(*curves(), *absences()),
    )
    return out


def test_every_chart_is_an_image_with_a_name_and_a_description(brief: Path) -> None:
    pictures = page_of(brief).named("svg")
    assert len(pictures) == 2 * len(CHARTS)
    for picture in pictures:
        assert picture.attributes["role"] == "img"
        title, description = picture.attributes["aria-labelledby"].split()
        assert title.endswith("-title")
        assert description.endswith("-desc")


def test_the_title_of_a_chart_states_its_finding(brief: Path) -> None:
    findings = [e.text for e in page_of(brief).named("h3") if e.attributes.get("class") == "finding"]
    assert any("60.0% of the standing orders of the ten cities" in text for text in findings)
    assert any("14.0% missed first hearing (M5i); 90.0% of removal orders (M7a)" in text for text in findings)
    assert any(
        "Miami: 413" not in text and "the most standing orders of these cities: 413" in text for text in findings
    )
    assert all(re.search(r"\d|hidden", text) for text in findings)


def test_a_city_has_charts_of_its_own(brief: Path) -> None:
    pictures = page_of(brief, "chicago.html").named("svg")
    assert [picture.attributes["aria-labelledby"].split()[0] for picture in pictures] == [
        f"chicago-{name}-{size}-title" for name in OF_A_CITY for size in ("wide", "narrow")
    ]


def test_the_words_of_a_chart_have_its_numbers_and_what_is_hidden(brief: Path) -> None:
    words = next(e.text for e in page_of(brief).named("desc") if e.attributes["id"] == "paths-wide-desc")
    assert "Atlanta: in absentia 237, in court, no appeal in time 95" in words
    assert "Miami: in absentia 247, in court, no appeal in time 99" in words
    assert "in court, after appeal hidden" in words


def test_a_hidden_part_is_hatched_and_named_and_no_bar(brief: Path) -> None:
    svg = (brief / "charts" / "paths.svg").read_text(encoding="utf-8")
    assert "hidden: after appeal" in svg
    assert svg.count("url(#paths-wide-hatch)") == 1
    bars = re.findall(r'<rect [^>]*stroke="white"/>', svg)
    assert len(bars) == 10 * len(SPLITS["path"]) - 1


def test_a_chart_that_is_taken_away_says_what_it_is(brief: Path) -> None:
    for name in (*CHARTS, *(f"chicago-{kind}" for kind in OF_A_CITY)):
        place = "Chicago" if "-" in name else "All cities"
        for size in ("", "-phone"):
            said = " ".join(e.text for e in page_of(brief / "charts", f"{name}{size}.svg").named("text"))
            for words in ("SIMULATED", f"{place}, June 21, 2019", "Source: EOIR Case Data", "Licence:"):
                assert words in said, (name, size, words)


def test_a_chart_has_one_size_of_type_and_is_drawn_at_its_width(brief: Path) -> None:
    for picture in page_of(brief).named("svg"):
        size = picture.attributes["aria-labelledby"].split()[0].split("-")[-2]
        assert picture.attributes["width"] == {"wide": "680", "narrow": "320"}[size]
    sizes = {e.attributes["font-size"] for e in page_of(brief).elements if "font-size" in e.attributes}
    assert sizes == {"13"}


def chart_rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "charts" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_panels_of_small_multiples_have_one_scale(brief: Path) -> None:
    """A bar is as long as its count, in whichever panel it stands."""
    svg = (brief / "charts" / "multiples.svg").read_text(encoding="utf-8")
    lengths = [float(width) for width in re.findall(r'<rect width="([\d.]+)" fill="#17375e"', svg)]
    counts = [float(row["low"]) for row in chart_rows(brief, "multiples") if row["value"]]
    scales = [length / count for length, count in zip(lengths, counts, strict=True) if length > 20]
    assert len(scales) > 20
    assert max(scales) - min(scales) < 0.02 * max(scales)


def test_bars_stand_by_size(brief: Path) -> None:
    counts = [float(row["value"]) for row in chart_rows(brief, "groups")[1:-1] if row["value"]]
    assert counts == sorted(counts, reverse=True)


def test_the_rows_of_a_chart_lie_beside_it_with_their_handles(brief: Path) -> None:
    rows = rows_of(brief)
    for name in CHARTS:
        with (brief / "charts" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            drawn = list(csv.DictReader(lines))
        assert drawn
        for row in drawn:
            assert rows[row.pop("row")] == row


def test_a_chart_asks_for_nothing_from_outside(brief: Path) -> None:
    for name in CHARTS:
        svg = (brief / "charts" / f"{name}.svg").read_text(encoding="utf-8")
        assert set(re.findall(r"https?://[^\"' <]+", svg)) <= {
            "http://www.w3.org/2000/svg",
            "http://www.w3.org/1999/xlink",
        }
        assert "<image" not in svg
        assert "<script" not in svg


def test_the_curves_of_a_city_are_its_own_and_named_in_the_language_of_the_page(tmp_path: Path) -> None:
    scope = stand_in()
    write_brief(
        scope,
        answer_claims(scope),
        IceFigures(),
        tmp_path,
        command="x",
        lang="es",
        cities=["New York"],
        counted=(*curves(), *absences()),
    )
    page = page_of(tmp_path, "new-york.html")
    assert any("Son los tribunales de Nueva York:" in element.text for element in page.named("p"))
    rows = (tmp_path / "charts" / "new-york-speed.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(rows) == 10
    assert all(",New York," in row for row in rows)


def test_a_curve_that_is_hidden_throughout_is_named_once_and_stands_nowhere(tmp_path: Path) -> None:
    scope = stand_in()
    counted = (*curves(hidden=True), *absences())
    write_brief(scope, [], IceFigures(), tmp_path, command="x", cities=["Chicago"], counted=counted)
    picture = next(e for e in page_of(tmp_path, "chicago.html").named("svg") if "chicago-speed" in str(e.attributes))
    assert picture.text.count("2018 family docket: hidden") == 1
    assert picture.text.count("all other cases: hidden") == 1
