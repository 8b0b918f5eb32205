"""The courts of the operation's cities on a map of the United States, each a circle sized by its standing orders.

State lines: ``us_outline.json``, from the Census Bureau's cartographic boundary files (public domain) by way of
us-atlas (npm, ISC licence); compiled by ``tools/us_outline.py``.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt

from finalorder.answers import AnswerRow
from finalorder.briefs.charts.drawing import (
    DARK,
    INK,
    LINE,
    NARROW,
    ChartPlan,
    Spec,
    build_styled_spec,
    create_dataset_chart,
    format_count_label,
    skip_validation,
)
from finalorder.briefs.row_index import ScopeLookup
from finalorder.briefs.svg import HATCH_COLOUR
from finalorder.registry import read_registry_rows
from finalorder.words import Words

OUTLINE_FILE = Path(__file__).parents[1] / "us_outline.json"
#: the largest circle, in square pixels of the wide map
MAX_CIRCLE_AREA = 1500
#: names that would run into a neighbour or off the map stand below their circle
CITIES_LABELLED_BELOW = {"Baltimore", "Los Angeles", "San Francisco", "Houston"}


@cache
def _read_outline() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(OUTLINE_FILE.read_text(encoding="utf-8"))
    return read


@cache
def load_city_positions() -> dict[str, tuple[float, float]]:
    """Load longitude and latitude of the cities that can be drawn."""
    return {row["city"]: (float(row["longitude"]), float(row["latitude"])) for row in read_registry_rows("places")}


def plan_map(scope: ScopeLookup, words: Words) -> ChartPlan | None:
    """Plan the map; None if none of the operation's cities has a known place."""
    rows = [scope.find_count(city) for city in scope.operation.cities if city in load_city_positions()]
    if not rows:
        return None
    most = max((row for row in rows if row.value), key=lambda row: row.value or 0, default=None)
    title = words.format_plain("chart.places.title_hidden")
    if most is not None:
        title = words.format_plain(
            "chart.places.title", city=words.translate_name("city", most.city), count=format_count_label(most, words)
        )
    facts = "; ".join(f"{words.translate_name('city', row.city)}: {format_count_label(row, words)}" for row in rows)
    text = words.format_plain("chart.places.alt", facts=facts)
    top = max((row.value or 0 for row in rows), default=0) or 1
    data = {"outline": _read_outline(), "points": [_build_map_point(row, words, MAX_CIRCLE_AREA / top) for row in rows]}
    return ChartPlan("places", title, text, rows, _build_map_spec, data, {})


@cache
def _build_map_spec(width: int) -> Spec:
    small = width == NARROW
    with skip_validation():
        shape = alt.NamedData(name="outline", format=alt.TopoDataFormat(type="topojson", feature="states"))
        states = alt.Chart(shape).mark_geoshape(fill="#f4f2ee", stroke="#9a9a9a", strokeWidth=0.6)
        points = create_dataset_chart("points").encode(longitude="lon:Q", latitude="lat:Q")
        size = alt.Size("small:Q" if small else "size:Q", scale=None)
        known = points.transform_filter("!datum.is_hidden")
        circles = known.mark_circle(color=DARK, opacity=0.82, stroke="white", strokeWidth=1).encode(size=size)
        hidden = points.transform_filter("datum.is_hidden").mark_point(
            shape="square", size=90, filled=True, color=HATCH_COLOUR, stroke=LINE, opacity=1
        )
        chart = alt.layer(states, circles, hidden, *_build_city_name_layers(points, small)).project("albersUsa")
        return build_styled_spec(chart.properties(width=width, height=round(width * 0.62)))


def _build_city_name_layers(points: Any, small: bool) -> list[Any]:
    offsets = {"top": -12 if small else -22, "bottom": 14 if small else 24}
    return [
        points.transform_filter(f"datum.side == '{side}'")
        .mark_text(color=INK, fontSize=9.5 if small else 12, fontWeight="bold", dy=offset)
        .encode(text="text:N")
        for side, offset in offsets.items()
    ]


def _build_map_point(row: AnswerRow, words: Words, scale: float) -> dict[str, Any]:
    lon, lat = load_city_positions()[row.city]
    return {
        "lon": lon,
        "lat": lat,
        "size": (row.value or 0) * scale,
        "small": (row.value or 0) * scale / 3,
        "is_hidden": row.value is None,
        "side": "bottom" if row.city in CITIES_LABELLED_BELOW else "top",
        "text": f"{words.translate_name('city', row.city)} {format_count_label(row, words)}",
    }
