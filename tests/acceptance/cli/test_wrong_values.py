"""Every option of every command with values of the wrong kind: one sentence, and an exit code of its kind."""

import contextlib
import io
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click
import pytest

from finalorder.cli import main as command_line
from finalorder.lake import Lake
from support.small_site import write_small_site

OPERATION = "2019-06-family-operation"
#: what follows a command when all is well; LAKE, OUT and FILE are put in
USUAL: dict[str, list[str]] = {
    "simulate": ["OUT/release.zip", "--scale", "0.0001"],
    "fetch": ["--to", "OUT"],
    "build": ["FILE", "--lake", "OUT/lake"],
    "derive": ["--lake", "LAKE"],
    "audit": ["--lake", "LAKE"],
    "show": ["M1a"],
    "cohorts": ["--lake", "LAKE", "--flow"],
    "law": [],
    "deadlines": ["--ordered", "2019-06-03"],
    "methods": [],
    "measure": ["backlog", "--lake", "LAKE"],
    "compare ddp": ["--lake", "LAKE"],
    "verify": ["--lake", "LAKE"],
    "history add": ["--from-lake", "--lake", "KEPT"],
    "history list": ["--lake", "KEPT"],
    "history rebuild": ["MONTH", "--out", "OUT/rebuilt", "--lake", "KEPT"],
    "diff": ["MONTH", "next", "--table", "riders", "--lake", "KEPT"],
    "update": ["FILE", "--lake", "OUT/lake"],
    "mcp": ["SITE"],
    "reproduce": ["KEPT/answer.json", "--lake", "KEPT"],
    "fit": ["--lake", "LAKE"],
    "ice add": ["FILE", "--lake", "OUT"],
    "ice show": ["removals", "--lake", "LAKE"],
    "operation diff": [OPERATION, OPERATION],
    "operation new": [],
    "operation validate": [OPERATION],
    "scope": [OPERATION, "--lake", "LAKE"],
    "brief": [OPERATION, "--lake", "LAKE", "--out", "OUT/brief"],
    "check": ["FILE", "--lake", "LAKE"],
    "publish": ["--lake", "LAKE", "--out", "OUT/site"],
    "backtest": [],
    "forecast": [],
    "export": ["ledger/notes", "--lake", "LAKE", "--out", "OUT/notes.csv"],
    "revisions": ["in_absentia", "--lake", "LAKE"],
    "values": ["custody"],
    "cities": ["Miami"],
}
LONG = "x" * 3_000
DAYS = ("2019-13-01", "yesterday", "01/02/2019", "0000-01-01", "")
NUMBERS = ("many", "nan", "-1", "")
INPUTS = ("OUT/none/deep", LONG, "\udcff", "/dev/zero", "OUT")
OUTPUTS = ("OUT/missing/x.csv", LONG, "FILE/x", "OUT")
#: options whose values are words of a list that is not click's
NAMES = {
    "release": ("nowhere", LONG, "../..", "\udcff"),
    "old": ("nowhere", LONG, "../..", "\udcff", ""),
    "new": ("nowhere", LONG, "../..", "\udcff", ""),
    "tables": ("nonsense", LONG),
    "month": ("2026-13", "July", ""),
    "layout": ("1999", LONG),
    "methods": ("M99", LONG, "\udcff"),
    "case_type": ("XXX", LONG),
    "by": ("shoe-size", "city,city,court,custody,language,rider", LONG),
    "where": ("city", "=", "city=Nowhere", "city=Miami; DROP", LONG),
    "city": ("Nowhere", LONG),
    "cities": ("Nowhere", LONG),
    "address": ("", "nonsense", LONG, "-1"),
    "base_url": ("nonsense", LONG, "-1"),
    "url": ("nonsense", "ftp://example.org/x.zip", "\udcff"),
    "operation": ("nowhere.toml", LONG, "\udcff", "OUT"),
    "first": ("nowhere.toml", LONG),
    "second": ("nowhere.toml", LONG),
    "file": ("nowhere.toml", "OUT", LONG),
    "subject": ("shoes", LONG),
    "name": ("shoes", LONG, "\udcff"),
    "text": ("OUT/nothing.txt", "OUT", LONG),
}
#: values of other words; some commands take any
ANY_TEXT = ("", LONG, "\udcff", "-1")
#: written to, not read
WRITTEN = {"out", "truth", "folder", "target", "page"}
#: what any value may be: the address of a cluster is tried only when it is used
FREE = {
    ("build", "master"), ("derive", "master"), ("simulate", "truth"), ("fetch", "folder"), ("brief", "out"),
    ("publish", "out"), ("history add", "master"), ("history rebuild", "master"), ("history rebuild", "out"),
    ("reproduce", "question"), ("history add", "name"), ("diff", "pages"),
}  # fmt: skip


def generate_commands(group: click.Command, names: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    if isinstance(group, click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            found = group.get_command(context, name)
            assert found is not None
            yield from generate_commands(found, (*names, name))
    else:
        yield " ".join(names), group


COMMANDS = dict(generate_commands(command_line.main))


def list_wrong_values(command: str, option: click.Parameter) -> tuple[str, ...]:
    """What is no value of an option; none for a flag, and for one that takes any."""
    kind = type(option.type).__name__
    if getattr(option, "is_flag", False) or (command, option.name) in FREE:
        return ()
    if isinstance(option.type, click.Choice):
        return ("nonsense",)
    if isinstance(option.type, click.Path):
        return OUTPUTS if option.name in WRITTEN else INPUTS
    if kind == "DayType":
        return DAYS
    if "Float" in kind or "Int" in kind:
        return NUMBERS
    return NAMES.get(option.name or "", ANY_TEXT)


def list_usual_words(command: str) -> list[str]:
    """What follows a command when all is well; of one that is not listed, a file for each argument, and the lake."""
    if command in USUAL:
        return USUAL[command]
    params = COMMANDS[command].params
    arguments = ["FILE" for option in params if isinstance(option, click.Argument) and option.required]
    return arguments + [word for option in params if option.name == "lake_dir" for word in ("--lake", "LAKE")]


def is_folder_enough(command: str, option: click.Parameter, value: str) -> bool:
    """ICE's files may be asked for in any folder that is there."""
    return (command, option.name, value) == ("ice show", "lake_dir", "OUT")


def build_words(command: str, option: click.Parameter, value: str) -> list[str]:
    """The words of a command line in which one value is wrong."""
    if isinstance(option, click.Argument):
        return [*command.split(), value, *list_usual_words(command)[1:]]
    return [*command.split(), *list_usual_words(command), option.opts[0], value]


def run_words(words: list[str]) -> tuple[object, str]:
    """Run a command as the program does; gives its exit code and what it says on stderr."""
    said, printed = (io.TextIOWrapper(io.BytesIO(), "utf-8", errors="backslashreplace") for _ in range(2))
    before, sys.argv = sys.argv, ["finalorder", *words]
    code: object = 0
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(printed):
            command_line.run()
    except SystemExit as left:
        code = left.code
    finally:
        sys.argv = before
    said.flush()
    return code, said.buffer.getvalue().decode("utf-8", "replace")  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def kept(tiny_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A lake whose history has its release twice, the same rows as of a month later, and an answer to make again."""
    lake = tmp_path_factory.mktemp("kept") / "lake"
    shutil.copytree(tiny_lake, lake, symlinks=True)
    month = next(path.name for path in lake.iterdir() if not path.name.startswith("."))
    for words in (["--from-lake"], [month, "--as", "again"]):
        assert run_words(["history", "add", *words, "--lake", str(lake)])[0] in (None, 0)
    asked = ["measure", "backlog", "--lake", str(lake), "--disclosure", "none", "--format", "json"]
    assert run_words([*asked, "--out", str(lake / "answer.json")])[0] in (None, 0)
    release, later = Lake(lake).open_release(month), lake / "next"
    shutil.copytree(release.path, later)
    replace(release.manifest, name="next", release_day=release.day + timedelta(days=31)).write(later)
    return {"KEPT": str(lake), "MONTH": month, "SITE": str(write_small_site(lake.parent))}


@pytest.fixture
def places(simulated_lake: Path, kept: dict[str, str], tmp_path: Path) -> dict[str, str]:
    (tmp_path / "file.txt").write_text("Some words.\n")
    return {"LAKE": str(simulated_lake), "OUT": str(tmp_path), "FILE": str(tmp_path / "file.txt"), **kept}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_value_of_the_wrong_kind_is_one_sentence(
    command: str, places: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    for option in COMMANDS[command].params:
        for value in list_wrong_values(command, option):
            words = build_words(command, option, value)
            for name, place in places.items():
                words = [word.replace(name, place) if word.startswith(name) else word for word in words]
            code, said = run_words(words)
            if is_folder_enough(command, option, value):
                continue
            about = (command, option.name, value[:40], code, said[-300:])
            if command not in USUAL and code == 0:
                continue
            assert code in (2, 3, 4, 5, 6), about
            assert [line.startswith("finalorder: ") for line in said.splitlines()][-1:] == [True], about
            assert "Traceback" not in said, about


def test_the_usual_words_of_these_commands_do_their_work(kept: dict[str, str], tmp_path: Path) -> None:
    for command in ("history add", "history list", "history rebuild", "reproduce", "diff"):
        words = [*command.split(), *USUAL[command]]
        for name, place in {**kept, "OUT": str(tmp_path)}.items():
            words = [word.replace(name, place) if word.startswith(name) else word for word in words]
        code, said = run_words(words)
        assert code in (None, 0), (command, code, said)


@pytest.mark.parametrize("site", ["OUT/file.txt", "OUT/file.txt/x", "OUT", LONG])
def test_watch_refuses_a_place_of_no_site_before_it_asks_anybody(tmp_path: Path, site: str) -> None:
    (tmp_path / "file.txt").write_text("Some words.\n")
    words = ["watch", "--url", "http://127.0.0.1:9/x.zip", "--lake", str(tmp_path / "lake")]
    code, said = run_words([*words, "--site", site.replace("OUT", str(tmp_path))])
    assert (code in (2, 5, 6), "127.0.0.1" in said, "Traceback" in said) == (True, False, False), (code, said)


@pytest.mark.parametrize("host", ["", "\udcff", "no where", LONG])
def test_a_server_listens_at_an_address_that_is_one(host: str) -> None:
    from finalorder.errors import InputError
    from finalorder.server.run import listen

    with pytest.raises(InputError, match="--host"):
        listen(host, 0)
