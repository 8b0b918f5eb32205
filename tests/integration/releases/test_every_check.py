"""Every check of a build and of ``verify`` sees its fault, and to turn it off is noticed.

The checks are found in the code (``support.checks``), so one without a case here fails. Each case makes the fault that
its check is there for.
"""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from finalorder.errors import FinalorderError
from finalorder.lake import Lake
from finalorder.ledger import Invariant, require_invariants
from finalorder.operations.verification import AnchorComparison, get_release_scale
from finalorder.pipeline.build import BuildListener, add_analysis
from finalorder.registry import load_anchors
from finalorder.releases import inflate, read_release, records
from finalorder.releases.accounts import Account
from support.checks import AGREES, INVARIANT, Check, list_checks, turn_off
from support.places import DOCS
from support.reference_pages import PAGES
from support.release_files import Made, Release, Row, header, row, sample, tsv, write_zip

Fault = Callable[[Path, pytest.MonkeyPatch], object]
USUAL = {
    "case_type": "RMV", "base_city_code": "MIA", "osc_date": "2017-02-01", "input_date": "2017-03-01", "dec_code": "X",
    "comp_date": "2018-05-14", "absentia": "Y", "custody": "N",
}  # fmt: skip
SIMULATED = "simulated\r\nmonth: 2026-07\r\nseed: 1\r\nscale: 0.01\r\nfaults: 1\r\n"


def read(folder: Path, release: Release, name: str = "r.zip", **options: Any) -> Any:
    return read_release(release.zip(folder / name), Lake(folder / "lake"), **options)


def read_members(folder: Path, members: Sequence[Made], **options: Any) -> Any:
    return read_release(write_zip(folder / "r.zip", members), Lake(folder / "lake"), **options)


def orders(count: int = 24, **cells: str) -> list[Row]:
    """Orders of removal in absentia, but for these cells."""
    return [
        row("proceedings", idnproceeding=str(9 + n), idncase=str(5 + n), **{**USUAL, **cells}) for n in range(count)
    ]


def of(**tables: Sequence[Row]) -> Fault:
    """A release of these rows."""
    return lambda folder, _: read(folder, Release(dict(tables)))


def raw(table: str, data: bytes) -> Fault:
    """A release in which a table has these bytes."""
    return lambda folder, _: read(folder, Release(raw={table: data}))


def counted(text: bytes) -> Fault:
    """A release of three cases with this Count.txt."""
    return lambda folder, _: read(
        folder, Release({"cases": sample("cases", 3)}, counts=False, extra={"Count.txt": text})
    )


def simulated(text: str) -> Fault:
    """A release with this mark of a simulation."""
    return lambda folder, _: read(folder, Release(extra={"SIMULATED.txt": text.encode()}))


def first_member(**facts: Any) -> Fault:
    """A release whose first member is packed otherwise than it says."""

    def make(folder: Path, _: pytest.MonkeyPatch) -> object:
        members = Release({"cases": sample("cases", 3)}).members()
        for name, value in facts.items():
            setattr(members[0], name, value(members[0]) if callable(value) else value)
        return read_members(folder, members)

    return make


def more_members(*members: Made) -> Fault:
    return lambda folder, _: read_members(folder, [*Release().members(), *members])


def blank_since(folder: Path, _: pytest.MonkeyPatch) -> object:
    read(folder, Release({"proceedings": orders(240)}, folder="EOIR Case Data 2026-0401"), "a.zip").publish()
    blank = Release({"proceedings": orders(240, osc_date="")}, folder="EOIR Case Data 2026-0501")
    return read(folder, blank, "b.zip")


def long_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr(records, "MAX_RECORD_BYTES", 10_000)
    monkeypatch.setattr(records, "BLOCK_BYTES", 1_000)
    return read(folder, Release(raw={"cases": tsv([header("cases")]) + b"7" * 50_000}))


def numbered(folder: Path, _: pytest.MonkeyPatch) -> object:
    rows = [[str(place), *cells] for place, cells in enumerate(sample("cases", 12), 1)]
    for cells in rows:
        cells[-1] = ""
    return read(folder, Release(raw={"cases": tsv([header("cases"), *rows])}, counts=False))


def unbalanced(folder: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """A reader that loses a row."""
    monkeypatch.setattr(Account, "rows", property(lambda self: max(0, self.records - 1)))
    return read(folder, Release({"cases": sample("cases", 3)}, counts=False))


def stopped_helper(_: Path, __: pytest.MonkeyPatch) -> object:
    process = inflate.InflateProcess.__new__(inflate.InflateProcess)
    process._path = "release.zip"
    process._process = cast("Any", SimpleNamespace(stdout=io.BytesIO(b"\0")))
    return process._read_frame_length()


def undated(folder: Path, _: pytest.MonkeyPatch) -> object:
    return read(folder, Release({"cases": sample("cases", 3)}, folder="release"))


def other_day(folder: Path, _: pytest.MonkeyPatch) -> object:
    return read(folder, Release({"cases": sample("cases", 3)}), release_day=date(2026, 5, 1))


def other_method(folder: Path, _: pytest.MonkeyPatch) -> object:
    with zipfile.ZipFile(folder / "r.zip", "w", zipfile.ZIP_LZMA) as archive:
        for made in Release().members():
            archive.writestr(made.path, made.data)
    return read_release(folder / "r.zip", Lake(folder / "lake"))


def overlapping(folder: Path, _: pytest.MonkeyPatch) -> object:
    with zipfile.ZipFile(folder / "r.zip", "w") as archive:
        for made in Release().members():
            archive.writestr(made.path, made.data)
        archive.filelist[1].header_offset = archive.filelist[0].header_offset
    return read_release(folder / "r.zip", Lake(folder / "lake"))


def without_local_header(folder: Path, _: pytest.MonkeyPatch) -> object:
    path = Release().zip(folder / "r.zip")
    path.write_bytes(b"XX" + path.read_bytes()[2:])
    return read_release(path, Lake(folder / "lake"))


def no_zip(folder: Path, _: pytest.MonkeyPatch) -> object:
    (folder / "r.zip").write_text("<html>not found</html>")
    return read_release(folder / "r.zip", Lake(folder / "lake"))


def many_files(folder: Path, _: pytest.MonkeyPatch) -> object:
    return read_members(folder, [*Release().members(), *(Made(f"x/{n}", b"", "stored") for n in range(2_001))])


def without_ledger(folder: Path, _: pytest.MonkeyPatch) -> object:
    read(folder, Release({"cases": sample("cases", 3)})).publish()
    return add_analysis(Lake(folder / "lake"), None, BuildListener())


def far_figure(_: Path, __: pytest.MonkeyPatch) -> object:
    """A figure that is a fifth off the published one, which agrees only where nobody compares."""
    anchor = next(item for item in load_anchors() if not item.is_share)
    row: Any = SimpleNamespace(numerator=None, floor=None, ceiling=None, denominator=None)
    if not AnchorComparison(anchor, row, anchor.published * 1.2, 0.1).agrees:
        raise FinalorderError("a figure is off the published one by more than the tolerance")
    return None


BROKEN = [header("identifiers"), *([["1", "5", "FA", "x", "y", "z", "a"]] * 1_500)]
MIXED = [*sample("cases", 3), *sample("cases", 3, first_id=900_000_000)]
FAULTS: dict[str, Fault] = {
    "releases.blocks.BlockReader._check_broken_share": raw("identifiers", tsv(BROKEN)),
    "releases.count_file.describe_unread_lines (1)": counted(b"\x00\x01\x02\x03"),
    "releases.count_file.describe_unread_lines (2)": counted(b"A_TblCase\t3\r\nB_TblProceeding many\r\n"),
    "releases.column_checks._check_cells": of(proceedings=orders(comp_date="5/14/2018 0:00")),
    "releases.column_checks._check_values": of(proceedings=orders(absentia="N")),
    "releases.column_checks._check_amounts (1)": of(cases=[row("cases", idncase=str(n)) for n in range(1, 5_201)]),
    "releases.column_checks._check_amounts (2)": blank_since,
    "releases.inflate.InflateProcess._read_exactly": stopped_helper,
    "releases.reader._require_whole": counted(b"A_TblCase\t4\r\n"),
    "releases.reader._require_unmixed": of(cases=MIXED),
    "releases.reader._find_mismatches (1)": unbalanced,
    "releases.reader._find_mismatches (2)": counted(b"A_TblCase\t4\r\n"),
    "releases.reading_plan.choose_tables": lambda folder, _: read(folder, Release(), only=["casess"]),
    "releases.reading_plan.plan_reading": lambda folder, _: read(folder, Release(needed=("cases",))),
    "releases.reading_plan._match_members": more_members(Made("elsewhere/A_TblCase.csv", b"")),
    "releases.reading_plan._describe_missing": lambda folder, _: read(
        folder, Release(needed=("cases", "proceedings"), counts=False)),
    "releases.reading_plan._describe_counts": counted(b"A_TblCase\t3\r\ntblUnheardOf\t7\r\n"),
    "releases.records.RecordReader._read_header": raw("cases", b"7" * (1 << 21)),
    "releases.row_names.require_columns_in_place": numbered,
    "releases.records.RecordReader.read_blocks": long_line,
    "releases.release_name._choose_day (1)": other_day,
    "releases.release_name._choose_day (2)": undated,
    "releases.release_name._parse_settings (1)": simulated(SIMULATED.replace("seed: 1", "seed: one")),
    "releases.release_name._parse_settings (2)": simulated(SIMULATED + "since: long ago\r\n"),
    "releases.release_name._parse_settings (3)": simulated(SIMULATED + "parameters: mine\r\n"),
    "releases.release_name._parse_settings (4)": simulated(SIMULATED.replace("2026-07", "2026-13")),
    "releases.schema.match_layout (1)": raw("cases", "\t".join(f"C{n}" for n in range(400)).encode() + b"\r\n"),
    "releases.schema.match_layout (2)": raw("cases", b"a\tb\r\n1\t2\r\n"),
    "releases.schema._require_narrow_letters": raw("cases", "IDNCASE\tNAT\r\n1\tMX\r\n".encode("utf-16")),
    "releases.schema._require_needed_columns": raw("cases", b"IDNCASE\tNAT\r\n1\tMX\r\n"),
    "releases.sources.ZipSource.read_pieces (1)": first_member(size=10),
    "releases.sources.ZipSource.read_pieces (2)": first_member(packed=b"\xff" * 500),
    "releases.sources.ZipSource.read_pieces (3)": first_member(size=lambda made: len(made.data) + 1),
    "releases.sources.ZipSource.read_pieces (4)": first_member(crc32=7),
    "releases.sources.open_source (1)": lambda folder, _: read_release(Path("/dev/null"), Lake(folder / "lake")),
    "releases.sources.open_source (2)": lambda folder, _: read_release(folder / "none.zip", Lake(folder / "lake")),
    "releases.sources.read_member_bytes": counted(b"A_TblCase\t3\r\n" + b" \r\n" * (1 << 19)),
    "releases.zip_directory.read_entries": many_files,
    "releases.zip_directory._read_directory": no_zip,
    "releases.zip_directory._check_member (1)": first_member(path="../A_TblCase.csv"),
    "releases.zip_directory._check_member (2)": first_member(flags=1),
    "releases.zip_directory._check_member (3)": other_method,
    "releases.zip_directory._check_member (4)": first_member(size=1 << 31),
    "releases.zip_directory._check_total": more_members(
        *(Made(f"x/{n}.csv", b"", size=2 << 20) for n in range(64))),
    "releases.zip_directory._find_data_offset": without_local_header,
    "releases.zip_directory._check_duplicates": more_members(Release().members()[0]),
    "releases.zip_directory._check_overlaps": overlapping,
    "ledger.invariants.require_invariants": lambda *_: require_invariants([Invariant("a case has one row", 2)]),
    "operations.verification.get_release_scale": lambda *_: get_release_scale(
        SimpleNamespace(name="simulated-2026-04", simulated=True, manifest=SimpleNamespace(simulation=None))),
    AGREES: far_figure,
    "pipeline.build.add_analysis": without_ledger,
}  # fmt: skip
CHECKS = [check for check in list_checks() if check.module != INVARIANT]
each_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)


def find_refusal(check: Check, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the fault of a check is refused with; empty if it is not refused, or in other words."""
    said = ".*".join(re.escape(part) for part in check.sentence.split("…"))
    try:
        FAULTS[check.name](folder, monkeypatch)
    except FinalorderError as problem:
        return str(problem) if re.search(said, str(problem)) else ""
    except Exception:
        return ""
    return ""


def test_every_check_in_the_code_has_the_fault_that_it_is_there_for() -> None:
    assert sorted(FAULTS) == sorted(check.name for check in CHECKS)


@each_check
def test_a_check_sees_its_fault_and_to_turn_it_off_is_noticed(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on, off = tmp_path / "on", tmp_path / "off"
    on.mkdir()
    refusal = find_refusal(check, on, monkeypatch)
    assert refusal
    assert "\n" not in refusal
    off.mkdir()
    turn_off(check, monkeypatch)
    assert not find_refusal(check, off, monkeypatch)


def test_the_page_of_checks_is_what_the_code_says() -> None:
    assert (DOCS / "reference" / "checks.md").read_text(encoding="utf-8") == PAGES["checks.md"]()
