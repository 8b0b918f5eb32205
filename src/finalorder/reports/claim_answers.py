"""The answer to each claim of a report: the announcement's own by its claim, others by the question of their route."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from finalorder.measures import get_method
from finalorder.operations import CANNOT_ANSWER, CONTEXT, LAW, Claim, Figure, Operation
from finalorder.reports.court_records import CourtRecords
from finalorder.reports.figures import RecordFigure, make_figures
from finalorder.reports.ice_answers import IceFiles, find_supporting_fact, list_nearest_facts
from finalorder.reports.judging import SUPPORTED, judge_number
from finalorder.reports.legal_clocks import answer_deadline
from finalorder.reports.mentions import Mention
from finalorder.reports.narrowing import Narrowed, TextContext, narrow_claim
from finalorder.reports.own_claims import OperationMatcher
from finalorder.reports.routes import Route, find_route, say
from finalorder.words import Words, localize

NOT_IN_RECORDS, CANNOT_NARROW = "not_in_records", "cannot_narrow"
OPERATION_FILE, NO_METHOD = "operation file", "none"
_MOST_FIGURES = 12


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """What a claim comes to: the verdict, the method, the answer in words, notes, and the question asked.

    ``definitions`` say what each method counts; ``right`` is the sentence that the records would allow.
    """

    verdict: str
    method: str
    answer_text: str
    notes: tuple[str, ...] = ()
    question: str = ""
    definitions: tuple[str, ...] = ()
    right: str = ""
    citation: str = ""


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
        return _add_note(answer, say("own", self.lang, id=claim.id)) if claim is not None else answer

    def _answer_by_route(self, mention: Mention, route: Route, said: str) -> CheckAnswer:
        if route.law:
            found = answer_deadline(mention, self.context.day or self.sources.release_day, self.lang)
            return CheckAnswer(found.verdict, "law", found.text or route.say(self.lang), question="deadlines")
        if route.subject:
            return self._answer_from_ice(mention, route)
        if not route.ask or (not mention.where.city and mention.kind == "place"):
            return CheckAnswer(route.verdict, route.method, route.say(self.lang))
        return self._answer_from_records(mention, route, said)

    def _answer_from_claim(self, claim: Claim) -> CheckAnswer:
        notes = (say("own", self.lang, id=claim.id),)
        reason = " ".join(filter(None, (localize(claim, name, self.lang) for name in ("says", "reason"))))
        method = claim.records if claim.records in (LAW, CONTEXT) else NO_METHOD
        if claim.records in (CANNOT_ANSWER, LAW, CONTEXT):
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
        day = mention.when.last or self.context.day or self.sources.release_day
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
        return CheckAnswer(verdict, route.method, f"{told}. {why}" if told else why, citation=citation)

    def _answer_from_records(self, mention: Mention, route: Route, said: str) -> CheckAnswer:
        method, why = ", ".join(route.methods), route.say(self.lang)
        narrowed = narrow_claim(mention, route, self.context, self.sources.release_day)
        records = self.sources.records
        if records is None:
            verdict = route.verdict if narrowed.is_narrowed or route.verdict == "upper_bound_only" else CANNOT_NARROW
            return CheckAnswer(
                verdict, method, f"{why} {say('no_lake', self.lang)}", narrowed.reasons, str(narrowed.question)
            )
        figures = make_figures(records.find_rows(narrowed.question), route)
        told = self._describe_figures(figures, narrowed)
        text = say("simulated", self.lang, rows=told) if records.release.simulated else told
        verdict = self._decide(mention, route, narrowed, figures, said)
        right = self._say_right(narrowed, figures, verdict)
        return CheckAnswer(
            verdict, method, " ".join(filter(None, (f"{text}.", right, why))), narrowed.reasons, str(narrowed.question),
            self._define(route), right, self._cite(),
        )  # fmt: skip

    def _decide(
        self, mention: Mention, route: Route, narrowed: Narrowed, figures: list[RecordFigure], said: str
    ) -> str:
        """Judge what the records can judge; what they cannot narrow to is said first and never judged."""
        assert self.sources.records is not None
        if not narrowed.is_narrowed and route.verdict != "upper_bound_only":
            return CANNOT_NARROW
        if route.never_judged or narrowed.reasons or self.sources.records.release.simulated or not figures:
            return route.verdict
        fitting = self._choose_fitting(mention, route)
        chosen = self._ask_alone(narrowed, fitting, route) if fitting else []
        others = [figure for figure in figures if figure.method not in fitting]
        return judge_number(mention, chosen, others, said)

    def _ask_alone(self, narrowed: Narrowed, methods: Sequence[str], route: Route) -> list[RecordFigure]:
        """Return the figures of the methods that fit a claim, which others asked with them may hide."""
        assert self.sources.records is not None
        question = replace(narrowed.question, methods=tuple(methods))
        return make_figures(self.sources.records.find_rows(question), route)

    @staticmethod
    def _choose_fitting(mention: Mention, route: Route) -> Sequence[str]:
        """Choose the methods that count what the claim counts."""
        noun = mention.base if mention.kind == "share" else mention.unit
        need = route.base_needs.get(noun)
        if need and need not in mention.topics and not (need == "order" and noun == "orders"):
            return ()
        return route.base.get(noun, route.methods if route.median else ())

    def _describe_figures(self, figures: Sequence[RecordFigure], narrowed: Narrowed) -> str:
        if not figures:
            return say("nothing", self.lang).rstrip(".")
        parts = [self._format_figure(figure) for figure in figures[:_MOST_FIGURES]]
        return f"{self._describe_question(narrowed)}: {'; '.join(parts)}"

    def _describe_question(self, narrowed: Narrowed) -> str:
        question = narrowed.question
        place = question.city or say("nation", self.lang)
        return f"{place}, {self._describe_time(narrowed)}"

    def _describe_time(self, narrowed: Narrowed) -> str:
        question = narrowed.question
        if question.years:
            first, last = question.years[0], question.years[-1]
            return f"FY{first}" if first == last else f"FY{first}-FY{last}"
        is_stock = question.measure in {"backlog", "orders_standing"}
        day = question.day or self.sources.release_day
        return say("as_of", self.lang, day=day) if is_stock else say("all_years", self.lang)

    def _format_figure(self, figure: RecordFigure) -> str:
        name = figure.label.replace("_", " ") or figure.method.replace("_", " ")
        if not figure.is_shown:
            return f"{name} {say('hidden', self.lang)}"
        if figure.unit == "days":
            return f"{name} {self.words.format_number(figure.value)} {self.words.translate_name('unit', 'days')}"
        if figure.denominator is None:
            return f"{name} {self.words.format_number(figure.value)}"
        part, whole = (self.words.format_number(number or 0) for number in (figure.numerator, figure.denominator))
        return f"{name} {self.words.format_share(figure.value / 100)} ({part} / {whole})"

    def _say_right(self, narrowed: Narrowed, figures: Sequence[RecordFigure], verdict: str) -> str:
        """Return the sentence that would be right, where a claim is contradicted."""
        shown = [figure for figure in figures if figure.is_shown]
        if verdict != "contradicted" or not shown:
            return ""
        best = shown[0]
        what = get_method(best.method).describe(self.lang)
        values = {"place": narrowed.question.city or say("nation", self.lang), "period": self._describe_time(narrowed)}
        if best.denominator is not None and best.unit != "days":
            share = self.words.format_share(best.value / 100)
            sentence = say("right_share", self.lang, share=share, method=best.method, what=what, **values)
        else:
            count = f"{self.words.format_number(best.value)} {best.unit}"
            sentence = say("right_count", self.lang, count=count, method=best.method, what=what, **values)
        return say("right_sentence", self.lang, told=sentence)

    def _define(self, route: Route) -> tuple[str, ...]:
        return tuple(f"{name}: {get_method(name).describe(self.lang)}" for name in route.methods)

    def _cite(self) -> str:
        assert self.sources.records is not None
        release = self.sources.records.release
        return f"EOIR case data, release {release.name}; finalorder"

    def _format_range(self, low: float, high: float) -> str:
        first, last = self.words.format_number(low), self.words.format_number(high)
        return first if low == high else f"{first}-{last}"


def _add_note(answer: CheckAnswer, note: str) -> CheckAnswer:
    return replace(answer, notes=(note, *answer.notes))
