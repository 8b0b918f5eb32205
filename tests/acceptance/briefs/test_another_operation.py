"""A brief of another operation speaks of that operation alone: nothing of June 2019 is left on its pages."""

import re
from pathlib import Path

import pytest

from finalorder import api
from support.brief_pages import page_of

OPERATION = "2025-09-midway-blitz"
#: what only the operation of June 2019 was about, in both languages
OF_2019 = ("2019", "family docket", "calendario de familias de 2018", "ten cities", "diez ciudades", "citizen child")


@pytest.fixture(scope="module")
def folder(simulated_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("other")
    api.brief(OPERATION, simulated_lake, out, lang="all", command="finalorder brief", handout=False)
    return out


@pytest.mark.parametrize("ending", ["", ".es"])
def test_no_page_has_a_word_of_june_2019(folder: Path, ending: str) -> None:
    for path in folder.glob(f"*{ending}.html"):
        text = (
            page_of(folder, path.name).text.split("How each number is counted")[0].split("Cómo se cuenta cada cifra")[0]
        )
        found = [words for words in OF_2019 if re.search(rf"\b{words}\b", text)]
        assert not found, (path.name, found)
