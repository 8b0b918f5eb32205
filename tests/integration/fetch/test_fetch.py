"""`finalorder fetch`: what a user sees when all goes well, and what stays on disk."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from finalorder.errors import FinalorderError
from finalorder.fetch.download import build_file_name, fetch_release, find_court_url
from finalorder.fetch.partial_file import PartFile
from finalorder.fetch.validation import derive_release_name
from support.fetch_server import FOLDER, MODIFIED, Court, Fault, build_zip, files, get, serving, small_release

NAME = "EOIR Case Data.zip"
RELEASE = small_release()


@pytest.fixture
def court() -> Iterator[Court]:
    """A court that holds the April release."""
    with serving(Court(RELEASE)) as held:
        yield held


def test_a_release_lies_in_the_folder_of_its_month_with_its_record(court: Court, tmp_path: Path) -> None:
    fetched = get(court, tmp_path)
    assert (fetched.status, fetched.release, fetched.size) == ("fetched", "2026-04", len(RELEASE))
    assert (fetched.members, fetched.checked, fetched.received) == (5, "crc32", len(RELEASE))
    assert fetched.path == tmp_path / "2026-04" / NAME
    assert fetched.path.read_bytes() == RELEASE
    assert files(tmp_path) == [f"2026-04/{NAME}", f"2026-04/{NAME}.json"]
    record = json.loads((tmp_path / "2026-04" / f"{NAME}.json").read_text())
    assert (record["etag"], record["last_modified"]) == ('"one"', MODIFIED)
    assert (record["bytes"], record["members"], record["checked"]) == (len(RELEASE), 5, "crc32")


def test_the_court_is_asked_whether_anything_is_new_and_nothing_is_fetched_twice(court: Court, tmp_path: Path) -> None:
    get(court, tmp_path)
    again = get(court, tmp_path)
    assert (again.status, again.received, again.path) == ("unchanged", 0, tmp_path / "2026-04" / NAME)
    last = court.seen[-1]
    assert last.status == 304
    assert last.headers["if-none-match"] == '"one", W/"one"'
    assert last.headers["if-modified-since"] == MODIFIED
    assert len(files(tmp_path)) == 2


@pytest.mark.parametrize("first", ['"one"', "one", 'W/"one"'])
@pytest.mark.parametrize("second", ['"one"', "one", 'W/"one"'])
def test_an_etag_is_the_same_however_it_is_spelled(court: Court, tmp_path: Path, first: str, second: str) -> None:
    court.etag = first
    get(court, tmp_path)
    court.etag = second
    before = len(court.seen)
    assert get(court, tmp_path).status == "unchanged"
    assert len(court.seen) == before + 1


@pytest.mark.parametrize("etag", ['"one"', "one", 'W/"one"', ""])
def test_a_fetch_goes_on_by_range_however_the_etag_is_spelled(court: Court, tmp_path: Path, etag: str) -> None:
    court.etag = etag
    court.faults = [Fault(), Fault(cut=50_000)]
    fetched = get(court, tmp_path)
    assert fetched.path.read_bytes() == RELEASE
    assert fetched.received == len(RELEASE)
    assert court.seen[-1].range == f"bytes=50000-{len(RELEASE) - 1}"
    assert court.seen[-1].status == 206


def test_a_weak_etag_is_never_sent_in_if_range(court: Court, tmp_path: Path) -> None:
    court.etag = 'W/"one"'
    court.faults = [Fault(), Fault(cut=50_000)]
    get(court, tmp_path)
    assert court.seen[-1].headers["if-range"] == MODIFIED


def test_without_an_etag_last_modified_tells_what_is_new(court: Court, tmp_path: Path) -> None:
    court.etag = ""
    get(court, tmp_path)
    assert get(court, tmp_path).status == "unchanged"
    court.modified = "Fri, 01 May 2026 10:00:00 GMT"
    with pytest.raises(FinalorderError, match="already exists"):
        get(court, tmp_path)


def test_several_months_lie_side_by_side(court: Court, tmp_path: Path) -> None:
    get(court, tmp_path)
    may = build_zip([("EOIR Case Data 2026-0501/A_TblCase.csv", b"IDNCASE\r\n1\r\n", "deflate")])
    court.becomes(may, '"two"', "Fri, 01 May 2026 10:00:00 GMT")
    assert get(court, tmp_path).release == "2026-05"
    assert (tmp_path / "2026-04" / NAME).read_bytes() == RELEASE
    assert (tmp_path / "2026-05" / NAME).read_bytes() == may
    assert get(court, tmp_path).path.parent.name == "2026-05"


def test_the_folder_inside_the_zip_names_the_month_before_last_modified_does(court: Court, tmp_path: Path) -> None:
    court.modified = "Mon, 03 Aug 2026 14:22:09 GMT"
    assert get(court, tmp_path).release == "2026-04"


@pytest.mark.parametrize(
    ("paths", "modified", "expected"),
    [
        (["FOIA TRAC Report 20221003/A_TblCase.csv"], "Mon, 03 Aug 2026 14:22:09 GMT", "2022-10"),
        (["Some Folder/A_TblCase.csv"], "Mon, 03 Aug 2026 14:22:09 GMT", "2026-08"),
        (["A_TblCase.csv"], "no date", None),
        ([f"{FOLDER}/A_TblCase.csv", f"{FOLDER}/SIMULATED.txt"], "", "simulated-2026-04"),
    ],
)
def test_months_by_folder_then_last_modified(paths: list[str], modified: str, expected: str | None) -> None:
    assert derive_release_name(paths, modified) == expected


def test_a_release_that_nothing_dates_is_called_undated(court: Court, tmp_path: Path) -> None:
    court.becomes(build_zip([("A_TblCase.csv", b"IDNCASE\r\n1\r\n", "stored")]), '"two"', "")
    assert get(court, tmp_path).release == "undated"


def test_a_reissued_month_does_not_overwrite_the_first(court: Court, tmp_path: Path) -> None:
    get(court, tmp_path)
    court.becomes(small_release(seed=2), '"two"')
    before = len(court.seen)
    with pytest.raises(FinalorderError, match="never overwritten"):
        get(court, tmp_path)
    assert len(court.seen) == before + 1, "refused by the first kilobyte, not after the whole file"
    assert (tmp_path / "2026-04" / NAME).read_bytes() == RELEASE
    assert len(files(tmp_path)) == 2


def test_a_file_put_there_by_hand_is_left_alone(court: Court, tmp_path: Path) -> None:
    (tmp_path / "2026-04").mkdir()
    (tmp_path / "2026-04" / NAME).write_bytes(b"mine")
    with pytest.raises(FinalorderError, match="never overwritten"):
        get(court, tmp_path)
    assert (tmp_path / "2026-04" / NAME).read_bytes() == b"mine"


def test_a_name_taken_meanwhile_keeps_what_arrived_for_the_next_time(court: Court, tmp_path: Path) -> None:
    taken = tmp_path / "2026-04" / NAME

    def take() -> None:
        taken.parent.mkdir()
        taken.write_bytes(b"mine")

    court.faults = [Fault(), Fault(before=take)]
    with pytest.raises(FinalorderError, match="never overwritten"):
        get(court, tmp_path)
    assert taken.read_bytes() == b"mine"
    taken.unlink()
    fetched = get(court, tmp_path)
    assert fetched.received == 0
    assert taken.read_bytes() == RELEASE


def test_a_deleted_release_is_fetched_again_although_its_record_is_there(court: Court, tmp_path: Path) -> None:
    get(court, tmp_path).path.unlink()
    assert get(court, tmp_path).status == "fetched"


@pytest.mark.parametrize("broken", ["", "[]", "{", '{"tables": 1}', '{"tables": [], "url": 1, "etag": 3}', "[" * 9_999])
def test_a_damaged_record_is_as_good_as_none(court: Court, tmp_path: Path, broken: str) -> None:
    path = get(court, tmp_path).path
    path.with_name(f"{NAME}.json").write_text(broken)
    with pytest.raises(FinalorderError, match="never overwritten"):
        get(court, tmp_path)


def test_killed_between_publishing_and_tidying_the_release_stays_whole(court: Court, tmp_path: Path) -> None:
    path = get(court, tmp_path).path
    (tmp_path / f"{NAME}.part").hardlink_to(path)
    assert get(court, tmp_path).status == "unchanged"
    assert path.read_bytes() == RELEASE
    assert len(files(tmp_path)) == 2


def test_two_fetches_do_not_write_one_file(court: Court, tmp_path: Path) -> None:
    with (
        PartFile.open_or_resume(tmp_path / f"{NAME}.part", court.url),
        pytest.raises(FinalorderError, match="another fetch"),
    ):
        get(court, tmp_path)
    assert get(court, tmp_path).status == "fetched"


def test_the_checksum_of_every_member_is_computed_unless_told_otherwise(court: Court, tmp_path: Path) -> None:
    court.becomes(small_release(break_crc_of="tbl_schedule.csv"), '"two"')
    with pytest.raises(FinalorderError, match=r"tbl_schedule.csv does not match its checksum.*damaged"):
        get(court, tmp_path)
    assert files(tmp_path) == [f"{NAME}.damaged"]
    assert get(court, tmp_path, checksums=False).checked == "directory"


def test_the_address_of_the_court_is_data() -> None:
    assert find_court_url() == "https://fileshare.eoir.justice.gov/EOIR%20Case%20Data.zip"
    assert build_file_name(find_court_url(), ()) == NAME


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://h/", "release.zip"),
        ("http://h/a%2F..%2Fb.zip?x=1", "a..b.zip"),
        ("http://h/%2e%2e", "release.zip"),
        ("http://h/DATA.ZIP", "DATA.zip"),
        ("http://h/a%00%0ab", "ab.zip"),
        ("http://h/" + "a" * 500, "a" * 120 + ".zip"),
    ],
)
def test_a_file_is_called_as_at_the_server_and_stays_in_its_folder(url: str, expected: str) -> None:
    assert build_file_name(url, ()) == expected


def test_the_proxy_of_the_environment_is_used(court: Court, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", court.url.rsplit("/", 1)[0])
    fetched = fetch_release("http://court.invalid/EOIR%20Case%20Data.zip", tmp_path)
    assert fetched.path.read_bytes() == RELEASE
    assert court.seen[0].headers["host"] == "court.invalid"


def test_progress_counts_up_to_the_size_and_then_checks_all_of_it(court: Court, tmp_path: Path) -> None:
    told: list[tuple[str, object]] = []

    class Ears:
        def on_start(self, name: str, done: int, total: int | None) -> None:
            told.append(("started", (name, done, total)))

        def on_progress(self, done: int) -> None:
            told.append(("advanced", done))

        def on_retry(self, reason: str, seconds: float) -> None:
            told.append(("waiting", reason))

        def on_check_start(self, total: int) -> None:
            told.append(("checking", total))

        def on_check_progress(self, done: int) -> None:
            told.append(("checked", done))

    court.faults = [Fault(), Fault(cut=1_000)]
    get(court, tmp_path, listener=Ears())
    assert told[0] == ("started", (NAME, 0, len(RELEASE)))
    assert max(amount for kind, amount in told if kind == "advanced") == len(RELEASE)  # type: ignore[type-var]
    assert [kind for kind, _ in told].count("waiting") == 1
    total = next(amount for kind, amount in told if kind == "checking")
    assert told[-1] == ("checked", total)
