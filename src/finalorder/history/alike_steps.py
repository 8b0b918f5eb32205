"""The steps that set aside what two tables have alike, so that only the rest of their rows has to get a digest.

Two releases a month apart are alike in most rows. Cell is held against cell, since a digest of both rows would cost
several times as much; two cells are alike exactly if their texts in a digest are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from finalorder.engines import Step
from finalorder.history.digests import quote_name
from finalorder.history.manifest import KeyRange
from finalorder.history.row_steps import STRETCH_COLUMNS, build_range


@dataclass(frozen=True, slots=True)
class AlikeSteps:
    """An older and a newer table (``old_table``, ``new_table``) in a range of keys; ``old``, ``new``: their columns."""

    key: str
    keys: KeyRange
    old: Sequence[str]
    new: Sequence[str]

    @property
    def columns(self) -> list[str]:
        """Every column of the release's own that either table has."""
        every = [*self.old, *(name for name in self.new if name not in self.old)]
        return [name for name in every if name not in STRETCH_COLUMNS]

    def list_steps(self, old_rest: str, new_rest: str) -> list[Step]:
        """Every step; ``old_rest`` and ``new_rest`` are the names of the tables of what is not alike."""
        return [
            self.select_repeated_keys(),
            self.select_alike_rows(),
            self.select_rest("old", old_rest),
            self.select_rest("new", new_rest),
        ]

    def select_repeated_keys(self) -> Step:
        """The keys that either table has more than once: such rows are told apart by what is in them."""
        parts = [
            f"SELECT {self._key} AS row_key FROM {side}_table AS r{self._where()} GROUP BY {self._key} "
            "HAVING count(*) > 1"
            for side in ("old", "new")
        ]
        return Step("keys_told_apart", " UNION ".join(parts))

    def select_alike_rows(self) -> Step:
        """The keys of rows that both tables have once, and alike in every column: most of a table."""
        old, new = (self._select_range(side) for side in ("old", "new"))
        key = quote_name(self.key)
        differs = " OR ".join(self.write_difference(name) for name in self.columns if name != self.key)
        return Step(
            "alike_rows",
            f"SELECT o.{key} AS row_key FROM {old} AS o INNER JOIN {new} AS n ON n.{key} = o.{key} "
            f"LEFT JOIN keys_told_apart AS t ON t.row_key = o.{key} "
            f"WHERE t.row_key IS NULL AND NOT ({differs or 'false'})",
        )

    def select_rest(self, side: str, name: str) -> Step:
        """The other rows of one table (``old`` or ``new``), as they are."""
        match = f"LEFT JOIN alike_rows AS a ON a.row_key = {self._key}"
        return Step(name, f"SELECT r.* FROM {side}_table AS r {match}{self._where('a.row_key IS NULL')}")

    def write_difference(self, name: str) -> str:
        """Whether the rows ``o`` and ``n`` differ in a column; one that a table lacks is empty there."""
        column = quote_name(name)
        if name not in self.old:
            return f"n.{column} IS NOT NULL"
        return f"o.{column} IS NOT NULL" if name not in self.new else f"o.{column} IS DISTINCT FROM n.{column}"

    @property
    def _key(self) -> str:
        return f"r.{quote_name(self.key)}"

    def _select_range(self, side: str) -> str:
        held = self.old if side == "old" else self.new
        columns = ", ".join(f"r.{quote_name(name)}" for name in held)
        return f"(SELECT {columns} FROM {side}_table AS r{self._where()})"

    def _where(self, also: str = "") -> str:
        return build_range(self.key, self.keys, also)
