"""What ICE's own files say reaches the page with its day and its cell, or the page says that it is missing."""

from datetime import date
from pathlib import Path

import pytest

from finalorder import ice
from finalorder.briefs import IceFigures, load_ice_figures, write_brief
from finalorder.ice.fact_lookup import Fact
from finalorder.operations.claims import answer_claims
from support.brief_material import DAY, stand_in
from support.brief_pages import page_of, rows_of

CITIES = ("Miami", "Chicago")


def fact(value: float, day: date) -> Fact:
    return Fact("atd_active_participants", DAY, "people", value, day, technology="All", area="National",
                source_file="FY19.xlsx", sheet="ATD FY19", cell="B19")  # fmt: skip


def test_a_lake_without_files_of_ice_has_no_figures_and_the_command_that_adds_them(tmp_path: Path) -> None:
    figures = load_ice_figures(tmp_path, DAY, CITIES)
    assert not figures
    assert figures.command == f"finalorder ice add FILE.xlsx --lake {tmp_path}"


def test_a_figure_known_that_day_stands_with_sheet_and_cell(tmp_path: Path) -> None:
    scope = stand_in()
    figures = IceFigures(monitoring=(fact(100_001, date(2019, 6, 15)),))
    write_brief(scope, answer_claims(scope), figures, tmp_path, command="x", cities=["Miami"])
    text = page_of(tmp_path).text
    assert "100,001 people" in text
    assert "FY19.xlsx, sheet ATD FY19, cell B19" in text
    assert "nothing earlier is known" not in text


def test_a_later_figure_stands_under_its_own_day(tmp_path: Path) -> None:
    scope = stand_in()
    later = Fact("atd_active_participants", DAY, "people", later=fact(83_186, date(2019, 9, 30)))
    write_brief(
        scope, answer_claims(scope), IceFigures(monitoring=(later,)), tmp_path, command="x", lang="es", cities=["Miami"]
    )
    text = page_of(tmp_path).text
    assert "101 días después del 21 de junio de 2019" in text
    assert "FY19.xlsx, hoja ATD FY19, celda B19" in text
    row = next(r for r in rows_of(tmp_path).values() if r["measure"] == "atd_active_participants")
    assert (row["as_of"], row["value"], row["simulated"]) == ("2019-09-30", "83186", "false")


def test_ices_file_of_fiscal_year_2019_is_read_to_the_page(shared: Path, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    ice.add_files([shared / "data" / "ice" / "detention-stats" / "FY19.xlsx"], lake)
    figures = load_ice_figures(lake, DAY, CITIES)
    assert figures
    assert set(figures.areas) == set(CITIES)
    scope = stand_in()
    write_brief(scope, answer_claims(scope), figures, tmp_path / "out", command="x", cities=["Miami"])
    text = page_of(tmp_path / "out").text
    assert "83,186 people" in text
    assert "1,185.7 people" in text


@pytest.mark.parametrize("city", ["Nowhere"])
def test_a_city_in_no_area_is_left_out(city: str, tmp_path: Path) -> None:
    (tmp_path / "ice").mkdir()
    assert load_ice_figures(tmp_path, DAY, [city]).areas == {}
