"""What one month's file has otherwise than the first of its row: its packaging, columns, tables and lists of codes.

The court announces none of it. What comes and goes in which month stands in ``parameters/changes.toml``; a release that
follows no other is as the package describes it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from finalorder.registry import Column, Table, list_core_tables, list_lookup_tables
from finalorder.simulation.column_formats import BLANK, Codes, ColumnData, Rows, Vocabulary
from finalorder.simulation.day_numbers import Ints
from finalorder.simulation.random_draws import Scenario, create_generator
from finalorder.simulation.release_layouts import Layout, find_era_layout

Entry = dict[str, str]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
JUDGES, COURTS = "tbllookupjudge", "tbllookupbasecity"
FILLED = Vocabulary.of(["", "Y"])


@dataclass(frozen=True, slots=True)
class MonthFile:
    """The file of a month in a row of releases that began with the month ``since``."""

    month: str
    since: str
    layout: Layout
    scenario: Scenario

    def find_next(self, month: str) -> "MonthFile":
        """The file of a later month, packed as the one before or as the court packed by then, if that is newer."""
        return replace(self, month=month, layout=max(self.layout, find_era_layout(month), key=lambda each: each.name))

    def _is_on(self, begins: str, ends: str = "") -> bool:
        return self.since < begins <= self.month and not (ends and ends <= self.month)

    def list_columns(self, spec: Table) -> tuple[Column, ...]:
        """List the columns of a table in file order."""
        dropped = self._list_dropped_columns(spec)
        held = (column for column in self.layout.list_columns(spec) if column.name not in dropped)
        return (*held, *(Column(name, "text", kept=True, era="") for name in self._find_added_columns(spec)))

    def name_columns(self, spec: Table) -> dict[str, str]:
        """Name the columns of a table as its header does, by their names in the lake."""
        return {column.lake_name: self.layout.find_header_name(column) for column in self.list_columns(spec)}

    def build_header(self, spec: Table) -> bytes:
        """Build the first line of a table's file."""
        return ("\t".join(self.name_columns(spec).values()) + "\r\n").encode()

    def _list_dropped_columns(self, spec: Table) -> list[str]:
        found = self.scenario.parameters["changes.dropped_columns"]
        return [name for table, name, *months in found if table == spec.name and self._is_on(*months)]

    def _find_added_columns(self, spec: Table) -> dict[str, float]:
        """Find the columns that have come, with the share of the records that fill each."""
        found = self.scenario.parameters["changes.added_columns"]
        return {name: share for table, name, *months, share in found if table == spec.name and self._is_on(*months)}

    def change_columns(self, rows: Rows, spec: Table) -> Rows:
        """Fill the columns that have come, and empty those that are gone."""
        added, dropped = self._find_added_columns(spec), self._list_dropped_columns(spec)
        if (not added and not dropped) or rows.ids is None:
            return rows
        columns: dict[str, ColumnData] = {**rows.columns, **dict.fromkeys(dropped, BLANK)}
        for name, share in added.items():
            filled = rows.ids.draws.sample_bernoulli(f"added {name}", share)
            columns[name] = Codes(filled.astype(np.int32), FILLED)
        return Rows(rows.count, columns, rows.visible_from, rows.ids)

    def list_lookups(self) -> tuple[Table, ...]:
        """List the lookup tables that the release has."""
        dropped = self.scenario.parameters["changes.dropped_tables"]
        gone = {table for table, *months in dropped if self._is_on(*months)}
        return tuple(spec for spec in list_lookup_tables() if spec.name not in gone)

    def list_other_files(self) -> dict[str, str]:
        """List the files that are no tables of the registry, by name with their text."""
        added = self.scenario.parameters["changes.added_files"]
        texts = {name: f"{header}\r\n" for name, header, *months in added if self._is_on(*months)}
        return texts | ({"Schema_Related/EOIRDB_Schema.csv": self.layout.build_schema()} if self.layout.is_old else {})

    def change_entries(self, spec: Table, rows: list[Entry]) -> list[Entry]:
        """Change the entries of a list of the court: those that have come, are gone, or are described otherwise."""
        if spec.name == JUDGES:
            return self._change_judges(rows)
        return self._change_courts(rows) if spec.name == COURTS else rows

    def _change_courts(self, rows: list[Entry]) -> list[Entry]:
        parameters = self.scenario.parameters
        described = {code: city for code, city, month in parameters["changes.described_courts"] if self._is_on(month)}
        listed = [(code, city) for code, city, month in parameters["changes.listed_courts"] if self._is_on(month)]
        known = [{**row, "BASE_CITY": described.get(row["BASE_CITY_CODE"], row["BASE_CITY"])} for row in rows]
        name = "IMMIGRATION COURT"
        return [*known, *({"BASE_CITY_CODE": code, "BASE_CITY_NAME": name, "BASE_CITY": city} for code, city in listed)]

    def _change_judges(self, rows: list[Entry]) -> list[Entry]:
        come, go = self.scenario.parameters["changes.listed_judges"]
        months = _count_months(self.since, self.month)
        left = _draw_last_months(self.scenario.seed, len(rows), go) >= months
        codes = [_format_new_code(number) for number in range(round(len(rows) * come * months))]
        held = [row for row, is_left in zip(rows, left, strict=True) if is_left]
        return [*held, *({"JUDGE_CODE": code, "JUDGE_NAME": f"Judge {code}"} for code in codes)]


def _draw_last_months(seed: int, count: int, share: float) -> Ints:
    """For each entry of a list, how many months after the first release it is still there."""
    drawn = create_generator(seed, "entries gone").random(count)
    found: Ints = np.floor(np.log1p(-drawn) / np.log1p(-share)).astype(np.int64)
    return found


def _count_months(first: str, last: str) -> int:
    (year, month), (later, then) = (map(int, each.split("-")) for each in (first, last))
    return int(np.datetime64(f"{later:04}-{then:02}") - np.datetime64(f"{year:04}-{month:02}"))


def _format_new_code(number: int) -> str:
    """Format the code of a judge who is new: an A and three letters, as no judge of the model has."""
    rest, last = divmod(number, len(LETTERS))
    first, middle = divmod(rest, len(LETTERS))
    return f"A{LETTERS[first % len(LETTERS)]}{LETTERS[middle]}{LETTERS[last]}"


def list_file_changes(before: MonthFile, now: MonthFile, lists: Mapping[str, list[Entry]]) -> list[tuple[str, ...]]:
    """List what one file has and the other has not, as kind, table and name; ``lists`` are the court's by table."""
    changes = [*_list_table_changes(before, now)]
    for spec in (*list_core_tables(), *list_lookup_tables()):
        was, is_ = (
            {c.lake_name: each.layout.find_header_name(c) for c in each.list_columns(spec)} for each in (before, now)
        )
        changes += [("new_column", spec.name, name) for name in is_ if name not in was]
        changes += [("gone_column", spec.name, name) for name in was if name not in is_]
        renamed = [name for name in was if name in is_ and was[name] != is_[name]]
        changes += [("renamed_column", spec.name, f"{was[name]} > {is_[name]}") for name in renamed]
    for spec in list_lookup_tables():
        if spec.name in lists:
            old, new = (each.change_entries(spec, lists[spec.name]) for each in (before, now))
            changes += _list_entry_changes(spec.name, old, new)
    return sorted(changes)


def _list_table_changes(before: MonthFile, now: MonthFile) -> Iterator[tuple[str, ...]]:
    was, is_ = (
        {spec.name for spec in each.list_lookups()} | {Path(name).name for name in each.list_other_files()}
        for each in (before, now)
    )
    yield from (("new_table", name, name) for name in is_ - was)
    yield from (("gone_table", name, name) for name in was - is_)
    folders = [each.layout.describe_core_folder() for each in (before, now)]
    if folders[0] != folders[1]:
        yield ("renamed_folder", "", " > ".join(folders))


def _list_entry_changes(table: str, old: list[Entry], new: list[Entry]) -> Iterator[tuple[str, ...]]:
    was, is_ = (dict(map(_describe_entry, rows)) for rows in (old, new))
    if len(old) != len(new):
        yield ("entries", table, f"{len(old):,} > {len(new):,}")
    yield from (("new_code", table, is_[code]) for code in is_.keys() - was.keys())
    yield from (("gone_code", table, was[code]) for code in was.keys() - is_.keys())
    renamed = (code for code in was.keys() & is_.keys() if was[code] != is_[code])
    yield from (("renamed_code", table, f"{was[code]} > {is_[code]}") for code in renamed)


def _describe_entry(row: Entry) -> tuple[str, str]:
    """Describe an entry by its code and its words; a judge by the code alone."""
    if "JUDGE_CODE" in row:
        return row["JUDGE_CODE"], row["JUDGE_CODE"]
    return row["BASE_CITY_CODE"], f"{row['BASE_CITY_CODE']} ({row['BASE_CITY']})"
