"""The question that a claim asks of the records: its measure and methods, narrowed to what the claim says."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from finalorder import measures
from finalorder.answers import AnswerRow, Question, make_question
from finalorder.errors import InputError, NotInLakeError, RefusedError
from finalorder.operations.measure_answers import measure_release
from finalorder.operations.operation import Claim
from finalorder.operations.operation_scope import Scope

#: what a claim says that an answer may leave out, by the words for it
PLACE, GROUP, PERIOD, CONDITION = "place", "group", "period", "condition"


@dataclass(frozen=True, slots=True)
class NarrowedAnswer:
    """The rows that answer a claim, and what of the claim they leave out: then nothing is judged by them."""

    rows: tuple[AnswerRow, ...]
    left_out: tuple[str, ...] = ()
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class ClaimNarrowing:
    """The conditions and the day of a claim, each condition under the word for what it is of the claim."""

    conditions: tuple[tuple[str, str], ...]
    day: date | None
    left_out: tuple[str, ...]


def measure_claim(claim: Claim, scope: Scope, measure: str) -> NarrowedAnswer:
    """Ask a measure what a claim says, by each of its methods, narrowed as far as each can be."""
    narrowing = narrow_claim(claim, scope)
    rows: list[AnswerRow] = []
    left_out = list(narrowing.left_out)
    try:
        for method in measures.choose_methods(measure, claim.methods):
            kept = [pair for pair in narrowing.conditions if _is_known(pair[1], method)]
            left_out += [word for word, text in narrowing.conditions if (word, text) not in kept]
            rows += _ask_method(scope, measure, method.id, [text for _, text in kept], narrowing.day)
    except RefusedError:
        return NarrowedAnswer((), is_refused=True)
    except (InputError, NotInLakeError):
        return NarrowedAnswer(())
    answers = rows if claim.methods else _keep_single_answers(rows)
    return NarrowedAnswer(tuple(answers), tuple(dict.fromkeys(left_out)))


def _keep_single_answers(rows: list[AnswerRow]) -> list[AnswerRow]:
    """Keep the rows of methods that answer in one number, where there are such methods: of a claim that names none, a
    curve over time is no answer beside them.
    """
    times = Counter(row.method for row in rows)
    return [row for row in rows if times[row.method] == 1] or rows


def narrow_claim(claim: Claim, scope: Scope) -> ClaimNarrowing:
    """Narrow a claim: what of its place, group and period can be a condition, and what cannot."""
    found: list[tuple[str, str]] = [(CONDITION, text) for text in claim.conditions]
    left_out = []
    if claim.cities:
        found.append((PLACE, f"city={','.join(claim.cities)}"))
    if claim.cohort:
        group = list(_list_group_conditions(claim.cohort, scope))
        found += [(GROUP, text) for text in group]
        left_out += [] if group else [GROUP]
    years = find_fiscal_years(claim)
    if years:
        found.append((PERIOD, f"fiscal-year={','.join(map(str, years))}"))
    elif claim.period_from or (claim.period and not claim.period_to):
        left_out.append(PERIOD)
    day = claim.period_to if claim.period_to and not years else None
    is_known = day is None or day <= scope.release.day
    return ClaimNarrowing(tuple(found), day if is_known else None, tuple(left_out if is_known else [*left_out, PERIOD]))


def find_fiscal_years(claim: Claim) -> tuple[int, ...]:
    """Find the fiscal years (October to September) that a claim's period is; none if it is no whole ones."""
    first, last = claim.period_from, claim.period_to
    if first is None or last is None:
        return ()
    if (first.month, first.day, last.month, last.day) != (10, 1, 9, 30):
        return ()
    return tuple(range(first.year + 1, last.year + 1))


def _list_group_conditions(cohort: str, scope: Scope) -> Iterator[str]:
    """List the conditions that a group is made of, if it is made of conditions: a family docket, or one of the file."""
    operation = scope.operation
    own = next((each for each in operation.own_cohorts if each.name == cohort), None)
    if own is not None and not own.sql:
        yield from (f"{name}={','.join(levels)}" for name, levels in own.condition.dims.items())
    elif operation.focus and operation.focus.cohort == cohort:
        yield f"{operation.focus.dimension}={operation.focus.level}"


def _is_known(condition: str, method: measures.Method) -> bool:
    """Return whether a method can be asked under a condition."""
    return condition.partition("=")[0].strip().replace("_", "-") in method.dimensions


def _ask_method(
    scope: Scope, measure: str, method: str, conditions: list[str], day: date | None
) -> tuple[AnswerRow, ...]:
    asked: Question = make_question(
        "measure", measure, methods=[method], where=conditions, as_of=day, profile=scope.shown.profile
    )
    return tuple(measure_release(scope.release, asked))
