"""The answer of the court's records to a claim: the figures of its question, beside those that people may mean."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from finalorder.reports.amounts import CHANGE, SHARE
from finalorder.reports.check_answer import CANNOT_NARROW, CheckAnswer
from finalorder.reports.court_records import CourtRecords, RecordQuestion
from finalorder.reports.figure_words import FigureWords
from finalorder.reports.figures import RecordFigure, make_composition, make_figures, make_parts, span_figures
from finalorder.reports.judging import CONTRADICTED, SUPPORTED, judge_change, judge_number
from finalorder.reports.mentions import Mention
from finalorder.reports.narrowing import Narrowed, TextContext, list_conditions, narrow_claim
from finalorder.reports.routes import Route, say

_MOST_OTHERS = 2
Figures = Sequence[RecordFigure]


@dataclass(frozen=True, slots=True)
class RecordAnswerer:
    """Answers claims from a release, or says how it would where there is none."""

    records: CourtRecords | None
    context: TextContext
    release_day: date

    @property
    def words(self) -> FigureWords:
        """How figures are said."""
        return FigureWords(self.context.lang, self.release_day)

    def answer(self, mention: Mention, route: Route, said: str) -> CheckAnswer:
        """Set a claim, whose own text is ``said``, beside the records."""
        narrowed = narrow_claim(mention, route, self.context, self.release_day)
        lang, method = self.context.lang, ", ".join(route.methods)
        if self.records is None:
            is_kept = narrowed.is_narrowed or route.verdict == "upper_bound_only"
            return CheckAnswer(
                route.verdict if is_kept else CANNOT_NARROW, method, f"{route.say(lang)} {say('no_lake', lang)}",
                narrowed.reasons, str(narrowed.question),
            )  # fmt: skip
        figures = self._find_figures(mention, route, narrowed.question)
        verdict = self._decide(mention, route, narrowed, said)
        fitting = choose_fitting(mention, route)
        figures.sort(key=lambda each: (each.method not in fitting, abs(each.value - (mention.low or 0))))
        told = self._describe(mention, route, narrowed, figures)
        right = self._say_right(mention, route, narrowed, figures) if verdict == CONTRADICTED else ""
        text = say("simulated", lang, rows=told) if self.records.release.simulated else told
        return CheckAnswer(
            verdict, method, " ".join(filter(None, (f"{text}.", right, route.say(lang)))), narrowed.reasons,
            str(narrowed.question), self.words.define(route), right, self._cite(), f"{text}.", route.say(lang),
        )  # fmt: skip

    def _say_right(self, mention: Mention, route: Route, narrowed: Narrowed, figures: Figures) -> str:
        """Say the sentence that would be right."""
        if not narrowed.earlier:
            return self.words.say_right(narrowed.question, figures)
        before = self._find_figures(mention, route, narrowed.earlier[0])
        return self.words.say_right_change((narrowed.earlier[0], narrowed.question), (before[0], figures[0]))

    def _cite(self) -> str:
        assert self.records is not None
        return f"EOIR case data, release {self.records.release.name}; finalorder"

    def _decide(self, mention: Mention, route: Route, narrowed: Narrowed, said: str) -> str:
        """Judge what the records can judge; what they cannot narrow to is said first and never judged."""
        assert self.records is not None
        if not narrowed.is_narrowed and route.verdict != "upper_bound_only":
            return CANNOT_NARROW
        if route.never_judged or narrowed.reasons or self.records.release.simulated:
            return route.verdict
        fitting = choose_fitting(mention, route)
        if mention.kind == CHANGE:
            return self._judge_change(mention, route, narrowed)
        if not fitting:
            return route.verdict
        chosen = self._find_alone(mention, route, narrowed.question, fitting)
        if not chosen:
            return route.verdict
        others = self._list_others(mention, route, narrowed, fitting)
        verdict = judge_number(mention, chosen, others, said)
        return route.verdict if route.only_supports and verdict != SUPPORTED else verdict

    def _list_others(
        self, mention: Mention, route: Route, narrowed: Narrowed, fitting: Sequence[str]
    ) -> list[RecordFigure]:
        """What other methods give, and what the same words may mean otherwise."""
        methods = [
            figure for figure in self._find_figures(mention, route, narrowed.question) if figure.method not in fitting
        ]
        wider = self._find_wider(route, narrowed.question)
        read = [
            figure for other in narrowed.others for figure in self._find_alone(mention, route, other, fitting)
        ]  # fmt: skip
        if route.is_stock and read:
            read = span_figures([*read, *self._find_alone(mention, route, narrowed.question, fitting)])
        return [*methods, *wider, *read]

    def _judge_change(self, mention: Mention, route: Route, narrowed: Narrowed) -> str:
        pairs = [
            (before, after)
            for first, last in zip(narrowed.earlier, (narrowed.question, *narrowed.others), strict=False)
            for before, after in zip(
                self._find_figures(mention, route, first), self._find_figures(mention, route, last), strict=False
            )
        ]
        return judge_change(mention, pairs) if pairs else route.verdict

    def _find_wider(self, route: Route, question: RecordQuestion) -> list[RecordFigure]:
        assert self.records is not None
        return make_parts(self.records.find_rows(question), route.wide_parts) if route.wide_parts else []

    def _find_alone(
        self, mention: Mention, route: Route, question: RecordQuestion, methods: Sequence[str]
    ) -> list[RecordFigure]:
        """The figures of the methods that fit a claim, which others asked with them may hide."""
        return self._find_figures(mention, route, replace(question, methods=tuple(methods)))

    def _find_figures(self, mention: Mention, route: Route, question: RecordQuestion) -> list[RecordFigure]:
        assert self.records is not None
        rows = self.records.find_rows(question)
        if route.complement_if in mention.restrictions:
            route = replace(route, complement=not route.complement)
        if route.parts:
            return make_parts(rows, route.parts)
        if not route.part:
            return make_figures(rows, route)
        within = replace(question, where=(*question.where, *list_conditions(mention)))
        return make_composition(make_figures(self.records.find_rows(within), route), make_figures(rows, route))

    def _describe(self, mention: Mention, route: Route, narrowed: Narrowed, figures: Figures) -> str:
        """The figures of the question, those of a change's first time, and those of its other readings."""
        asked = [narrowed.question, *narrowed.earlier[:1], *narrowed.others[:_MOST_OTHERS]]
        told = [
            self.words.describe(question, figures if at == 0 else self._find_figures(mention, route, question))
            for at, question in enumerate(asked)
        ]
        assert self.records is not None
        empty = "refused" if narrowed.question in self.records.refused else "nothing"
        return "; ".join(dict.fromkeys(filter(None, told))) or say(empty, self.context.lang).rstrip(".")


def choose_fitting(mention: Mention, route: Route) -> Sequence[str]:
    """The methods that count what the claim counts."""
    noun = mention.base if mention.kind == SHARE else mention.unit
    need = route.base_needs.get(noun)
    if need and need not in mention.topics and not (need == "order" and noun == "orders"):
        return ()
    return route.base.get(noun, route.methods if route.median else ())
