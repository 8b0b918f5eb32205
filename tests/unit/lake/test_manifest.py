"""The manifest of a release: read as it was written, refused where it is of another format, damaged where it is cut."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finalorder.errors import DamagedError, InputError, NotInLakeError, UnavailableError
from finalorder.lake import FORMAT, Lake, Manifest, SimulationSettings, StageRecord, TableRecord

SETTINGS = SimulationSettings("2026-07", 7, 0.004, 1, "0123456789ab", "2026-05")
WHOLE = Manifest(
    SETTINGS.release_name,
    date(2026, 7, 1),
    simulated=True,
    lineage=SETTINGS.lineage,
    simulation=SETTINGS,
    tables={"tables/cases": TableRecord(12, ("idncase",), "ab" * 32)},
    stages={"read": StageRecord("cd" * 32, ("tables/cases.parquet",), {"rows": {"cases": 12}})},
    details={"created": "2026-07-02T10:00:00+00:00", "findings": [{"member": "x", "detail": "y"}]},
)


def write(lake: Path, record: object, name: str = "2026-07") -> Path:
    folder = lake / name
    folder.mkdir(parents=True)
    (folder / "release.json").write_text(record if isinstance(record, str) else json.dumps(record), encoding="utf-8")
    return folder


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    WHOLE.write(tmp_path)
    assert Manifest.read(tmp_path) == WHOLE
    assert [path.name for path in tmp_path.iterdir()] == ["release.json"]


@given(
    st.sampled_from(["2019-06", "2026-07"]),
    st.integers(0, 2**63 - 1),
    st.floats(1e-6, 1),
    st.floats(0, 1000),
    st.sampled_from(["", "0123456789ab"]),
)
def test_months_of_one_simulation_have_one_lineage_and_a_name_each(month, seed, scale, faults, parameters) -> None:
    one, other = (SimulationSettings(each, seed, scale, faults, parameters) for each in (month, "2020-01"))
    assert one.lineage == other.lineage
    assert one.release_name != other.release_name
    assert one.lineage != SimulationSettings(month, seed + 1, scale, faults, parameters).lineage


def test_what_the_first_edition_wrote_is_refused_with_what_to_do(tmp_path: Path) -> None:
    write(tmp_path, {"name": "2026-07", "release_day": "2026-07-01", "simulated": False})
    with pytest.raises(InputError, match=r"first edition .* build the release again"):
        Lake(tmp_path).open_release()


def test_a_newer_and_an_older_format_are_refused_with_what_to_do(tmp_path: Path) -> None:
    record = WHOLE.to_record()
    newer = write(tmp_path, {**record, "format": FORMAT + 1}, "newer")
    older = write(tmp_path, {**record, "format": FORMAT - 1}, "older")
    with pytest.raises(UnavailableError, match="install a newer finalorder"):
        Manifest.read(newer)
    with pytest.raises(InputError, match="older lake format"):
        Manifest.read(older)


@pytest.mark.parametrize(
    "broken", ["", "{", "[]", "3", '{"format": 1}', '{"format": "one"}', '{"format": 1, "name": 2}']
)
def test_a_damaged_manifest_is_one_sentence(tmp_path: Path, broken: str) -> None:
    write(tmp_path, broken)
    with pytest.raises(DamagedError, match=r"release\.json is damaged"):
        Lake(tmp_path).open_release("2026-07")


def test_the_newest_real_release_is_chosen_by_what_manifests_say_and_not_by_names(tmp_path: Path) -> None:
    for name, simulated in (("2025-01", False), ("2026-01", False), ("2027-01", True)):
        (tmp_path / name).mkdir()
        Manifest(name, date.fromisoformat(f"{name}-01"), simulated=simulated).write(tmp_path / name)
    assert Lake(tmp_path).open_release().name == "2026-01"
    with pytest.raises(NotInLakeError, match="has no release 2024-01"):
        Lake(tmp_path).open_release("2024-01")
