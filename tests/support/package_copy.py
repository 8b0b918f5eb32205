"""A copy of the package that a test may change, and its commands run from there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import finalorder


def copy_package(target: Path) -> Path:
    """Copy the package into a folder; gives the folder to put first on Python's path."""
    ignored = shutil.ignore_patterns("__pycache__")
    return shutil.copytree(Path(finalorder.__file__).parent, target / "src" / "finalorder", ignore=ignored).parent


def run_command(source: Path, *arguments: str) -> str:
    """What a command of the copy prints."""
    return _run(source, "-m", "finalorder", *arguments)


def run_python(source: Path, text: str) -> str:
    """What a few lines of Python print that import the copy."""
    return _run(source, "-c", text)


def _run(source: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | {"PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
