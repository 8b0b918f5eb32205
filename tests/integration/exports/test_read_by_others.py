"""R with haven and LibreOffice open what the exports write, and see what the lake has."""

import csv
import datetime as dt
import re
import shutil
import subprocess
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from finalorder import api
from finalorder.lake import Lake
from support.places import DOCS

pytestmark = pytest.mark.long
COLUMNS = ["order_id", "ordered_on", "order_class", "custody_code", "is_in_absentia", "final_on"]
R_PROGRAM = """
found <- {read}
codes <- found$custody_code
code <- if (is.factor(codes)) as.character(codes) else sub(" .*", "", as.character(haven::as_factor(codes)))
cat(nrow(found), class(found$ordered_on), sum(found$order_id), sum(as.integer(found$is_in_absentia)),
    as.character(min(found$ordered_on)), sum(is.na(found$final_on)), sum(code == "D"),
    attr(found$final_on, "label"), sep = "\\n")
"""


@pytest.fixture(scope="module")
def expected(simulated_lake: Path) -> list[str]:
    path = Lake(simulated_lake).open_release().find_ledger_path("orders")
    rows = pq.read_table(path, columns=COLUMNS).to_pydict()
    return [
        str(len(rows["order_id"])),
        "Date",
        str(sum(rows["order_id"])),
        str(sum(rows["is_in_absentia"])),
        min(rows["ordered_on"]).isoformat(),
        str(sum(day is None for day in rows["final_on"])),
        str(sum(code == "D" for code in rows["custody_code"])),
        "the first day on which it can have become final",
    ]


@pytest.mark.parametrize(
    ("form", "read"),
    [("rds", 'readRDS("{path}")'), ("dta", 'haven::read_dta("{path}")'), ("sav", 'haven::read_sav("{path}")')],
)
def test_r_reads_the_orders(simulated_lake: Path, tmp_path: Path, expected: list[str], form: str, read: str) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not here; `make test-all` installs it where it may")
    if (
        form != "rds"
        and subprocess.run(["Rscript", "-e", "library(haven)"], capture_output=True, check=False).returncode
    ):
        pytest.skip("R has no haven here")
    path = tmp_path / f"orders.{form}"
    api.export("ledger/orders", simulated_lake, path, columns=COLUMNS)
    program = "options(digits = 22, scipen = 30)\n" + R_PROGRAM.format(read=read.format(path=path))
    if form == "rds":
        program = program.replace("haven::as_factor", "as.factor")
    done = subprocess.run(["Rscript", "-e", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines() == expected


def test_libreoffice_opens_the_workbook(simulated_lake: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not here; `make test-all` installs it where it may")
    written = api.export(
        "ledger/orders", simulated_lake, tmp_path / "orders.xlsx", columns=COLUMNS, where=["ordered_on>=2020-01-01"]
    )
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "csv", "--outdir",
         str(tmp_path), str(tmp_path / "orders.xlsx")],
        capture_output=True, check=True, timeout=240,
    )  # fmt: skip
    with (tmp_path / "orders.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == written.rows
    assert all(dt.date.fromisoformat(row["ordered_on"]) >= dt.date(2020, 1, 1) for row in rows)
    assert {row["is_in_absentia"] for row in rows} == {"TRUE", "FALSE"}


def test_the_model_in_r_of_the_documentation_runs(simulated_lake: Path, tmp_path: Path) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not here; `make test-all` installs it where it may")
    (program,) = re.findall(r"```r\n(.*?)```", (DOCS / "analysis.md").read_text(encoding="utf-8"), re.DOTALL)
    lake = Path(shutil.copytree(simulated_lake, tmp_path / "lake", symlinks=True))
    api.export("analysis/orders", lake, tmp_path / "orders.rds")
    done = subprocess.run(["Rscript", "-e", program], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("was_represented_firstTRUE")]
    assert float(line.split()[1]) < 0
