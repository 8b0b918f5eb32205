"""The steps of a comparison of two releases whose columns are those of a table: which columns changed, and of whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from finalorder.engines import Step
from finalorder.history.alike_steps import AlikeSteps
from finalorder.history.digests import build_row_digest, quote_name
from finalorder.history.manifest import KeyRange
from finalorder.history.row_steps import build_range
from finalorder.registry import read_registry_rows

#: kinds of change whose row is read in the older release, and those whose row is read in the newer
OLD_CHANGES, NEW_CHANGES = "('changed', 'vanished')", "('appeared', 'returned')"


@dataclass(frozen=True, slots=True)
class RowFacts:
    """Which columns of a table say whose case a row is about, whether it is decided, of which day it is, and what it
    applies for.
    """

    case: str
    decided: str
    dated: str
    application: str


def find_row_facts(table: str) -> RowFacts:
    """The columns of a core table, each empty if there is none (``registry/row_facts.csv``)."""
    (row,) = (each for each in read_registry_rows("row_facts") if each["table"] == table)
    return RowFacts(row["case"], row["decided"], row["dated"], row["application"])


@dataclass(frozen=True, slots=True)
class ComparisonSteps:
    """One table of two releases, in a range of keys; ``old`` and ``new`` are the columns that each has."""

    table: str
    key: str
    keys: KeyRange
    old: Sequence[str]
    new: Sequence[str]

    @property
    def alike(self) -> AlikeSteps:
        """The steps that set aside what both releases have alike; the rest are ``old_others`` and ``new_others``."""
        return AlikeSteps(self.key, self.keys, self.old, self.new)

    @property
    def columns(self) -> list[str]:
        """Every column that either release has."""
        return self.alike.columns

    def list_steps(self, history: int) -> list[Step]:
        """The steps that find what changed; ``history`` is how many tables of the history are asked."""
        own = [self.select_rows("old"), self.select_rows("new"), self.select_earlier_rows(history)]
        return [*self.alike.list_steps("old_others", "new_others"), *own]

    def select_rows(self, side: str) -> Step:
        """The rows of ``old`` or ``new`` that are not alike: ``row_key``, ``row_digest`` and ``occurrence``."""
        held = self.old if side == "old" else self.new
        return Step(
            f"{side}_rows",
            "SELECT d.row_key, d.row_digest, CAST(row_number() OVER (PARTITION BY d.row_key, d.row_digest "
            f"ORDER BY d.row_digest NULLS LAST) AS BIGINT) AS occurrence FROM (SELECT r.{quote_name(self.key)} AS "
            f"row_key, {build_row_digest(held, 'r')} AS row_digest FROM {side}_others AS r) AS d",
        )

    def select_earlier_rows(self, sources: int) -> Step:
        """The keys of such rows of the newer release that the history held before the older one."""
        key = f"r.{quote_name(self.key)}"
        parts = [
            f"SELECT {key} AS row_key FROM history_{place} AS r INNER JOIN new_rows AS n ON n.row_key = {key} "
            "INNER JOIN history_releases AS h ON h.name = r.since CROSS JOIN asked_release AS a"
            f"{self._where('h.place < a.place')}"
            for place in range(sources)
        ]
        return Step("earlier_rows", " UNION ALL ".join(parts))

    def select_codes(self, columns: Sequence[str]) -> Step:
        """One row a release, column and code: in how many of the rows that are not alike it stands."""
        parts = [
            f"SELECT '{side}' AS side, '{name}' AS column_name, r.{quote_name(name)} AS code, count(*) AS row_count "
            f"FROM {side}_others AS r WHERE r.{quote_name(name)} IS NOT NULL GROUP BY r.{quote_name(name)}"
            for side in ("old", "new")
            for name in columns
        ]
        return Step("other_codes", " UNION ALL ".join(parts))

    def select_changed_columns(self, *, has_repeated_keys: bool) -> Step:
        """One row: of the changed rows, how many say something else in each column."""
        differs = {name: self.alike.write_difference(name) for name in self.columns}
        counted = ", ".join(
            f"CAST(coalesce(sum(CASE WHEN {written} THEN 1 ELSE 0 END), 0) AS BIGINT) AS {quote_name(name)}"
            for name, written in differs.items()
        )
        return Step(
            "changed_columns",
            f"SELECT {counted} FROM row_changes AS x {self._join('old', 'o', has_repeated_keys)} "
            f"{self._join('new', 'n', has_repeated_keys)} WHERE x.change = 'changed'",
        )

    def select_facts(self, *, has_repeated_keys: bool) -> Step:
        """One row a changed row: the change, its case, whether it is decided, its day, and what it applies for."""
        parts = [
            f"SELECT x.change, {self._write_facts(alias, held)} FROM row_changes AS x "
            f"{self._join(side, alias, has_repeated_keys)} WHERE x.change IN {changes}"
            for side, alias, held, changes in (
                ("old", "o", self.old, OLD_CHANGES),
                ("new", "n", self.new, NEW_CHANGES),
            )
        ]
        return Step("range_facts", " UNION ALL ".join(parts))

    def _join(self, side: str, alias: str, has_repeated_keys: bool) -> str:
        """Find the changed rows again in a release: by key, or where keys are repeated by digest and copy."""
        held = self.old if side == "old" else self.new
        digest = build_row_digest(held, "r")
        if not has_repeated_keys:
            return f"INNER JOIN {side}_others AS {alias} ON {alias}.{quote_name(self.key)} = x.row_key"
        numbered = (
            "(SELECT d.*, CAST(row_number() OVER (PARTITION BY d.row_digest ORDER BY d.row_digest NULLS LAST) AS "
            f"BIGINT) AS row_copy FROM (SELECT r.*, {digest} AS row_digest FROM {side}_others AS r) AS d)"
        )
        match = f"{alias}.row_digest = x.{side}_digest AND {alias}.row_copy = x.{side}_copy"
        return f"INNER JOIN {numbered} AS {alias} ON {match}"

    def _write_facts(self, alias: str, held: Sequence[str]) -> str:
        facts = find_row_facts(self.table)
        return (
            f"{self._write_fact(alias, facts.case, held, 'BIGINT')} AS idncase, "
            f"{self._write_decided(alias, facts.decided, held)} AS is_decided, "
            f"{self._write_fact(alias, facts.dated, held, 'DATE')} AS happened_on, "
            f"{self._write_fact(alias, facts.application, held, 'STRING')} AS application"
        )

    def _write_fact(self, alias: str, name: str, held: Sequence[str], kind: str) -> str:
        return f"CAST({alias}.{quote_name(name)} AS {kind})" if name and name in held else f"CAST(NULL AS {kind})"

    def _write_decided(self, alias: str, name: str, held: Sequence[str]) -> str:
        return f"{alias}.{quote_name(name)} IS NOT NULL" if name and name in held else "CAST(NULL AS BOOLEAN)"

    def _where(self, also: str = "") -> str:
        return build_range(self.key, self.keys, also)


def select_known_codes(columns: Sequence[str]) -> Step:
    """Those of the codes in ``asked_codes`` that stand in a release."""
    parts = [
        f"SELECT DISTINCT a.column_name, a.code FROM code_table AS r INNER JOIN asked_codes AS a ON a.column_name = "
        f"'{name}' AND a.code = r.{quote_name(name)}"
        for name in columns
    ]
    return Step("known_codes", " UNION ALL ".join(parts))
