"""The command line: what it answers, and one sentence for what a user can fix."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import finalorder
from finalorder.cli.main import COMMANDS, run
from finalorder.errors import FinalorderError
from finalorder.operations import list_shipped_operations

OPERATION = "2019-06-family-operation"
SHIPPED = Path(finalorder.__file__).parent / "operations" / "library" / f"{OPERATION}.toml"


EXIT_CODES = {kind.exit_code for kind in FinalorderError.__subclasses__()}


class Said:
    """What a command printed and how it ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def problem(self) -> str:
        """The sentence on stderr; fails if it is no sentence, or a traceback."""
        assert self.code in EXIT_CODES, self.err
        assert "Traceback" not in self.err
        assert self.err.count("\n") == 1
        return self.err


@pytest.fixture
def said(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    def call(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["finalorder", *map(str, words)])
        code = 0
        try:
            run()
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        out, err = capfd.readouterr()
        return Said(code, out, err)

    return call


def test_help_names_every_command_and_loads_no_engine_and_no_chart_library() -> None:
    lines = (
        "import sys; sys.argv = ['finalorder', '--help']",
        "from finalorder.cli.main import run",
        "try: run()",
        "finally: print(*sys.modules)",
    )
    code = "\n".join(lines)
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stdout
    assert all(f"  {name} " in out for name in COMMANDS)
    loaded = set(out.splitlines()[-1].split())
    assert not loaded & {"duckdb", "pyarrow", "altair", "numpy", "vl_convert", "rich", "jinja2", "highspy", "httpx2"}


def test_a_command_does_without_what_its_libraries_would_import_for_frames(simulated_lake: Path) -> None:
    import pandas  # noqa: F401 - it is installed here, and pyarrow imports it where it can

    asked = ["finalorder", "measure", "in_absentia", "--method", "M1a", "--lake", str(simulated_lake)]
    code = (
        f"import atexit, sys; sys.argv = {asked!r}; atexit.register(lambda: print(sys.modules.get('pandas')))\n"
        "from finalorder.cli import start; start()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "M1a" in done.stdout
    assert done.stdout.endswith("None\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(said, command: str) -> None:
    answer = said(command, "--help")
    assert answer.code == 0
    assert "Usage" in answer.out


def test_build_prints_one_line_a_table_and_a_summary_that_adds_up(said, tiny_zip: Path, tmp_path: Path) -> None:
    answer = said("build", tiny_zip, "--lake", tmp_path / "lake", "--counting-only")
    assert answer.code == 0
    assert "cases: " in answer.out
    assert "SIMULATED" in answer.out
    assert " accepted + " in answer.out


def test_build_gives_its_summary_as_json(said, tiny_zip: Path, tmp_path: Path) -> None:
    answer = json.loads(said("build", tiny_zip, "--lake", tmp_path / "lake", "--counting-only", "--json").out)
    assert answer["simulated"] is True
    assert answer["ledger"]["cases"] > 0


def test_the_accounting_of_every_member_adds_up(simulated_lake: Path) -> None:
    release = finalorder.open(simulated_lake).release
    for row in pq.read_table(release.path / "accounting.parquet").to_pylist():
        if row["records"] is not None:
            assert row["accepted"] + row["repaired"] + row["joined"] + row["quarantined"] == row["records"], row
            assert row["records"] == row["count_txt"], row


def test_the_ledger_can_be_derived_again_and_is_the_same(said, tiny_lake: Path, tmp_path: Path) -> None:
    lake = shutil.copytree(tiny_lake, tmp_path / "lake", symlinks=True)
    before = finalorder.open(lake).path("ledger/orders").read_bytes()
    assert said("derive", "--lake", lake, "--counting-only").code == 0
    assert finalorder.open(lake).path("ledger/orders").read_bytes() == before


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_scope_answers_in_every_format_with_the_stamp(said, simulated_lake: Path, form: str) -> None:
    answer = said("scope", OPERATION, "--lake", simulated_lake, "--format", form)
    assert answer.code == 0
    assert "Miami" in answer.out
    assert ("SIMULATED" if form == "table" else "imulated") in answer.out


def test_scope_in_json_has_the_rows_of_the_contract(said, simulated_lake: Path) -> None:
    answer = json.loads(said("scope", OPERATION, "--lake", simulated_lake, "--format", "json").out)
    assert set(answer) == {"meta", "rows"}
    assert {row["status"] for row in answer["rows"]} >= {"shown", "hidden"}
    assert all(row["value"] is None and row["numerator"] is None for row in answer["rows"] if row["status"] == "hidden")


def test_scope_unprotected_says_so_on_the_first_lines(said, simulated_lake: Path) -> None:
    answer = said("scope", OPERATION, "--lake", simulated_lake, "--disclosure", "none")
    assert "UNPROTECTED - NOT FOR PUBLICATION" in "".join(answer.out.splitlines()[:3])


@pytest.mark.parametrize("name", ["orders", "completions", "standing", "turned_18", "family_docket"])
def test_show_prints_what_a_table_is_and_its_sql_but_never_rows(said, name: str) -> None:
    assert said("show", name).out.startswith(f"{name}: one row")
    assert "SELECT" in said("show", name, "--sql").out


def test_deadlines_of_an_order_in_absentia_say_what_never_closes(said) -> None:
    out = said("deadlines", "--ordered", "2019-03-15", "--in-absentia", "--as-of", "2019-12-01").out
    assert "rescission: last day 2019-09-11, closed on 2019-12-01" in out
    assert "Lack of proper notice" in out
    assert "ot legal advice" in out
    assert "expired" not in out


# what a user can fix


def bad_zip(tmp_path: Path, good: Path, kind: str) -> Path:
    path = tmp_path / f"{kind}.zip"
    if kind == "no_zip":
        path.write_text("hello")
    elif kind == "truncated":
        path.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    else:
        with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                content = old.read(name)
                if kind == "no_cases" and name.endswith("A_TblCase.csv"):
                    continue
                if kind == "no_column" and name.endswith("B_TblProceeding.csv"):
                    content = content.replace(b"COMP_DATE\t", b"COMPLETED\t", 1)
                new.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [("no_zip", "zip"), ("truncated", "zip"), ("no_cases", "A_TblCase.csv"), ("no_column", "COMP_DATE")],
)
def test_a_release_that_cannot_be_read_is_one_sentence_and_leaves_the_lake_as_it_was(
    said, simulated_zip: Path, simulated_lake: Path, tmp_path: Path, kind: str, sentence: str
) -> None:
    before = {path: path.stat().st_mtime_ns for path in simulated_lake.rglob("*")}
    assert sentence in said("build", bad_zip(tmp_path, simulated_zip, kind), "--lake", simulated_lake).problem
    after = {path: path.stat().st_mtime_ns for path in simulated_lake.rglob("*")}
    assert {p: t for p, t in after.items() if p.is_file()} == {p: t for p, t in before.items() if p.is_file()}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"Atlanta"', '"Atlnta"', 'did you mean "Atlanta"'),
        ('"turned_18"', '"turned18"', 'did you mean "turned_18"'),
        ("announced = 2019-06-21", "announced = 2019-06-31", "2019-06-31 is not a valid date"),
    ],
)
def test_a_typo_in_an_operation_file_is_named_with_its_line(
    said, simulated_lake: Path, tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    path = tmp_path / "operation.toml"
    path.write_text(SHIPPED.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    problem = said("scope", path, "--lake", simulated_lake).problem
    assert sentence in problem
    assert "line" in problem


def test_a_day_that_is_none_a_lake_that_is_none_and_a_release_that_is_none(said, simulated_lake: Path) -> None:
    assert "not a valid date" in said("scope", OPERATION, "--lake", simulated_lake, "--as-of", "2019-13-01").problem
    assert "finalorder build" in said("scope", OPERATION, "--lake", simulated_lake / "none").problem
    assert "they have simulated-" in said("scope", OPERATION, "--lake", simulated_lake, "--release", "2019-01").problem
    assert "did you mean" in said("scope", OPERATION[:-1], "--lake", simulated_lake).problem


@pytest.mark.parametrize(
    "words",
    [("scoop",), ("scope",), ("scope", OPERATION, "--lakes", "x"), ("simulate", "out.zip", "--scale", "0")],
    ids=" ".join,
)
def test_words_that_make_no_command_are_one_line_that_names_the_help(said, words: tuple[str, ...]) -> None:
    assert "--help`." in said(*words).problem


def test_a_folder_that_cannot_be_written_is_one_sentence(said, tiny_zip: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert str(blocked) in said("build", tiny_zip, "--lake", blocked / "lake").problem
    assert "file" in said("simulate", blocked / "out.zip", "--scale", "0.001").problem


def test_the_shipped_operation_is_valid(said) -> None:
    assert OPERATION in list_shipped_operations()
    assert "valid" in said("operation", "validate", OPERATION).out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--scale", "0"), "--scale"),
        (("--scale", "-1"), "--scale"),
        (("--scale", "5"), "--scale"),
        (("--scale", "nan"), "the scale nan is not between"),
        (("--scale", "a lot"), "--scale"),
        (("--seed", "-1"), "--seed"),
        (("--faults", "-1"), "--faults"),
        (("--faults", "nan"), "the fault rate nan is not between"),
        (("--month", "2026-13"), "the month 2026-13 cannot be simulated"),
        (("--month", "July"), "the month July cannot be simulated"),
        (("--month", "1850-01"), "the month 1850-01 cannot be simulated"),
    ],
    ids=str,
)
def test_a_release_that_cannot_be_simulated_is_one_sentence_and_leaves_no_file(
    said, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    assert sentence in said("simulate", tmp_path / "out.zip", *words).problem
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_to_is_one_sentence(said, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    for out in (tmp_path / "none" / "out.zip", tmp_path / "file" / "out.zip", tmp_path):
        assert str(out) in said("simulate", out, "--scale", "0.0001").problem
    assert "cannot write" in said("simulate", tmp_path / "a.zip", "--truth", tmp_path / "file" / "truth").problem
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_is_no_simulated_release_is_not_written_over(said, tmp_path: Path) -> None:
    mine = tmp_path / "mine.zip"
    with zipfile.ZipFile(mine, "w") as archive:
        archive.writestr("EOIR Case Data/A_TblCase.csv", "real")
    before = mine.read_bytes()
    assert "is not a simulated release" in said("simulate", mine, "--scale", "0.0001").problem
    assert mine.read_bytes() == before
    out = tmp_path / "out.zip"
    assert said("simulate", out, "--scale", "0.0001", "--seed", 1).code == 0
    assert said("simulate", out, "--scale", "0.0001", "--seed", 2).code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.zip", "out.zip"]
