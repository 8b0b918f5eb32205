"""Damaged zips and members: a lake whose account adds up, or one sentence; never a crash, a hang or a full memory."""

import random
import struct
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
import pytest

from finalorder.errors import FinalorderError
from finalorder.lake.folders import Draft, Lake
from finalorder.releases.reader import read_release
from support.release_files import Made, Release, dicts, pack_member, sample, write_zip

NORMAL, LONG = 300, 10_000
PARTS = 10
#: a part has a third of each kind of damage; the others are of the same kinds
PARTS_AT_ONCE = 2
Change = Callable[[random.Random], bytes]


def small(method: str) -> list[Made]:
    """A release of a few rows in a few tables."""
    names = ("cases", "proceedings", "motions", "tbllookupsex")
    return Release({name: sample(name, 6) for name in names}, method=method, counts=False).members()


BASES = {method: small(method) for method in ("stored", "deflate", "deflate64")}


def change_bytes(data: bytes, draw: random.Random) -> bytes:
    """Some bytes changed, removed, doubled or put in, where tabs and record ends are favoured."""
    body = bytearray(data)
    for _ in range(draw.choice([1, 1, 2, 5, 20])):
        place = draw.randrange(len(body) + 1)
        length = draw.choice([1, 1, 2, 8, 100])
        kind = draw.randrange(4)
        if kind == 0:
            body[place : place + 1] = bytes([draw.randrange(256)])
        elif kind == 1:
            del body[place : place + length]
        elif kind == 2:
            body[place:place] = body[place : place + length]
        else:
            body[place:place] = draw.choice([b"\t", b"\r\n", b"\n", b"\r", b"\0", b"\xff", b"\t" * 50, b"\r\n" * 9])
    return bytes(body)


def damaged_member(draw: random.Random) -> list[Made]:
    """A good zip of a damaged table."""
    members = [Made(item.path, item.data, item.method) for item in BASES[draw.choice(list(BASES))]]
    for made in draw.sample(members, draw.choice([1, 2])):
        made.data = change_bytes(made.data, draw)
    return members


def damaged_packing(draw: random.Random) -> list[Made]:
    """Members whose packed bytes, sizes, checksums or methods are not what they should be."""
    members = [Made(item.path, item.data, item.method) for item in BASES[draw.choice(list(BASES))]]
    made = draw.choice(members)
    kind = draw.randrange(5)
    if kind == 0:
        made.packed = change_bytes(pack_member(made.data, made.method), draw)
    elif kind == 1:
        made.packed, made.method = pack_member(made.data, made.method), draw.choice(list(BASES))
    elif kind == 2:
        made.size = draw.choice([0, 1, len(made.data) * 2, 0xFFFFFFFF])
    elif kind == 3:
        made.crc32 = draw.getrandbits(32)
    else:
        made.flags = draw.getrandbits(16)
    return members


def write_fuzzed_zip(number: int, folder: Path) -> Path:
    """The zip of that number."""
    draw = random.Random(number)
    path = folder / "fuzzed.zip"
    kind = number % 3
    if kind == 0:
        return write_zip(path, damaged_member(draw))
    if kind == 1:
        return write_zip(path, damaged_packing(draw))
    write_zip(path, BASES[draw.choice(list(BASES))])
    data = path.read_bytes()
    if draw.random() < 0.5:
        # Damage in the directory, where zip readers are weakest.
        start = struct.unpack("<I", data[-6:-2])[0]
        path.write_bytes(data[:start] + change_bytes(data[start:], draw))
    else:
        path.write_bytes(change_bytes(data, draw))
    return path


def assert_whole_or_one_sentence(number: int) -> bool:
    """Whether the zip of that number could be read."""
    with TemporaryDirectory() as folder:
        lake = Lake(Path(folder) / "lake")
        try:
            draft = read_release(write_fuzzed_zip(number, Path(folder)), lake, only=["cases", "proceedings", "motions"])
        except FinalorderError as problem:
            sentence = str(problem)
        else:
            assert_adds_up(draft)
            return True
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert not list(lake.path.glob(".versions/*"))
        return False


def assert_adds_up(draft: Draft) -> None:
    for item in dicts(draft.path / "accounting.parquet"):
        if item["records"] is not None:
            rows = item["accepted"] + item["repaired"] + item["joined"]
            assert rows + item["quarantined"] == item["records"]
            assert item["second_count"] == item["records"] + item["absorbed"]
            where = "lookups" if item["table"].startswith("tbl") else "tables"
            assert pq.read_metadata(draft.path / where / f"{item['table']}.parquet").num_rows == rows


def test_three_hundred_damaged_releases_are_read_whole_or_refused() -> None:
    read_whole = [assert_whole_or_one_sentence(number) for number in range(NORMAL)]
    assert 0.1 < sum(read_whole) / NORMAL < 0.9


@pytest.mark.parametrize(
    "part", [pytest.param(n, marks=pytest.mark.long if n < PARTS_AT_ONCE else pytest.mark.soak) for n in range(PARTS)]
)
def test_ten_thousand_damaged_releases_are_read_whole_or_refused(part: int) -> None:
    size = LONG // PARTS
    read_whole = [assert_whole_or_one_sentence(NORMAL + number) for number in range(part * size, (part + 1) * size)]
    assert 0.1 < sum(read_whole) / size < 0.9
