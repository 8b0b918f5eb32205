"""The answer to each claim of a report: the announcement's own by its claim, others by the question of their route."""

from dataclasses import dataclass, field
from datetime import date

from finalorder.operations import CANNOT_ANSWER, ICE_FILES, LAW, Claim, Figure, Operation
from finalorder.reports.check_answer import NOT_IN_RECORDS, CheckAnswer
from finalorder.reports.court_records import CourtRecords
from finalorder.reports.ice_answers import IceFiles, find_supporting_fact, list_nearest_facts
from finalorder.reports.judging import SUPPORTED
from finalorder.reports.legal_clocks import answer_deadline
from finalorder.reports.mentions import Mention
from finalorder.reports.narrowing import TextContext
from finalorder.reports.own_claims import OperationMatcher
from finalorder.reports.record_answers import RecordAnswerer
from finalorder.reports.routes import Route, find_route, say
from finalorder.words import Words, localize

OPERATION_FILE, NO_METHOD = "operation file", "none"


@dataclass(frozen=True, slots=True)
class Sources:
    """What claims are set beside: the announcement, the records of a release, ICE's files."""

    matcher: OperationMatcher
    records: CourtRecords | None
    ice: IceFiles
    release_day: date


@dataclass(slots=True)
class ClaimChecker:
    """Answers the claims of one text."""

    sources: Sources
    context: TextContext
    lang: str
    words: Words = field(init=False)

    def __post_init__(self) -> None:
        self.words = Words(self.lang)

    @property
    def operation(self) -> Operation:
        """The announcement that the text is set beside."""
        return self.sources.matcher.operation

    def answer_mention(self, mention: Mention, said: str) -> CheckAnswer:
        """Return the answer to a claim, whose own text is ``said``."""
        route = find_route(mention)
        claim, figure = self.sources.matcher.find_claim(mention), self.sources.matcher.find_figure(mention)
        if claim is not None and not route.ask:
            return self._answer_from_claim(claim)
        if figure is not None and not route.ask:
            return self._answer_from_figure(figure)
        answer = self._answer_by_route(mention, route, said)
        return answer.add_note(say("own", self.lang, id=claim.id)) if claim is not None else answer

    def _answer_by_route(self, mention: Mention, route: Route, said: str) -> CheckAnswer:
        if route.law:
            found = answer_deadline(mention, self.context.day or self.sources.release_day, self.lang)
            return CheckAnswer(found.verdict, "law", found.text or route.say(self.lang), question="deadlines")
        if route.subject:
            return self._answer_from_ice(mention, route)
        if not route.ask or (not mention.where.city and mention.kind == "place"):
            return CheckAnswer(route.verdict, route.method, route.say(self.lang))
        return RecordAnswerer(self.sources.records, self.context, self.sources.release_day).answer(mention, route, said)

    def _answer_from_claim(self, claim: Claim) -> CheckAnswer:
        notes = (say("own", self.lang, id=claim.id),)
        reason = " ".join(filter(None, (localize(claim, name, self.lang) for name in ("says", "reason"))))
        method = claim.records if claim.records in (LAW, ICE_FILES) else NO_METHOD
        if claim.records in (CANNOT_ANSWER, LAW, ICE_FILES):
            return CheckAnswer(claim.verdict or NOT_IN_RECORDS, method, reason, notes)
        return CheckAnswer(NOT_IN_RECORDS, ", ".join(claim.methods) or claim.records, reason, notes)

    def _answer_from_figure(self, figure: Figure) -> CheckAnswer:
        low, high = figure.range
        amount = self._format_range(low, high)
        told = say(
            "figure", self.lang, what=localize(figure, "name", self.lang), amount=f"{amount} {figure.unit}",
            day=figure.as_of, source=figure.sources[0].url,
        )  # fmt: skip
        notes = (figure.evidence,) if figure.evidence != "direct" else ()
        return CheckAnswer(SUPPORTED, OPERATION_FILE, told, notes, citation=figure.sources[0].url)

    def _answer_from_ice(self, mention: Mention, route: Route) -> CheckAnswer:
        said = None if mention.when.is_carried else mention.when.last
        day = said or self.context.day or self.sources.release_day
        facts = self.sources.ice.find_facts(route.subject, day)
        why = route.say(self.lang)
        same = find_supporting_fact(mention, facts, day, route.narrows)
        told = "; ".join(
            f"ICE, {fact.as_of}: {fact.measure.replace('_', ' ')} {fact.technology or fact.category}".rstrip()
            + f" {self.words.format_number(fact.value or 0)} {fact.unit} ({fact.citation})"
            for fact in ([same] if same else list_nearest_facts(mention, facts))
        )
        verdict = SUPPORTED if same else route.verdict
        citation = same.citation if same else ""
        return CheckAnswer(
            verdict, route.method, f"{told}. {why}" if told else why, citation=citation,
            figures=f"{told}." if told else "", why=why,
        )  # fmt: skip

    def _format_range(self, low: float, high: float) -> str:
        first, last = self.words.format_number(low), self.words.format_number(high)
        return first if low == high else f"{first}-{last}"
