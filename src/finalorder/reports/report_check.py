"""``finalorder check``: what a plain-text report claims of removal orders, and what the records say to it.

Rule-based: the words are in ``vocabulary.toml``, the ways to an answer in ``routes.toml``; spaCy's English tokenizer
and its matcher apply them, without a model. The same text gives the same rows.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from finalorder.answers import format_csv, format_json
from finalorder.lake import Release
from finalorder.operations import Operation, Scope, count_operation_scope
from finalorder.reports.claim_answers import CheckAnswer, ClaimChecker, check_language
from finalorder.reports.claim_finder import Mention, find_mentions
from finalorder.reports.ice_records import IceFiles
from finalorder.reports.lake_records import CourtRecords
from finalorder.reports.routes import OperationMatcher
from finalorder.reports.tokens import TokenizedText

UNSURE_BELOW = 0.5
"""Rows of a certainty below this are told as unsure."""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One claim of a report: where it stands (``text == source[start:end]``), what it claims, and what answers it.

    ``kind`` is count, share, date, duration, place or group; ``certainty`` (0 to 1) is how sure the rules are that this
    is a claim of that kind. ``number`` is the lower end of a range, whose ends are in ``note``.
    """

    start: int
    end: int
    text: str
    kind: str
    number: float | int | None
    unit: str
    city: str
    cohort: str
    period: str
    certainty: float
    verdict: str
    method: str
    answer: str
    note: str


CHECK_COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(CheckRow))


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A report's claims in the order of the text, the operation they were set beside, and the records asked."""

    rows: tuple[CheckRow, ...]
    operation: Operation
    scope: Scope | None

    @property
    def meta(self) -> dict[str, Any]:
        """What is true of all rows."""
        release = self.scope.release if self.scope else None
        return {
            "operation": self.operation.id,
            "release": release.name if release else None,
            "as_of": self.scope.as_of.isoformat() if self.scope else None,
            "simulated": bool(release and release.simulated),
            "stamps": list(self.scope.shown.stamps) if self.scope else [],
            "claims": len(self.rows),
        }


def check_report(
    source: str,
    operation: Operation,
    release: Release | None = None,
    *,
    lake_dir: Path | None = None,
    as_of: date | None = None,
    lang: str = "en",
    profile: str = "public",
) -> CheckResult:
    """The claims of a report and their answers; without a release, claims and verdicts that need no numbers.

    ``lake_dir`` is where ICE's files are looked for.

    :raises FinalorderError: if the release cannot say anything about the day, or there are no answers in the language.
    """
    check_language(lang)
    page, found = find_mentions(source)
    scope = (
        count_operation_scope(_add_mentioned_cities(operation, found), release, as_of, profile=profile)
        if release
        else None
    )
    records = CourtRecords(scope, profile) if scope else None
    ice = IceFiles(lake_dir, as_of or operation.announced)
    answerer = ClaimChecker(operation, OperationMatcher(operation, found, source), records, ice, lang)
    rows = tuple(_build_check_row(page, mention, answerer) for mention in found)
    return CheckResult(rows, operation, scope)


def _add_mentioned_cities(operation: Operation, found: Sequence[Mention]) -> Operation:
    """The operation with the cities that the report names besides."""
    others = sorted({mention.city for mention in found if mention.city} - set(operation.cities))
    return replace(operation, cities=(*operation.cities, *others))


def _build_check_row(page: TokenizedText, mention: Mention, answerer: ClaimChecker) -> CheckRow:
    start, end = page.get_character_span(mention.start, mention.end)
    answer = answerer.answer_mention(mention)
    return CheckRow(
        start, end, page.source[start:end], mention.kind, _round_number(mention.low), mention.unit, mention.city,
        mention.cohort, mention.period, mention.certainty, answer.verdict, answer.method, answer.answer_text,
        _build_note(mention, answer, answerer),
    )  # fmt: skip


def _round_number(value: float | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if float(value).is_integer() else round(value, 2)


def _build_note(mention: Mention, answer: CheckAnswer, answerer: ClaimChecker) -> str:
    said = list(answer.notes)
    if mention.low != mention.high:
        said.append(answerer.format_sentence("range", low=_round_number(mention.low), high=_round_number(mention.high)))
    if mention.bound != "exactly":
        said.append(answerer.format_sentence("bound", bound=mention.bound.replace("_", " ")))
    if mention.certainty < UNSURE_BELOW:
        said.append(answerer.format_sentence("unsure"))
    return "; ".join(said)


def to_json(checked: CheckResult) -> str:
    """``{"meta": {...}, "rows": [...]}``, one row a line."""
    return format_json(checked.meta, map(asdict, checked.rows))


def to_csv(checked: CheckResult) -> str:
    """The columns of ``CheckRow``, one line a claim."""
    return format_csv(CHECK_COLUMNS, (tuple(asdict(row).values()) for row in checked.rows))


def to_table(checked: CheckResult) -> str:
    """For a terminal: each claim in its words, then its fields, then the verdict and the answer."""
    lines = list(checked.meta["stamps"])
    for row in checked.rows:
        amount = "" if row.number is None else f"{row.number:,} {row.unit}"
        told = (amount, row.city, row.cohort, row.period)
        lines.append(f'[{row.start}:{row.end}] {row.kind} {row.certainty:.2f}  "{" ".join(row.text.split())}"')
        lines.append(f"    {'; '.join(part for part in told if part) or row.kind}")
        lines.append(f"    {row.verdict} ({row.method}): {row.answer}")
        lines += [f"    {row.note}"] if row.note else []
    return "\n".join([*lines, f"{len(checked.rows)} claims found."]) + "\n"
