"""A question prints itself in one form and is read back, whatever way it was written."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finalorder.answers import Question, make_question, parse_command, parse_question
from finalorder.registry import load_dimensions

DIMENSIONS = load_dimensions()
PLAIN = st.text(min_size=1, max_size=20).filter(lambda text: text.strip() == text and text.isprintable())


@st.composite
def conditions(draw: st.DrawFn) -> list[str]:
    names = draw(st.lists(st.sampled_from(list(DIMENSIONS)), max_size=3, unique=True))
    return [
        f"{name}={','.join(draw(st.lists(st.sampled_from(list(DIMENSIONS[name].levels)), min_size=1, max_size=3)))}"
        for name in names
    ]


@st.composite
def draw_question_text(draw: st.DrawFn) -> dict[str, Any]:
    """A question as people write it: any order, doubled names, hyphens or underscores."""
    return {
        "kind": draw(st.sampled_from(["measure", "scope", "brief", "compare", "ice"])),
        "subject": draw(PLAIN.filter(lambda text: not text.startswith("-"))),
        "methods": draw(st.lists(st.sampled_from(["M1a", "M2", "M10b", "CI", " M4 ", "orders_issued"]), max_size=3)),
        "by": draw(st.lists(st.sampled_from([*DIMENSIONS, *(d.column for d in DIMENSIONS.values())]), max_size=4)),
        "where": draw(conditions()),
        "own": draw(st.lists(PLAIN, max_size=2)),
        "release": draw(st.none() | PLAIN),
        "as_of": draw(st.none() | st.dates(date(1997, 1, 1), date(2030, 1, 1))),
        "profile": draw(st.sampled_from(["public", "none"])),
        "lang": draw(st.sampled_from(["en", "es"])),
    }


def ask(asked: dict[str, Any]) -> Question:
    options = dict(asked)
    return make_question(options.pop("kind"), options.pop("subject"), **options)


@given(draw_question_text())
def test_what_a_question_prints_is_read_back_as_the_same_question(asked: dict[str, Any]) -> None:
    question = ask(asked)
    assert parse_question(str(question)) == question
    assert parse_command(question.to_command("some lake")) == question
    assert "\n" not in str(question)


def shuffle(texts: Sequence[str], seed: int) -> list[str]:
    """The same texts in another order, some of them twice, dimensions under their other spelling."""
    chosen = random.Random(seed)
    again = [text for text in texts for _ in range(chosen.choice((1, 2)))]
    chosen.shuffle(again)
    return [text.replace("-", "_", 1) if chosen.random() < 0.5 and text in DIMENSIONS else text for text in again]


def reorder_levels(condition: str, seed: int) -> str:
    name, _, levels = condition.partition("=")
    return f"{name.upper()}={','.join(shuffle(levels.split(','), seed))}"


@given(draw_question_text(), st.integers(0, 2**32))
def test_the_same_question_in_another_order_and_spelling_prints_the_same(asked: dict[str, Any], seed: int) -> None:
    other = {name: shuffle(asked[name], seed) for name in ("methods", "by", "own")}
    other["where"] = [reorder_levels(condition, seed) for condition in shuffle(asked["where"], seed)]
    assert str(ask(asked | other)) == str(ask(asked))


def test_every_name_of_a_level_asks_the_same() -> None:
    one = make_question("measure", "in-absentia", by=["fiscal_year", "City"], where=["city=miami"], methods=["all"])
    other = make_question("measure", "in_absentia", by=["city", "fiscal-year", "city"], where=["CITY=Miami"])
    assert one == other
    assert str(one) == "measure/in_absentia?by=city,fiscal-year&where=city:Miami"


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("verify", "finalorder verify"),
        ("flow?city=New%20York&lang=es", "finalorder cohorts --flow --city 'New York' --lang es"),
        (
            "measure/in_absentia?method=M2,M10b&where=custody:N,R&as_of=2019-06-21",
            "finalorder measure in_absentia --method M2,M10b --where custody=N,R --as-of 2019-06-21",
        ),
        ("revisions/one.toml%20two.toml", "finalorder operation diff one.toml two.toml"),
        ("hazards?release=2026-07", "finalorder fit --hazards --release 2026-07"),
        ("ice/monitoring?city=Miami", "finalorder ice show monitoring --city Miami"),
    ],
)
def test_both_forms_are_those_of_the_docs(text: str, command: str) -> None:
    assert parse_question(text) == parse_command(command)
    assert (str(parse_question(text)), parse_question(text).to_command()) == (text, command)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("mesure/in_absentia", 'did you mean "measure"'),
        ("measure/in_absentia?were=custody:N", 'did you mean "where"'),
        ("measure/in_absentia?where=custody:Q", "not a known value"),
        ("measure/in_absentia?as_of=2019-13-01", "not a valid date"),
    ],
)
def test_what_is_not_a_question_is_told_with_the_nearest_that_is(text: str, what: str) -> None:
    from finalorder.errors import InputError

    with pytest.raises(InputError, match=what):
        parse_question(text)


@pytest.mark.parametrize("command", ["finalorder build x.zip", "finalorder measure 'x", "finalorder verify --lang"])
def test_a_command_that_asks_nothing_is_refused(command: str) -> None:
    from finalorder.errors import InputError

    with pytest.raises(InputError):
        parse_command(command)
