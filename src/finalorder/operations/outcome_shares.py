"""What came of an operation as shares: of those arrested, how many had a final order, by each dated statement."""

from collections.abc import Iterator
from dataclasses import dataclass

from finalorder.answers import AnswerRow
from finalorder.operations.operation import Operation, Outcome

PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class OutcomeShare:
    """One statement: a part, its base, and the share between 0 and 1 that they make (from ``low`` to ``high``).

    The share is None where the statement has no base, or the base has another unit.
    """

    part: Outcome
    base: Outcome | None
    low: float | None
    high: float | None

    @property
    def value(self) -> float | None:
        """The share, where the statement gives one number."""
        return self.low if self.low == self.high else None


def list_outcome_subjects(operation: Operation) -> list[str]:
    """List what the operation's outcomes count, in the order of the file."""
    return list(dict.fromkeys(each.counts for each in operation.outcomes if each.counts != "other"))


def list_outcome_shares(operation: Operation, counts: str) -> list[OutcomeShare]:
    """List every statement about some of the people arrested, the oldest first; those that conflict stand apart."""
    found = [each for each in operation.outcomes if each.counts == counts]
    return [_compute_share(operation, each) for each in sorted(found, key=lambda each: each.as_of)]


def build_outcome_share_rows(operation: Operation) -> Iterator[AnswerRow]:
    """Build one answer row a statement that is a share of a base: numerator, denominator, day and source."""
    for counts in list_outcome_subjects(operation):
        for share in list_outcome_shares(operation, counts):
            if share.low is not None:
                yield _build_share_row(operation, share)


def _compute_share(operation: Operation, part: Outcome) -> OutcomeShare:
    base = next((each for each in operation.outcomes if each.id == part.base), None)
    low, high = part.range
    if part.unit == PERCENT:
        return OutcomeShare(part, base, low / 100, high / 100)
    if base is None or base.unit != part.unit or not base.range[0] or low > base.range[1]:
        return OutcomeShare(part, base, None, None)
    return OutcomeShare(part, base, low / base.range[1], min(1.0, high / base.range[0]))


def _build_share_row(operation: Operation, share: OutcomeShare) -> AnswerRow:
    part, base = share.part, share.base
    counted = base is not None and part.unit != PERCENT and part.value is not None and base.value is not None
    bounds = [each.bound for each in (part, base) if each is not None and each.bound != "exactly"]
    notes = [part.name, f"of {base.name}" if base else "", *bounds, part.evidence, part.said_by or ""]
    cited = dict.fromkeys((*part.sources, *(base.sources if base else ())))
    return AnswerRow(
        "outcome_share",
        operation=operation.id,
        by_1="counts",
        level_1=part.counts,
        by_2="item",
        level_2=part.id,
        as_of=part.as_of.isoformat(),
        unit=part.unit if part.unit != PERCENT else "",
        numerator=int(part.value) if counted and part.value is not None else None,
        denominator=int(base.value) if counted and base is not None and base.value is not None else None,
        value=None if share.value is None else round(share.value, 6),
        low=None if share.low is None or share.value is not None else round(share.low, 6),
        high=None if share.high is None or share.value is not None else round(share.high, 6),
        note="; ".join(filter(None, notes)),
        source="; ".join(f"{each.title} ({each.date.isoformat()}) {each.url}" for each in cited),
    )
