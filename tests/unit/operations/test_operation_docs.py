"""The manual of operation files says what the code does."""

import re
from dataclasses import fields

from finalorder import operations
from finalorder.operations import Claim, Figure, Operation, PoliceStatement, Revision, Source
from finalorder.operations.operation import (
    BOUNDS,
    EVIDENCE_KINDS,
    NON_MEASURE_ANSWERS,
    POLICE_POSITIONS,
    REVISION_KINDS,
)
from support.places import DOCS

MANUAL = (DOCS / "operations.md").read_text(encoding="utf-8")
IN_THE_CODE_ONLY = {
    "own_cohorts",
    "sources",
    "bibliography",
    "key",
    "revisions",
    "claims",
    "capacities",
    "assumptions",
    "outcomes",
}


def test_the_smallest_file_of_the_manual_loads() -> None:
    example = re.search(r"```toml\n(.*?)```", MANUAL, re.DOTALL)
    assert example is not None
    operation = operations.parse_operation(example[1], "smallest.toml")
    assert operation.cities == ("Miami", "Santa Ana")


def test_every_field_is_in_the_manual() -> None:
    named = {
        field.name for kind in (Operation, Revision, Claim, Figure, PoliceStatement, Source) for field in fields(kind)
    }
    wanted = {name for name in named if not name.endswith("_es")} - IN_THE_CODE_ONLY
    assert not [name for name in wanted if not any(mark in MANUAL for mark in (f"`{name}`", f"[{name}]"))]


def test_every_word_that_a_field_may_hold_is_in_the_manual() -> None:
    words = {*BOUNDS, *EVIDENCE_KINDS, *POLICE_POSITIONS, *REVISION_KINDS, *NON_MEASURE_ANSWERS}
    assert not [word for word in words if f"`{word}`" not in MANUAL]
