"""The steps of a comparison of two releases whose columns are those of a table: which columns changed, and of whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from finalorder.engines import Step
from finalorder.history.digests import build_row_digest, quote_name
from finalorder.history.manifest import KeyRange
from finalorder.history.row_steps import STRETCH_COLUMNS, build_range
from finalorder.registry import read_registry_rows

#: kinds of change whose row is read in the older release, and those whose row is read in the newer
OLD_CHANGES, NEW_CHANGES = "('changed', 'vanished')", "('appeared', 'returned')"


@dataclass(frozen=True, slots=True)
class RowFacts:
    """Which columns of a table say whose case a row is about, whether it is decided, and of which day it is."""

    case: str
    decided: str
    dated: str


def find_row_facts(table: str) -> RowFacts:
    """The columns of a core table, each empty if there is none (``registry/row_facts.csv``)."""
    (row,) = (each for each in read_registry_rows("row_facts") if each["table"] == table)
    return RowFacts(row["case"], row["decided"], row["dated"])


@dataclass(frozen=True, slots=True)
class ComparisonSteps:
    """One table of two releases, in a range of keys; ``old`` and ``new`` are the columns that each has."""

    table: str
    key: str
    keys: KeyRange
    old: Sequence[str]
    new: Sequence[str]

    @property
    def columns(self) -> list[str]:
        """Every column that either release has."""
        return [*self.old, *(name for name in self.new if name not in self.old)]

    def select_repeated_keys(self) -> Step:
        """The keys that either release has more than once: such rows are told apart by what is in them."""
        parts = [
            f"SELECT r.{quote_name(self.key)} AS row_key FROM {side}_table AS r{self._where()} "
            f"GROUP BY r.{quote_name(self.key)} HAVING count(*) > 1"
            for side in ("old", "new")
        ]
        return Step("keys_told_apart", " UNION ".join(parts))

    def select_alike_rows(self) -> Step:
        """The keys of rows that both releases have once, and alike in every column: most of a table.

        Cell is held against cell, since a digest of both rows would cost several times as much.
        """
        old, new = (self._select_range(side) for side in ("old", "new"))
        key = quote_name(self.key)
        differs = " OR ".join(self._differs(name) for name in self.columns if name != self.key)
        return Step(
            "alike_rows",
            f"SELECT o.{key} AS row_key FROM {old} AS o INNER JOIN {new} AS n ON n.{key} = o.{key} "
            f"LEFT JOIN keys_told_apart AS t ON t.row_key = o.{key} "
            f"WHERE t.row_key IS NULL AND NOT ({differs or 'false'})",
        )

    def select_rows(self, side: str) -> Step:
        """The other rows of one release (``old`` or ``new``): ``row_key``, ``row_digest``, ``occurrence``."""
        held = self.old if side == "old" else self.new
        return Step(
            f"{side}_rows",
            "SELECT d.row_key, d.row_digest, CAST(row_number() OVER (PARTITION BY d.row_key, d.row_digest "
            f"ORDER BY d.row_digest NULLS LAST) AS BIGINT) AS occurrence FROM (SELECT r.{quote_name(self.key)} AS "
            f"row_key, {build_row_digest(held, 'r')} AS row_digest FROM {self._select_others(side)}) AS d",
        )

    def _select_range(self, side: str) -> str:
        held = self.old if side == "old" else self.new
        columns = ", ".join(f"r.{quote_name(name)}" for name in held)
        return f"(SELECT {columns} FROM {side}_table AS r{self._where()})"

    def _select_others(self, side: str) -> str:
        """The rows ``r`` of a release that are not in ``alike_rows``: a FROM with its WHERE."""
        match = f"LEFT JOIN alike_rows AS a ON a.row_key = r.{quote_name(self.key)}"
        return f"{side}_table AS r {match}{self._where('a.row_key IS NULL')}"

    def select_earlier_rows(self, sources: int) -> Step:
        """The keys of rows that the history held before the older release."""
        parts = [
            f"SELECT r.{quote_name(self.key)} AS row_key FROM history_{place} AS r INNER JOIN history_releases AS h "
            f"ON h.name = r.since CROSS JOIN asked_release AS a{self._where('h.place < a.place')}"
            for place in range(sources)
        ]
        return Step("earlier_rows", " UNION ALL ".join(parts))

    def select_changed_columns(self, *, has_repeated_keys: bool) -> Step:
        """One row: of the changed rows, how many say something else in each column."""
        counted = ", ".join(
            f"CAST(coalesce(sum(CASE WHEN {self._differs(name)} THEN 1 ELSE 0 END), 0) AS BIGINT) AS {quote_name(name)}"
            for name in self.columns
        )
        return Step(
            "changed_columns",
            f"SELECT {counted} FROM row_changes AS x {self._join('old', 'o', has_repeated_keys)} "
            f"{self._join('new', 'n', has_repeated_keys)} WHERE x.change = 'changed'",
        )

    def select_facts(self, *, has_repeated_keys: bool) -> Step:
        """One row a changed row: the change, its case, whether it is decided, and its day."""
        facts = find_row_facts(self.table)
        parts = [
            f"SELECT x.change, {self._write_fact('o', facts.case, self.old, 'BIGINT')} AS idncase, "
            f"{self._write_decided('o', facts.decided, self.old)} AS is_decided, "
            f"{self._write_fact('o', facts.dated, self.old, 'DATE')} AS happened_on FROM row_changes AS x "
            f"{self._join('old', 'o', has_repeated_keys)} WHERE x.change IN {OLD_CHANGES}",
            f"SELECT x.change, {self._write_fact('n', facts.case, self.new, 'BIGINT')} AS idncase, "
            f"{self._write_decided('n', facts.decided, self.new)} AS is_decided, "
            f"{self._write_fact('n', facts.dated, self.new, 'DATE')} AS happened_on FROM row_changes AS x "
            f"{self._join('new', 'n', has_repeated_keys)} WHERE x.change IN {NEW_CHANGES}",
        ]
        return Step("range_facts", " UNION ALL ".join(parts))

    def _differs(self, name: str) -> str:
        column = quote_name(name)
        if name not in self.old:
            return f"n.{column} IS NOT NULL"
        return f"o.{column} IS NOT NULL" if name not in self.new else f"o.{column} IS DISTINCT FROM n.{column}"

    def _join(self, side: str, alias: str, has_repeated_keys: bool) -> str:
        """Find the changed rows again in a release: by key, or where keys are repeated by digest and copy."""
        held = self.old if side == "old" else self.new
        digest = build_row_digest(held, "r")
        if not has_repeated_keys:
            source = self._select_range(side)
            return f"INNER JOIN {source} AS {alias} ON {alias}.{quote_name(self.key)} = x.row_key"
        numbered = (
            "(SELECT d.*, CAST(row_number() OVER (PARTITION BY d.row_digest ORDER BY d.row_digest NULLS LAST) AS "
            f"BIGINT) AS row_copy FROM (SELECT r.*, {digest} AS row_digest FROM {self._select_others(side)}) AS d)"
        )
        match = f"{alias}.row_digest = x.{side}_digest AND {alias}.row_copy = x.{side}_copy"
        return f"INNER JOIN {numbered} AS {alias} ON {match}"

    def _write_fact(self, alias: str, name: str, held: Sequence[str], kind: str) -> str:
        return f"CAST({alias}.{quote_name(name)} AS {kind})" if name and name in held else f"CAST(NULL AS {kind})"

    def _write_decided(self, alias: str, name: str, held: Sequence[str]) -> str:
        return f"{alias}.{quote_name(name)} IS NOT NULL" if name and name in held else "CAST(NULL AS BOOLEAN)"

    def _where(self, also: str = "") -> str:
        return build_range(self.key, self.keys, also)


def select_codes(table: str, columns: Sequence[str]) -> Step:
    """One row a column and code of a release: in how many rows it stands."""
    parts = [
        f"SELECT '{name}' AS column_name, r.{quote_name(name)} AS code, count(*) AS row_count "
        f"FROM {table} AS r WHERE r.{quote_name(name)} IS NOT NULL GROUP BY r.{quote_name(name)}"
        for name in columns
        if name not in STRETCH_COLUMNS
    ]
    return Step("codes", " UNION ALL ".join(parts))
