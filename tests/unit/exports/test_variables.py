"""The names of variables: short enough, valid, and no two alike."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finalorder.exports.variables import choose_names, format_value_label
from finalorder.registry import load_codebook


def test_long_names_are_cut_and_do_not_clash() -> None:
    long = "intmandatoryresponseduebydaysdefault"
    assert choose_names([long, f"{long}_again", "short"], 32) == [
        "intmandatoryresponseduebydaysdef",
        "intmandatoryresponseduebydaysd_2",
        "short",
    ]


def test_words_that_stata_and_spss_keep_for_themselves_and_odd_letters_are_changed() -> None:
    assert choose_names(["in", "With", "all.path.in_absentia", "2019", "_n"], 32) == [
        "in_",
        "With_",
        "all_path_in_absentia",
        "v_2019",
        "_n_",
    ]


@given(st.lists(st.text(min_size=1, max_size=60), max_size=30))
def test_every_name_is_valid_and_unlike_the_others_whatever_the_case(names: list[str]) -> None:
    chosen = choose_names(names, 32)
    assert len({name.lower() for name in chosen}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z_]\w{0,31}", name, re.ASCII) for name in chosen)


def test_no_table_has_two_columns_of_one_name() -> None:
    for table in load_codebook().values():
        names = choose_names([column.name for column in table.columns], 32)
        assert len(set(names)) == len(table.columns)


@pytest.mark.parametrize(
    ("code", "meaning", "label"),
    [("D", "Detained", "D Detained"), ("Miami", "Miami", "Miami"), ("X", "", "X"), ("removal", "removal", "removal")],
)
def test_a_label_keeps_the_code(code: str, meaning: str, label: str) -> None:
    assert format_value_label(code, meaning) == label
