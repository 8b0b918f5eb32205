"""The brief's speed: ten cities in both languages from a lake with prepared cubes, and what its charts cost.

One line of JSON. ``--lake`` takes a lake that is there (a full-size one, for the figure in the issue); without it a
simulated one of ``--scale`` is built first, which is not counted. Seconds of wall clock and of processor, one process.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

LIMIT = 6.0


def built(scale: float, folder: Path) -> Path:
    from finalorder import api
    from finalorder.simulation import SimulationConfig, simulate

    simulate(folder / "release.zip", SimulationConfig(scale=scale, seed=1))
    api.build(folder / "release.zip", folder / "lake")
    return folder / "lake"


def time_brief(lake: Path, out: Path) -> dict[str, float]:
    """The whole command's work; in it the counting, and the drawing of pictures."""
    start, busy = time.perf_counter(), time.process_time()
    from finalorder import api
    from finalorder.briefs import charts

    spent = {"scope": 0.0, "charts": 0.0, "pictures": 0.0}
    count, draw = api.scope, charts.draw_chart

    def counting(*asked: Any, **more: Any) -> Any:
        before = time.perf_counter()
        answer = count(*asked, **more)
        spent["scope"] += time.perf_counter() - before
        return answer

    def drawing(*asked: Any) -> Any:
        before = time.perf_counter()
        picture = draw(*asked)
        spent["charts"] += time.perf_counter() - before
        spent["pictures"] += len(picture.standalone) + len(picture.pictures)
        return picture

    api.scope, charts.draw_chart = counting, drawing
    try:
        api.brief("2019-06-family-operation", lake, out, lang="all", command="bench")
    finally:
        api.scope, charts.draw_chart = count, draw
    return {"wall": time.perf_counter() - start, "processor": time.process_time() - busy, **spent}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lake", type=Path)
    parser.add_argument("--scale", type=float, default=0.02)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lake = asked.lake or built(asked.scale, Path(folder))
        found = time_brief(lake, Path(folder) / "brief")
        pages = len(list((Path(folder) / "brief").glob("*.html")))
    told = {name: round(value, 2) for name, value in found.items()}
    share = round(found["charts"] / found["wall"], 2)
    print(json.dumps({"bench": "brief", "pages": pages, "limit": LIMIT, **told, "share_of_charts": share}))


if __name__ == "__main__":
    main()
