"""The notebooks of the documentation run from top to bottom on a simulated lake, and keep no output."""

import json
import shutil
from pathlib import Path

import pytest

from support.places import DOCS

NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_keeps_no_output_and_its_code_is_python(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert len(code) >= 5
    assert not any(cell["outputs"] or cell["execution_count"] for cell in code)
    for cell in code:
        compile("".join(cell["source"]), path.name, "exec")


@pytest.mark.long
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_its_answers_say_that_they_are_simulated(
    path: Path, simulated_lake: Path, tmp_path: Path
) -> None:
    import nbformat
    from nbclient import NotebookClient

    shutil.copytree(simulated_lake, tmp_path / "lake", symlinks=True)
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert "SIMULATED" in json.dumps(notebook)
