"""Figures in words: of which place, group and time they are, and the sentence that would be right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from finalorder.measures import get_method
from finalorder.reports.court_records import RecordQuestion
from finalorder.reports.figures import RecordFigure
from finalorder.reports.routes import Route, say
from finalorder.words import Words

_MOST_FIGURES = 12
_STOCKS = frozenset({"backlog", "orders_standing"})


@dataclass(frozen=True, slots=True)
class FigureWords:
    """Says figures in a language."""

    lang: str
    release_day: date

    @property
    def words(self) -> Words:
        """The words of the language."""
        return Words(self.lang)

    def describe(self, question: RecordQuestion, figures: Sequence[RecordFigure]) -> str:
        """The figures of a question with its place, group and time; empty if there are none."""
        told = "; ".join(self.format_figure(figure) for figure in figures[:_MOST_FIGURES])
        return f"{self.describe_question(question)}: {told}" if told else ""

    def describe_question(self, question: RecordQuestion) -> str:
        """Where, of whom and when a question asks."""
        return f"{self.describe_place(question)}, {self.describe_time(question)}"

    def describe_place(self, question: RecordQuestion) -> str:
        """Where and of whom a question asks."""
        told = [self._describe_level(name, levels) for name, levels in question.where]
        place = question.city or ("" if _has_place(question) else say("nation", self.lang))
        return ", ".join(filter(None, (place, *told)))

    def _describe_level(self, name: str, levels: Sequence[str]) -> str:
        if name == "city":
            return say("courts_of", self.lang, cities=", ".join(levels))
        if name == "state":
            return say("residents_of", self.lang, state=", ".join(levels))
        return f"{name}={','.join(levels)}"

    def describe_time(self, question: RecordQuestion) -> str:
        """The time of a question."""
        if question.years:
            first, last = question.years[0], question.years[-1]
            return f"FY{first}" if first == last else f"FY{first}-FY{last}"
        if question.since is not None and question.day is not None:
            return say("from_to", self.lang, first=question.since + timedelta(1), last=question.day)
        day = question.day or self.release_day
        return say("as_of", self.lang, day=day) if question.measure in _STOCKS else say("all_years", self.lang)

    def format_figure(self, figure: RecordFigure) -> str:
        """A method's figure, with the part and the whole of a share."""
        name = self.name_figure(figure)
        if not figure.is_shown:
            return f"{name} {say('hidden', self.lang)}"
        words = self.words
        if figure.unit == "days":
            return f"{name} {words.format_number(figure.value)} {words.translate_name('unit', 'days')}"
        if figure.denominator is None:
            return f"{name} {words.format_number(figure.value)}"
        part, whole = (words.format_number(number or 0) for number in (figure.numerator, figure.denominator))
        return f"{name} {words.format_share(figure.value / 100)} ({part} / {whole})"

    def name_figure(self, figure: RecordFigure) -> str:
        """Name what a figure counts: the outcomes that it adds up, or its method."""
        names = figure.label.split("+") if figure.label else [figure.method]
        return " + ".join(self.words.find_word("check.figure", name).replace("_", " ") for name in names)

    def say_right_change(
        self, questions: tuple[RecordQuestion, RecordQuestion], figures: tuple[RecordFigure, RecordFigure]
    ) -> str:
        """Say the counts before and after, and by how much they differ."""
        before, after = figures
        words, change = self.words, 100 * (after.value / before.value - 1)
        told = say(
            "right_change", self.lang, what=self.name_figure(after), place=self.describe_place(questions[1]),
            before=words.format_number(before.value), earlier=self.describe_time(questions[0]),
            after=words.format_number(after.value), period=self.describe_time(questions[1]),
            change=f"{'+' if change > 0 else '−' if change < 0 else ''}{words.format_share(abs(change) / 100)}",
        )  # fmt: skip
        return say("right_sentence", self.lang, told=told)

    def say_right(self, question: RecordQuestion, figures: Sequence[RecordFigure]) -> str:
        """The sentence that would be right, by the first figure; empty if none is shown."""
        best = next((figure for figure in figures if figure.is_shown), None)
        if best is None:
            return ""
        words, what = self.words, get_method(best.method).describe(self.lang)
        values = {"place": self.describe_place(question), "period": self.describe_time(question)}
        if best.denominator is not None and best.unit != "days":
            share = words.format_share(best.value / 100)
            sentence = say("right_share", self.lang, share=share, method=best.method, what=what, **values)
        else:
            count = f"{words.format_number(best.value)} {words.translate_name('unit', best.unit)}"
            sentence = say("right_count", self.lang, count=count, method=best.method, what=what, **values)
        return say("right_sentence", self.lang, told=sentence)

    def define(self, route: Route) -> tuple[str, ...]:
        """What each method of a route counts."""
        return tuple(f"{name}: {get_method(name).describe(self.lang)}" for name in route.methods)


def _has_place(question: RecordQuestion) -> bool:
    return any(name in {"city", "state"} for name, _ in question.where)
