"""No page prints a part above its whole, whatever rounding did to either."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from finalorder.answers import AnswerRow
from finalorder.briefs import IceFigures, write_brief
from finalorder.cli.scope_table import format_scope
from finalorder.operations import Scope, cut_parts
from support.brief_material import operation, stand_in
from support.brief_pages import find_parts_above_wholes

FEW_CITIES = ("Miami", "Houston")


def shake(seed: int) -> Scope:
    """A stand-in whose counts came out anywhere between a half and twice what they are, some as intervals."""
    draw = random.Random(seed)
    about = replace(operation(), cities=FEW_CITIES, claims=())
    scope = stand_in(about)
    return replace(scope, shown=scope.shown.derive_rows(_shake_row(row, draw) for row in scope.shown))


def _shake_row(row: AnswerRow, draw: random.Random) -> AnswerRow:
    if row.value is None or not row.is_count or draw.random() < 0.5:
        return row
    value = max(30, int(row.value * draw.uniform(0.5, 2)))
    floor, ceiling = value - draw.randint(0, 29), value + draw.randint(0, 900)
    if draw.random() < 0.3:
        return row._replace(
            numerator=None, value=None, low=None, high=None, status="hidden", floor=floor, ceiling=ceiling
        )
    low, high = (floor, value) if draw.random() < 0.3 else (None, None)
    return row._replace(numerator=value, value=value, low=low, high=high, floor=floor, ceiling=ceiling)


@pytest.mark.parametrize("seed", range(6))
def test_no_page_prints_a_part_above_its_whole(seed: int, tmp_path: Path) -> None:
    scope = shake(seed)
    assert cut_parts(scope)
    write_brief(scope, (), IceFigures(), tmp_path, lang="en", cities=["Miami"])
    for name in ("index.html", "miami.html"):
        assert find_parts_above_wholes(tmp_path, name, scope.operation.cohorts) == []


@pytest.mark.parametrize("seed", range(6))
def test_what_is_printed_instead_lies_within_what_the_row_and_its_whole_say(seed: int) -> None:
    for row, cut in cut_parts(shake(seed)).items():
        assert (cut.value, cut.status) == (None, "hidden")
        assert cut.floor is not None
        assert cut.ceiling is not None
        assert 0 <= cut.floor <= cut.ceiling < max(row.value or 0, row.high or 0, row.ceiling or 0)


def test_a_scope_on_a_terminal_prints_no_group_above_all() -> None:
    scope = stand_in(replace(operation(), cities=FEW_CITIES))
    whole = scope.find_count("Miami").value
    assert whole
    rows = [
        row._replace(value=None, low=None, high=None, status="hidden", floor=40, ceiling=int(whole) + 36)
        if (row.measure, row.city, row.cohort, row.by_1) == ("standing_orders", "Miami", "any_cohort", "") else row
        for row in scope.shown
    ]  # fmt: skip
    text = "\n".join(format_scope(replace(scope, shown=scope.shown.derive_rows(rows)), "en"))
    assert f"40–{int(whole):,}" in text.replace(" ", "")
    assert f"{int(whole) + 36:,}" not in text
