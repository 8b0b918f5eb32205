"""Check an installation that has no extras: every command has its help, and a small release becomes a ledger.

python -m venv fresh && fresh/bin/pip install . && fresh/bin/python tools/check_minimal_install.py
"""

import subprocess
import sys
import tempfile
from importlib.metadata import distributions
from pathlib import Path

#: brought by an extra or by the development tools; a core install that holds one of them proves nothing
NOT_CORE = {"pyspark", "pytest", "mypy", "polars", "pandas"}


def run(*arguments: str) -> str:
    """Run the command line as users do; what it prints."""
    done = subprocess.run([sys.executable, "-m", "finalorder", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"finalorder {' '.join(arguments)}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def find_not_core() -> list[str]:
    """Installed distributions that do not belong to the core."""
    return sorted(NOT_CORE & {each.metadata["Name"].lower() for each in distributions()})


def main() -> None:
    """Ask every command for its help, then simulate and build."""
    if extra := find_not_core():
        raise SystemExit(f"not a core install, it has {', '.join(extra)}")
    from finalorder.cli.main import COMMANDS

    run("--help")
    for command in COMMANDS:
        run(command, "--help")
    with tempfile.TemporaryDirectory() as folder:
        release, lake = Path(folder) / "release.zip", Path(folder) / "lake"
        run("simulate", str(release), "--scale", "0.002", "--seed", "1")
        run("build", str(release), "--lake", str(lake))
        run("measure", "in_absentia", "--lake", str(lake))
        assert list(lake.glob("*/ledger/orders.parquet")), "the build wrote no ledger"
    print(f"{len(COMMANDS)} commands, {len(list(distributions()))} distributions: the core stands alone")


if __name__ == "__main__":
    main()
