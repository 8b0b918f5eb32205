"""`finalorder fetch --tables`: single members by range requests, their packed bytes as they are."""

import io
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finalorder import registry
from finalorder.errors import FinalorderError
from finalorder.fetch.download import build_file_name
from finalorder.fetch.remote_zip import build_central_row, build_directory_end, parse_table_names
from finalorder.releases.sources import ZipSource
from support.fetch_server import (
    FOLDER,
    HURRIED,
    Court,
    Fault,
    build_zip,
    files,
    get,
    pack_bytes,
    serving,
    small_release,
    text,
)

RELEASE = small_release()
CASES = f"{FOLDER}/EOIR Case Data/A_TblCase.csv"
HEARINGS = f"{FOLDER}/EOIR Case Data/tbl_schedule.csv"
COUNTS = f"{FOLDER}/Count.txt"


@pytest.fixture
def court() -> Iterator[Court]:
    """A court that holds the April release."""
    with serving(Court(RELEASE)) as held:
        yield held


def contents(path: Path) -> dict[str, bytes]:
    """Members by path, as the reader sees them: sizes and checksums compared."""
    with ZipSource(path) as source:
        return {member.path: b"".join(source.read_pieces(member)) for member in source.members}


def whole(data: bytes, folder: Path) -> dict[str, bytes]:
    """The same of a zip in memory."""
    path = folder / "whole.zip"
    path.write_bytes(data)
    return contents(path)


def test_only_the_members_asked_for_come_over_the_wire(court: Court, tmp_path: Path) -> None:
    large = small_release(size=400_000)
    court.becomes(large, '"large"')
    fetched = get(court, tmp_path, tables=["hearings_raw", "cases"])
    assert fetched.path == tmp_path / "2026-04" / "EOIR Case Data cases+hearings_raw.zip"
    assert list(contents(fetched.path)) == [CASES, HEARINGS, COUNTS]
    assert {
        name: data for name, data in whole(large, tmp_path).items() if "Proc" not in name and "City" not in name
    } == (contents(fetched.path))
    assert fetched.tables == ("cases", "hearings_raw")
    asked = [re.fullmatch(r"bytes=(\d+)-(\d+)", seen.range) for seen in court.seen]
    proceedings = large.index(b"B_TblProceeding.csv") + 500
    assert all(match and not int(match[1]) <= proceedings <= int(match[2]) for match in asked)


@pytest.mark.parametrize("zip64", [False, True])
@pytest.mark.parametrize("descriptors", [False, True])
@pytest.mark.parametrize("gap", [b"", b"bytes that nobody asked for"])
def test_packed_bytes_are_copied_as_they_are_in_every_packing(
    tmp_path: Path, zip64: bool, descriptors: bool, gap: bytes
) -> None:
    data = small_release(zip64=zip64, descriptors=descriptors, gap=gap, comment=b"a comment")
    with serving(Court(data)) as court:
        path = get(court, tmp_path, tables=["cases", "hearings_raw"]).path
    found = whole(data, tmp_path)
    assert contents(path) == {name: found[name] for name in (CASES, HEARINGS, COUNTS)}
    raw = pack_bytes(found[CASES], "deflate64")
    assert raw in data
    assert raw in path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        assert [info.compress_type for info in archive.infolist()] == [9, 0, 0]
        assert [info.date_time for info in archive.infolist()] == [(2026, 4, 1, 12, 0, 0)] * 3


def test_all_lookups_by_one_word_and_one_by_its_name(court: Court, tmp_path: Path) -> None:
    assert f"{FOLDER}/Lookup/tblLookupBaseCity.csv" in contents(get(court, tmp_path, tables=["lookups"]).path)
    path = get(court, tmp_path, tables=["tbllookupbasecity"]).path
    assert list(contents(path)) == [f"{FOLDER}/Lookup/tblLookupBaseCity.csv", COUNTS]


def test_the_mark_of_a_simulated_release_always_comes_along(tmp_path: Path) -> None:
    members = [("a/A_TblCase.csv", b"IDNCASE\r\n", "stored"), ("a/tbl_schedule.csv", b"IDNCASE\r\n", "stored"),
               ("a/SIMULATED.txt", b"seed: 1\r\n", "stored")]  # fmt: skip
    with serving(Court(build_zip(members))) as court:
        fetched = get(court, tmp_path, tables=["cases"])
    assert fetched.release == "simulated-2026-04"
    assert list(contents(fetched.path)) == ["a/A_TblCase.csv", "a/SIMULATED.txt"]


def test_parts_and_the_whole_lie_side_by_side_and_neither_is_fetched_twice(court: Court, tmp_path: Path) -> None:
    for tables in ([], ["cases"], ["cases", "proceedings"]):
        assert get(court, tmp_path, tables=tables).status == "fetched"
        before = len(court.seen)
        assert get(court, tmp_path, tables=tables).status == "unchanged"
        assert len(court.seen) == before + 1
    assert len(files(tmp_path)) == 6


def test_names_in_any_order_and_case_are_one_choice(court: Court, tmp_path: Path) -> None:
    get(court, tmp_path, tables=["cases", "proceedings"])
    assert get(court, tmp_path, tables=[" Proceedings", "CASES", ""]).status == "unchanged"


def test_a_long_choice_has_a_short_name(court: Court, tmp_path: Path) -> None:
    names = parse_table_names([table.name for table in registry.list_core_tables()][:13])
    assert re.fullmatch(r"EOIR Case Data 13 tables [0-9a-f]{8}\.zip", build_file_name(court.url, names))


@pytest.mark.parametrize("cut", [0, 1, 999, 30_000])
@pytest.mark.parametrize("how", ["close", "reset", "stall"])
def test_broken_off_a_part_goes_on_where_it_stopped(court: Court, tmp_path: Path, cut: int, how: str) -> None:
    get(court, tmp_path / "straight", tables=["cases", "hearings_raw"])
    court.faults = [Fault(), Fault(), Fault(cut=cut, how=how), *[Fault(status=503)] * 4]
    with pytest.raises(FinalorderError, match="503"):
        get(court, tmp_path / "broken", tables=["cases", "hearings_raw"])
    arrived = sum(path.stat().st_size for path in (tmp_path / "broken").glob("*.part"))
    assert arrived <= cut
    fetched = get(court, tmp_path / "broken", tables=["cases", "hearings_raw"])
    one, other = (next(folder.glob("*/*.zip")).read_bytes() for folder in sorted(tmp_path.iterdir()))
    assert one == other
    assert fetched.received == len(one) - len(one[one.index(b"PK\1\2") :]) - arrived


def test_a_file_that_changes_while_its_parts_are_fetched_is_begun_anew(court: Court, tmp_path: Path) -> None:
    other = small_release(seed=2)
    court.faults = [Fault(), Fault(), Fault(before=lambda: court.becomes(other, '"two"'))]
    path = get(court, tmp_path, tables=["cases"]).path
    assert contents(path)[CASES] == whole(other, tmp_path)[CASES]


@pytest.mark.parametrize(
    ("always", "words"),
    [(Fault(whole=True), "whole files only.*leave out --tables"), (Fault(nameless=True), "identify the version")],
)
def test_servers_that_cannot_give_parts(court: Court, tmp_path: Path, always: Fault, words: str) -> None:
    court.always = always
    with pytest.raises(FinalorderError, match=words):
        get(court, tmp_path, tables=["cases"])
    assert files(tmp_path) == []


def test_a_server_that_stops_giving_parts(court: Court, tmp_path: Path) -> None:
    court.faults = [Fault(), Fault(), *[Fault(whole=True)] * 2]
    with pytest.raises(FinalorderError, match="whole files only"):
        get(court, tmp_path, tables=["cases"])


def test_a_table_that_there_is_not(court: Court, tmp_path: Path) -> None:
    with pytest.raises(FinalorderError, match=r"no table case in a release; the nearest names: cases"):
        get(court, tmp_path, tables=["case"])
    assert court.seen == []
    with pytest.raises(FinalorderError, match="has no table charges; leave it out"):
        get(court, tmp_path, tables=["cases", "charges"])


def test_a_damaged_member_is_found(tmp_path: Path) -> None:
    with serving(Court(small_release(break_crc_of="A_TblCase.csv"))) as court:
        with pytest.raises(FinalorderError, match=r"A_TblCase.csv does not match its checksum"):
            get(court, tmp_path, tables=["cases"])
        assert get(court, tmp_path, tables=["hearings_raw"]).checked == "crc32"


def test_what_is_no_zip_behind_its_first_bytes(tmp_path: Path) -> None:
    for data in (RELEASE[:-60], b"PK\3\4" + bytes(5_000), RELEASE[:9]):
        with serving(Court(data)) as court, pytest.raises(FinalorderError, match="not a complete zip"):
            get(court, tmp_path, tables=["cases"])


def test_a_directory_that_points_nowhere(tmp_path: Path) -> None:
    row = RELEASE.index(b"PK\1\2")
    for place in (len(RELEASE) + 5, 0xFFFFFFF0, 17):
        data = RELEASE[: row + 42] + struct.pack("<L", place) + RELEASE[row + 46 :]
        with (
            serving(Court(data)) as court,
            pytest.raises(FinalorderError, match=r"truncated|overlaps another|not a complete zip"),
        ):
            get(court, tmp_path / str(place), tables=["cases"])


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_directory_with_bytes_changed_gives_the_member_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(RELEASE)
    for back, value in changes:
        data[-1 - back % (len(data) - RELEASE.index(b"PK\1\2"))] = value
    folder = tmp_path_factory.mktemp("changed")
    with serving(Court(bytes(data))) as court:
        try:
            path = get(court, folder, tables=["cases"], retry_policy=HURRIED).path
        except FinalorderError:
            assert not list(folder.glob("*/*.zip"))
        else:
            found = {name.rsplit("/", 1)[-1].lower(): data for name, data in contents(path).items()}
            assert len(found["a_tblcase.csv"]) > 50_000


@given(
    size=st.integers(0, 1 << 40),
    compressed=st.integers(0, 1 << 40),
    place=st.integers(0, 1 << 36),
    name=st.sampled_from(["a.csv", "tête/é.csv", "x" * 300]),
)
@settings(max_examples=60, deadline=None)
def test_sizes_and_places_of_any_width_are_read_back_by_another_reader(
    tmp_path_factory: pytest.TempPathFactory, size: int, compressed: int, place: int, name: str
) -> None:
    info = zipfile.ZipInfo(name, (2026, 4, 1, 12, 0, 58))
    info.flag_bits, info.compress_type, info.CRC = 0x800, 8, zlib.crc32(name.encode())
    info.file_size, info.compress_size = size, compressed
    info.extra = struct.pack("<HHQ", 1, 8, 5) + struct.pack("<HHL", 0x5455, 4, 7)
    row = build_central_row(info, place)
    path = tmp_path_factory.mktemp("wide") / "sparse.zip"
    with path.open("wb") as file:
        file.truncate(place)
        file.seek(place)
        file.write(row + build_directory_end(1, len(row), place))
    with zipfile.ZipFile(path) as archive:
        (read,) = archive.infolist()
    path.unlink()
    assert (read.file_size, read.compress_size, read.header_offset) == (size, compressed, place)
    assert (read.filename, read.CRC, read.date_time) == (name, info.CRC, info.date_time)
    assert read.extra.endswith(struct.pack("<HHL", 0x5455, 4, 7))


def test_more_members_than_a_plain_zip_can_count() -> None:
    info = zipfile.ZipInfo("a.csv")
    info.compress_type = info.CRC = 0
    rows = b"".join(build_central_row(info, 0) for _ in range(70_000))
    with zipfile.ZipFile(io.BytesIO(rows + build_directory_end(70_000, len(rows), 0))) as archive:
        assert len(archive.infolist()) == 70_000


@pytest.mark.long
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1 << 32), st.booleans(), st.booleans(), st.binary(max_size=9))
def test_any_release_gives_any_choice_of_its_tables_unchanged(
    tmp_path_factory: pytest.TempPathFactory, seed: int, zip64: bool, descriptors: bool, gap: bytes
) -> None:
    draw = random.Random(seed)
    names = {"cases": "A_TblCase.csv", "charges": "B_TblProceedCharges.csv", "appeals": "tblAppeal.csv",
             "motions": "TBL_COURT_MOTIONS.CSV", "riders": "tbl_Lead_Rider.csv"}  # fmt: skip
    order = draw.sample(list(names), 5)
    members = [
        (f" FOIA TRAC Report 20211201/{names[name]}", text(draw, draw.randrange(5_000)), draw.choice(
            ["stored", "deflate", "deflate64"])) for name in order
    ]  # fmt: skip
    asked = draw.sample(order, draw.randrange(1, 6))
    folder = tmp_path_factory.mktemp("any")
    with serving(Court(build_zip(members, zip64=zip64, descriptors=descriptors, gap=gap))) as court:
        path = get(court, folder, tables=asked).path
    assert path.parent.name == "2021-12"
    expected = {member: data for name, (member, data, _) in zip(order, members, strict=True) if name in asked}
    assert contents(path) == expected
