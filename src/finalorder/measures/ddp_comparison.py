"""How and why the one-row-a-case method of the Deportation Data Project differs from the ledger, in counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pyarrow as pa

from finalorder.cohorts import build_sources
from finalorder.engines import Engine, Raw, StepRunner, find_sources, open_runner
from finalorder.lake import Release
from finalorder.ledger import LEDGER_TABLES
from finalorder.measures.method_runner import load_every_step
from finalorder.measures.standing_orders import build_stamp

COMPARED = "compare_ddp"
LevelNotes = dict[str, str]

LEFT_OUT: LevelNotes = {
    "no_proceeding": "the case has no proceeding, so their inner join never meets it",
    "mixed_case_types": "its proceedings show more than one case type (a blank counts), so the case is dropped",
    "no_charging_date": "the first row of the case has no charging date",
    "charged_before_october_1997": "the first row of the case was charged before October 1, 1997",
    "other_case_type": "the case type is neither removal (RMV) nor withholding only (WHO)",
}
AFTER_RELEASE: LevelNotes = {
    "completion_after_release": "the last row is completed after the release day; it counts there"
}
OPEN: LevelNotes = {"open_proceeding": "a proceeding without completion sorts last and hides what came before it"}
SHOWN_AS_LEVELS: LevelNotes = {
    "shown": "the last row of the case is this order",
    "case_not_listed": "the order's case is not in the case table",
    **LEFT_OUT,
    **OPEN,
    **AFTER_RELEASE,
    "same_day_tie": "another row completed on the same day sorts after it",
    "later_order": "a later order of the same case takes its place",
    "later_transfer": "the case was moved to another court after it",
    "later_decision": "another decision of the same case came after it",
}
OUTCOMES: LevelNotes = {
    "agrees": "the outcome shown is the ledger's state of the case",
    **AFTER_RELEASE,
    "withholding_only_case": "a withholding-only case orders nobody removed; the ledger's state is other",
    **OPEN,
    "same_day_tie": "two rows completed on one day, of which each method takes another",
    "transfer_last": "the last completion only moved the case",
    "order_undone": "the order shown was undone by a motion, by the Board or by a new proceeding",
    "appeal_undecided": "an appeal from the decision shown is undecided",
    "read_otherwise": "the same row is read as another outcome",
}
NOT_STANDING: LevelNotes = {
    **AFTER_RELEASE,
    "motion_granted": "undone by a granted motion",
    "new_proceeding": "undone by a new proceeding",
    "board_remanded": "undone by a remand of the Board",
    "board_sustained": "undone by the Board reversing the judge",
    "board_terminated": "undone by the Board ending the case",
    "not_final": "the order is not final yet",
    "not_observable": "the records do not show whether the order became final",
    "no_order": "the row shown is not an order in the ledger (a decision without a day, a repeated key)",
}
YES_NO: LevelNotes = {"yes": "", "no": ""}
APPEALS: LevelNotes = {
    "no_filing": "no filing with the Board",
    "case_appeal": "the filing that stands for all is an appeal from the decision",
    "other_filing": "the filing that stands for all is about a bond, a motion or another matter",
}
COMPLETIONS: LevelNotes = {
    "none": "no completion day",
    "judge": "the judge's day",
    "board": "the Board's later day replaces the judge's",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A count and how it is split: the first split in the method's or the ledger's words, a second beside it."""

    measure: str
    title: str
    unit: str
    by_1: str
    levels_1: LevelNotes
    by_2: str = ""
    levels_2: LevelNotes | None = None
    order_class: str = ""

    def list_rows(self) -> Iterator[dict[str, str]]:
        """List one row a count: the total, each level of each split, and each pair of levels."""
        second = self.levels_2 or {}
        yield self._make_row(note=self.title)
        for level, note in self.levels_1.items():
            yield self._make_row(fact_1=level, by_1=self.by_1, level_1=level, note=note)
        for level, note in second.items():
            yield self._make_row(fact_2=level, by_1=self.by_2, level_1=level, note=note)
        for (first, note), other in product(self.levels_1.items(), second):
            both = {"by_1": self.by_1, "level_1": first, "by_2": self.by_2, "level_2": other}
            yield self._make_row(fact_1=first, fact_2=other, note=note, **both)

    def _make_row(self, **given: str) -> dict[str, str]:
        empty = dict.fromkeys(("fact_1", "fact_2", "by_1", "level_1", "by_2", "level_2"), "")
        own = {"measure": self.measure, "unit": self.unit, "order_class": self.order_class}
        return own | empty | given


COMPARISONS = (
    Comparison(
        "ddp_cases",
        "cases of the ledger, by whether the one-row-a-case method keeps them",
        "cases",
        "kept",
        {"in_both": "the case is in both", **LEFT_OUT},
    ),
    Comparison(
        "ddp_orders",
        "orders of removal ever issued, by how the one-row-a-case method shows them",
        "orders",
        "shown_as",
        SHOWN_AS_LEVELS,
        "in_absentia",
        YES_NO,
        "removal",
    ),
    Comparison(
        "ddp_standing_orders",
        "orders of removal standing on the release day, by how the one-row-a-case method shows them",
        "orders",
        "shown_as",
        SHOWN_AS_LEVELS,
        "in_absentia",
        YES_NO,
        "removal",
    ),
    Comparison(
        "ddp_outcomes",
        "cases in both, by whether the outcome shown is the ledger's state, and if not, why",
        "cases",
        "cause",
        OUTCOMES,
    ),
    Comparison(
        "ddp_removal",
        "cases in both, by whether an order stands and whether the outcome shown is an order of removal",
        "cases",
        "ledger_standing",
        YES_NO,
        "shown_removal",
        YES_NO,
    ),
    Comparison(
        "ddp_removal_not_standing",
        "cases shown as ordered removed though no order stands, by why",
        "cases",
        "cause",
        NOT_STANDING,
    ),
    Comparison(
        "ddp_absence",
        "cases in both, by whether an order in absentia was ever entered and whether the row shown says so",
        "cases",
        "ledger_ever_in_absentia",
        YES_NO,
        "shown_in_absentia",
        YES_NO,
    ),
    Comparison(
        "ddp_representation",
        "cases in both, by whether a representative ever appeared in court and whether an E-28 date was overwritten",
        "cases",
        "ledger_represented",
        YES_NO,
        "shown_represented",
        YES_NO,
    ),
    Comparison(
        "ddp_board",
        "cases in both, by the filing with the Board that stands for all and whose day the completion shows",
        "cases",
        "board_filing",
        APPEALS,
        "completion_day",
        COMPLETIONS,
    ),
)


def build_comparison_levels() -> pa.Table:
    """Build every count of the comparison, as the table ``compare_levels`` that its SQL fills."""
    return pa.Table.from_pylist([row for comparison in COMPARISONS for row in comparison.list_rows()])


def compare_ddp(release: Release, *, engine: Engine | None = None) -> Raw:
    """Compare the methods of a release on its release day: what a row is stands at the head of ``compare_ddp.sql``."""
    files = find_sources(load_every_step(), [COMPARED], LEDGER_TABLES)
    sources = {**build_sources(release, release.day, files), "stamp": build_stamp(release, release.day)}
    with open_runner(load_every_step(), sources, engine=engine) as runner:
        return compute_ddp_comparison(runner)


def compute_ddp_comparison(runner: StepRunner) -> Raw:
    """Compute the comparison, in a runner that has a ledger, its release's tables and a stamp."""
    return Raw(runner.extend({"compare_levels": build_comparison_levels()}).query(COMPARED))
