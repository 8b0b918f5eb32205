"""Whatever a command refuses is said in Spanish where Spanish was asked for: all of it, or all in English."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import finalorder
from finalorder.cli.error_words import translate_error
from finalorder.cli.main import find_language, run
from finalorder.measures import load_methods
from finalorder.registry import load_unknown_facts

SOURCE = Path(finalorder.__file__).parent
KINDS = {"InputError", "NotInLakeError", "RefusedError", "DamagedError", "UnavailableError", "UsageError"}
#: what raises, and the place of its text among the arguments
TEXT_AT = {**dict.fromkeys(KINDS, 0), "build_write_error": 1, "raise_problem": -1, "refuse": 0, "fail": 0}
#: rooms whose errors are all in Spanish
ROOMS = (
    "answers", "api", "briefs", "cli", "cohorts", "disclosure", "engines", "exports", "fetch", "history", "lake",
    "measures", "operations", "pipeline", "projection", "registry", "releases", "reports", "site", "words",
)  # fmt: skip
#: texts that are put together elsewhere: each is tried below, or is what another error said
ELSEWHERE = {
    "text", "said", "what", "problem", "describe", "described", "busy", "str(error)", "place + what", "HAZARDS_REFUSED",
    "_strip_option(error)", "_describe_renaming(name)", "self._describe_failure(trouble)",
    "_describe_unknown_operation(path)", "_describe_toml_error(str(error), text, name)",
    "f'{self.file}, line {self.line}{field}: {what}'",
    "f'{asked.history.find_table_folder(asked.table)}: {error}'",
    "f'{said} ({error.strerror or error}); add it again.'",
}  # fmt: skip
#: what stands for an expression in a text, by the first pattern that fits it
SAMPLES = (
    (r"suggest_names|_offer|^hint$|^more$|_suggest", '; did you mean "uno"?'),
    (r"strerror|^reason$", "Permission denied"),
    (r"_format_level_examples", ": uno, dos."),
    (r"describe_unknown_place", 'did you mean "uno"?'),
    (r"unknown\.en", next(iter(load_unknown_facts().values())).en),
    (r"not_computed", next(each.not_computed for each in load_methods().values() if each.not_computed)),
    (r"SLOT_WORDS", "two other dimensions"),
    (r"quote_value|^called$", '"uno"'),
    (r"", "1"),
)

#: values that are words of the sentence, by where they are put in
PARTS = {
    "engines/spark.py": {"sentence": "out of disk; free some space and run it again"},
    "engines/spark_session.py": {"where": "none was found", "JAVA_HINT": "install it with `1`, or set JAVA_HOME"},
    "api/vintages.py": {"what": '"uno"'},
    "history/add_release.py": {"what": "charges"},
    "history/folders.py": {"what": "is missing"},
    "releases/reader.py": {"mismatches[0]": "the release has no A.csv, which the ledger needs", "more": ""},
    "releases/sources.py": {"what": "does not match its checksum"},
    "site/explore.py": {"kind": "measure", "there": ""},
    "operations/changes.py": {"what": "was announced"},
    "operations/file_context.py": {"what": "the announcement"},
    "operations/toml_fields.py": {"what": "not a known cohort"},
}


def read_texts() -> Iterator[tuple[str, str]]:
    """Every text that the rooms raise, with what stands for its values, and where it is raised."""
    for path in sorted(SOURCE.rglob("*.py")):
        if path.relative_to(SOURCE).parts[0] not in ROOMS:
            continue
        file = path.relative_to(SOURCE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (name := name_called(node)) in TEXT_AT and node.args:
                text = node.args[TEXT_AT[name]]
                if ast.unparse(text) not in ELSEWHERE:
                    yield f"{file}:{node.lineno}", fill(text, PARTS.get(file, {}))


def name_called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def fill(text: ast.expr, parts: dict[str, str]) -> str:
    if isinstance(text, ast.Constant):
        return str(text.value)
    assert isinstance(text, ast.JoinedStr), ast.unparse(text)
    return "".join(str(part.value) if isinstance(part, ast.Constant) else sample(part, parts) for part in text.values)


def sample(part: ast.expr, parts: dict[str, str]) -> str:
    assert isinstance(part, ast.FormattedValue)
    asked = ast.unparse(part.value)
    return parts[asked] if asked in parts else next(text for pattern, text in SAMPLES if re.search(pattern, asked))


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return dict(read_texts())


def test_the_errors_are_found(texts: dict[str, str]) -> None:
    assert len(texts) > 200


def test_every_error_of_the_rooms_has_a_spanish(texts: dict[str, str]) -> None:
    assert [(place, text) for place, text in texts.items() if translate_error(text) == text] == []


def test_the_spanish_of_an_error_has_every_value_of_it(texts: dict[str, str]) -> None:
    spanish = {place: translate_error(text) for place, text in texts.items()}
    assert [place for place, text in texts.items() if spanish[place].count('"uno"') != text.count('"uno"')] == []


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        (
            'mine.toml, line 47, police.city: "Santa Anna" is not a known city; did you mean "Santa Ana"?',
            'mine.toml, línea 47, police.city: "Santa Anna" no es una ciudad conocida; ¿quiso decir "Santa Ana"?',
        ),
        (
            "Invalid value for '--as-of': 'x' is not a valid date; use YYYY-MM-DD, for example 2019-06-21; "
            "see `finalorder scope --help`.",
            "Valor no válido de '--as-of': 'x' no es una fecha válida; use AAAA-MM-DD, por ejemplo 2019-06-21; "
            "vea `finalorder scope --help`.",
        ),
        (
            "No such option '--foo'; see `finalorder scope --help`.",
            "No existe la opción '--foo'; vea `finalorder scope --help`.",
        ),
        (
            "cannot write a/b (Permission denied); choose another file.",
            "no se puede escribir a/b (sin permiso); elija otro archivo.",
        ),
        (
            "https://e.org/x.zip: the server answers 503 Busy and asks to wait 900 seconds, 3 times in a row; "
            "run the same command again later; what has arrived is kept.",
            "https://e.org/x.zip: el servidor responde 503 Busy y pide esperar 900 segundos, 3 veces seguidas; "
            "ejecute más tarde el mismo comando; lo que ya llegó se conserva.",
        ),
        ('it could be in 2 states; write "A, IL" or "A, MA".', 'puede estar en 2 estados; escriba "A, IL" o "A, MA".'),
    ],
)
def test_what_is_wrong_is_translated_with_its_place_and_its_reason(english: str, spanish: str) -> None:
    assert translate_error(english) == spanish


@pytest.mark.parametrize(
    "english",
    [
        "cannot write a/b (a reason that nobody translated); choose another file.",
        "a sentence that nobody translated; choose another file.",
        "M9 is not computed: for a reason that is in no file.",
    ],
)
def test_no_text_is_in_two_languages(english: str) -> None:
    assert translate_error(english) == english


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        (("scope", "x", "--lang", "es"), "es"),
        (("scope", "x", "--lang=es"), "es"),
        (("scope", "--lang", "es", "--lang", "en"), "en"),
        (("scope", "es"), ""),
        (("scope", "--lang"), ""),
    ],
)
def test_the_language_is_that_of_the_words(words: tuple[str, ...], lang: str) -> None:
    assert find_language(words) == lang


def test_a_command_refuses_in_the_language_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for words, said in ((["--lang", "es"], "no lleva a ningún tribunal"), ([], "leads to no court")):
        monkeypatch.setattr("sys.argv", ["finalorder", "cities", "Springfield", *words])
        with pytest.raises(SystemExit) as ended:
            run()
        assert ended.value.code == 2
        assert said in capsys.readouterr().err
