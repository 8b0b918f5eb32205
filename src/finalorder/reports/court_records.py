"""What the records of a release say to a question: one place, one group, one time, as rows that passed the gate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from finalorder.answers import AnswerRow, make_question
from finalorder.errors import InputError, NotInLakeError, RefusedError
from finalorder.lake import Release
from finalorder.operations import measure_release

OWN_SPLIT = "outcome"
"""The split that a measure's answers have anyway."""


@dataclass(frozen=True, slots=True)
class RecordQuestion:
    """A measure by some methods, of a city (or the country), of a group, and of a time.

    The time is fiscal years (none for all), or as of a day (or the release's), or what happened after the day
    ``since`` up to ``day``. ``where`` are levels of dimensions, by dimension.
    """

    measure: str
    methods: tuple[str, ...] = ()
    city: str = ""
    years: tuple[int, ...] = ()
    split: str = ""
    day: date | None = None
    since: date | None = None
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __str__(self) -> str:
        """The question on one line, in the form that commands and pages share; a difference is of two of them."""
        where = [f"city={self.city}"] if self.city else []
        where += [f"fiscal-year={','.join(f'FY{year}' for year in self.years)}"] if self.years else []
        where += _list_conditions(self.where)
        by = [self.split] if self.split and self.split != OWN_SPLIT else []
        whole = make_question("measure", self.measure, methods=self.methods, by=by, where=where, as_of=self.day)
        return f"{whole} - {replace(whole, as_of=self.since)}" if self.since else str(whole)


def _list_conditions(where: Iterable[tuple[str, Sequence[str]]]) -> list[str]:
    return [f"{dimension}={','.join(levels)}" for dimension, levels in where]


@dataclass(slots=True)
class CourtRecords:
    """Asks a release; each question once."""

    release: Release
    profile: str
    asked: dict[RecordQuestion, tuple[AnswerRow, ...]] = field(default_factory=dict)
    #: questions of too many conditions to be published
    refused: set[RecordQuestion] = field(default_factory=set)

    def find_rows(self, question: RecordQuestion) -> tuple[AnswerRow, ...]:
        """Find the rows that answer a question; of several fiscal years one each. None where there are none."""
        if question not in self.asked:
            self.asked[question] = self._subtract(question) if question.since else self._measure(question)
        return self.asked[question]

    def _subtract(self, question: RecordQuestion) -> tuple[AnswerRow, ...]:
        """What is counted up to the last day, less what was counted before the first."""
        upto, before = (
            self.find_rows(replace(question, day=day, since=None)) for day in (question.day, question.since)
        )
        earlier = {_key_row(row): row for row in before}
        return tuple(
            _subtract_row(row, earlier[_key_row(row)])
            for row in upto
            if _key_row(row) in earlier and row.unit != "days"
        )

    def _measure(self, question: RecordQuestion) -> tuple[AnswerRow, ...]:
        only: dict[str, Sequence[str]] = {}
        if question.city:
            only["city"] = [question.city]
        if question.years:
            only["fiscal-year"] = [f"FY{year}" for year in question.years]
        split = [question.split] if question.split and question.split != OWN_SPLIT else []
        try:
            asked = make_question(
                "measure", question.measure, methods=question.methods, by=[*only, *split],
                where=_list_conditions(question.where), as_of=question.day, profile=self.profile,
            )  # fmt: skip
            found = measure_release(self.release, asked, only=only)
        except (InputError, NotInLakeError):
            return ()
        except RefusedError:
            self.refused.add(question)
            return ()
        order = {method: at for at, method in enumerate(question.methods)}
        answered = [row for row in found if row.status != "not_applicable"]
        rows = [row for row in answered if row.city == question.city and bool(row.period) == bool(question.years)]
        return tuple(sorted(rows, key=lambda row: (order.get(row.method, len(order)), row.period)))


def _key_row(row: AnswerRow) -> tuple[str, ...]:
    return row.method, row.city, row.order_class, row.level_1, row.level_2


def _subtract_row(row: AnswerRow, earlier: AnswerRow) -> AnswerRow:
    """A row less an earlier one, with all that the rounding of both leaves open."""
    if row.numerator is None or earlier.numerator is None:
        return row._replace(status="hidden", numerator=None, denominator=None, value=None)
    count = row.numerator - earlier.numerator
    least, most = (_get_end(row, "floor"), _get_end(row, "ceiling"))
    fewest, highest = (_get_end(earlier, "floor"), _get_end(earlier, "ceiling"))
    whole = None if row.denominator is None else row.denominator - (earlier.denominator or 0)
    value = float(count) if whole is None else count / whole if whole else None
    return row._replace(numerator=count, denominator=whole, value=value,
        floor=max(least - highest, 0), ceiling=most - fewest, low=None, high=None,
        rounded_to=(row.rounded_to or 0) + (earlier.rounded_to or 0) or None,
    )  # fmt: skip


def _get_end(row: AnswerRow, name: str) -> int:
    end: int | None = getattr(row, name)
    return (row.numerator or 0) if end is None else end
