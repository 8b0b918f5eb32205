"""The line of every value in a TOML file."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finalorder.operations.toml_lines import TomlPath, find_toml_lines


def leaves(value: Any, path: TomlPath = ()) -> Iterator[tuple[TomlPath, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if items is None:
        yield path, value
        return
    for key, item in items:
        yield from leaves(item, (*path, key))


def test_plain_keys_stand_on_their_lines() -> None:
    assert find_toml_lines("a = 1\n\nb = 2 # c = 3\n") == {("a",): 1, ("b",): 3}


def test_elements_of_a_list_over_several_lines_have_lines_of_their_own() -> None:
    lines = find_toml_lines('cities = [ # ten\n  "Miami", # "Atlanta"\n\n  "Chicago",\n]\nb = 1\n')
    assert lines[("cities", 0)] == 2
    assert lines[("cities", 1)] == 4
    assert lines[("b",)] == 6


def test_text_over_several_lines_moves_what_follows() -> None:
    lines = find_toml_lines('a = """\n[[b]]\nc = 1\n"""\nd = \'\'\'x\n"""\n\'\'\'\ne = 1\n')
    assert lines == {("a",): 1, ("d",): 5, ("e",): 8}


def test_text_may_end_with_quotation_marks_of_its_own() -> None:
    lines = find_toml_lines('a = """x"""""\nb = """\\""" """\nc = \'\'\'y\'\'\'\'\nd = ""\ne = 1\n')
    assert lines == {("a",): 1, ("b",): 2, ("c",): 3, ("d",): 4, ("e",): 5}


def test_arrays_of_tables_nest() -> None:
    text = "[[a]]\nx = 1\n[[a.b]]\ny = 1\n[[a.b]]\ny = 2\n[a.c]\nz = 1\n[[a]]\n[[a.b]]\ny = 3\n"
    lines = find_toml_lines(text)
    assert lines[("a", 0, "x")] == 2
    assert lines[("a", 0, "b", 1, "y")] == 6
    assert lines[("a", 0, "c", "z")] == 8
    assert lines[("a", 1)] == 9
    assert lines[("a", 1, "b", 0, "y")] == 11


def test_tables_in_one_line_and_dotted_keys_are_found() -> None:
    lines = find_toml_lines('a = { b = [1, { c = 2 }], "d]" = "}" }\ne . "f.g" = 3\n')
    assert lines[("a", "b", 1, "c")] == 1
    assert lines[("a", "d]")] == 1
    assert lines[("e", "f.g")] == 2


def test_a_key_with_escapes_is_read_as_python_reads_it() -> None:
    assert find_toml_lines('"caf\\u00e9" = 1')[("café",)] == 1


def test_nesting_beyond_any_operation_is_refused() -> None:
    with pytest.raises(RecursionError):
        find_toml_lines("a = " + "[" * 50 + "]" * 50)


BLANK = st.sampled_from(["", " ", "\t", "  # note = [1]\n", "\n", "\n\n", ' # """\n'])
TEXT = st.sampled_from(['"x = 1"', "'[a]'", '"""\n[[t]]\nx = 1\\\n  """', "'''\n# no\n'''", '"\\"]"', '""', "''"])


class Writer:
    """Writes random TOML in which each number is different, so that a number tells its own line."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw, self.count = draw, 1_000

    def number(self) -> str:
        self.count += 1
        return str(self.count)

    def value(self, depth: int) -> str:
        kind = self.draw(st.integers(0, 5 if depth else 2))
        if kind <= 1:
            return self.number()
        if kind == 2:
            return self.draw(TEXT)
        if kind == 3:
            pairs = [f"k{at} = {self.value(0)}" for at in range(self.draw(st.integers(0, 3)))]
            return "{ " + ", ".join(pairs) + " }"
        items = [
            f"{self.draw(BLANK)}{self.value(depth - 1)}{self.draw(BLANK)}" for _ in range(self.draw(st.integers(0, 3)))
        ]
        return "[" + ",".join(items) + (self.draw(BLANK) + "]")

    def assignments(self) -> str:
        keys = [
            f"v{at}" if self.draw(st.booleans()) else f'w{at} . "x y"' for at in range(self.draw(st.integers(0, 4)))
        ]
        return "".join(f"{key} = {self.value(2)} # v = 1\n" for key in keys)

    def document(self) -> str:
        text = self.assignments()
        for at in range(self.draw(st.integers(0, 5))):
            header = self.draw(st.sampled_from([f"[t{at}]", "[[many]]", f"[u{at}.v]"]))
            text += f"{header} # {header}\n{self.assignments()}"
            if header == "[[many]]" and self.draw(st.booleans()):
                text += f"[[many.inner]]\n{self.assignments()}[many.one]\n{self.assignments()}"
        return text


@st.composite
def documents(draw: st.DrawFn) -> str:
    return Writer(draw).document()


@given(documents())
def test_every_number_of_a_random_document_stands_on_the_line_it_is_said_to(text: str) -> None:
    lines, written = find_toml_lines(text), text.split("\n")
    for path, value in leaves(tomllib.loads(text)):
        if isinstance(value, int):
            assert str(value) in written[lines[path] - 1], path
        else:
            assert path in lines
