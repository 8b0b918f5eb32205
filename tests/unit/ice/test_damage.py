"""Files that are not what they say: one sentence each, and the lake as it was."""

import gzip
import os
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finalorder.errors import FinalorderError
from finalorder.ice import add_files, file_checks, file_families
from support import ice_files as ice

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_refusal(path: Path) -> str:
    with pytest.raises(FinalorderError) as error:
        file_families.read_file(file_checks.inspect_file(path))
    text = str(error.value)
    assert "\n" not in text
    assert path.name in text
    return text


def test_a_truncated_workbook_is_damaged(tmp_path: Path) -> None:
    path = ice.write(tmp_path / "FY19.xlsx", ice.fy19())
    path.write_bytes(path.read_bytes()[:-400])
    assert "damaged or truncated" in read_refusal(path)


def test_a_workbook_with_a_flipped_byte_is_damaged(tmp_path: Path) -> None:
    path = ice.write(tmp_path / "FY19.xlsx", ice.fy19())
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    read_refusal(path)


def test_an_encrypted_workbook_is_told_by_its_container(tmp_path: Path) -> None:
    path = tmp_path / "FY19.xlsx"
    path.write_bytes(OLE2 + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600))
    assert "encrypted with a password" in read_refusal(path)


def test_a_zip_with_a_password_is_told_by_its_flag(tmp_path: Path) -> None:
    path = ice.write(tmp_path / "FY19.xlsx", ice.fy19())
    content = bytearray(path.read_bytes())
    place = content.index(b"PK\x01\x02")
    content[place + 8 : place + 10] = struct.pack("<H", 1)
    path.write_bytes(content)
    assert "encrypted with a password" in read_refusal(path)


def test_an_old_xls_under_a_new_name_is_told(tmp_path: Path) -> None:
    path = tmp_path / "FY19.xlsx"
    path.write_bytes(OLE2 + bytes(4000) + "Workbook".encode("utf-16-le") + bytes(4000))
    assert "old Excel workbook (.xls)" in read_refusal(path)


def test_a_file_of_nothing_a_folder_and_a_missing_file_are_told(tmp_path: Path) -> None:
    empty = tmp_path / "empty.xlsx"
    empty.touch()
    for path, words in ((empty, "is empty"), (tmp_path, "is not a file"), (tmp_path / "none.xlsx", "cannot read")):
        with pytest.raises(FinalorderError, match=words):
            file_checks.inspect_file(path)


def bomb(path: Path, size: int) -> Path:
    with zipfile.ZipFile(ice.write(path, ice.fy19()), "a", zipfile.ZIP_DEFLATED) as archive, \
            archive.open("xl/media/image1.png", "w", force_zip64=True) as member:  # fmt: skip
        for _ in range(size >> 20):
            member.write(bytes(1 << 20))
    return path


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = bomb(tmp_path / "FY19.xlsx", 150 << 20)
    assert path.stat().st_size < 1 << 20
    assert "unpacks to more than 128 MB" in read_refusal(path)


def test_a_bomb_that_states_a_small_size_is_refused_too(tmp_path: Path) -> None:
    path = bomb(tmp_path / "FY19.xlsx", 150 << 20)
    content = path.read_bytes()
    small = content.replace(struct.pack("<L", 150 << 20), struct.pack("<L", 1000))
    assert small != content
    path.write_bytes(small)
    assert "damaged or truncated" in read_refusal(path)


def test_a_cell_far_outside_is_refused_before_everything_before_it_is_allocated(tmp_path: Path) -> None:
    sheet = '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">'
    sheet += '<c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    path = ice.write(tmp_path / "FY19.xlsx", ice.fy19(), extra={"xl/worksheets/sheet9.xml": sheet.encode()})
    assert "extends to cell XFD1048576" in read_refusal(path)


def test_cells_without_names_are_counted_before_a_reader_allocates_them(tmp_path: Path) -> None:
    rows = f'<row r="1">{"<c><v>1</v></c>" * 16_000}</row><row r="1048576"><c><v>1</v></c></row>'
    sheet = f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
    path = ice.write(tmp_path / "FY19.xlsx", ice.fy19(), extra={"xl/worksheets/sheet9.xml": sheet.encode()})
    assert "larger than any of these tables" in read_refusal(path)


def test_a_gzip_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "headcount.csv.gz"
    with gzip.open(path, "wb") as file:
        for _ in range(150):
            file.write(b"0" * (1 << 20))
    assert "unpacks to more than 128 MB" in read_refusal(path)


def test_text_that_is_no_table_and_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    note, picture = tmp_path / "note.csv", tmp_path / "picture.csv"
    note.write_text("Dear reader,\nthis is a letter.\n", encoding="utf-8")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    assert "not a file of a known family" in read_refusal(note)
    assert "is a picture" in read_refusal(picture)


def test_a_damaged_parquet_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "daily.parquet"
    path.write_bytes(b"PAR1" + bytes(200) + b"PAR1")
    assert "cannot be read" in read_refusal(path)


PAGE = "<!DOCTYPE html>\n<html><body><table><tr><td>STATE</td></tr></table></body></html>"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.xlsx", PAGE.encode(), "is a web page, whatever its name says"),
        ("page.csv", PAGE.lower().encode(), "is a web page"),
        ("noise.xlsx", bytes(range(256)) * 9, "neither a workbook nor text"),
        ("semi.csv", b"a;b;c\n1;2;3\n", "not a file of a known family"),
        ("quote.csv", b'STATE,"LAW\n' + b"x" * (2 << 20), "not readable as a table"),
    ],
)
def test_a_file_that_is_something_else_is_told(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert words in read_refusal(path)


def test_a_zip_that_is_no_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "FY19.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "is a zip, but not an Excel workbook" in read_refusal(path)


def test_text_of_more_cells_than_any_list_has_is_refused_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("1,2,3,4\n" * 1_100_000)
    assert "more than 4,000,000 cells" in read_refusal(path)


def test_a_loop_of_links_and_a_pipe_and_a_file_without_rights_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, pipe, locked = tmp_path / "loop.xlsx", tmp_path / "pipe.xlsx", tmp_path / "locked.xlsx"
    loop.symlink_to(loop)
    os.mkfifo(pipe)
    locked.write_bytes(b"PK")
    monkeypatch.setattr(Path, "read_bytes", lambda _: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    for path, words in ((loop, "cannot read .*check its name and permissions"), (pipe, "is not a file"),
                        (locked, "cannot read .*Permission denied")):  # fmt: skip
        with pytest.raises(FinalorderError, match=words):
            add_files([path], tmp_path / "lake")
    assert not (tmp_path / "lake").exists()


LIST = "STATE,LAW ENFORCEMENT AGENCY,SUPPORT TYPE,SIGNED\nFLORIDA,Pe\u00f1a Sheriff,Task Force Model,2025-02-01\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "semicolons", "tabs", "old line ends"])
def test_a_list_in_any_usual_encoding_says_the_same(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.csv"
    changed = {"semicolons": (",", ";"), "tabs": (",", "\t"), "old line ends": ("\n", "\r")}
    content = LIST.replace(*changed[encoding]) if encoding in changed else LIST
    path.write_bytes(content.encode("utf-8" if encoding in changed else encoding))
    [row] = file_families.read_file(file_checks.inspect_file(path)).lists["agencies"]
    assert (row["agency"], row["model"], str(row["signed"])) == ("Pe\u00f1a Sheriff", "Task Force Model", "2025-02-01")


def test_a_workbook_of_another_program_with_merged_cells_says_the_same(tmp_path: Path) -> None:
    sheets = ice.fy19()
    path = by_openpyxl(
        tmp_path / "other.xlsx", sheets, merge={"Detention FY19": ("A3:D3", "A9:N9"), "ATD FY19": ("A9:C9",)}
    )
    found = file_families.read_file(file_checks.inspect_file(path))
    expected = file_families.read_file(file_checks.inspect_file(ice.write(tmp_path / "own.xlsx", sheets)))
    assert [(f.value and round(f.value, 6), f.sheet, f.cell, f.as_of) for f in found.figures] == [
        (f.value and round(f.value, 6), f.sheet, f.cell, f.as_of) for f in expected.figures
    ]


def test_cells_merged_over_labels_and_figures_lose_nothing_silently(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "merged.xlsx", ice.fy19(), merge={"ATD FY19": ("A12:A13", "B15:B16")})
    found = file_families.read_file(file_checks.inspect_file(path))
    assert any("blank" in flag for f in found.figures for flag in f.flags)
    miami = [f for f in found.figures if f.get("aor") == "Miami" and f.metric == "atd_active_participants"]
    assert "its 1 parts add to 10, not to 30" in miami[0].flags


def test_formulas_saved_without_their_results_are_told(tmp_path: Path) -> None:
    sheets = ice.fy19()
    sheets["ATD FY19"][5][1] = "=SUM(B4:B5)"
    found = file_families.read_file(file_checks.inspect_file(by_openpyxl(tmp_path / "formula.xlsx", sheets)))
    assert any("1 formulas (the first in B6) have no saved result" in note for note in found.notes)


def by_openpyxl(path: Path, sheets: ice.Sheets, merge: dict[str, tuple[str, ...]] | None = None) -> Path:
    """A workbook as another program writes it; merging keeps the top left cell of a range only."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for r, row in enumerate(rows, 1):
            for c, cell in enumerate(row, 1):
                if cell != "":
                    sheet.cell(r, c, cell)
        for area in (merge or {}).get(name, ()):
            sheet.merge_cells(area)
    book.save(path)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_one_bad_file_among_good_ones_changes_nothing(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    add_files([ice.write(tmp_path / "FY19.xlsx", ice.fy19())], lake)
    before = contents(lake)
    good = ice.write(tmp_path / "b.xlsx", {**ice.fy19(), "ATD FY19": ice.monitoring("9.20.2019")})
    bad = tmp_path / "c.xlsx"
    bad.write_bytes(good.read_bytes()[:-100])
    with pytest.raises(FinalorderError):
        add_files([good, bad], lake)
    assert contents(lake) == before


def test_a_first_add_that_fails_leaves_no_tables(tmp_path: Path) -> None:
    bad = tmp_path / "c.xlsx"
    bad.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(FinalorderError):
        add_files([bad], tmp_path / "lake")
    assert not (tmp_path / "lake" / "ice").exists()


@pytest.mark.long
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_workbook_cut_or_changed_anywhere_is_read_or_refused_in_one_sentence(
    tmp_path: Path, data: st.DataObject
) -> None:
    path = ice.write(tmp_path / "any.xlsx", ice.fy19())
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    ice.read_or_refused(path)


def build_book_of_one_text(tmp_path: Path, letters: int, cells: int) -> Path:
    """A workbook of which every cell is the same text."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, cells + 1))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    texts = f'<sst xmlns="{main}"><si><t>{"x" * letters}</t></si></sst>'
    with zipfile.ZipFile(ice.write(tmp_path / "plain.xlsx", {"S": []})) as plain:
        members = {name: plain.read(name) for name in plain.namelist()}
    members |= {"xl/worksheets/sheet1.xml": sheet.encode(), "xl/sharedStrings.xml": texts.encode()}
    with zipfile.ZipFile(tmp_path / "FY19.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return tmp_path / "FY19.xlsx"


def test_a_long_text_that_many_cells_repeat_is_refused_before_it_is_written_out_in_each(tmp_path: Path) -> None:
    """A megabyte of one letter in twenty thousand cells: a file of 100 kB of which a reader makes twenty gigabytes."""
    path = build_book_of_one_text(tmp_path, 1_000_000, 20_000)
    assert path.stat().st_size < 2_000_000
    assert "repeats long texts in so many cells" in read_refusal(path)


def test_a_text_that_many_cells_repeat_is_no_reason_to_refuse_a_workbook(tmp_path: Path) -> None:
    path = build_book_of_one_text(tmp_path, 2_000, 20_000)
    assert "of a known family" in read_refusal(path)
