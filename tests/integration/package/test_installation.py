"""The package as people install it: it holds every file that it needs, and works in an empty environment."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from support.places import REPOSITORY

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source archive, and the wheel that was built from it."""
    out = tmp_path_factory.mktemp("dist")
    asked = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(REPOSITORY)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def find_python(version: str) -> Path | None:
    """An interpreter of that version: on the path, or beside this one as version managers put them."""
    if found := shutil.which(f"python{version}"):
        works = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
        if works.stdout.startswith(f"Python {version}."):
            return Path(found)
    versions = Path(sys.base_prefix).parent
    return next((path for path in sorted(versions.glob(f"{version}.*/bin/python")) if path.is_file()), None)


def run(*words: object, cwd: Path) -> str:
    """What a program prints, far from the repository."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{words}: {done.stderr[-2000:]}"
    return done.stdout


def test_the_wheel_holds_every_file_of_the_package(built: Path) -> None:
    source = REPOSITORY / "src"
    kept = {
        path.relative_to(source).as_posix()
        for path in (source / "finalorder").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    wheel = next(built.glob("*.whl"))
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == kept
    assert {Path(name).suffix for name in held} >= {".sql", ".toml", ".csv", ".po", ".j2", ".typed"}


def test_the_source_archive_holds_what_the_tests_and_the_site_need(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "pyproject.toml",
        "LICENSE",
        "docs/index.md",
        "tests/conftest.py",
        "tools/docs_site.py",
        "Makefile",
    } <= names
    assert not [name for name in names if "site-packages" in name or name.endswith((".zip", ".pyc"))]


@pytest.mark.parametrize("version", PYTHONS)
def test_an_empty_environment_runs_from_a_simulated_release_to_a_number(
    version: str, built: Path, tmp_path: Path
) -> None:
    python = find_python(version)
    if python is None:
        pytest.skip(f"no Python {version} here")
    run(python, "-m", "venv", tmp_path / "env", cwd=tmp_path)
    installed = subprocess.run(
        [tmp_path / "env" / "bin" / "python", "-m", "pip", "install", "--quiet", next(built.glob("*.whl"))],
        capture_output=True,
        text=True,
        check=False,
    )
    if "No matching distribution" in installed.stderr or "connection" in installed.stderr.lower():
        pytest.skip(f"the libraries for Python {version} cannot be had here: {installed.stderr.splitlines()[-1][:120]}")
    assert installed.returncode == 0, installed.stderr
    command = tmp_path / "env" / "bin" / "finalorder"
    assert run(command, "--version", cwd=tmp_path).strip().endswith(read_version())
    run(command, "simulate", "release.zip", "--scale", "0.001", "--seed", "1", cwd=tmp_path)
    run(command, "build", "release.zip", "--counting-only", cwd=tmp_path)
    answer = run(command, "measure", "in_absentia", "--method", "M1a", "--sentence", cwd=tmp_path)
    assert answer.startswith("SIMULATED: the whole country")
    if version == PYTHONS[0]:
        run(command, "brief", "2019-06-family-operation", "--city", "Miami", cwd=tmp_path)
        assert "all the same" in run(command, "reproduce", "brief", cwd=tmp_path)
        assert "SIMULATED" in (tmp_path / "brief" / "index.html").read_text(encoding="utf-8")


def read_version() -> str:
    """The version that the project says it has."""
    import tomllib

    read = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    return str(read["project"]["version"])
