"""A whole build, stage by stage: seconds, processor seconds, peak memory, bytes read and written, beside the floor.

Each release is simulated, its large members packed in Deflate64 as the court's are, and built in a process of its own.
The floor of a build is inflating the release, member after member, and reading what the build writes once at a gigabyte
a second. ``growth`` is the exponent of processor time against size between the smallest release and the largest.

    python bench/build.py 0.01 0.02 0.04
    python bench/build.py --release RELEASE.zip          # one of your own
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "tests")]

from reading import Watch, a_release  # noqa: E402

DISK_BYTES_A_SECOND = 1e9

BUILD = """
import json, os, sys, time
from pathlib import Path
from finalorder.lake import Lake
from finalorder.pipeline import BuildListener, BuildOptions, run_build

def look():
    moved = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return time.perf_counter(), sum(os.times()[:4]), int(moved["rchar"]) / 1e6, int(moved["wchar"]) / 1e6

def finished(stage):
    global last
    now = look()
    names = ("seconds", "cpu_seconds", "read_mb", "written_mb")
    print(json.dumps({"stage": stage} | {k: round(b - a, 2) for k, a, b in zip(names, last, now)}), flush=True)
    last = look()

last = look()
run_build(Path(sys.argv[1]), Lake(Path(sys.argv[2])), BuildOptions(), BuildListener(finished=finished))
"""

INFLATE = """
import sys
from pathlib import Path
from finalorder.releases import ZipSource
with ZipSource(Path(sys.argv[1])) as source:
    print(sum(len(piece) for member in source.members for piece in source.read_pieces(member)))
"""


def main() -> None:
    """Build each release asked for; print a line a stage, a line a size, and how the cost grows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scales", nargs="*", type=float, help="1 is a full release; default 0.01 0.02 0.04")
    parser.add_argument("--release", type=Path, help="build this release instead")
    parser.add_argument("--keep", type=Path, help="where simulated releases are kept between runs")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        scales = sorted(asked.scales or [0.01, 0.02, 0.04])
        releases = [asked.release] if asked.release else [a_release(scale, folder) for scale in scales]
        totals = [build(release, Path(temporary) / f"lake-{place}") for place, release in enumerate(releases)]
        if len(totals) > 1:
            print(json.dumps({"growth": grow(totals[0], totals[-1])}))


def build(release: Path, lake: Path) -> dict[str, Any]:
    """Build one release and print its stages; gives its total beside the floor."""
    process = subprocess.Popen([sys.executable, "-c", BUILD, release, lake], stdout=subprocess.PIPE, text=True)
    watch = Watch(process.pid)
    assert process.stdout is not None
    stages = []
    for line in process.stdout:
        stages.append({"release": name_size(release)} | json.loads(line) | {"peak_mb": round(watch.peak_mb)})
        watch.peak_mb = 0.0
        print(json.dumps(stages[-1]), flush=True)
    watch.stop()
    if process.wait():
        raise SystemExit(f"the build failed on {release}")
    total = sum_stages(stages) | {"release": name_size(release), "mb": release.stat().st_size / 1e6}
    floor, cpu = measure_floor(release, lake)
    total |= {"floor_seconds": floor, "share_of_floor": round(floor / total["seconds"], 2), "floor_cpu_seconds": cpu}
    print(json.dumps(total), flush=True)
    return total


def name_size(release: Path) -> str:
    """Name a release by the size of its zip."""
    return f"{release.stat().st_size / 1e6:,.0f} MB zip"


def sum_stages(stages: list[dict[str, Any]]) -> dict[str, Any]:
    """Add up the stages; of memory, the most that any had."""
    names = ("seconds", "cpu_seconds", "read_mb", "written_mb")
    added = {name: round(sum(stage[name] for stage in stages), 2) for name in names}
    return {"stage": "all", **added, "peak_mb": max(stage["peak_mb"] for stage in stages)}


def measure_floor(release: Path, lake: Path) -> tuple[float, float]:
    """Measure what no build can do without, inflating and reading each file once: by the clock, and of processors."""
    began, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, "-c", INFLATE, release], check=True, stdout=subprocess.DEVNULL)
    seconds, after = time.perf_counter() - began, os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    written = sum(path.stat().st_size for path in lake.rglob("*.parquet") if not path.is_symlink())
    return round(seconds + written / DISK_BYTES_A_SECOND, 2), round(spent + written / DISK_BYTES_A_SECOND, 2)


def grow(small: dict[str, Any], large: dict[str, Any]) -> float:
    """Compute the exponent with which processor time grows with the size of the release: 1 is linear."""
    return round(math.log(large["cpu_seconds"] / small["cpu_seconds"]) / math.log(large["mb"] / small["mb"]), 2)


if __name__ == "__main__":
    main()
