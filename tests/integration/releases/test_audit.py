"""The audit of a release: what was repaired and set aside, why cells are empty, which keys do not fit."""

import json
from pathlib import Path

from finalorder.releases.audit import Audit, NullCounts, OrphanCounts, RowCountComparison, audit_release
from support.release_files import FOLDER, Release, draft_release, header, row, sample, tsv


def run_audit(release: Release, tmp_path: Path) -> Audit:
    return audit_release(draft_release(release, tmp_path).publish())


def test_repairs_and_quarantine_are_counted_by_rule_and_member(tmp_path: Path) -> None:
    body = tsv([header("identifiers"), ["1", "5", "FA", ""], ["2", "5", ""], ["3", "x", "y", "z", "a", "b"]])
    found = run_audit(Release(raw={"identifiers": body}), tmp_path)
    assert found.repairs == [{"member": "A_TblCaseIdentifier.csv", "rule": "overflow", "records": 1}]
    assert found.quarantine == [{"member": "A_TblCaseIdentifier.csv", "reason": "too_many_fields", "records": 1}]


def test_empty_cells_are_blank_or_did_not_parse(tmp_path: Path) -> None:
    cells = [
        row("proceedings", idnproceeding="1", comp_date="soon"),
        row("proceedings", idnproceeding="2"),
        row("proceedings", idnproceeding="3", comp_date="2020-02-02 10:00:00.000"),
    ]
    found = run_audit(Release({"proceedings": cells}), tmp_path)
    assert NullCounts("proceedings", "comp_date", 3, 1, 1) in found.nulls
    assert NullCounts("proceedings", "idnproceeding", 3, 0, 0) in found.nulls


def test_repeated_keys_and_orphans_are_counted(tmp_path: Path) -> None:
    proceedings = [
        row("proceedings", idnproceeding=key, idncase=case) for key, case in (("1", "5"), ("1", "6"), ("2", "6"))
    ]
    found = run_audit(Release({"cases": [row("cases", idncase="5")], "proceedings": proceedings}), tmp_path)
    assert (found.duplicates["proceedings"], found.duplicates["cases"]) == (1, 0)
    assert OrphanCounts("proceedings", "idncase", "cases", 2, 1) in found.orphans


def test_a_release_that_others_have_counted_is_compared_with_them(tmp_path: Path) -> None:
    found = run_audit(Release({"cases": sample("cases", 3)}, folder=FOLDER.replace("0401", "0701")), tmp_path)
    readers = {(item.table, item.known, item.reader) for item in found.known}
    assert {("cases", 12_662_705, "data.table"), ("cases", 12_662_540, "DuckDB")} <= readers
    assert all(isinstance(item, RowCountComparison) and item.rows == 3 for item in found.known if item.table == "cases")


def test_an_audit_is_plain_enough_for_json(tmp_path: Path) -> None:
    found = run_audit(Release({"cases": sample("cases", 3)}), tmp_path)
    assert json.loads(json.dumps(found.as_dict()))["members"][0]["accepted"] == 3
