"""The court repacks its file without notes: a comparison finds what the model says came and went, and no more."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from finalorder.history import ComparedReleases, DiffOptions
from finalorder.history.file_changes import compare_files
from finalorder.lake import Lake, Release
from finalorder.operations import answer_release_diff
from finalorder.registry import list_core_tables
from finalorder.releases.reader import read_release
from finalorder.simulation import SimulationConfig, simulate
from support.history_months import write_empty_cases

#: the packaging of 2022, that of 2025, that of today, and the month in which columns and tables went again
MONTHS = ("2022-06", "2025-07", "2026-08", "2026-09")
FILES = {table.file: table.name for table in list_core_tables()}


class Repacked:
    """A lake of four months of one simulation, each with its truth; no ledger is derived."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.lake = folder, Lake(folder / "lake")
        before: Path | None = None
        self.releases: dict[str, Release] = {}
        for month in MONTHS:
            config = SimulationConfig(month=month) if before else SimulationConfig(0.0002, 5, month, layout="2022")
            previous, before = before, folder / f"{month}.zip"
            simulate(before, config, truth=folder / month, previous=previous)
            draft = read_release(before, self.lake)
            write_empty_cases(draft.path)
            draft.publish()
            self.releases[month] = self.lake.open_release(f"simulated-{month}-seed5-x0.0002-f1")

    def read_truth(self, month: str, name: str) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = pq.read_table(self.folder / month / f"{name}.parquet").to_pylist()
        return rows


@pytest.fixture(scope="module")
def repacked(tmp_path_factory: pytest.TempPathFactory) -> Repacked:
    return Repacked(tmp_path_factory.mktemp("repacked"))


STEPS = list(pairwise(MONTHS))


@pytest.mark.parametrize(("old", "new"), STEPS)
def test_every_change_of_the_file_is_found_and_none_is_invented(repacked: Repacked, old: str, new: str) -> None:
    found = compare_files(repacked.releases[old], repacked.releases[new])
    told = [(row["kind"], row["table"], row["name"]) for row in repacked.read_truth(new, "file_changes")]
    assert [(each.kind, each.table, each.name) for each in found] == sorted(told)


def test_the_months_have_every_kind_of_change(repacked: Repacked) -> None:
    kinds = Counter(row["kind"] for _, new in STEPS for row in repacked.read_truth(new, "file_changes"))
    pairs = {f"{side}_{what}" for side in ("new", "gone") for what in ("table", "column", "code")}
    assert kinds.keys() == pairs | {"renamed_column", "renamed_folder", "renamed_code", "entries"}


@pytest.mark.parametrize(("old", "new"), STEPS)
def test_what_the_new_packaging_does_to_rows_is_what_the_truth_says(repacked: Repacked, old: str, new: str) -> None:
    asked = ComparedReleases(repacked.releases[old], repacked.releases[new])
    tables = ("bonds", "cases", "motions", "priorities", "proceedings")
    rows = list(answer_release_diff(asked, DiffOptions(tables), profile="none"))
    kinds: Counter[tuple[str, str]] = Counter()
    columns: Counter[tuple[str, str]] = Counter()
    for told in repacked.read_truth(new, "changes"):
        table = FILES[str(told["member"])]
        if table in tables:
            kinds[table, str(told["kind"]).replace("returned", "appeared")] += 1  # no history was asked
            columns.update((table, name) for name in told["columns"])  # type: ignore[attr-defined]
    found = {"release_diff": Counter[tuple[str, str]](), "release_diff_columns": Counter[tuple[str, str]]()}
    for row in rows:
        if row.measure in found and row.numerator and not row.method:
            found[row.measure][row.level_2, row.level_1] = row.numerator
    assert {key: count for key, count in found["release_diff"].items() if key[1] != "kept"} == kinds
    assert found["release_diff_columns"] == columns
    assert columns["priorities", "strreviewed"] or new < "2026-08"


def test_a_judge_is_named_by_code_alone(repacked: Repacked) -> None:
    found = compare_files(repacked.releases["2026-08"], repacked.releases["2026-09"])
    judges = [each.name for each in found if each.table == "tbllookupjudge" and each.kind == "new_code"]
    assert judges
    assert all(name.isalpha() and name.isupper() for name in judges)


def test_a_release_that_only_a_history_has_has_no_lists_and_none_of_them_is_called_gone(
    repacked: Repacked, tmp_path: Path
) -> None:
    kept = repacked.releases["2026-09"]
    bare = tmp_path / "bare"
    (bare / "tables").mkdir(parents=True)
    kept.manifest.write(bare)
    for name in FILES.values():
        (bare / "tables" / f"{name}.parquet").symlink_to(kept.find_table_path(name))
    found = compare_files(repacked.releases["2026-08"], Lake(tmp_path).open_release("bare"))
    assert {each.kind for each in found} == {"gone_column", "new_column", "gone_table"}
    assert [each.name for each in found if each.kind == "gone_table"] == ["tblAction.csv"]
