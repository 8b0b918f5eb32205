"""Reading ICE's spreadsheets against taking the cells out of them without knowing what they say.

One line of JSON: processor seconds of both ways, their ratio, the slowest file. ``FOLDER`` holds files as ICE publishes
them; without it one workbook in its layout of 2019 is made and read fifty times. A second line tells what a file that
unpacks to 150 MB costs before it is refused, in seconds and in MB of new memory.

    python bench/ice.py FOLDER
"""

import argparse
import csv
import gzip
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1] / "tests"))

LIMIT = 2.0
WORKBOOK = (".xlsx", ".xlsm")
TEXT = (".csv", ".tsv", ".txt")


def ours(path: Path) -> None:
    """All that a file says, with its cells; a file of no family is refused, which is an answer too."""
    from finalorder.errors import FinalorderError
    from finalorder.ice import file_checks, file_families

    try:
        file_families.read_file(file_checks.inspect_file(path))
    except FinalorderError:
        return


def naive(path: Path) -> None:
    """The cells alone."""
    if path.suffix in WORKBOOK:
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()
    else:
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            list(csv.reader(file))


def seconds(read: Callable[[Path], None], path: Path) -> float:
    """Processor seconds of one reading."""
    began = time.process_time()
    read(path)
    return time.process_time() - began


def compare_readers(paths: list[Path]) -> dict[str, object]:
    """Files read both ways in turn."""
    took = [(path.name, seconds(ours, path), seconds(naive, path)) for path in paths]
    slowest = max(took, key=lambda file: file[1])
    reader, cells = sum(file[1] for file in took), sum(file[2] for file in took)
    return {
        "bench": "ice", "files": len(took), "reader": round(reader, 2), "cells_alone": round(cells, 2),
        "ratio": round(reader / cells, 2), "slowest": slowest[0],
        "slowest_seconds": round(slowest[1], 2), "limit": LIMIT,
    }  # fmt: skip


def list_files(folder: Path) -> list[Path]:
    """Every workbook and text of a folder."""
    return sorted(path for path in folder.rglob("*") if path.suffix in WORKBOOK + TEXT)


def write_workbooks(folder: Path) -> list[Path]:
    """A small workbook in ICE's layout, as often as it takes to tell the ways apart."""
    from support import ice_files

    return [ice_files.write(folder / "FY19.xlsx", ice_files.fy19())] * 50


def measure_refusal(folder: Path) -> dict[str, object]:
    """What a text costs that unpacks to more than is read."""
    path = folder / "bomb.csv.gz"
    with gzip.open(path, "wb") as file:
        for _ in range(150):
            file.write(b"0" * (1 << 20))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    took = seconds(ours, path)
    grew = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return {"bench": "ice", "unpacks_to_mb": 150, "seconds": round(took, 2), "grew_mb": round(grew)}


def main() -> None:
    """Run what the command line asks for and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        print(json.dumps(compare_readers(list_files(asked.folder) if asked.folder else write_workbooks(folder))))
        print(json.dumps(measure_refusal(folder)))


if __name__ == "__main__":
    main()
