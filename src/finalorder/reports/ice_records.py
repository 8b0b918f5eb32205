"""What ICE's own files say of detention, monitoring, removals and arrests, if they were added to the lake."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from finalorder.errors import InputError
from finalorder.ice import Fact, questions, store
from finalorder.reports.answer_words import format_plain_number

_FACT_FINDERS: dict[str, Callable[[Path, date], list[Fact]]] = {
    "detention": questions.find_family_detention,
    "monitoring": questions.find_monitoring,
    "removals": questions.find_removals,
    "arrests": questions.find_arrests,
}
#: how far a claim may lie from ICE's figure and still be it
ICE_TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class IceFiles:
    """The files of a lake on a day; none where there is no lake."""

    lake_dir: Path | None
    day: date

    def find_facts(self, subject: str) -> list[Fact]:
        """The figures of a subject that were known on the day, or the nearest later ones; none if no file has any."""
        if self.lake_dir is None or not store.get_context_folder(self.lake_dir).exists():
            return []
        try:
            found = _FACT_FINDERS[subject](self.lake_dir, self.day)
        except InputError:
            return []
        return [known for fact in found if (known := fact.later or fact).value is not None]

    def find_matching_fact(self, facts: Sequence[Fact], low: float, high: float) -> Fact | None:
        """The first figure that is a claim's number, or lies in its range."""
        slack = ICE_TOLERANCE * high
        return next((fact for fact in facts if fact.value and low - slack <= fact.value <= high + slack), None)

    def describe_facts(self, facts: Sequence[Fact]) -> str:
        """Figures in words, each with its day and cell."""
        lines = (
            f"ICE, {fact.as_of}: {fact.measure.replace('_', ' ')} {format_plain_number(fact.value or 0)} {fact.unit}"
            f" ({fact.citation})"
            for fact in facts
        )
        return "; ".join(lines) + "." if facts else ""
