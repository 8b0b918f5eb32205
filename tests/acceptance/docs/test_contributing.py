"""The first change that CONTRIBUTING.md walks through does what the page says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import docs_site
import finalorder
from support.places import REPOSITORY

PAGE = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
ASKED = re.findall(r"^\.venv/bin/finalorder (deadlines .*?) +# (.+)$", PAGE, re.MULTILINE)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A copy of the package that a test may change."""
    ignored = shutil.ignore_patterns("__pycache__")
    return shutil.copytree(Path(finalorder.__file__).parent, tmp_path / "src" / "finalorder", ignore=ignored).parent


def ask(source: Path, command: str) -> list[str]:
    """The lines that a command prints, run from that copy."""
    done = subprocess.run(
        [sys.executable, "-m", "finalorder", *command.split()],
        env=os.environ | {"PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_the_change_of_the_page_moves_the_deadline_that_the_page_names(source: Path) -> None:
    (before, first), (after, second) = ASKED
    assert first in ask(source, before)
    file, clock, old, new = re.findall(r"`(src/\S+law\.toml)`, clock `(\S+)`, change `(.+?)` to `(.+?)`", PAGE)[0]
    law = source.parent / file
    text = law.read_text(encoding="utf-8")
    at = text.index(old, text.index(f'id = "{clock}"'))
    law.write_text(text[:at] + new + text[at + len(old) :], encoding="utf-8")
    assert second in ask(source, after)


@pytest.mark.parametrize(
    "page", sorted([*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")]), ids=lambda p: p.name
)
def test_links_to_files_of_the_repository_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not docs_site.find_made_page(page.parent / link)] == []


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/testing.md", "docs/style.md", "README.md"])
def test_paths_and_targets_that_a_page_names_exist(name: str) -> None:
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    paths = re.findall(r"(?<![\w/])((?:src|tests|docs|tools)/[\w./-]*\w/?)", text)
    assert [path for path in paths if not (REPOSITORY / path).exists()] == []
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE))
    assert targets <= set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
