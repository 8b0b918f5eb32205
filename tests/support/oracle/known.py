"""What the loops of the methods know of a release: the oracle's own ledger, asked about a day; and a unit."""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from support.oracle.completions import Completion
from support.oracle.ledger import _lives, derive
from support.oracle.orders import orders_of
from support.oracle.records import Records, Row, Tables, group_rows


class Unit(NamedTuple):
    """One unit of a method."""

    idncase: Any
    on: date | None
    hit: bool
    court: str | None
    custody: str | None
    representation_day: date | None
    split: str = ""
    days: int = 0


def fiscal_year(when: date) -> int:
    """October to September, named by the year it ends in."""
    return when.year + (1 if when.month >= 10 else 0)


@dataclass
class Known:
    """A release derived by the oracle, asked about a day."""

    tables: Tables
    release_day: date
    as_of: date
    city_names: Mapping[str, str]
    ledger: dict[str, Any] = field(init=False)
    records: Records = field(init=False)
    lives: dict[Any, list[Completion]] = field(init=False)

    def __post_init__(self) -> None:
        self.ledger = derive(self.tables, self.release_day, self.city_names)
        self.records = Records(self.tables, self.release_day, self.city_names)
        self.every = _lives(self.records)
        self.order_objects, self.other_appeals = orders_of(self.every, self.records)
        self._look_back()

    def at(self, day: date) -> "Known":
        """What was known of another day, from the ledger that is derived already."""
        other = copy(self)
        other.as_of = day
        other._look_back()
        return other

    def _look_back(self) -> None:
        """Take what had happened by the day asked."""
        every = self.every
        self.lives = {key: [c for c in life if c.row["completed_on"] <= self.as_of] for key, life in every.items()}
        self.cases = {row["idncase"]: row for row in self.ledger["cases"]}
        self.orders = [row for row in self.ledger["orders"] if row["ordered_on"] <= self.as_of]
        self.orders_by_case = group_rows(self.ledger["orders"], "idncase")
        self.held = group_rows(sorted(filter(self._is_held, self.ledger["hearings"]), key=_schedule_order), "idncase")
        self.appeals = list(self._appeals())
        self.appeals_by_case = group_rows(self.appeals, "idncase")
        self.ends = {key: life for key, life in every.items() if not isinstance(key, tuple)}
        self.proceedings = group_rows(self.records.rows("proceedings"), "idncase")
        self.pending_candidates = {*self.proceedings, *self.appeals_by_case}
        self.completion_by_id = {c.row["idnproceeding"]: c for life in every.values() for c in life}

    def _is_held(self, hearing: Row) -> bool:
        """Its day has come; not about custody, no medium H, not moved or vacated."""
        when = hearing["scheduled_on"]
        if when is None or when > self.as_of or hearing["kind"] == "custody":
            return False
        return hearing["outcome"] != "not_held" and (hearing["medium"] or "").upper() != "H"

    def _appeals(self) -> Iterator[Row]:
        """Case appeals that can keep a case pending."""
        for order in self.order_objects:
            for appeal in order.appeals:
                if not order.final_at_once and order.idncase is not None:
                    yield {"idncase": order.idncase, "about": order.order_id, "appeal": appeal}
        for appeal in self.other_appeals:
            named = self.records.proceeding_by_id.get(appeal.idnproceeding or -1)
            idncase = named.get("idncase") if named is not None else appeal.idncase
            if idncase is not None:
                yield {"idncase": idncase, "about": appeal.idnproceeding, "appeal": appeal}

    def family(self, idncase: Any) -> str:
        """The family docket of a case."""
        found: str = self.cases.get(idncase, {}).get("family_docket", "unknown")
        return found

    def year_end(self, year: int) -> date:
        """The last day of a fiscal year, or the day asked."""
        return min(date(year, 9, 30), self.as_of)


def _schedule_order(hearing: Row) -> tuple[date, int]:
    return hearing["scheduled_on"], hearing["idnschedule"]
