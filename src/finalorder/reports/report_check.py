"""``finalorder check``: what a plain-text report claims of removal orders, and what the records say to it.

By rules: the words of both languages are tables (``grammar``), and so are the ways to an answer. No model, no network;
the same text gives the same rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from finalorder.errors import InputError
from finalorder.lake import Release
from finalorder.operations import Operation
from finalorder.reports.certainty import UNSURE_BELOW
from finalorder.reports.check_answer import CheckAnswer
from finalorder.reports.claim_answers import ClaimChecker, Sources
from finalorder.reports.claim_finder import find_mentions
from finalorder.reports.court_records import CourtRecords
from finalorder.reports.grammar_tables import LANGUAGES, detect_language, load_grammar
from finalorder.reports.ice_answers import IceFiles
from finalorder.reports.mentions import Mention
from finalorder.reports.narrowing import TextContext
from finalorder.reports.operation_choice import NO_OPERATION, choose_operation
from finalorder.reports.own_claims import OperationMatcher
from finalorder.reports.own_groups import list_own_groups
from finalorder.reports.routes import say
from finalorder.reports.times import TimeReader
from finalorder.reports.tokens import TokenizedText

AUTO = "auto"
_SIMULATED = "SIMULATED"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One claim of a report: where it stands (``text == source[start:end]``), what it claims, and what answers it.

    ``kind`` is count, share, duration, change, place or group; ``certainty`` (0 to 1) is how often a row like this is a
    claim. ``number`` is the lower end of a range, whose ends are in ``note``; ``question`` is what was asked.
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
    place: str
    from_day: str
    to_day: str
    question: str


CHECK_COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(CheckRow))


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A report's claims in the order of the text, the operation they were set beside (if any), and the records asked.

    ``answers`` are the whole answers behind the rows, one each.
    """

    source: str
    rows: tuple[CheckRow, ...]
    answers: tuple[CheckAnswer, ...]
    operation: Operation | None
    release: Release | None
    as_of: date | None
    lang: str

    @property
    def meta(self) -> dict[str, Any]:
        """What is true of all rows."""
        is_simulated = bool(self.release and self.release.simulated)
        return {
            "operation": self.operation.id if self.operation else None,
            "release": self.release.name if self.release else None,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "simulated": is_simulated,
            "stamps": [_SIMULATED] if is_simulated else [],
            "language": self.lang,
            "claims": len(self.rows),
        }


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """How a report is checked.

    ``lang`` is the language of the answers: that of the text, or ``en`` or ``es``. ``lake_dir`` is where ICE's files
    are looked for, and the log of what was published. ``as_of`` is the day of the text, where it does not say its own.
    """

    lang: str = AUTO
    lake_dir: Path | None = None
    as_of: date | None = None
    profile: str = "public"


DEFAULT_SETTINGS = CheckSettings()


def check_report(
    source: str,
    operation: Operation | Iterable[Operation],
    release: Release | None = None,
    settings: CheckSettings = DEFAULT_SETTINGS,
) -> CheckResult:
    """Answer the claims of a report; without a release, claims and verdicts that need no numbers.

    The claims are set beside the operation, or beside that of several which the text is about, if it is about one.

    :raises FinalorderError: if there are no answers in the language.
    """
    lang = settings.lang
    if lang not in (*LANGUAGES, AUTO):
        raise InputError(f"there are no answers in {lang!r}; the languages are {', '.join(LANGUAGES)} and {AUTO}.")
    spoken = detect_language(source)
    answers_in = spoken if lang == AUTO else lang
    page, found = find_mentions(source, load_grammar(spoken))
    day = TimeReader(page, load_grammar(spoken)).day or settings.as_of
    chosen = operation if isinstance(operation, Operation) else choose_operation(source, found, day, operation)
    about = chosen or NO_OPERATION
    found = _add_own_groups(page, found, about)
    names_places = any(each.where.city or each.where.is_elsewhere for each in found)
    sources = _gather_sources(OperationMatcher(about, found, source), release, settings)
    checker = ClaimChecker(sources, TextContext(day, names_places, answers_in), answers_in)
    answered = [(each, checker.answer_mention(each, _get_text(page, each))) for each in found]
    rows = tuple(_build_check_row(page, each, answer, answers_in) for each, answer in answered)
    return CheckResult(source, rows, tuple(answer for _, answer in answered), chosen, release, day, answers_in)


def _add_own_groups(page: TokenizedText, found: list[Mention], operation: Operation) -> list[Mention]:
    """Add the groups that the operation's file defines, in the order of the text."""
    taken = {each.start for each in found}
    own = [each for each in list_own_groups(page, operation) if each.start not in taken]
    return sorted([*found, *own], key=lambda each: (page.starts[each.start], each.end, each.kind)) if own else found


def _gather_sources(matcher: OperationMatcher, release: Release | None, settings: CheckSettings) -> Sources:
    records = CourtRecords(release, settings.profile) if release else None
    last_day = release.day if release else datetime.now(tz=UTC).date()
    return Sources(matcher, records, IceFiles(settings.lake_dir), last_day)


def _get_text(page: TokenizedText, mention: Mention) -> str:
    start, end = page.get_character_span(mention.start, mention.end)
    return page.source[start:end]


def _build_check_row(page: TokenizedText, mention: Mention, answer: CheckAnswer, lang: str) -> CheckRow:
    start, end = page.get_character_span(mention.start, mention.end)
    first, last = (day.isoformat() if day else "" for day in (mention.when.first, mention.when.last))
    place = mention.where.city or ("elsewhere" if mention.where.is_elsewhere else "")
    return CheckRow(
        start, end, page.source[start:end], mention.kind, _round_number(mention.low), mention.unit,
        mention.where.city, mention.cohort, mention.when.period, mention.certainty, answer.verdict, answer.method,
        answer.answer_text, _build_note(mention, answer.notes, lang), place, first, last, answer.question,
    )  # fmt: skip


def _round_number(value: float | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if float(value).is_integer() else round(value, 2)


def _build_note(mention: Mention, told: Sequence[str], lang: str) -> str:
    said = list(told)
    if mention.low != mention.high:
        said.append(say("range", lang, low=_round_number(mention.low), high=_round_number(mention.high)))
    if mention.bound != "exactly":
        said.append(say("bound", lang, bound=mention.bound.replace("_", " ")))
    if mention.certainty < UNSURE_BELOW:
        said.append(say("unsure", lang))
    return "; ".join(said)


def read_mentions(source: str) -> list[tuple[CheckRow, tuple[str, ...]]]:
    """Read the claims of a text before anything answers them, each with the features that its certainty is made of."""
    page, found = find_mentions(source, load_grammar(detect_language(source)))
    unanswered = CheckAnswer("not_in_records", "", "")
    return [(_build_check_row(page, each, unanswered, "en"), each.features) for each in found]
