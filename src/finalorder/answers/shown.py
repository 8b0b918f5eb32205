"""What may leave: answer rows after the gate."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from finalorder.answers.rows import ANSWER_COLUMNS, AnswerRow

UNPROTECTED = "UNPROTECTED - NOT FOR PUBLICATION"
SIMULATED = "SIMULATED"


def stamp_unprotected(row: AnswerRow) -> AnswerRow:
    """The row with the words of an unprotected number, once; for whatever is made from unprotected rows."""
    if UNPROTECTED in row.note:
        return row
    return replace(row, note=f"{UNPROTECTED}; {row.note}" if row.note else UNPROTECTED)


@dataclass(frozen=True, slots=True)
class Shown:
    """Answer rows that passed the gate, in a fixed order.

    Only ``finalorder.disclosure.apply_disclosure_control`` makes one.

    ``profile`` is ``public`` or ``none``; ``rounded`` says that numbers were rounded to 5.
    """

    rows: tuple[AnswerRow, ...]
    profile: str = "public"
    rounded: bool = False

    def __iter__(self) -> Iterator[AnswerRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def stamps(self) -> tuple[str, ...]:
        """Words that every file, page and screen made from this must carry."""
        simulated = (SIMULATED,) if any(row.simulated for row in self.rows) else ()
        return simulated + ((UNPROTECTED,) if self.profile == "none" else ())

    @property
    def meta(self) -> dict[str, Any]:
        """What is true of all rows: the ``meta`` of JSON."""
        return {
            "disclosure": self.profile,
            "stamps": list(self.stamps),
            "simulated": SIMULATED in self.stamps,
            "releases": sorted({row.release for row in self.rows if row.release}),
            "rounded_to": 5 if self.rounded else 1,
            **self.summarize_rows(),
        }

    def find_row(self, **key: Any) -> AnswerRow:
        """The one row whose columns have these values; columns not named may have any.

        Raises KeyError if no row fits or several do, and if a name is no column.
        """
        if unknown := set(key) - set(ANSWER_COLUMNS):
            raise KeyError(f"no such columns: {sorted(unknown)}")
        found = [row for row in self.rows if all(getattr(row, name) == value for name, value in key.items())]
        if len(found) != 1:
            raise KeyError(f"{len(found)} rows fit {key}")
        return found[0]

    def summarize_rows(self) -> dict[str, int]:
        """For the reader: how many rows there are and how many are hidden; never why."""
        return {"cells": len(self.rows), "hidden": sum(row.status == "hidden" for row in self.rows)}
