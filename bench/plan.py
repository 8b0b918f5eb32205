"""Publishing the plan of a release: rows, time and memory. ``python bench/plan.py --scale 0.01``; one line of JSON."""

import argparse
import json
import resource
import shutil
import tempfile
import time
from pathlib import Path

from finalorder import api
from finalorder.disclosure import PLAN_FOLDER
from finalorder.lake import Draft, Lake
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


def main() -> None:
    """Measure one release: of a lake, or one that is simulated now."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lake", type=Path)
    parser.add_argument("--release")
    parser.add_argument("--scale", type=float, default=0.01)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lake = asked.lake or Path(folder) / "lake"
        if not asked.lake:
            api.simulate(Path(folder) / "release.zip", api.SimulationConfig(scale=asked.scale, seed=3))
            api.build(Path(folder) / "release.zip", lake, counting_only=True)
        print(json.dumps(measure_plan(Lake(lake), asked.release)))


if __name__ == "__main__":
    main()
