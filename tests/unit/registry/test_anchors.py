"""The published figures that the package carries: each equals the row it is taken from, and can be counted."""

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from finalorder import registry
from finalorder.registry.anchors import COUNT_KINDS, Anchor, AnchorCondition, load_anchors, parse_anchor_conditions

USES = {"calibration", "held_out", "fact"}
LEDGER = {"completions": {"idncase", "court_code", "completed_on", "category", "dec_code", "other_comp"}}


def columns_of(name: str) -> set[str]:
    if name.startswith("ledger."):
        flags = {"is_in_absentia", "is_dispositive", "is_initial", "custody_code"}
        return LEDGER[name.removeprefix("ledger.")] | flags
    return {column.lake_name for column in registry.get_table(name).current_columns if column.kept}


@cache
def list_published_figures(shared: Path) -> dict[str, str]:
    """Every figure of the reference, by what it is cited as, if it is good enough to be an anchor."""
    known = csv.DictReader((shared / "reference" / "eoir-known-totals.csv").open(encoding="utf-8", newline=""))
    figures = csv.DictReader((shared / "reference" / "published-figures.csv").open(encoding="utf-8", newline=""))
    found = {
        f"{row['metric']} | {row['dimensions']} | {row['release_or_as_of']}": row["value"]
        for row in known
        if row["reliability"] == "high"
    }
    return found | {row["figure_id"]: row["value"] for row in figures if row["verification"] == "S"}


def test_every_figure_equals_the_row_it_is_taken_from(shared: Path) -> None:
    rows = list_published_figures(shared)
    alone = [a for a in load_anchors() if not a.since]
    wrong = [a.id for a in alone if a.reference not in rows or float(rows[a.reference]) != a.published]
    assert wrong == []


def test_every_figure_about_a_pair_of_releases_stands_in_the_reference_in_these_words(shared: Path) -> None:
    text = " ".join((shared / "reference" / "release-changes.md").read_text(encoding="utf-8").replace("**", "").split())
    pairs = [a for a in load_anchors() if a.since]
    assert len(pairs) > 5
    assert [a.id for a in pairs if a.reference not in text or a.since >= a.month or a.use != "fact"] == []
    said = {a.id: int("".join(c for c in a.reference.split()[0] if c.isdigit()) or 80) for a in pairs}
    assert [a.id for a in pairs if said[a.id] != a.published] == []


def test_no_figure_is_listed_twice_or_without_a_source() -> None:
    assert [name for name, n in Counter(a.id for a in load_anchors()).items() if n > 1] == []
    assert [a.id for a in load_anchors() if not a.source or a.use not in USES or a.count not in COUNT_KINDS] == []


def unknown_columns(anchor: Anchor) -> set[str]:
    """Columns that a figure names and the lake has not."""
    missing = {item.column for item in (*anchor.where, *anchor.of)}
    missing -= {name for table in anchor.tables for name in columns_of(table)}
    if anchor.linked:
        missing |= {item.column for item in anchor.linked[1]} - columns_of(anchor.linked[0])
    return missing


def test_every_figure_counts_columns_that_the_lake_has() -> None:
    assert {anchor.id: unknown_columns(anchor) for anchor in load_anchors() if unknown_columns(anchor)} == {}


def test_a_tenth_of_each_group_is_held_out_of_fitting_and_nothing_is_about_a_judge() -> None:
    model = [anchor for anchor in load_anchors() if anchor.is_compared_with_model]
    assert 150 <= len(model) <= 250
    for group in {anchor.group for anchor in model}:
        members = [anchor for anchor in model if anchor.group == group]
        held = sum(anchor.use == "held_out" for anchor in members)
        assert held >= 1
        assert 0.05 < held / len(members) < 0.2
    assert not any(
        item.column == "ij_code" and item.operator == "is" for anchor in load_anchors() for item in anchor.where
    )


def test_conditions_are_read_as_written() -> None:
    assert parse_anchor_conditions("dec_code is X|D; comp_date open 2019-10-01; sex filled") == (
        AnchorCondition("dec_code", "is", ("X", "D")),
        AnchorCondition("comp_date", "open", ("2019-10-01",)),
        AnchorCondition("sex", "filled"),
    )
    with pytest.raises(ValueError, match="no such condition"):
        parse_anchor_conditions("dec_code like X")
