"""What an announcement said, beside what the records say: each claim by the method that fits its words."""

from dataclasses import dataclass, replace

from finalorder import measures
from finalorder.answers import AnswerRow
from finalorder.disclosure import add_counts
from finalorder.operations.claim_questions import NarrowedAnswer, measure_claim
from finalorder.operations.operation import CANNOT_ANSWER, ICE_FILES, LAW, Claim
from finalorder.operations.operation_scope import Scope
from finalorder.words import load_words, localize

SUPPORTED, CONTRADICTED, DEPENDS_ON_METHOD = "supported", "contradicted", "depends_on_method"
UPPER_BOUND_ONLY, NOT_IN_RECORDS, CANNOT_NARROW = "upper_bound_only", "not_in_records", "cannot_narrow"
#: what ``records`` may say that is no measure by that name, and what answers it
STANDING_RECORDS, STANDING_MEASURE = "standing_orders", "orders_standing"
COMPLETION_RECORDS, DECIDED_METHOD = "completions", "M7b"
MEASURE_BY_RECORDS = {STANDING_RECORDS: STANDING_MEASURE, COMPLETION_RECORDS: "outcomes"}
#: how far a share in percent, and a count, may lie from the claim and still support it
SHARE_TOLERANCE, COUNT_TOLERANCE = 5.0, 0.10


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """A claim and its answer: the rows it rests on, the verdict, and the name of the sentence that says why.

    ``judged`` is False when the release is simulated: the rows then show how the records would answer. ``left_out`` is
    what the claim says (its place, group, period or another condition) and the rows do not.
    """

    claim: Claim
    verdict: str
    rows: tuple[AnswerRow, ...]
    judged: bool
    why: str = ""
    left_out: tuple[str, ...] = ()

    def explain(self, lang: str = "en") -> str:
        """Say why the verdict is what it is, in a language: what is not narrowed first, then the file's own reason."""
        words = load_words(lang)
        named = words.join_items([words.find_word("left_out", name) for name in self.left_out])
        rule = words.format_plain(f"explain.{self.why}", left_out=named) if self.why else ""
        return " ".join(filter(None, (rule, localize(self.claim, "reason", lang))))


def answer_claims(scope: Scope) -> list[ClaimAnswer]:
    """Return the answers to every claim of the scope's operation, in its order."""
    return [_answer_claim(claim, scope) for claim in scope.operation.claims]


def _answer_claim(claim: Claim, scope: Scope) -> ClaimAnswer:
    if claim.records in (CANNOT_ANSWER, LAW, ICE_FILES):
        verdict = claim.verdict or NOT_IN_RECORDS
        return ClaimAnswer(claim, verdict, (), claim.records == LAW)
    found = _find_claim_rows(claim, scope)
    if found.is_refused:
        return ClaimAnswer(claim, NOT_IN_RECORDS, (), judged=False, why="too_narrow")
    if found.left_out and found.rows:
        return ClaimAnswer(claim, CANNOT_NARROW, found.rows, False, "cannot_narrow", found.left_out)
    verdict, why = decide_verdict(claim, found.rows)
    if scope.release.simulated:
        verdict = NOT_IN_RECORDS
    return ClaimAnswer(claim, verdict, found.rows, not scope.release.simulated, why)


def _find_claim_rows(claim: Claim, scope: Scope) -> NarrowedAnswer:
    """Find the rows that answer a claim: counts of the scope, shares of its docket, or a measure that is asked."""
    if claim.records == STANDING_RECORDS:
        return _find_standing_rows(claim, scope)
    docket = [row for method in claim.methods if (row := scope.find_docket_share(method))]
    is_of_docket = bool(claim.cohort) and claim.cohort == scope.operation.family_cohort
    if is_of_docket and not claim.cities and not claim.conditions:
        if claim.records == COMPLETION_RECORDS and (row := scope.find_docket_share(DECIDED_METHOD)):
            return NarrowedAnswer((row,))
        if claim.methods and len(docket) == len(claim.methods):
            return NarrowedAnswer(tuple(docket))
    return measure_claim(claim, scope, MEASURE_BY_RECORDS.get(claim.records, claim.records))


def _find_standing_rows(claim: Claim, scope: Scope) -> NarrowedAnswer:
    """Find counts of standing orders on the scope's day: of a group, in the cities of the claim or of the operation."""
    group = claim.cohort or (measures.ANY_COHORT if claim.unit == "groups" else measures.ALL_STANDING)
    if claim.conditions or not set(claim.cities) <= set(scope.operation.cities):
        return measure_claim(replace(claim, period_to=claim.period_to or scope.as_of), scope, STANDING_MEASURE)
    if claim.cities:
        found = [row for city in claim.cities if (row := _find_count(scope, city, group))]
        return NarrowedAnswer((add_counts(found[0]._replace(city=""), found),) if len(found) > 1 else tuple(found))
    is_of_nation = not claim.cohort and claim.unit != "groups"
    rows = [] if is_of_nation else [_find_count(scope, "", group)]
    rows += [] if group == measures.ANY_COHORT else [scope.find_national_count(group)]
    return NarrowedAnswer(tuple(row for row in rows if row is not None))


def _find_count(scope: Scope, city: str, group: str) -> AnswerRow | None:
    try:
        return scope.find_count(city, group)
    except KeyError:  # a group that the operation no longer names, on this day
        return None


def decide_verdict(claim: Claim, rows: tuple[AnswerRow, ...]) -> tuple[str, str]:
    """Return the verdict on a claim by the rows beside it, and the name of its explanation."""
    if claim.records == "standing_orders":
        return (
            UPPER_BOUND_ONLY,
            "standing_group"
            if claim.number is None or claim.cohort or claim.unit in ("groups", "cities")
            else "standing",
        )
    open_rows = [row for row in rows if row.status in ("shown", "unstable") and row.value is not None]
    if not open_rows:
        return NOT_IN_RECORDS, "nothing_shown"
    if claim.number is None and claim.low is None and claim.high is None:
        return NOT_IN_RECORDS, "no_number"
    if claim.unit == "percent" and not all(row.is_share for row in open_rows):
        return NOT_IN_RECORDS, "no_share"
    if len({row.method for row in rows}) < len(rows):
        return NOT_IN_RECORDS, "several_rows"
    agreeing = [_is_row_in_agreement(claim, row) for row in open_rows]
    if all(agreeing):
        return SUPPORTED, "agrees"
    return (DEPENDS_ON_METHOD, "some_agree") if any(agreeing) else (CONTRADICTED, "none_agrees")


def _is_row_in_agreement(claim: Claim, row: AnswerRow) -> bool:
    """Whether a row gives the claim's number, or one in its range, within the tolerance of its kind and wording."""
    low = claim.number if claim.low is None else claim.low
    high = claim.number if claim.high is None else claim.high
    low, high = (high if low is None else low) or 0.0, (low if high is None else high) or 0.0
    is_share = claim.unit == "percent"
    found = _compute_claim_percent(claim, row) if is_share else float(_find_counted(claim, row) or 0)
    slack = SHARE_TOLERANCE if is_share else high * COUNT_TOLERANCE
    if claim.bound in ("under", "up_to"):
        return found <= high + slack
    if claim.bound in ("over", "at_least"):
        return found >= low - slack
    return low - slack <= found <= high + slack


def _find_counted(claim: Claim, row: AnswerRow) -> float | None:
    """Find the count that a claim is about: of cases decided the base of the row, else what it counts."""
    if claim.records == COMPLETION_RECORDS:
        return row.denominator or row.value
    return row.numerator if row.is_share else row.value


def _compute_claim_percent(claim: Claim, row: AnswerRow) -> float:
    """The row's share in percent, turned round where the claim is of those who came and the row of those who missed."""
    share = 100.0 * (row.value or 0.0)
    return 100.0 - share if claim.complement else share
