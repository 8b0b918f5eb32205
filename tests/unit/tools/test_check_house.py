"""The house rules that no other tool checks: every breach has an example here, and the house itself has none."""

from collections.abc import Callable
from pathlib import Path

import pytest

import check_house

House = Callable[[dict[str, str]], list[str]]


@pytest.fixture
def breaches(tmp_path: Path) -> House:
    """A function that builds a package from paths and texts, and lists its breaches."""

    def build(files: dict[str, str]) -> list[str]:
        source = tmp_path / "finalorder"
        for path, text in files.items():
            (source / path).parent.mkdir(parents=True, exist_ok=True)
            (source / path).write_text(text, encoding="utf-8")
        return check_house.find_breaches(check_house.read_modules(source))

    return build


def define(name: str, lines: int = 1, parameters: int = 0) -> str:
    """A function of that name, with so many lines and parameters."""
    names = ", ".join(f"p{i}" for i in range(parameters))
    return f"def {name}({names}):\n" + "    pass\n" * (lines - 1)


DOOR = {"lake/__init__.py": '__all__ = ["open_lake"]\n', "lake/folders.py": define("open_lake", 2)}


def test_a_house_that_follows_the_rules_has_no_breach(breaches: House) -> None:
    assert breaches({**DOOR, "api.py": "from finalorder.lake import open_lake\n"}) == []


def test_an_import_of_another_rooms_inside_is_a_breach(breaches: House) -> None:
    found = breaches({**DOOR, "api.py": "from finalorder.lake.folders import open_lake\n"})
    assert found == ["finalorder.api:1 imports past the door of lake: finalorder.lake.folders"]


def test_a_room_may_import_its_own_inside(breaches: House) -> None:
    assert breaches({**DOOR, "lake/manifest.py": "from finalorder.lake.folders import open_lake\n"}) == []


def test_a_name_that_the_door_does_not_hand_on_is_a_breach(breaches: House) -> None:
    found = breaches({**DOOR, "api.py": "from finalorder.lake import close_lake\n"})
    assert found == ["finalorder.api:1 takes close_lake, which finalorder.lake does not hand on"]


def test_an_import_that_renames_our_own_name_is_a_breach(breaches: House) -> None:
    found = breaches({**DOOR, "api.py": "from finalorder.lake import open_lake as get\n"})
    assert found == ["finalorder.api:1 renames open_lake to get"]


def test_other_peoples_names_may_be_renamed(breaches: House) -> None:
    assert breaches({"api.py": "from pyarrow import parquet as pq\n"}) == []


@pytest.mark.parametrize(("lines", "is_breach"), [(45, False), (46, True)])
def test_a_function_has_at_most_45_lines(breaches: House, lines: int, is_breach: bool) -> None:
    expected = ["finalorder.api:1 build has 46 lines"] if is_breach else []
    assert breaches({"api.py": define("build", lines)}) == expected


@pytest.mark.parametrize(("lines", "is_breach"), [(400, False), (401, True)])
def test_a_module_has_at_most_400_lines(breaches: House, lines: int, is_breach: bool) -> None:
    assert breaches({"api.py": "#\n" * lines}) == (["finalorder.api has 401 lines"] if is_breach else [])


@pytest.mark.parametrize(("parameters", "is_breach"), [(6, False), (7, True)])
def test_a_function_has_at_most_six_parameters(breaches: House, parameters: int, is_breach: bool) -> None:
    expected = ["finalorder.api:1 build has 7 parameters"] if is_breach else []
    assert breaches({"api.py": define("build", 2, parameters)}) == expected


def test_self_is_not_counted_as_a_parameter(breaches: House) -> None:
    assert breaches({"api.py": "class Lake:\n    def open(self, a, b, c, d, e, f):\n        pass\n"}) == []


def test_a_command_may_have_a_parameter_for_each_option(breaches: House) -> None:
    assert breaches({"cli/build.py": define("build", 2, 12)}) == []


def test_functions_are_named_by_verbs_and_not_by_participles(breaches: House) -> None:
    assert breaches({"api.py": define("gathered", 2)}) == ["named by a participle: finalorder.api:1 gathered"]


def test_a_property_may_be_named_by_a_participle(breaches: House) -> None:
    text = "class Row:\n    @property\n    def hidden_or_shown(self):\n        pass\n"
    text += "    @property\n    def rounded(self):\n        pass\n"
    assert breaches({"api.py": text}) == []


def test_a_participle_in_a_hundred_functions_is_let_pass(breaches: House) -> None:
    others = "".join(define(f"build_{i}", 2) for i in range(100))
    assert breaches({"api.py": others + define("gathered", 2)}) == []


def test_the_figures_say_which_basename_stands_in_two_rooms(tmp_path: Path) -> None:
    for room in ("lake", "ice"):
        (tmp_path / "finalorder" / room).mkdir(parents=True)
        (tmp_path / "finalorder" / room / "reading.py").write_text(define("build", 2) * 2, encoding="utf-8")
    figures = list(check_house.describe_figures(check_house.read_modules(tmp_path / "finalorder")))
    assert "modules 2, functions 4" in figures
    assert "basename reading: finalorder.ice.reading, finalorder.lake.reading" in figures


def test_breaches_are_printed_and_the_exit_code_is_1(capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.setattr("sys.argv", ["check_house.py"])
    monkeypatch.setattr(check_house, "read_modules", list)
    assert check_house.main() == 0
    monkeypatch.setattr(check_house, "find_breaches", lambda modules: ["finalorder.api has 401 lines"])
    assert check_house.main() == 1
    assert capsys.readouterr().out.splitlines()[-1] == "finalorder.api has 401 lines"


def find_function(text: str) -> check_house.Function:
    """The function that a text of source defines."""
    (node,) = check_house.ast.parse(text).body
    assert isinstance(node, check_house.ast.FunctionDef)
    return node


@pytest.mark.parametrize(
    ("docstring", "acts"), [("Return the day.", True), ("The day.", False), ("``x`` is a day.", False)]
)
def test_a_docstring_says_the_act_or_what_something_is(docstring: str, acts: bool) -> None:
    assert check_house.says_the_act(docstring) is acts


@pytest.mark.parametrize(
    ("docstring", "repeats"),
    [("Load the courts of a lake.", True), ("Load the courts that were open.", False)],
)
def test_a_docstring_without_a_word_of_its_own_repeats_the_name(docstring: str, repeats: bool) -> None:
    node = find_function("def load_courts(lake: Path) -> list[Court]: ...")
    assert check_house.repeats_the_name(node, docstring) is repeats


def test_a_published_column_without_a_sentence_breaks_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    from finalorder import registry

    assert list(check_house.find_columns_without_a_sentence()) == []
    real = registry.find_codebook_table

    def forget(name: str) -> registry.CodebookTable | None:
        table = real(name)
        return table.narrow(["measure", "value"]) if table is not None and name == "answers" else table

    monkeypatch.setattr(registry, "find_codebook_table", forget)
    found = list(check_house.find_columns_without_a_sentence())
    assert "answers.method has no sentence in registry/codebook" in found
    assert not any(line.startswith(("answers.value ", "ice/")) for line in found)


def test_a_column_of_the_courts_file_without_a_sentence_breaks_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    from finalorder import registry

    def fail() -> None:
        raise ValueError("tables/cases.sex has no sentence in the codebook")

    monkeypatch.setattr(registry, "load_codebook", fail)
    assert list(check_house.find_columns_without_a_sentence()) == ["tables/cases.sex has no sentence in the codebook"]
