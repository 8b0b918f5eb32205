"""The steps whose columns are those of a table: the rows of a release or of the history, each with its digest.

Which columns a table has is known when a release is there, so these steps are written then; names are the release's.
What the steps do with digests and releases is in ``sql/``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from finalorder.engines import Step
from finalorder.errors import InputError
from finalorder.history.digests import build_row_digest, quote_name
from finalorder.history.manifest import KeyRange, TableColumn

#: the types that a lake's columns have, by their names
COLUMN_TYPES = {
    str(kind): kind
    for kind in (
        pa.int64(),
        pa.string(),
        pa.bool_(),
        pa.date32(),
        pa.timestamp("ms"),
        pa.decimal128(12, 2),
        pa.float64(),
    )
}
#: what a row of the history has beside the table's own columns
STRETCH_COLUMNS = ("occurrence", "since", "until")


@dataclass(frozen=True, slots=True)
class TableShape:
    """What is known of a table before its rows are read: its name, its key, every column that any release has."""

    name: str
    key: str
    columns: tuple[TableColumn, ...]

    @property
    def names(self) -> list[str]:
        """The names of all columns."""
        return [column.name for column in self.columns]

    @property
    def has_number_key(self) -> bool:
        """Whether the key is a whole number, so that the table can be read by ranges of it."""
        return any(column.name == self.key and column.type == str(pa.int64()) for column in self.columns)

    def build_empty(self) -> pa.Table:
        """No rows of the table, typed: what a release without a column gets its empty cells from."""
        return pa.schema([(column.name, COLUMN_TYPES[column.type]) for column in self.columns]).empty_table()


def merge_columns(
    known: Sequence[TableColumn], found: Sequence[TableColumn], table: str, release: str
) -> tuple[TableColumn, ...]:
    """Every column of the history and of a release, those that are new at the end.

    :raises InputError: if a column has another type in the release: the two were built by different versions.
    """
    types = {column.name: column.type for column in known}
    for column in found:
        if column.type not in COLUMN_TYPES or types.get(column.name, column.type) != column.type:
            raise InputError(
                f"{table}.{column.name} of {release} is {column.type} and has been "
                f"{types.get(column.name, 'of a known type')} before; build the release again with this finalorder."
            )
    return (*known, *(column for column in found if column.name not in types))


@dataclass(frozen=True, slots=True)
class RowSteps:
    """The steps of one table in one range of keys.

    ``held`` are the columns that the release has; ``sources`` those of each of the tables ``history_0``, ``history_1``
    … that hold the rows of the history.
    """

    shape: TableShape
    keys: KeyRange
    held: Sequence[str]
    sources: Sequence[Sequence[str]] = ()

    def count_repeated_keys(self) -> Step:
        """One row: how many keys of the release are blank or repeated."""
        return Step(
            "release_repeats",
            f"SELECT count(*) AS repeated FROM (SELECT {self._key} AS row_key FROM release_table AS r{self._where()} "
            f"GROUP BY {self._key} HAVING count(*) > 1 OR {self._key} IS NULL) AS k",
        )

    def select_release_rows(self, *, has_repeated_keys: bool = True) -> Step:
        """The rows of a release: ``row_key``, ``row_digest`` and ``occurrence``.

        ``occurrence`` counts the rows of one release that are equal in everything, from 1.
        """
        number = "row_number() OVER (PARTITION BY d.row_key, d.row_digest ORDER BY d.row_digest NULLS LAST)"
        return Step(
            "release_rows",
            f"SELECT d.row_key, d.row_digest, CAST({number if has_repeated_keys else 1} AS BIGINT) AS occurrence FROM "
            f"(SELECT {self._key} AS row_key, {build_row_digest(self.held, 'r')} AS row_digest "
            f"FROM release_table AS r{self._where()}) AS d",
        )

    def select_first_rows(self, *, has_repeated_keys: bool) -> Step:
        """The rows of the first release of a history, in the order of key and occurrence."""
        source = self._number_release_rows() if has_repeated_keys else "release_table"
        number = "r.occurrence" if has_repeated_keys else "CAST(1 AS BIGINT)"
        stretch = f"{number} AS occurrence, a.name AS since, a.next_name AS until"
        return Step(
            "written_rows",
            f"SELECT {self._list_columns(self.held)}, {stretch} "
            f"FROM {source} AS r{self._fill(self.held)} CROSS JOIN added AS a{self._where()} "
            f"ORDER BY {self._key} NULLS LAST, occurrence NULLS LAST",
        )

    def select_history_rows(self) -> Step:
        """The rows of the history: ``row_key``, ``row_digest``, ``occurrence``, ``since`` and ``until``."""
        parts = [
            f"SELECT {self._key} AS row_key, {build_row_digest(_drop_stretch(held), 'r')} AS row_digest, "
            f"r.occurrence, r.since, r.until FROM history_{place} AS r{self._where()}"
            for place, held in enumerate(self.sources)
        ]
        return Step("history_rows", " UNION ALL ".join(parts))

    def select_written_rows(self, until: str | None, *, has_repeated_keys: bool, has_alike: bool = False) -> Step:
        """The rows to be written that stand until one release, or still, in the order of key and occurrence.

        A row is found again by its key; where keys are repeated or blank, by its digest. With ``has_alike``, the rows
        of ``alike_rows`` stand as they stood.
        """
        ends = "s.until IS NULL" if until is None else f"s.until = '{until}'"
        parts = [
            self._select_wide(
                f"history_{place} AS r", _drop_stretch(held), self._match_history(held, has_repeated_keys)
            )
            + self._where(f"s.origin = 'history' AND {ends}")
            for place, held in enumerate(self.sources)
        ]
        source = self._number_release_rows() if has_repeated_keys else "release_table"
        match = "s.row_digest = r.row_digest AND s.occurrence = r.occurrence"
        parts.append(
            self._select_wide(f"{source} AS r", self.held, match if has_repeated_keys else f"s.row_key = {self._key}")
            + self._where(f"s.origin = 'release' AND {ends}")
        )
        parts += [self._select_alike(self.sources[0])] if has_alike and until is None else []
        order = f"x.{quote_name(self.shape.key)} NULLS LAST, x.occurrence NULLS LAST"
        names = ", ".join(f"x.{quote_name(name)}" for name in (*self.shape.names, *STRETCH_COLUMNS))
        return Step("written_rows", f"SELECT {names} FROM ({' UNION ALL '.join(parts)}) AS x ORDER BY {order}")

    def select_standing_digests(self) -> Step:
        """The digests of the rows of the history that stood in the release asked about."""
        parts = [self._select_standing(place, digest=True) for place in range(len(self.sources))]
        return Step("release_rows", " UNION ALL ".join(parts))

    def select_rebuilt_rows(self) -> Step:
        """The same rows as the release had them, in the order of their keys."""
        parts = [self._select_standing(place, digest=False) for place in range(len(self.sources))]
        names = ", ".join(f"x.{quote_name(name)}" for name in self.held)
        order = f"x.{quote_name(self.shape.key)} NULLS LAST, x.occurrence NULLS LAST"
        return Step("rebuilt_rows", f"SELECT {names} FROM ({' UNION ALL '.join(parts)}) AS x ORDER BY {order}")

    def select_bounds(self) -> Step:
        """The keys at the places of ``asked_places`` among those of a release."""
        return Step(
            "bounds",
            f"SELECT x.bound FROM (SELECT {self._key} AS bound, row_number() OVER (ORDER BY {self._key} NULLS LAST) "
            f"AS place FROM release_table AS r{self._where(f'{self._key} IS NOT NULL')}) AS x "
            "INNER JOIN asked_places AS p ON p.place = x.place ORDER BY x.bound NULLS LAST",
        )

    @property
    def _key(self) -> str:
        return f"r.{quote_name(self.shape.key)}"

    def _where(self, also: str = "") -> str:
        return build_range(self.shape.key, self.keys, also)

    def _select_wide(self, source: str, held: Sequence[str], match: str) -> str:
        """Every column of rows that a stretch is about."""
        stretch = ", ".join(f"s.{name}" for name in STRETCH_COLUMNS)
        found = f"FROM {source}{self._fill(held)} INNER JOIN stretches AS s ON {match}"
        return f"SELECT {self._list_columns(held)}, {stretch} {found}"

    def _select_alike(self, held: Sequence[str]) -> str:
        """Every column of the rows of the history that the release has alike."""
        stretch = ", ".join(f"r.{name}" for name in STRETCH_COLUMNS)
        return (
            f"SELECT {self._list_columns(held)}, {stretch} FROM old_table AS r{self._fill(held)} "
            f"INNER JOIN alike_rows AS s ON s.row_key = {self._key}"
        )

    def _list_columns(self, held: Sequence[str]) -> str:
        """Every column of rows ``r``; one that the source lacks is empty."""
        return ", ".join(f"{'r' if name in held else 'e'}.{quote_name(name)}" for name in self.shape.names)

    def _fill(self, held: Sequence[str]) -> str:
        """A join that gives typed empty cells, where the source lacks a column."""
        if set(held) >= set(self.shape.names):
            return ""
        return f" LEFT JOIN no_rows AS e ON e.{quote_name(self.shape.key)} = {self._key}"

    def _match_history(self, held: Sequence[str], has_repeated_keys: bool) -> str:
        if not has_repeated_keys:
            return f"s.row_key = {self._key} AND s.found_at = r.since"
        digest = build_row_digest(_drop_stretch(held), "r")
        return f"s.row_digest = {digest} AND s.occurrence = r.occurrence AND s.found_at = r.since"

    def _number_release_rows(self) -> str:
        """The rows of the release with their digests and occurrences."""
        return (
            "(SELECT d.*, CAST(row_number() OVER (PARTITION BY d.row_digest ORDER BY d.row_digest NULLS LAST) AS "
            f"BIGINT) AS occurrence FROM (SELECT r.*, {build_row_digest(self.held, 'r')} AS row_digest "
            f"FROM release_table AS r{self._where()}) AS d)"
        )

    def _select_standing(self, place: int, *, digest: bool) -> str:
        held = _drop_stretch(self.sources[place])
        columns = ", ".join(f"{'r' if name in held else 'e'}.{quote_name(name)}" for name in self.held)
        own = [name for name in self.held if name in held]
        wanted = f"{build_row_digest(own, 'r')} AS row_digest" if digest else f"{columns}, r.occurrence"
        return (
            f"SELECT {wanted} FROM history_{place} AS r{'' if digest else self._fill(held)} "
            "INNER JOIN history_releases AS b ON b.name = r.since LEFT JOIN history_releases AS u ON u.name = r.until "
            "CROSS JOIN asked_release AS a"
            + self._where("b.place <= a.place AND (r.until IS NULL OR u.place > a.place)")
        )


def build_range(key: str, keys: KeyRange, also: str = "") -> str:
    """Write the WHERE of rows ``r`` whose key is in a range, and what else is asked; blank keys are in the first."""
    column, asked = f"r.{quote_name(key)}", [also] if also else []
    if keys.low is None and keys.high is not None:
        asked.append(f"({column} < {keys.high} OR {column} IS NULL)")
    else:
        asked += [] if keys.low is None else [f"{column} >= {keys.low}"]
        asked += [] if keys.high is None else [f"{column} < {keys.high}"]
    return f" WHERE {' AND '.join(asked)}" if asked else ""


def _drop_stretch(held: Sequence[str]) -> list[str]:
    return [name for name in held if name not in STRETCH_COLUMNS]
