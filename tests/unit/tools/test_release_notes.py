"""A release is made only if its tag, the package, the citation and the changelog name the same version."""

from pathlib import Path

import pytest

import release_notes

CHANGELOG = """# Changelog

## Unreleased

* Not out yet.

## 0.2.0 - 2026-12-01

### Added

* A thing.

## 0.1.0 - 2026-11-24

* The first.
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.2.0"\n', encoding="utf-8")
    (tmp_path / "CITATION.cff").write_text("cff-version: 1.2.0\nversion: 0.2.0\n", encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    return tmp_path


def test_a_version_named_everywhere_may_be_released(repository: Path) -> None:
    assert release_notes.find_differences("0.2.0", repository) == []


def test_every_file_that_names_another_version_is_listed(repository: Path) -> None:
    assert release_notes.find_differences("0.3.0", repository) == [
        "pyproject.toml says 0.2.0, not 0.3.0",
        "CITATION.cff says 0.2.0, not 0.3.0",
        'CHANGELOG.md has no dated section "## 0.3.0 - YYYY-MM-DD" with text',
    ]


def test_the_notes_are_the_section_and_nothing_after_it() -> None:
    assert release_notes.extract_section("0.2.0", CHANGELOG) == "### Added\n\n* A thing."
    assert release_notes.extract_section("0.1.0", CHANGELOG) == "* The first."


@pytest.mark.parametrize("version", ["Unreleased", "0.1", "0x2x0"])
def test_what_is_no_dated_version_has_no_notes(version: str) -> None:
    assert release_notes.extract_section(version, CHANGELOG) == ""
