"""Compile src/finalorder/briefs/us_outline.json from us-atlas: ``python tools/us_outline.py states-10m.json OUT``.

us-atlas (npm, ISC, by Mike Bostock) is TopoJSON of the Census Bureau's cartographic boundary files (public domain).
Shared borders are simplified once, small islands and the territories are left out, and coordinates are kept to a
fiftieth of a degree: enough for a map as wide as a page.
"""

import json
import sys
from pathlib import Path

TERRITORIES = {"60", "66", "69", "72", "78"}
TOLERANCE, STEP, SMALL = 0.06, 0.02, 0.12
Point = tuple[float, float]


def decode_arcs(topology: dict) -> list[list[Point]]:
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        found.append(points)
    return found


def simplify_arc(points: list[Point]) -> list[Point]:
    """Douglas and Peucker; a closed arc keeps its farthest point, so that it stays a shape."""
    if len(points) < 3:
        return points
    (ax, ay), (bx, by) = points[0], points[-1]
    dx, dy = bx - ax, by - ay
    length = (dx * dx + dy * dy) ** 0.5
    away = [
        abs(dy * (x - ax) - dx * (y - ay)) / length if length else ((x - ax) ** 2 + (y - ay) ** 2) ** 0.5
        for x, y in points
    ]
    most = max(range(len(points)), key=away.__getitem__)
    if away[most] <= TOLERANCE:
        return [points[0], points[-1]]
    return simplify_arc(points[: most + 1])[:-1] + simplify_arc(points[most:])


def is_large(ring: list[int], arcs: list[list[Point]]) -> bool:
    points = [p for number in ring for p in (arcs[number] if number >= 0 else arcs[~number][::-1])]
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1], strict=True)) / 2
    return abs(area) >= SMALL


def outlines(topology: dict) -> dict:
    arcs = decode_arcs(topology)
    states, used = [], {}
    for state in topology["objects"]["states"]["geometries"]:
        if state["id"] in TERRITORIES:
            continue
        polygons = [state["arcs"]] if state["type"] == "Polygon" else state["arcs"]
        kept = [polygon[0] for polygon in polygons if is_large(polygon[0], arcs)] or [polygons[0][0]]
        rings = [[[renumber_arc(number, used) for number in ring]] for ring in kept]
        states.append({"type": "MultiPolygon", "id": state["id"], "arcs": rings})
    lines = [deltas(simplify_arc(arcs[number])) for number in used]
    transform = {"scale": [STEP, STEP], "translate": [-180, 0]}
    return {"type": "Topology", "transform": transform, "objects": {"states": collection(states)}, "arcs": lines}


def collection(states: list[dict]) -> dict:
    return {"type": "GeometryCollection", "geometries": states}


def renumber_arc(number: int, used: dict[int, int]) -> int:
    arc = number if number >= 0 else ~number
    place = used.setdefault(arc, len(used))
    return place if number >= 0 else ~place


def deltas(points: list[Point]) -> list[list[int]]:
    whole = [(round((x + 180) / STEP), round(y / STEP)) for x, y in points]
    return [list(whole[0]), *([b[0] - a[0], b[1] - a[1]] for a, b in zip(whole, whole[1:], strict=False))]


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    text = json.dumps(outlines(json.loads(source.read_text())), separators=(",", ":"))
    target.write_text(text + "\n")
