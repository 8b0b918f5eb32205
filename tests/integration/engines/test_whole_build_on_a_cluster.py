"""A build whose stages all run on a real cluster, a master and two workers: ten minutes and more on two cores."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from finalorder import api
from support.derived_tables import compute_checksums, list_derived, list_schemas
from support.spark_cluster import cluster, need_java

pytestmark = pytest.mark.soak


def test_a_build_on_a_cluster_gives_the_same_release(faulty_lake: Path, tmp_path: Path) -> None:
    need_java()
    lake = Path(shutil.copytree(faulty_lake, tmp_path / "lake", symlinks=True))
    with cluster(tmp_path) as master:
        master.add_worker()
        master.add_worker()
        master.wait_for_workers()
        asked = ("--engine", "spark", "--master", master.url, "--counting-only", "--checksums", "--json")
        command = [sys.executable, "-m", "finalorder", "derive", "--lake", str(lake), *asked]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert all(list(work.glob("app-*/*")) for work in master.works), "both workers took part"
    found = compute_checksums(lake)
    assert found == compute_checksums(faulty_lake)
    assert {f"ledger/{name}.parquet": told for name, told in json.loads(done.stdout)["checksums"].items()} == {
        name: told for name, told in found.items() if name.startswith("ledger/")
    }
    assert len(list_derived(lake)) > 40
    assert all(path.is_dir() for path in list_derived(lake).values()), "each is of part files, which Spark wrote"
    assert list_schemas(lake) == list_schemas(faulty_lake)
    assert not list(api.open(lake).release.path.rglob("steps-*")), "nothing is left of the steps"
