"""Every benchmark, one line of JSON each; ``python bench/reading.py --help`` and its neighbours take sizes."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Run the benchmarks beside this file, one after the other."""
    for path in sorted(HERE.glob("*.py")):
        if path.name != "run.py":
            print(f"# {path.stem}", flush=True)
            subprocess.run([sys.executable, str(path)], check=True)


if __name__ == "__main__":
    main()
