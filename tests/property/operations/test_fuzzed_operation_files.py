"""Whatever is done to an operation file, it loads or is refused in a sentence with a line of the file."""

import re
import tomllib
from importlib import resources

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finalorder import operations
from finalorder.errors import FinalorderError

SHIPPED = (
    resources.files("finalorder.operations").joinpath("library").joinpath("2019-06-family-operation.toml").read_bytes()
)
LINES = SHIPPED.split(b"\n")
VALUES = ["0", "-1", "1.5", "nan", "true", '""', '"x"', "[]", "[1]", '["x"]', "{}", "2019-06-22", "2019-02-30", "["]
VALUES += ["2019-06-22T10:00:00", "10:00:00", "'''a\nb'''", '"\\u0000"', "0xffffffffffffffffffffffff", "1e400", ""]


def complaint(content: bytes) -> str | None:
    """What the file is told; None if it loads."""
    try:
        operations.parse_operation(content, "mutated.toml")
    except FinalorderError as problem:
        return str(problem)
    return None


def check(content: bytes) -> None:
    said = complaint(content)
    if said is not None:
        place = re.match(r"mutated\.toml, line (\d+)[,:]", said)
        assert place, said
        assert 1 <= int(place[1]) <= content.count(b"\n") + 1
        assert said.isprintable()


@st.composite
def edits(draw: st.DrawFn) -> bytes:
    """The shipped file with a few lines dropped, doubled, swapped, cut, or given another value."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        how = draw(st.sampled_from(["drop", "double", "swap", "cut", "value", "key", "insert"]))
        if how == "drop":
            del lines[at]
        elif how == "double":
            lines.insert(draw(st.integers(0, len(lines))), lines[at])
        elif how == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif how == "cut":
            lines[at] = lines[at][: draw(st.integers(0, 200))]
        elif how == "value":
            lines[at] = lines[at].split(b"=")[0] + b"= " + draw(st.sampled_from(VALUES)).encode()
        elif how == "key":
            lines[at] = draw(st.text(max_size=8)).encode("utf-8", "replace") + lines[at]
        else:
            lines.insert(at, draw(st.sampled_from([b"[claim]", b"[[claim]]", b"[sources]", b"[[sources]]", b"[a.b]"])))
    return b"\n".join(lines)


@st.composite
def flips(draw: st.DrawFn) -> bytes:
    """The shipped file with some bytes changed."""
    content = bytearray(SHIPPED)
    for at in draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=6)):
        content[at] = draw(st.integers(0, 255))
    return bytes(content)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(edits())
def test_an_edited_file_loads_or_is_refused_with_a_line(content: bytes) -> None:
    check(content)


@settings(max_examples=150, deadline=None)
@given(flips())
def test_a_file_with_flipped_bytes_loads_or_is_refused_with_a_line(content: bytes) -> None:
    check(content)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(alphabet="[]{}=.,\"'#\\\n a1", max_size=60).map(str.encode))
def test_any_bytes_load_or_are_refused_with_a_line(content: bytes) -> None:
    check(content)


@pytest.mark.long
@settings(max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(edits() | flips())
def test_five_thousand_mutated_files_load_or_are_refused_with_a_line(content: bytes) -> None:
    check(content)


def test_every_line_can_be_left_out() -> None:
    for at in range(0, len(LINES), 7):
        check(b"\n".join(LINES[:at] + LINES[at + 1 :]))


def test_every_table_of_the_shipped_file_needs_its_citation() -> None:
    text = SHIPPED.decode()
    cited = [found.start() for found in re.finditer(r"^source = .*\n", text, re.MULTILINE)]
    assert (
        len(cited)
        == sum(
            len(tables)
            for tables in tomllib.loads(text).values()
            if isinstance(tables, list) and isinstance(tables[0], dict)
        )
        + 2  # the announcement and the placement
    )
    for start in cited:
        without = text[:start] + text[text.index("\n", start) + 1 :]
        with pytest.raises(FinalorderError, match="no citation"):
            operations.parse_operation(without, "mine.toml")
