"""The models of docs/analysis.md run as they stand, on the tables of a lake."""

import contextlib
import io
import re
import warnings
from pathlib import Path
from typing import Any

import pytest

from finalorder import analysis
from finalorder.lake import Lake
from support.places import DOCS

BLOCKS = re.findall(r"```python\n(.*?)```", (DOCS / "analysis.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def lake(simulated_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the page's paths exist."""
    folder = tmp_path_factory.mktemp("analysis")
    release = Lake(simulated_lake).open_release()
    analysis.write_analysis_tables(release, folder / "lake" / "2026-07" / "analysis")
    return folder


def test_the_page_has_a_model_in_one_line() -> None:
    assert sum("smf.logit(" in line and ".fit(" in line for block in BLOCKS for line in block.splitlines()) == 1


def test_the_models_of_the_page_run_and_say_that_representation_goes_with_appearing(
    lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("statsmodels", reason="statsmodels, of the development requirements, is not here")
    monkeypatch.chdir(lake)
    names: dict[str, Any] = {}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for block in BLOCKS:
            exec(compile(block, "docs/analysis.md", "exec"), names)
    assert names["model"].mle_retvals["converged"]
    assert names["model"].params["was_represented_first"] < 0
    assert len(names["free"]) > 1000
    assert 0 < float(printed.getvalue().splitlines()[-1]) < 0.5
