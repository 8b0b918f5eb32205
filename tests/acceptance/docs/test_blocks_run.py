"""Every block of code in the docs runs, on a small simulated lake, or says why it is not run."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from support.doc_blocks import RUN_KINDS, has_commands, list_blocks, list_pages, run_blocks
from support.places import REPOSITORY

RUN_PAGES = [
    page for page in list_pages() if any(b.kind in ("sh", "python") and not b.reason for b in list_blocks(page))
]
name_page = lambda page: page.relative_to(REPOSITORY).as_posix()  # noqa: E731 - the id of a parameter
REPORT = "In Miami, 44 percent of the cases decided in fiscal year 2018 ended with an order in absentia.\n"
#: the most blocks that may say why they are not run
MOST_NOT_RUN = 24


@pytest.mark.parametrize("page", list_pages(), ids=name_page)
def test_a_block_with_a_command_is_run_or_says_why_not(page: Path) -> None:
    for block in list_blocks(page):
        if has_commands(block):
            assert block.kind in RUN_KINDS or block.reason, f"{page.name}:{block.line}: call it sh, or say why not"


def test_few_blocks_are_not_run() -> None:
    left_out = [block for page in list_pages() for block in list_blocks(page) if block.reason]
    assert len(left_out) <= MOST_NOT_RUN
    assert all(len(block.reason) > 10 for block in left_out)


@pytest.fixture(scope="module")
def prepared(simulated_zip: Path, simulated_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the pages have it: a release, its lake, a report."""
    folder = tmp_path_factory.mktemp("reader")
    shutil.copytree(simulated_lake, folder / "lake", symlinks=True)
    shutil.copy2(simulated_zip, folder / "release.zip")
    (folder / "report.txt").write_text(REPORT, encoding="utf-8")
    return folder


@pytest.mark.long
def test_the_code_for_r_runs_where_r_is(prepared: Path) -> None:
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("no Rscript here: apt-get install r-base-core, and arrow, dplyr and duckdb from CRAN")
    page = REPOSITORY / "docs" / "r.md"
    run_blocks(page, prepared)
    for block in list_blocks(page):
        if block.kind != "r" or "install.packages" in block.text:
            continue
        needed = re.findall(r"library\((\w+)\)", block.text)
        if all(_has_r_package(rscript, name) for name in needed):
            done = subprocess.run(
                [rscript, "-e", block.text], cwd=prepared, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr


def _has_r_package(rscript: str, name: str) -> bool:
    asked = [rscript, "-e", f"quit(status = !requireNamespace('{name}', quietly = TRUE))"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


@pytest.mark.long
@pytest.mark.parametrize("page", RUN_PAGES, ids=name_page)
def test_the_blocks_of_a_page_run(page: Path, prepared: Path) -> None:
    run_blocks(page, prepared)
