"""The catalog is read from files that are made when the package is built; one that is old or missing is made anew."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from finalorder.words import catalog, compiling
from finalorder.words.catalog import LANGUAGES, MESSAGES_FOLDER, load_messages, load_translations


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the catalog, read in place of the package's own."""
    shutil.copy(MESSAGES_FOLDER / compiling.SOURCE, tmp_path)
    monkeypatch.setattr(catalog, "MESSAGES_FOLDER", tmp_path)
    monkeypatch.setattr(compiling, "read_catalog", compiling.read_catalog.__wrapped__)
    load_translations.cache_clear()
    yield tmp_path
    load_translations.cache_clear()


def list_texts(lang: str) -> list[str]:
    """Each message in a language, in the form of one and of many."""
    found = load_translations(lang)
    return [found.ngettext(name, name, number) for name in load_messages() for number in (1, 2)]


def test_a_compiled_catalog_says_what_the_catalog_says(folder: Path) -> None:
    parsed = {lang: list_texts(lang) for lang in LANGUAGES}
    compiling.write_compiled(folder)
    load_translations.cache_clear()
    assert {lang: list_texts(lang) for lang in LANGUAGES} == parsed


def test_a_compiled_catalog_has_the_same_bytes_every_time(folder: Path) -> None:
    first = [path.read_bytes() for path in compiling.write_compiled(folder)]
    assert [path.read_bytes() for path in compiling.write_compiled(folder)] == first


def test_a_compiled_catalog_is_read_and_the_source_is_not(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiling.write_compiled(folder)
    monkeypatch.setattr(compiling, "read_catalog", lambda _: pytest.fail("the source was parsed"))
    assert load_translations("es").ngettext("page.skip", "", 1) == "Ir al texto"


def test_a_catalog_that_was_changed_after_it_was_compiled_is_read_as_it_is_now(folder: Path) -> None:
    compiling.write_compiled(folder)
    source = folder / compiling.SOURCE
    source.write_text(source.read_text(encoding="utf-8").replace("Ir al texto", "Saltar al texto"), encoding="utf-8")
    assert load_translations("es").ngettext("page.skip", "", 1) == "Saltar al texto"
