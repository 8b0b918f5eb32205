"""What the records of a release say to a question: one place, one period, one day, as rows that passed the gate."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from finalorder.answers import AnswerRow, make_question
from finalorder.errors import InputError, NotInLakeError
from finalorder.lake import Release
from finalorder.operations import measure_release

OWN_SPLIT = "outcome"
"""The split that a measure's answers have anyway."""


@dataclass(frozen=True, slots=True)
class RecordQuestion:
    """A measure by some methods, of a city (or the country), of fiscal years (or all) and as of a day (or the last)."""

    measure: str
    methods: tuple[str, ...] = ()
    city: str = ""
    years: tuple[int, ...] = ()
    split: str = ""
    day: date | None = None

    def __str__(self) -> str:
        """The question on one line, in the form that commands and pages share."""
        where = [f"city={self.city}"] if self.city else []
        where += [f"fiscal-year={','.join(f'FY{year}' for year in self.years)}"] if self.years else []
        by = [self.split] if self.split and self.split != OWN_SPLIT else []
        return str(make_question("measure", self.measure, methods=self.methods, by=by, where=where, as_of=self.day))


@dataclass(slots=True)
class CourtRecords:
    """Asks a release; each question once."""

    release: Release
    profile: str
    asked: dict[RecordQuestion, tuple[AnswerRow, ...]] = field(default_factory=dict)

    def find_rows(self, question: RecordQuestion) -> tuple[AnswerRow, ...]:
        """Find the rows that answer a question; of several fiscal years one each. None if the records refuse it."""
        if question not in self.asked:
            self.asked[question] = self._measure(question)
        return self.asked[question]

    def _measure(self, question: RecordQuestion) -> tuple[AnswerRow, ...]:
        only: dict[str, Sequence[str]] = {}
        if question.city:
            only["city"] = [question.city]
        if question.years:
            only["fiscal-year"] = [f"FY{year}" for year in question.years]
        split = [question.split] if question.split and question.split != OWN_SPLIT else []
        asked = make_question(
            "measure", question.measure, methods=question.methods, by=[*only, *split], as_of=question.day,
            profile=self.profile,
        )  # fmt: skip
        try:
            found = measure_release(self.release, asked, only=only)
        except (InputError, NotInLakeError):
            return ()
        order = {method: at for at, method in enumerate(question.methods)}
        rows = [row for row in found if row.city == question.city and bool(row.period) == bool(question.years)]
        return tuple(sorted(rows, key=lambda row: (order.get(row.method, len(order)), row.period)))
