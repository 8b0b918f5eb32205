"""Errors have kinds: each raise names one, each kind has its exit code, and nothing but input is ever swallowed."""

import ast
import errno
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

import finalorder
from finalorder import errors
from finalorder.cli import main

SOURCE = Path(finalorder.__file__).parent
KINDS = {kind.__name__: kind for kind in errors.FinalorderError.__subclasses__()}
#: what a section of a page may do without: a name that is not known, a table that is not there
MAY_BE_SWALLOWED = {"InputError", "NotInLakeError"}
BROAD = {"Exception", "BaseException", "FinalorderError"}
#: hands whatever happened in its thread to the thread that asked, which raises it
HANDED_ON = {"releases/prefetch.py"}
#: builds or counts again what is damaged
BUILT_AGAIN = {"api/vintage_store.py", "pipeline/build.py"}
ENDS_THE_PROGRAM = {"cli/main.py"}
#: keeps a refusal beside its question, and the answer to the claim says it; or serves on, and its health says why
SAYS_SO = {"operations/claim_questions.py", "reports/court_records.py", "server/site_folder.py"}
MAY_SWALLOW = HANDED_ON | BUILT_AGAIN | ENDS_THE_PROGRAM | SAYS_SO

Node = TypeVar("Node", bound=ast.AST)

PATHS = [path.relative_to(SOURCE).as_posix() for path in sorted(SOURCE.rglob("*.py"))]


def find_nodes(kind: type[Node], word: str) -> Iterator[tuple[str, Node]]:
    """Every node of a kind in the package, with its file; a file without the word is not parsed, for it has none."""
    for path in PATHS:
        text = (SOURCE / path).read_text(encoding="utf-8")
        nodes = ast.walk(ast.parse(text)) if word in text else ()
        yield from ((path, node) for node in nodes if isinstance(node, kind))


def list_caught_names(handler: ast.ExceptHandler) -> set[str]:
    if handler.type is None:
        return {"BaseException"}
    return {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}


def test_the_kinds_have_the_exit_codes_of_the_contract() -> None:
    codes = {name: kind.exit_code for name, kind in KINDS.items()}
    assert codes == {
        "InputError": 2,
        "NotInLakeError": 3,
        "RefusedError": 4,
        "DamagedError": 5,
        "UnavailableError": 6,
    }


def test_whatever_is_raised_is_of_a_kind() -> None:
    calls = [(path, call) for path, call in find_nodes(ast.Call, "FinalorderError") if isinstance(call.func, ast.Name)]
    assert len(calls) > 100
    made = [(path, call.lineno) for path, call in calls if call.func.id == "FinalorderError"]
    assert made == [], "errors without a kind"


def test_a_refusal_damage_or_lock_never_becomes_a_missing_section() -> None:
    swallowed = {
        (path, handler.lineno)
        for path, handler in find_nodes(ast.ExceptHandler, "except")
        if list_caught_names(handler) & (BROAD | set(KINDS) - MAY_BE_SWALLOWED)
        and not any(isinstance(node, ast.Raise) for node in ast.walk(handler))
    }
    assert {path for path, _ in swallowed} <= MAY_SWALLOW, f"errors are lost in {sorted(swallowed)}"


@pytest.mark.parametrize("kind", KINDS.values())
def test_a_command_ends_with_the_code_of_its_error(kind: type[errors.FinalorderError], monkeypatch, capfd) -> None:
    def fail(**_: object) -> None:
        raise kind("what happened; what to do.")

    monkeypatch.setattr(main, "main", fail)
    with pytest.raises(SystemExit) as ended:
        main.run()
    assert ended.value.code == kind.exit_code
    assert capfd.readouterr().err == "finalorder: what happened; what to do.\n"


def test_a_bug_stays_a_bug(monkeypatch) -> None:
    def fail(**_: object) -> None:
        raise KeyError("a bug")

    monkeypatch.setattr(main, "main", fail)
    with pytest.raises(KeyError):
        main.run()


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, 5), (errno.EIO, 5), (errno.EACCES, 2), (errno.ENOENT, 2), (errno.EROFS, 2)]
)
def test_a_full_disk_is_told_apart_from_a_place_that_cannot_be_written(number: int, code: int) -> None:
    assert errors.build_write_error(OSError(number, "no"), "cannot write.").exit_code == code
