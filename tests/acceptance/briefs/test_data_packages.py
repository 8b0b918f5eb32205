"""The data packages of a brief and of a site: every column described, and valid by Frictionless's own rules."""

import json
from pathlib import Path
from typing import Any

import pytest

from finalorder import api
from finalorder.errors import FinalorderError


@pytest.fixture(scope="module")
def brief_data(simulated_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("brief")
    api.brief("2019-06-family-operation", simulated_lake, out, cities=["Denver", "Miami"])
    return out / "data"


@pytest.fixture(scope="module")
def site(simulated_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "site"
    api.publish(simulated_lake, out, api.PublishOptions(cities=("Denver",), with_briefs=False))
    return out


def read_package(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return found


def check_columns(package: dict[str, Any], folder: Path) -> None:
    """Every CSV has its columns in order, each with a sentence in both languages; the package is stamped."""
    assert package["stamps"] == ["SIMULATED"]
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    for resource in package["resources"]:
        assert resource["description"]
        assert resource["description_es"]
        if resource["format"] == "csv":
            with (folder / resource["path"]).open(encoding="utf-8") as lines:
                head = [name.strip('"') for name in next(lines).strip().split(",")]
            assert [field["name"] for field in resource["schema"]["fields"]] == head
            assert all(field["description"] and field["description_es"] for field in resource["schema"]["fields"])


def check_by_frictionless(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frictionless = pytest.importorskip(
        "frictionless", reason="frictionless, of the development requirements, is not here"
    )
    monkeypatch.chdir(folder)
    report = frictionless.validate("datapackage.json", limit_rows=20_000)
    assert report.flatten(["type", "note"])[:5] == []
    assert report.stats["tasks"] == len(read_package(folder)["resources"])


def test_a_brief_describes_every_column_of_its_data(brief_data: Path) -> None:
    package = read_package(brief_data)
    check_columns(package, brief_data)
    cities = next(each for each in package["resources"] if each["path"] == "cities.csv")
    assert all(field["type"] != "any" for field in cities["schema"]["fields"])


@pytest.mark.long
def test_a_site_describes_every_column_of_its_tables(site: Path) -> None:
    check_columns(read_package(site), site)


@pytest.mark.long
def test_the_package_of_a_brief_is_valid_to_frictionless(brief_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_by_frictionless(brief_data, monkeypatch)


@pytest.mark.long
def test_the_package_of_a_site_is_valid_to_frictionless(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_by_frictionless(site, monkeypatch)


@pytest.mark.long
def test_frictionless_finds_a_wrong_cell(brief_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    folder = Path(shutil.copytree(brief_data, tmp_path / "data"))
    labels = folder / "last_days.csv"
    text = labels.read_text(encoding="utf-8")
    labels.write_text(text.replace(text.splitlines()[1].split(",")[0], "tomorrow", 1), encoding="utf-8")
    with pytest.raises(AssertionError):
        check_by_frictionless(folder, monkeypatch)


def test_a_brief_of_no_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FinalorderError):
        api.brief("2019-06-family-operation", tmp_path / "nothing", tmp_path / "out")
