"""From a zip or a folder to a draft of the lake: names, tables, accounts, findings, and one sentence when it fails."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finalorder import registry
from finalorder.errors import FinalorderError
from finalorder.lake.folders import Lake
from finalorder.releases.accounts import Account
from finalorder.releases.reader import read_release
from finalorder.releases.values import LAKE_TYPES
from support.release_files import (
    Made,
    Release,
    account,
    dicts,
    draft_release,
    header,
    pack_member,
    row,
    sample,
    tsv,
    write_zip,
)

ALL = (*registry.list_core_tables(), *registry.list_lookup_tables())
SIMULATED = b"month: 2026-07\nseed: 1\nscale: 0.01\nfaults: 1\n"


def some() -> Release:
    """A release with a few rows in four tables."""
    names = ("cases", "proceedings", "motions", "tbllookupsex")
    return Release({name: sample(name, 40) for name in names})


def sums(folder: Path) -> dict[str, str]:
    """A digest of every Parquet file in a draft."""
    paths = sorted(folder.rglob("*.parquet"))
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def info(draft: Any) -> dict[str, Any]:
    return dict(json.loads((draft.path / "release.json").read_text()))


def kinds(draft: Any) -> set[tuple[str, str]]:
    return {(item["kind"], item["member"]) for item in info(draft)["findings"]}


# What comes out


@pytest.mark.parametrize("method", ["stored", "deflate", "deflate64"])
def test_every_table_of_a_release_is_typed_by_the_registry(tmp_path: Path, method: str) -> None:
    draft = draft_release(Release({table.name: sample(table.name, 12) for table in ALL}, method=method), tmp_path)
    for table in ALL:
        path = draft.path / ("lookups" if table.is_lookup else "tables") / f"{table.name}.parquet"
        schema = pq.read_schema(path)
        assert schema.names == [column.lake_name for column in table.current_columns if column.kept]
        assert [field.type for field in schema] == [
            LAKE_TYPES[column.type] for column in table.current_columns if column.kept
        ]
        assert pq.read_metadata(path).num_rows == 12
    assert not dicts(draft.path / "unparsed.parquet")


def test_places_of_residence_are_in_no_file_of_the_draft(tmp_path: Path) -> None:
    cells = row("cases", idncase="5", alien_city="XANADU", alien_zipcode="98765", dco_location="SHANGRILA")
    draft = draft_release(
        Release({"cases": [cells, [*cells[:2], "", *cells[2:]], ["6", "XANADU", "98765", *["?"] * 40]]}), tmp_path
    )
    names = pq.read_schema(draft.path / "tables" / "cases.parquet").names
    assert {"alien_city", "alien_zipcode", "detention_location"}.isdisjoint(names)
    text = json.dumps([dicts(path) for path in draft.path.rglob("*.parquet")], default=str)
    assert not [word for word in ("XANADU", "98765", "SHANGRILA") if word in text]


def test_a_zip_and_its_unpacked_folder_give_the_same_tables_and_books(tmp_path: Path) -> None:
    release = some()
    release.raw["motions"] = tsv([header("motions"), *sample("motions", 9)]) + b"lost words\r\n21\t22\t23\r\n"
    zipped = draft_release(release, tmp_path)
    unpacked = read_release(release.unpacked(tmp_path / "unpacked"), Lake(tmp_path / "other"))
    one, other = sums(zipped.path), sums(unpacked.path)
    del one["accounting.parquet"], other["accounting.parquet"]
    assert one == other
    accounts = [dicts(draft.path / "accounting.parquet") for draft in (zipped, unpacked)]
    differ = {"method", "compressed_bytes", "crc_ok"}
    plain = [[{key: item[key] for key in item if key not in differ} for item in rows] for rows in accounts]
    assert sorted(plain[0], key=str) == sorted(plain[1], key=str)


def test_the_same_release_read_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    assert sums(draft_release(some(), tmp_path).path) == sums(draft_release(some(), tmp_path).path)


def test_the_account_of_a_member_adds_up_and_agrees_with_count_txt(tmp_path: Path) -> None:
    found = account(draft_release(some(), tmp_path), "tbl_Court_Motions.csv")
    assert (found["records"], found["accepted"], found["count_txt"], found["lines"]) == (40, 40, 40, 41)
    assert found["crc_ok"] is True


def test_progress_is_told_of_every_member(tmp_path: Path) -> None:
    told: list[str] = []

    class Teller:
        def on_release_start(self, release: str, members: int, size: int) -> None:
            told.append(f"{release} {members} {size > 0}")

        def on_member_start(self, member: str, size: int) -> None:
            told.append(f"start {member}")

        def on_member_progress(self, member: str, done: int) -> None:
            told.append(f"some {member}")

        def on_member_end(self, account: Account) -> None:
            told.append(f"end {account.member} {account.records}")

    draft_release(
        Release({"cases": sample("cases", 3)}, needed=("cases", "proceedings")),
        tmp_path,
        progress=Teller(),
        allow_mismatch=True,
    )
    assert told == [
        "2026-04 3 True",
        "start A_TblCase.csv", "some A_TblCase.csv", "end A_TblCase.csv 3",
        "start B_TblProceeding.csv", "end B_TblProceeding.csv 0",
        "start Count.txt", "end Count.txt None",
    ]  # fmt: skip


# Names


@pytest.mark.parametrize(
    ("folder", "name", "day"),
    [
        ("EOIR Case Data 2026-0401", "2026-04", date(2026, 4, 1)),
        ("FOIA TRAC Report 20221003", "2022-10", date(2022, 10, 3)),
        (" FOIA TRAC Report 20211201", "2021-12", date(2021, 12, 1)),
    ],
)
def test_a_release_is_named_by_its_folders_day(tmp_path: Path, folder: str, name: str, day: date) -> None:
    draft = draft_release(Release(folder=folder), tmp_path)
    assert (draft.name, info(draft)["release_day"]) == (name, day.isoformat())


def test_without_a_dated_folder_a_release_is_named_by_its_own_name_or_by_the_users_word(tmp_path: Path) -> None:
    undated = Release(folder="EOIR Case Data", extra={"my notes.txt": b"read later"})
    named = undated.zip(tmp_path / "EOIR Case Data 2026-0401.zip")
    assert read_release(named, Lake(tmp_path / "lake")).name == "2026-04"
    plain = undated.zip(tmp_path / "release.zip")
    with pytest.raises(FinalorderError, match=r"does not say of which day it is.*add --release-day"):
        read_release(plain, Lake(tmp_path / "lake"))
    assert read_release(plain, Lake(tmp_path / "lake"), release_day=date(2026, 4, 1)).name == "2026-04"
    with pytest.raises(FinalorderError, match="says that it is of 2026-04-01, not 2026-05-01"):
        read_release(named, Lake(tmp_path / "lake"), release_day=date(2026, 5, 1))


def test_a_folder_given_as_a_dot_is_named_by_its_own_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Release().unpacked(tmp_path))
    assert read_release(Path(), Lake(tmp_path / "lake")).name == "2026-04"


def test_no_time_of_a_file_becomes_the_day_of_a_release(tmp_path: Path) -> None:
    folder = Release().unpacked(tmp_path)
    for path in folder.rglob("*.csv"):
        os.utime(path, (2e9, 2e9))
    assert info(read_release(folder, Lake(tmp_path / "lake")))["release_day"] == "2026-04-01"


def test_a_release_with_a_simulation_marker_says_so_in_its_name(tmp_path: Path) -> None:
    draft = draft_release(Release(extra={"SIMULATED.txt": SIMULATED}), tmp_path)
    assert draft.name == "simulated-2026-07-seed1-x0.01-f1"
    assert info(draft)["simulated"] is True


def test_case_numbers_of_the_docket_model_mark_a_release_as_simulated_without_a_marker(tmp_path: Path) -> None:
    draft = draft_release(Release({"cases": sample("cases", 3, first_id=900_000_000)}), tmp_path)
    assert (draft.name, info(draft)["simulated"]) == ("simulated-2026-04", True)


def test_real_and_simulated_case_numbers_in_one_release_are_refused(tmp_path: Path) -> None:
    mixed = [*sample("cases", 3), *sample("cases", 3, first_id=900_000_000)]
    with pytest.raises(FinalorderError, match="cannot be mixed"):
        draft_release(Release({"cases": mixed}), tmp_path)


# Parts, and other formats


def test_absent_core_tables_are_written_without_rows_and_reported(tmp_path: Path) -> None:
    draft = draft_release(Release(needed=("cases", "proceedings")), tmp_path, allow_mismatch=True)
    for table in registry.list_core_tables():
        found = pq.read_table(draft.path / "tables" / f"{table.name}.parquet")
        assert found.num_rows == 0
        assert found.schema.names == [column.lake_name for column in table.current_columns if column.kept]
    assert ("missing_table", "tblAppeal.csv") in kinds(draft)
    assert ("missing_table", "tblLookupSex.csv") in kinds(draft)


def test_only_some_core_tables_can_be_read(tmp_path: Path) -> None:
    draft = draft_release(some(), tmp_path, only=["proceedings"])
    assert [path.stem for path in (draft.path / "tables").iterdir()] == ["proceedings"]
    assert info(draft)["only"] == ["proceedings"]
    with pytest.raises(FinalorderError, match="no core table hearings;"):
        draft_release(some(), tmp_path, only=["hearings"])


def test_file_names_and_column_names_are_matched_in_any_case(tmp_path: Path) -> None:
    members = some().members()
    for made in members:
        made.path = made.path.upper()
        first, rest = made.data.split(b"\r\n", 1)
        made.data = first.lower() + b"\r\n" + rest
    draft = read_release(write_zip(tmp_path / "r.zip", members), Lake(tmp_path / "lake"))
    assert info(draft)["counts"]["cases"] == 40


def test_renamed_unknown_and_missing_columns_are_findings(tmp_path: Path) -> None:
    names = header("cases")
    names[names.index("Sex")] = "GENDER"
    names[names.index("LPR")] = "Brand New!"
    body = [cells[:-1] for cells in sample("cases", 2)]
    release = Release(raw={"cases": b"\xef\xbb\xbf" + tsv([names[:-1], *body])})
    draft = draft_release(release, tmp_path)
    told = {(item["kind"], item["column"]) for item in info(draft)["findings"] if item["member"] == "A_TblCase.csv"}
    assert told == {
        ("renamed_column", "Sex"), ("unknown_column", "Brand New!"), ("missing_column", "LPR"),
        ("missing_column", "CASEPRIORITY_CODE"),
    }  # fmt: skip
    schema = pq.read_schema(draft.path / "tables" / "cases.parquet")
    assert schema.field("sex").type == schema.field("brand_new").type == pa.string()
    assert schema.field("lpr").type == pa.bool_()


@pytest.mark.parametrize("name", ["ALIEN_COUNTY", "Mailing Address", "ALIEN_CITY", "ALIEN_NBR", "Phone"])
def test_a_strange_column_that_may_say_where_or_who_someone_is_is_reported_and_not_kept(
    tmp_path: Path, name: str
) -> None:
    body = [[*cells, "TOWNSVILLE"] for cells in sample("cases", 3)]
    draft = draft_release(Release(raw={"cases": tsv([[*header("cases"), name], *body])}), tmp_path)
    assert len(pq.read_schema(draft.path / "tables" / "cases.parquet").names) == len(
        [column for column in registry.get_table("cases").current_columns if column.kept]
    )
    assert any("not kept" in item["detail"] for item in info(draft)["findings"])
    assert not any(b"TOWNSVILLE" in path.read_bytes() for path in draft.path.rglob("*") if path.is_file())


def test_columns_of_older_releases_are_kept_in_their_place(tmp_path: Path) -> None:
    names = [*header("bonds")[:11], "REJ_TO_BE_REMOVED", *header("bonds")[11:]]
    draft = draft_release(Release(raw={"bonds": tsv([names, [str(place) for place in range(len(names))]])}), tmp_path)
    assert pq.read_schema(draft.path / "tables" / "bonds.parquet").names[11] == "rej_to_be_removed"


def test_a_read_me_and_strange_files_are_verified_and_listed(tmp_path: Path) -> None:
    draft = draft_release(Release(extra={"Readme.txt": b"tab-delimited", "notes.pdf": b"%PDF"}), tmp_path)
    assert account(draft, "notes.pdf")["bytes"] == 4
    assert ("not_a_table", "notes.pdf") in kinds(draft)
    assert ("not_a_table", "Readme.txt") not in kinds(draft)


# Refusals


def test_a_count_txt_that_disagrees_stops_the_build_unless_allowed(tmp_path: Path) -> None:
    release = Release({"cases": sample("cases", 3)}, counts=False, extra={"Count.txt": b"A_TblCase.csv\t4\r\n"})
    with pytest.raises(FinalorderError, match=r"A_TblCase.csv has 3 records, Count.txt says 4"):
        draft_release(release, tmp_path)
    draft = draft_release(release, tmp_path, allow_mismatch=True)
    assert info(draft)["allow_mismatch"] is True
    assert info(draft)["mismatches"] == ["A_TblCase.csv has 3 records, Count.txt says 4"]


def test_a_difference_from_count_txt_that_the_quarantine_explains_is_none(tmp_path: Path) -> None:
    body = tsv([header("cases"), *sample("cases", 3)]) + b"lost words\r\n"
    release = Release(raw={"cases": body}, counts=False, extra={"Count.txt": b"A_TblCase\t3\r\n"})
    assert account(draft_release(release, tmp_path), "A_TblCase.csv")["quarantined"] == 1


def broken(change: Any, **more: Any) -> Any:
    """A release's members, one of them changed."""
    members = some().members()
    change(members[0])
    for key, value in more.items():
        setattr(members[0], key, value)
    return members


PROBLEMS = {
    "does not match its checksum": broken(lambda made: setattr(made, "crc32", 7)),
    "is encrypted": broken(lambda made: setattr(made, "flags", 1)),
    "points outside": broken(lambda made: setattr(made, "path", f"../{made.path}")),
    "member name '/etc/A_TblCase.csv' points outside": broken(lambda made: setattr(made, "path", "/etc/A_TblCase.csv")),
    r"member name 'C:\\x.csv' points outside": broken(lambda made: setattr(made, "path", "C:\\x.csv")),
    "is bigger than the 10 bytes it declares": broken(lambda made: setattr(made, "size", 10)),
    "bytes, not the": broken(lambda made: setattr(made, "size", len(made.data) + 1)),
    "cannot be inflated": broken(lambda made: setattr(made, "packed", b"\xff" * 500)),
    "would grow from": broken(lambda made: setattr(made, "size", 1 << 31)),
    "holds no A_TblCase.csv": broken(lambda made: setattr(made, "path", "x/other.csv")),
    "does not begin with the column names": broken(lambda made: setattr(made, "data", b"a\tb\r\n1\t2\r\n")),
    "has no column CASE_TYPE": broken(lambda made: setattr(made, "data", b"IDNCASE\tNAT\r\n1\tMX\r\n")),
    "twice; this is not": [*some().members(), some().members()[0]],
    "twice, in different folders": [*some().members(), Made("elsewhere/A_TblCase.csv", b"")],
}


@pytest.mark.parametrize("sentence", PROBLEMS)
def test_a_broken_zip_is_refused_in_one_sentence_and_leaves_nothing(tmp_path: Path, sentence: str) -> None:
    path = write_zip(tmp_path / "r.zip", PROBLEMS[sentence])
    with pytest.raises(FinalorderError, match=sentence):
        read_release(path, Lake(tmp_path / "lake"))
    assert not list((tmp_path / "lake").glob(".versions/*"))


def test_what_is_no_zip_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("not a zip")
    with pytest.raises(FinalorderError, match="not a complete zip"):
        read_release(tmp_path / "text.zip", Lake(tmp_path / "lake"))
    with pytest.raises(FinalorderError, match="cannot read"):
        read_release(tmp_path / "nothing.zip", Lake(tmp_path / "lake"))
    with pytest.raises(FinalorderError, match=r"holds no A_TblCase\.csv"):
        read_release(tmp_path, Lake(tmp_path / "lake"))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_zip_is_refused(tmp_path: Path, share: float) -> None:
    path = some().zip(tmp_path / "r.zip")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(FinalorderError, match="not a complete zip"):
        read_release(path, Lake(tmp_path / "lake"))


def test_a_zip_by_another_program_with_other_methods_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "r.zip", "w", zipfile.ZIP_LZMA) as archive:
        for made in some().members():
            archive.writestr(made.path, made.data)
    with pytest.raises(FinalorderError, match="uses compression method 14"):
        read_release(tmp_path / "r.zip", Lake(tmp_path / "lake"))


@pytest.mark.parametrize("method", ["deflate", "deflate64"])
def test_a_bomb_cannot_grow_beyond_what_it_declares(tmp_path: Path, method: str) -> None:
    members = some().members()
    members[0] = Made(members[0].path, bytes(50_000_000), method, size=1_000_000)
    with pytest.raises(FinalorderError, match=r"is bigger than the 1,000,000 bytes|does not begin with a line"):
        read_release(write_zip(tmp_path / "r.zip", members), Lake(tmp_path / "lake"))


def test_a_record_without_an_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    data = tsv([header("cases")]) + b"x" * (40 << 20)
    with pytest.raises(FinalorderError, match="a line of more than 16 MB"):
        draft_release(Release(raw={"cases": data}), tmp_path)


FULL = """
import resource, signal, sys
from pathlib import Path
from finalorder.errors import FinalorderError
from finalorder.lake import Lake
from finalorder.releases.reader import read_release
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    read_release(Path(sys.argv[1]), Lake(Path(sys.argv[2])))
except FinalorderError as problem:
    print(problem)
"""


def test_a_full_disk_gives_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    path = Release({"proceedings": sample("proceedings", 9_000, blank=0.1)}).zip(tmp_path / "r.zip")
    run = subprocess.run(
        [sys.executable, "-c", FULL, path, tmp_path / "lake"], capture_output=True, text=True, check=True
    )
    assert "free some space or choose another --lake" in run.stdout
    assert run.stdout.count("\n") == 1
    assert not list((tmp_path / "lake" / ".versions").iterdir())


def test_a_lake_that_cannot_be_made_gives_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FinalorderError, match="cannot write to the lake"):
        read_release(some().zip(tmp_path / "r.zip"), Lake(tmp_path / "file" / "lake"))


def test_a_read_only_folder_gives_one_sentence(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    # An administrator may write to locked folders, but not even he to the kernel's.
    folder = Path("/proc") if os.geteuid() == 0 else locked
    with pytest.raises(FinalorderError, match="cannot write to the lake"):
        read_release(some().zip(tmp_path / "r.zip"), Lake(folder / "lake"))


# The process that inflates


def big() -> Release:
    """A release whose case table is big enough, packed, to be inflated in a process of its own."""
    return Release({"cases": sample("cases", 12_000, blank=0.0)}, method="deflate64")


def test_a_big_deflate64_member_is_read_from_its_beginning_after_a_first_look(tmp_path: Path) -> None:
    release = big()
    assert len(release.members()[0].data) > 1 << 21
    draft = draft_release(release, tmp_path)
    assert account(draft, "A_TblCase.csv")["accepted"] == 12_000
    plain = read_release(release.unpacked(tmp_path / "plain"), Lake(tmp_path / "other"))
    assert sums(draft.path / "tables") == sums(plain.path / "tables")


def test_a_broken_big_deflate64_member_is_refused(tmp_path: Path) -> None:
    members = big().members()
    packed_bytes = pack_member(members[0].data, "deflate64")
    members[0].packed = packed_bytes[:2_000_000] + bytes(1_000) + packed_bytes[2_001_000:]
    with pytest.raises(FinalorderError, match=r"cannot be inflated|declares|checksum|most rows"):
        read_release(write_zip(tmp_path / "r.zip", members), Lake(tmp_path / "lake"))
