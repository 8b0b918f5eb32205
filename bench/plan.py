"""Publishing the plan of a release: rows, time and memory. ``python bench/plan.py --scale 0.01``; one line of JSON."""

import argparse
import json
import resource
import shutil
import tempfile
import time
from pathlib import Path

from finalorder import api
from finalorder.answers import TEXT_COLUMNS, AnswerRow
from finalorder.disclosure import PLAN_FOLDER, apply_disclosure_control, load_policy, open_plan
from finalorder.lake import Draft, Lake, Release
from finalorder.measures import count_groupings, get_method
from finalorder.pipeline import STAGES, BuildOptions
from finalorder.pipeline.stages import StageContext


def measure_plan(lake: Lake, name: str | None) -> dict[str, object]:
    """Run the stage on a release, which keeps what is published."""
    release = lake.open_release(name)
    shutil.rmtree(release.path / PLAN_FOLDER, ignore_errors=True)  # what is there would be published again as it is
    stage = next(each for each in STAGES if each.name == "plan")
    draft = Draft(lake, release.name, release.path)
    wall, cpu = time.perf_counter(), time.process_time()
    found = stage.run(StageContext(draft, release.manifest, BuildOptions(), lambda _: None))
    return {
        "release": release.name,
        **found,
        "seconds": round(time.perf_counter() - wall, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def count_headlines(release: Release) -> dict[str, dict[str, int]]:
    """Count the headline cells of 30 cases or more, by the true numbers, and those of them that the plan shows."""
    plan = open_plan(release)
    assert plan is not None
    found = {}
    for name in ("nation", "city", "fiscal-year", "city.fiscal-year"):
        table = plan.tables[name]
        exact: list[AnswerRow] = []
        for method in map(get_method, table.methods):
            for _, raw in count_groupings(release, method, [table.by], load_policy().first_shown):
                exact += apply_disclosure_control(raw, profile="none")
        large = {
            name_cell(row) for row in exact if (row.denominator or row.numerator or 0) >= load_policy().first_shown
        }
        shown = {name_cell(row) for row in plan.read_table(name) if row.value is not None}
        found[name] = {"of_30_or_more": len(large), "shown": len(large & shown)}
    return found


def name_cell(row: AnswerRow) -> tuple[str, ...]:
    """What a number is of."""
    return tuple(getattr(row, name) for name in TEXT_COLUMNS)


def main() -> None:
    """Measure one release: of a lake, or one that is simulated now."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lake", type=Path)
    parser.add_argument("--release")
    parser.add_argument("--scale", type=float, default=0.01)
    parser.add_argument("--headlines", action="store_true", help="count the headline cells of what is published")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lake = asked.lake or Path(folder) / "lake"
        if not asked.lake:
            api.simulate(Path(folder) / "release.zip", api.SimulationConfig(scale=asked.scale, seed=3))
            api.build(Path(folder) / "release.zip", lake, counting_only=True)
        release = Lake(lake).open_release(asked.release)
        print(json.dumps(count_headlines(release) if asked.headlines else measure_plan(Lake(lake), release.name)))


if __name__ == "__main__":
    main()
