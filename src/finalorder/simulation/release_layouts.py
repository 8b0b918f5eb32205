"""The court's packaging, of now and of earlier years: folders, file order of columns, and names of columns."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from finalorder.registry import Column, Table, list_core_tables, list_lookup_tables, read_registry_rows

LAYOUTS = ("2026", "2025", "2022")
#: the month of the first release in each packaging; that of the years between 2022 and 2025 was not seen
FIRST_MONTHS = {"2026": "2025-08", "2025": "2023-01", "2022": ""}
SOME_DAY = date.fromisoformat("2000-01-01")
_WAS_COLUMN = re.compile(r"this was column (\d+)")


@dataclass(frozen=True, slots=True)
class Layout:
    """One packaging: ``2026`` as since August 2025, ``2025`` as up to mid-2025, ``2022`` as in 2021 and 2022.

    Until mid-2025 the bond table had 49 columns, and no name of the motion table ended in ``_Remove``. In 2021 and 2022
    the outer folder was ``FOIA TRAC Report YYYYMMDD``, with the core files at its top and a description of all columns
    in ``Schema_Related``, and sex was called gender. (Public loaders of those years; eoir-release, section 7.)
    """

    name: str

    @property
    def is_old(self) -> bool:
        """Whether columns have their older names and places."""
        return self.name != "2026"

    def build_outer_folder(self, day: date) -> str:
        return f"FOIA TRAC Report {day:%Y%m%d}" if self.name == "2022" else f"EOIR Case Data {day:%Y-%m%d}"

    def build_core_folder(self, day: date) -> str:
        return self.build_outer_folder(day) if self.name == "2022" else f"{self.build_outer_folder(day)}/EOIR Case Data"

    def list_columns(self, spec: Table) -> tuple[Column, ...]:
        """List the columns of a table in this packaging's file order."""
        return _insert_old_columns(spec) if self.is_old and spec.name == "bonds" else spec.current_columns

    def find_header_name(self, column: Column) -> str:
        """Find the name of a column in a file's header."""
        if not self.is_old:
            return column.name
        old = column.name
        if self.name == "2022":
            old = {"Sex": "GENDER", "strAlienSex": "strAlienGender"}.get(column.name, column.name)
        return old.removesuffix("_Remove")

    def describe_core_folder(self) -> str:
        """Describe where the core files lie, with # for each digit of the release's day."""
        return re.sub(r"\d", "#", self.build_core_folder(SOME_DAY))

    def build_schema(self) -> str:
        """Build the text of ``EOIRDB_Schema.csv``, which came with older releases: table, column and type."""
        lines = [
            f"{spec.file.removesuffix('.csv')}\t{self.find_header_name(column)}\t{column.type}\r\n"
            for spec in (*list_core_tables(), *list_lookup_tables())
            for column in self.list_columns(spec)
        ]
        return "TABLE_NAME\tCOLUMN_NAME\tDATA_TYPE\r\n" + "".join(lines)


def find_era_layout(month: str) -> Layout:
    """Find the packaging in which the court published in a month."""
    return Layout(next(name for name in LAYOUTS if FIRST_MONTHS[name] <= month))


@cache
def _insert_old_columns(spec: Table) -> tuple[Column, ...]:
    """Return the current columns with those of earlier releases put back in their places."""
    listed = list(spec.current_columns)
    old = {column.name: column for column in spec.columns if column.era}
    places = {}
    for row in read_registry_rows("columns"):
        found = _WAS_COLUMN.search(row["note"])
        if row["table"] == spec.name and row["column"] in old and found:
            places[row["column"]] = int(found[1])
    for name in sorted(places, key=lambda name: places[name]):
        listed.insert(places[name] - 1, old[name])
    return tuple(listed)
