"""The courts of the operation's cities on a map of the United States, each a circle sized by its standing orders.

State lines: ``us_outline.json``, from the Census Bureau's cartographic boundary files (public domain) by way of
us-atlas (npm, ISC licence); compiled by ``tools/us_outline.py``. The projection is Albers' equal-area conic, with
Alaska and Hawaii below the other states, the usual one for the country.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from math import cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

from finalorder.answers import AnswerRow
from finalorder.briefs.canvas import DARK, LINE_HEIGHT, SOFT, Canvas, measure_text
from finalorder.briefs.charts.drawing import MANY_CITIES, NARROW, ChartPlan, format_count_label, sort_by_size
from finalorder.briefs.row_index import ScopeLookup
from finalorder.registry import read_registry_rows
from finalorder.words import Words

OUTLINE_FILE = Path(__file__).parents[1] / "us_outline.json"
#: the radius of the largest circle, as a part of the width of the map
LARGEST_CIRCLE = 0.032
LAND, BORDER = "#f4f2ee", "#9a9a9a"
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Conic:
    """Albers' projection with a center, two standard parallels, a scale and a place on the map of width 1."""

    longitude: float
    latitude: float
    parallels: Point
    scale: float
    shift: Point

    def project(self, longitude: float, latitude: float) -> Point:
        """Return where a place lies, for a map whose width is 1 around (0, 0)."""
        first, second = (sin(radians(each)) for each in self.parallels)
        n = (first + second) / 2
        c = 1 + first * (2 * n - first)
        rho, rho_0 = (sqrt(c - 2 * n * sin(radians(each))) / n for each in (latitude, self.latitude))
        theta = n * radians((longitude - self.longitude + 180) % 360 - 180)
        x, y = rho * sin(theta), rho_0 - rho * cos(theta)
        return self.shift[0] + self.scale * x, self.shift[1] - self.scale * y


MAINLAND = Conic(-96, 38.7, (29.5, 45.5), 1.1, (0.0, 0.0))
ALASKA = Conic(-154, 58.5, (55, 65), 0.385, (-0.345, 0.225))
HAWAII = Conic(-157, 19.9, (8, 18), 1.1, (-0.225, 0.235))


def project_place(longitude: float, latitude: float) -> Point:
    """Return where a place of the United States lies on the map."""
    conic = ALASKA if latitude > 50 else HAWAII if longitude < -150 else MAINLAND
    return conic.project(longitude, latitude)


@cache
def _read_outline() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(OUTLINE_FILE.read_text(encoding="utf-8"))
    return read


@cache
def load_city_positions() -> dict[str, tuple[float, float]]:
    """Load longitude and latitude of the cities that can be drawn."""
    return {row["city"]: (float(row["longitude"]), float(row["latitude"])) for row in read_registry_rows("places")}


def plan_map(scope: ScopeLookup, words: Words) -> ChartPlan | None:
    """Plan the map; None if the operation is in one city, or fewer than two of its cities have a known place."""
    rows = [scope.find_count(city) for city in scope.operation.cities if city in load_city_positions()]
    if len(rows) < MANY_CITIES:
        return None
    most = max((row for row in rows if row.value), key=lambda row: row.value or 0, default=None)
    title = words.format_plain("chart.places.title_hidden")
    if most is not None:
        title = words.format_plain(
            "chart.places.title", city=words.translate_name("city", most.city), count=format_count_label(most, words)
        )
    facts = "; ".join(f"{words.translate_name('city', row.city)}: {format_count_label(row, words)}" for row in rows)
    text = words.format_plain("chart.places.alt", facts=facts)
    return ChartPlan("places", title, text, rows, partial(_draw_map, sort_by_size(rows), words))


@cache
def _list_borders() -> tuple[tuple[Point, ...], ...]:
    """List the outlines of the states on the map, each a closed line."""
    read = _read_outline()
    arcs = [_decode_arc(arc, read["transform"]) for arc in read["arcs"]]
    rings = [ring for state in read["objects"]["states"]["geometries"] for ring in _list_rings(state)]
    return tuple(tuple(point for arc in ring for point in _walk_arc(arcs, arc)) for ring in rings)


def _decode_arc(arc: Sequence[Sequence[int]], transform: dict[str, Any]) -> list[Point]:
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append(project_place(x * scale_x + move_x, y * scale_y + move_y))
    return points


def _list_rings(state: dict[str, Any]) -> list[list[int]]:
    polygons = state["arcs"] if state["type"] == "MultiPolygon" else [state["arcs"]]
    return [ring for polygon in polygons for ring in polygon]


def _walk_arc(arcs: Sequence[list[Point]], number: int) -> list[Point]:
    """Return the points of an arc; a negative number is the arc from its end."""
    return arcs[number] if number >= 0 else arcs[~number][::-1]


def _draw_map(rows: Sequence[AnswerRow], words: Words, width: int) -> Canvas:
    canvas, height = Canvas(width), width * 0.62
    middle = (width / 2, height / 2)
    for ring in _list_borders():
        points = " ".join(f"{middle[0] + x * width:.1f},{middle[1] + y * width:.1f}" for x, y in ring)
        canvas.add("polygon", points=points, fill=LAND, stroke=BORDER, stroke_width=0.6)
    top = max((row.value or 0 for row in rows), default=0) or 1
    for number, row in enumerate(rows, 1):
        x, y = project_place(*load_city_positions()[row.city])
        radius = max(3.0, width * LARGEST_CIRCLE * sqrt((row.value or 0) / top))
        at = (middle[0] + x * width, middle[1] + y * width)
        canvas.add("circle", cx=at[0], cy=at[1], r=radius, fill=DARK, fill_opacity=0.82, stroke="white")
        canvas.write(at[0] + radius + 2, at[1] - radius, str(number), font_weight="bold")
    canvas.extend_to(_write_key(canvas, rows, words, height))
    return canvas


def _write_key(canvas: Canvas, rows: Sequence[AnswerRow], words: Words, top: float) -> float:
    """Write the numbers of the circles with their cities and counts, in columns; the bottom of them."""
    columns = 2 if canvas.width <= NARROW else 4
    each, lines = canvas.width / columns, -(-len(rows) // columns)
    for place, row in enumerate(rows):
        x, y = (place // lines) * each, top + 16 + (place % lines) * LINE_HEIGHT
        number = f"{place + 1} "
        canvas.write(x, y, number, font_weight="bold")
        text = f"{words.translate_name('city', row.city)} {format_count_label(row, words)}"
        canvas.write(x + measure_text("00 "), y, text, fill=SOFT)
    return top + 16 + lines * LINE_HEIGHT
