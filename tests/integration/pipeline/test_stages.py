"""The stages of a build: run only if an input changed, and gone on with after a kill, with the same digests."""

import errno
import os
import shutil
import signal
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from finalorder import api
from finalorder.errors import DamagedError, InputError, UnavailableError
from finalorder.lake import Lake
from finalorder.pipeline import STAGES, BuildResult, build, stages
from finalorder.simulation import SimulationConfig, simulate

NAMES = ["read", *(stage.name for stage in STAGES)]
KILLED_IN = """
import os, signal, sys
from pathlib import Path
from finalorder import api
from finalorder.pipeline import build, stages

stage, moment = sys.argv[3:]
real = build._run_stage

def run(each, under_way):
    if each.name == stage and moment == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    real(each, under_way)
    if each.name == stage and moment == "after":
        os.kill(os.getpid(), signal.SIGKILL)

def said(step):
    # in the middle: some of the stage's files are there, and nothing says so
    if moment == "within" and stage in current:
        os.kill(os.getpid(), signal.SIGKILL)

current = []
def watch(each, under_way):
    current[:] = [each.name]
    print(*under_way.kept, flush=True)
    run(each, under_way)

build._run_stage = watch
api.build(Path(sys.argv[1]), Path(sys.argv[2]), said=said, counting_only=True)
"""

#: the moments of each stage at which a build is killed; every fourth is each moment once, and each stage once
KILLS = list(product(("derive", "cohorts", "cubes"), ("before", "within", "after")))


@pytest.fixture(scope="module")
def source(tiny_zip: Path) -> Path:
    return tiny_zip


@pytest.fixture(scope="module")
def whole(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    lake = tmp_path_factory.mktemp("whole") / "lake"
    assert api.build(source, lake, counting_only=True).kept == ()
    return lake


def digests(lake: Path) -> dict[str, str]:
    (name,) = Lake(lake).list_release_names()
    return {table: record.digest for table, record in Lake(lake).open_release(name).manifest.tables.items()}


def runs(source: Path, lake: Path) -> list[str]:
    return [plan.name for plan in api.plan_build(source, lake, counting_only=True) if plan.runs]


def copy_of(lake: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(lake, tmp_path / "lake", symlinks=True))


def test_the_manifest_names_every_file_with_its_rows_and_digest(whole: Path) -> None:
    release = Lake(whole).open_release()
    files = {p.relative_to(release.path).as_posix() for p in release.path.rglob("*.parquet")}
    assert {f"{name}.parquet" for name in release.manifest.tables} == files
    assert {name for stage in release.manifest.stages.values() for name in stage.outputs} == files
    assert list(release.manifest.stages) == NAMES
    cases = release.manifest.tables["tables/cases"]
    assert (cases.rows, cases.key) == (release.info["counts"]["cases"], ("idncase",))
    assert release.manifest.tables["ledger/orders"].key == ("order_id",)


def test_nothing_runs_again_if_nothing_changed(source: Path, whole: Path) -> None:
    before = (whole / Lake(whole).open_release().name).readlink()
    assert runs(source, whole) == []
    assert list(api.build(source, whole, counting_only=True).kept) == NAMES
    assert (whole / Lake(whole).open_release().name).readlink() == before


def test_a_fresh_build_runs_everything_and_gives_the_same(source: Path, whole: Path, tmp_path: Path) -> None:
    lake = copy_of(whole, tmp_path)
    assert api.build(source, lake, fresh=True, counting_only=True).kept == ()
    assert digests(lake) == digests(whole)


def test_derive_runs_every_stage_after_reading_and_gives_the_same(whole: Path, tmp_path: Path) -> None:
    lake = copy_of(whole, tmp_path)
    derived = api.derive(lake, counting_only=True)
    assert derived.kept == ("read",)
    assert digests(lake) == digests(whole)
    assert derived.ledger_rows == BuildResult(Lake(whole).open_release()).ledger_rows
    assert all(each.holds for each in derived.invariants)


def test_another_release_is_read_and_its_stages_run(whole: Path, tmp_path: Path) -> None:
    simulate(tmp_path / "other.zip", SimulationConfig(scale=0.0002, seed=8))
    assert runs(tmp_path / "other.zip", whole) == NAMES


@pytest.mark.parametrize(
    ("room", "running"),
    [
        ("measures", ["cubes", "plan"]),
        ("cohorts", ["cohorts", "cubes", "plan"]),
        ("ledger", ["derive", "check", "cohorts", "cubes", "plan"]),
        ("disclosure", ["plan"]),
    ],
)
def test_a_change_of_code_runs_what_it_can_change(
    source: Path, whole: Path, room: str, running: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = build.digest_code
    monkeypatch.setattr(build, "digest_code", lambda rooms: real(rooms) + ("changed" if room in rooms else ""))
    assert runs(source, whole) == running


def test_a_stage_that_gives_the_same_again_lets_the_next_ones_be(
    source: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = build.digest_code
    changed = STAGES[0].code
    monkeypatch.setattr(build, "digest_code", lambda rooms: real(rooms) + ("changed" if rooms == changed else ""))
    assert api.build(source, copy_of(whole, tmp_path), counting_only=True).kept == (
        "read",
        "check",
        "cohorts",
        "cubes",
        "plan",
    )


def test_a_damaged_file_is_made_again(source: Path, whole: Path, tmp_path: Path) -> None:
    lake = copy_of(whole, tmp_path)
    file = Lake(lake).open_release().find_ledger_path("orders")
    file.write_bytes(b"nothing that was written")
    assert runs(source, lake)[0] == "derive"
    api.build(source, lake, counting_only=True)
    assert digests(lake) == digests(whole)
    assert Lake(lake).open_release().find_ledger_path("orders").read_bytes() != b"nothing that was written"


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(KILLS[::4], id="each stage, each moment"),
        pytest.param(KILLS, id="each moment of each stage", marks=pytest.mark.soak),
    ],
)
def test_killed_in_a_stage_the_next_build_goes_on_from_it(
    source: Path, whole: Path, tmp_path: Path, kills: list[tuple[str, str]]
) -> None:
    """One build after the other in one lake, each killed later: each does what the last left undone, and no more."""
    finished: list[str] = []
    for stage, moment in kills:
        words = [sys.executable, "-c", KILLED_IN, str(source), str(tmp_path), stage, moment]
        done = subprocess.run(words, check=False, capture_output=True, env=dict(os.environ), text=True)
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert done.stdout.split("\n")[-2].split() == finished
        assert Lake(tmp_path).list_release_names() == []
        finished = NAMES[: NAMES.index(stage) + (moment == "after")]
    assert api.build(source, tmp_path, counting_only=True).kept == tuple(finished)
    assert digests(tmp_path) == digests(whole)
    assert len(list((tmp_path / ".versions").iterdir())) == 1


def test_two_builds_of_one_release_do_not_meet(source: Path, whole: Path) -> None:
    lake = Lake(whole)
    with lake.lock_release(lake.open_release().name), pytest.raises(UnavailableError, match="another build of"):
        api.build(source, whole, counting_only=True)


def test_a_full_disk_in_a_stage_is_one_sentence_and_the_next_build_goes_on(
    source: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_disk(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(stages.measures, "write_cubes", fill_disk)
        with pytest.raises(DamagedError, match=r"the stage cubes failed .*No space left.*build again"):
            api.build(source, tmp_path, counting_only=True)
    assert Lake(tmp_path).list_release_names() == []
    assert api.build(source, tmp_path, counting_only=True).kept == ("read", "derive", "check", "cohorts")
    assert digests(tmp_path) == digests(whole)


def test_a_lake_that_cannot_be_written_is_one_sentence(source: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    with pytest.raises(InputError, match="cannot write to"):
        api.build(source, tmp_path / "file" / "lake", counting_only=True)
