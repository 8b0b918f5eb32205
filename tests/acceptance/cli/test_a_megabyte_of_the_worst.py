"""A megabyte of the worst of each kind of file that a command reads: a refusal costs at most 5 s and 400 MB."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from finalorder.registry import list_lookup_tables
from support.release_files import Release, header, tsv

pytestmark = pytest.mark.long
SIZE = 1_000_000
SECONDS, KILOBYTES = 5.0, 400_000
MEASURE = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print("USED", code, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def fill(piece: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    """A megabyte of one piece."""
    return before + piece * (SIZE // len(piece)) + after


def number(pattern: bytes) -> bytes:
    """A megabyte of lines that differ in a number."""
    return b"".join(pattern % place for place in range(SIZE // (len(pattern) + 4)))


TOML = {
    "brackets": fill(b"["), "inline tables": fill(b"{a=", b"a="), "dots": fill(b"a.", after=b"a=1"),
    "digits": fill(b"9", b"a="), "tables": number(b"[a%d]\n"), "keys": number(b"k%d=1\n"),
    "dotted keys": number(b"a.b.c%d=1\n"), "list": fill(b'"Miami",', b"cities=[", b"]"), "claims": fill(b"[[claim]]\n"),
}  # fmt: skip
COHORTS = {
    "one word": fill(b"x"), "parentheses": fill(b"(", b"title: a\ndefinition: b\n"),
    "lines": fill(b"city = Miami\n", b"title: a\ndefinition: b\n"),
    "one line": fill(b"city = Miami and ", b"title: a\ndefinition: b\n"),
}  # fmt: skip
TEXTS = {
    "quotes": fill(b'"'), "parentheses": fill(b"("), "dots": fill(b". "), "digits": fill(b"9"), "table": fill(b"| 1 "),
    "claims": fill(b"Officials said 2,100 people have final orders.\n"), "entities": fill(b"&#44;"),
    "signs": fill("½".encode()),
}  # fmt: skip
LISTS = {
    "quotes": fill(b'"'), "open quote": fill(b"x,\n", b'a,b\n"'), "one row": fill(b","), "rows": fill(b"\n"),
    "NUL": fill(b"\0"), "page": fill(b"<tr><td>", b"<table>"), "digits": fill(b"9"),
    "days": fill(b"1/1/2025 ", b"Apprehension Date\n"), "agencies": fill(b"TX,X\n", b"STATE,LAW ENFORCEMENT AGENCY\n"),
}  # fmt: skip
CELL = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
SHEETS = {
    "far corner": CELL.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
    "merges": CELL + "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 30_000 + "</mergeCells>",
    "deep": "<a>" * (SIZE // 3),
    "cells": "<sheetData>"
    + "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 24_000))
    + "</sheetData>",
    "one text": "<sheetData>"
    + "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_000))
    + "</sheetData>",
}  # fmt: skip
COLUMNS = "\t".join(header("proceedings")).encode()
TABLES = {
    "header": COLUMNS + b"".join(b"\tC%d" % place for place in range(100_000)) + b"\r\n",
    "repeated columns": COLUMNS + b"\tX" * 100_000 + b"\r\n",
    "lone CR": tsv([header("proceedings")] + [["1"] * len(header("proceedings"))] * 6_000, end="\r"),
    "shifted": COLUMNS + b"\r\n" + fill(b"1\t2\t" + b"a\t" * (len(header("proceedings")) + 3) + b"\r\n"),
    "no rows": COLUMNS + b"\r\n" + fill(b"\r\n"),
    "no header": fill(b"\t"),
}  # fmt: skip


def write_workbook(path: Path, sheet: str) -> None:
    """A workbook of one sheet, written by hand."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="s1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}relationships"><Relationship Id="s1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="s2" '
        f'Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}"><si><t>{"x" * SIZE}</t></si></sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">{sheet}</worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def build_members_zip() -> bytes:
    """A zip of nine thousand empty members: about a megabyte of directory."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for place in range(9_000):
            archive.writestr(f"a/{place}.csv", b"")
    return packed.getvalue()


def run(folder: Path, *words: str) -> tuple[int, float, int, str]:
    """Run a command; gives its exit code, processor seconds, the most memory in kilobytes, and what it said."""
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path))
    command = [sys.executable, "-c", MEASURE, sys.executable, "-m", "finalorder", *words]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder, check=True, timeout=300)
    _, code, seconds, memory = done.stdout.splitlines()[-1].split()
    return int(code), float(seconds), int(memory), done.stderr


def judge(folder: Path, *words: str) -> None:
    """A refusal is one sentence and cheap; what is read is no traceback."""
    code, seconds, memory, said = run(folder, *words)
    assert "Traceback" not in said, said[-400:]
    if code:
        assert said.splitlines()[-1].startswith("finalorder: "), said[-400:]
        assert seconds < SECONDS, (seconds, said[-200:])
        assert memory < KILOBYTES, (memory, said[-200:])


def put(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return str(folder / name)


FILES: dict[str, tuple[dict[str, bytes], Callable[[Path, bytes], list[str]]]] = {
    "operation": (TOML, lambda at, data: ["operation", "validate", put(at, "o.toml", data)]),
    "scenario": (TOML, lambda at, data: ["forecast", "--until", "2027", "--scenario", put(at, "s.toml", data)]),
    "parameters": (
        TOML,
        lambda at, data: ["simulate", "o.zip", "--scale", "0.0001", "--parameters", put(at, "p.toml", data)],
    ),
    "cohort": (COHORTS, lambda at, data: ["cohorts", "--file", put(at, "c.cohort", data)]),
    "text": (TEXTS, lambda at, data: ["check", put(at, "t.txt", data)]),
    "list": (LISTS, lambda at, data: ["ice", "add", put(at, "l.csv", data), "--lake", "ice"]),
}
CASES = [(kind, name) for kind, (contents, _) in FILES.items() for name in contents]


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_a_file_is_refused_at_little_cost(tmp_path: Path, kind: str, name: str) -> None:
    contents, build_words = FILES[kind]
    judge(tmp_path, *build_words(tmp_path, contents[name]))


@pytest.mark.parametrize("name", SHEETS)
def test_a_workbook_is_refused_at_little_cost(tmp_path: Path, name: str) -> None:
    write_workbook(tmp_path / "book.xlsx", SHEETS[name])
    judge(tmp_path, "ice", "add", "book.xlsx", "--lake", "ice")


@pytest.mark.parametrize("name", TABLES)
def test_a_release_with_a_table_of_it_is_refused_at_little_cost(tmp_path: Path, name: str) -> None:
    Release(raw={"proceedings": TABLES[name]}).zip(tmp_path / "r.zip")
    judge(tmp_path, "build", "r.zip", "--lake", "lake")


@pytest.mark.parametrize("name", ["quotes", "one row", "rows", "NUL"])
def test_a_release_with_a_lookup_of_it_is_refused_at_little_cost(tmp_path: Path, name: str) -> None:
    lookup = list_lookup_tables()[0].name
    Release(raw={lookup: LISTS[name]}).zip(tmp_path / "r.zip")
    judge(tmp_path, "build", "r.zip", "--lake", "lake")


def test_a_zip_of_many_members_is_refused_at_little_cost(tmp_path: Path) -> None:
    put(tmp_path, "many.zip", build_members_zip())
    judge(tmp_path, "build", "many.zip", "--lake", "lake")
