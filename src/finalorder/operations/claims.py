"""What an announcement said, beside what the records say: each claim by the method that fits its words."""

from collections.abc import Callable
from dataclasses import dataclass

from finalorder import measures
from finalorder.answers import AnswerRow
from finalorder.operations.operation import CANNOT_ANSWER, CONTEXT, LAW, Claim
from finalorder.operations.operation_scope import Scope
from finalorder.words import load_words, localize

SUPPORTED, CONTRADICTED, DEPENDS_ON_METHOD = "supported", "contradicted", "depends_on_method"
UPPER_BOUND_ONLY, NOT_IN_RECORDS = "upper_bound_only", "not_in_records"
#: how far a share in percent, and a count, may lie from the claim and still support it
SHARE_TOLERANCE, COUNT_TOLERANCE = 5.0, 0.10


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """A claim and its answer: the rows it rests on, the verdict, and the name of the sentence that says why.

    ``judged`` is False when the release is simulated: the rows then show how the records would answer.
    """

    claim: Claim
    verdict: str
    rows: tuple[AnswerRow, ...]
    judged: bool
    why: str = ""

    def explain(self, lang: str = "en") -> str:
        """Explain why the verdict is what it is, in a language: the rule's sentence, then the file's own reason."""
        rule = load_words(lang).format_plain(f"explain.{self.why}") if self.why else ""
        return " ".join(filter(None, (rule, localize(self.claim, "reason", lang))))


def answer_claims(scope: Scope) -> list[ClaimAnswer]:
    """Return the answers to every claim of the scope's operation, in its order."""
    return [_answer_claim(claim, scope) for claim in scope.operation.claims]


def _answer_claim(claim: Claim, scope: Scope) -> ClaimAnswer:
    if claim.records in (CANNOT_ANSWER, LAW, CONTEXT):
        verdict = claim.verdict or NOT_IN_RECORDS
        return ClaimAnswer(claim, verdict, (), claim.records == LAW)
    rows = _find_claim_rows(claim, scope)
    verdict, why = decide_verdict(claim, rows)
    if scope.release.simulated and not why.startswith("standing"):
        verdict = NOT_IN_RECORDS
    return ClaimAnswer(claim, verdict, rows, not scope.release.simulated, why)


def _find_claim_rows(claim: Claim, scope: Scope) -> tuple[AnswerRow, ...]:
    finders: dict[str, Callable[[], tuple[AnswerRow, ...]]] = {
        "standing_orders": lambda: _find_standing_rows(claim, scope),
        "in_absentia": lambda: tuple(scope.find_method_share(method) for method in claim.methods),
        "appearance": lambda: tuple(scope.find_method_share(method) for method in claim.methods),
        "completions": lambda: (scope.find_method_share("M7b"),),
    }
    finder = finders.get(claim.records)
    return finder() if finder else ()


def _find_standing_rows(claim: Claim, scope: Scope) -> tuple[AnswerRow, ...]:
    if claim.cohort:
        if claim.cohort not in scope.operation.cohorts:
            return ()
        return scope.find_count(cohort=claim.cohort), scope.find_national_count(claim.cohort)
    if claim.cities or claim.unit == "groups":
        group = measures.ANY_COHORT if claim.unit == "groups" else measures.ALL_STANDING
        return (scope.find_count(cohort=group),)
    return (scope.find_national_count(),)


def decide_verdict(claim: Claim, rows: tuple[AnswerRow, ...]) -> tuple[str, str]:
    """Return the verdict on a claim by the rows beside it, and the name of its explanation."""
    if claim.records == "standing_orders":
        return (
            UPPER_BOUND_ONLY,
            "standing_group" if claim.number is None or claim.cities or claim.unit == "groups" else "standing",
        )
    open_rows = [row for row in rows if row.status in ("shown", "unstable") and row.value is not None]
    if not open_rows:
        return NOT_IN_RECORDS, "nothing_shown"
    agreeing = [_is_row_in_agreement(claim, row) for row in open_rows]
    if all(agreeing):
        return SUPPORTED, "agrees"
    return (DEPENDS_ON_METHOD, "some_agree") if any(agreeing) else (CONTRADICTED, "none_agrees")


def _is_row_in_agreement(claim: Claim, row: AnswerRow) -> bool:
    """Whether a row gives the claim's number, or one in its range, within the tolerance of its kind and wording."""
    low = claim.number if claim.low is None else claim.low
    high = claim.number if claim.high is None else claim.high
    if low is None and high is None:
        return False
    low, high = (high if low is None else low) or 0.0, (low if high is None else high) or 0.0
    is_share = claim.unit == "percent"
    counted = row.value if row.denominator is None else row.denominator
    found = _compute_claim_percent(claim, row) if is_share else float(counted or 0)
    slack = SHARE_TOLERANCE if is_share else high * COUNT_TOLERANCE
    if claim.bound in ("under", "up_to"):
        return found <= high + slack
    if claim.bound in ("over", "at_least"):
        return found >= low - slack
    return low - slack <= found <= high + slack


def _compute_claim_percent(claim: Claim, row: AnswerRow) -> float:
    """The row's share in percent, turned round where the claim is of those who came and the row of those who missed."""
    share = 100.0 * (row.value or 0.0)
    return 100.0 - share if claim.complement else share
