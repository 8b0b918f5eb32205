"""The courts of the operation's cities on a map of the United States, each a circle sized by its standing orders.

State lines: ``us_outline.json``, from the Census Bureau's cartographic boundary files (public domain) by way of
us-atlas (npm, ISC licence); compiled by ``tools/us_outline.py``.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt

from finalorder.briefs.charts.drawing import DARK, INK, LINE, NARROW, Finding, Spec, label, named, styled, unchecked
from finalorder.briefs.lookup import Lookup
from finalorder.briefs.svg import HATCH
from finalorder.briefs.wording import Words
from finalorder.disclosure import AnswerRow
from finalorder.registry import rows as registry_rows

OUTLINE = Path(__file__).parents[1] / "us_outline.json"
#: the largest circle, in square pixels of the wide map
LARGEST = 1500
#: names that would run into a neighbour or off the map stand below their circle
BELOW = {"Baltimore", "Los Angeles", "San Francisco", "Houston"}


@cache
def _outline() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(OUTLINE.read_text(encoding="utf-8"))
    return read


@cache
def positions() -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the cities that can be drawn."""
    return {row["city"]: (float(row["longitude"]), float(row["latitude"])) for row in registry_rows("places")}


def places(scope: Lookup, words: Words) -> Finding | None:
    """The map; None if none of the operation's cities has a known place."""
    rows = [scope.count(city) for city in scope.operation.cities if city in positions()]
    if not rows:
        return None
    most = max((row for row in rows if row.value), key=lambda row: row.value or 0, default=None)
    title = words.plain("chart.places.title_hidden")
    if most is not None:
        title = words.plain("chart.places.title", city=words.named("city", most.city), count=label(most, words))
    facts = "; ".join(f"{words.named('city', row.city)}: {label(row, words)}" for row in rows)
    text = words.plain("chart.places.alt", facts=facts)
    top = max((row.value or 0 for row in rows), default=0) or 1
    data = {"outline": _outline(), "points": [_point(row, words, LARGEST / top) for row in rows]}
    return Finding("places", title, text, rows, _spec, data, {})


@cache
def _spec(width: int) -> Spec:
    small = width == NARROW
    with unchecked():
        shape = alt.NamedData(name="outline", format=alt.TopoDataFormat(type="topojson", feature="states"))
        states = alt.Chart(shape).mark_geoshape(fill="#f4f2ee", stroke="#9a9a9a", strokeWidth=0.6)
        points = named("points").encode(longitude="lon:Q", latitude="lat:Q")
        size = alt.Size("small:Q" if small else "size:Q", scale=None)
        known = points.transform_filter("!datum.is_hidden")
        circles = known.mark_circle(color=DARK, opacity=0.82, stroke="white", strokeWidth=1).encode(size=size)
        hidden = points.transform_filter("datum.is_hidden").mark_point(
            shape="square", size=90, filled=True, color=HATCH, stroke=LINE, opacity=1
        )
        chart = alt.layer(states, circles, hidden, *_names(points, small)).project("albersUsa")
        return styled(chart.properties(width=width, height=round(width * 0.62)))


def _names(points: Any, small: bool) -> list[Any]:
    offsets = {"top": -12 if small else -22, "bottom": 14 if small else 24}
    return [
        points.transform_filter(f"datum.side == '{side}'")
        .mark_text(color=INK, fontSize=9.5 if small else 12, fontWeight="bold", dy=offset)
        .encode(text="text:N")
        for side, offset in offsets.items()
    ]


def _point(row: AnswerRow, words: Words, scale: float) -> dict[str, Any]:
    lon, lat = positions()[row.city]
    return {
        "lon": lon,
        "lat": lat,
        "size": (row.value or 0) * scale,
        "small": (row.value or 0) * scale / 3,
        "is_hidden": row.value is None,
        "side": "bottom" if row.city in BELOW else "top",
        "text": f"{words.named('city', row.city)} {label(row, words)}",
    }
