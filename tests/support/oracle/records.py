"""What the oracle knows of a release: rows by key, the release day, and a count of oddities."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Row = dict[str, Any]
Tables = Mapping[str, list[Row]]

EARLIEST_LIKELY, LATEST_LIKELY = date(1950, 1, 1), date(2050, 12, 31)


def code(row: Row, column: str) -> str | None:
    """A code as written, without blanks around it; a blank one is none."""
    value = row.get(column)
    if value is None:
        return None
    return str(value).strip() or None


def loud(row: Row, column: str) -> str | None:
    """A code in upper case."""
    value = code(row, column)
    return value.upper() if value else None


def day(row: Row, column: str) -> date | None:
    """The calendar day of a date or a timestamp."""
    value = row.get(column)
    return value.date() if isinstance(value, datetime) else value


def group_rows(rows: Iterable[Row], key: str) -> dict[Any, list[Row]]:
    """Rows by the value of one column; rows without it are left out."""
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        if row.get(key) is not None:
            found[row[key]].append(row)
    return found


@dataclass
class Records:
    """A release, ready to be asked."""

    tables: Tables
    release_day: date
    city_names: Mapping[str, str] = field(default_factory=dict)
    notes: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.proceeding_by_id: dict[int, Row] = {
            row["idnproceeding"]: row for row in self.rows("proceedings") if row.get("idnproceeding") is not None
        }
        self.hearings_by_proceeding = group_rows(self.rows("hearings_raw"), "idnproceeding")
        self._by_case: dict[str, dict[Any, list[Row]]] = {}
        self._noted: set[tuple[str, Any]] = set()

    def rows(self, table: str) -> list[Row]:
        """Every row of a table; an absent table has none."""
        return self.tables.get(table, [])

    def of_case(self, table: str, idncase: int | None, key: str = "idncase") -> list[Row]:
        """The rows of one case."""
        name = f"{table}.{key}"
        if name not in self._by_case:
            self._by_case[name] = group_rows(self.rows(table), key)
        return self._by_case[name].get(idncase, []) if idncase is not None else []

    def note(self, kind: str, count: int = 1) -> None:
        """Count an oddity."""
        if count:
            self.notes[kind] += count

    def note_once(self, kind: str, key: Any) -> None:
        """Count an oddity of one row, however often it is met."""
        if (kind, key) not in self._noted:
            self._noted.add((kind, key))
            self.note(kind)

    def happened(self, when: date | None) -> bool:
        """Whether a day is known and not after the release."""
        return when is not None and when <= self.release_day

    def recorded_entry(self, proceeding: Row) -> date | None:
        """When a row was entered, as somebody recorded it: INPUT_DATE, else its earliest schedule INPUT_DATE."""
        entered = day(proceeding, "input_date")
        if entered is not None:
            return entered
        hearings = self.hearings_by_proceeding.get(proceeding.get("idnproceeding"), [])
        return min((d for d in (day(h, "input_date") for h in hearings) if d is not None), default=None)

    def entry_day(self, proceeding: Row) -> date | None:
        """When a row was entered: as recorded, else its HEARING_DATE."""
        return self.recorded_entry(proceeding) or day(proceeding, "hearing_date")

    def arrival_day(self, proceeding: Row) -> date | None:
        """When the case came to the court of a row: as recorded, else by transfer, else its HEARING_DATE."""
        recorded = self.recorded_entry(proceeding)
        return recorded or day(proceeding, "trans_in_date") or day(proceeding, "hearing_date")

    def is_here(self, proceeding: Row) -> bool:
        """Whether a row was entered by the release day; a hearing ahead does not say that it was not."""
        recorded = self.recorded_entry(proceeding)
        return recorded is None or recorded <= self.release_day


def note_proceedings(records: Records) -> None:
    """Count what is odd about the proceedings themselves: keys, dates and contradictory types."""
    known = {row.get("idncase") for row in records.rows("cases")}
    for row in records.rows("proceedings"):
        if row.get("idncase") is None:
            records.note("proceeding_without_case")
        elif row["idncase"] not in known:
            records.note("proceeding_of_unlisted_case")
        columns = ("osc_date", "input_date", "comp_date", "hearing_date", "date_appeal_due_status")
        records.note("impossible_date", sum(is_impossible(day(row, column)) for column in columns))
        if (entered := day(row, "input_date")) is not None and entered > records.release_day:
            records.note("proceeding_entered_after_release")
    for rows in group_rows(records.rows("proceedings"), "idncase").values():
        if len({code(row, "case_type") for row in rows}) > 1:
            records.note("contradictory_case_types")


def is_impossible(when: date | None) -> bool:
    """Whether a day cannot belong to a life before these courts."""
    return when is not None and not EARLIEST_LIKELY <= when <= LATEST_LIKELY
