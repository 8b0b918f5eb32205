"""What may leave: answer rows after the gate, and rows made from them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from finalorder.answers.rows import ANSWER_COLUMNS, AnswerRow

CITED_PROFILE = "cited"
UNPROTECTED = "UNPROTECTED - NOT FOR PUBLICATION"
SIMULATED = "SIMULATED"


def stamp_unprotected(row: AnswerRow) -> AnswerRow:
    """Return the row with the words of an unprotected number, once; for whatever is made from unprotected rows."""
    if UNPROTECTED in row.note:
        return row
    return row._replace(note=f"{UNPROTECTED}; {row.note}" if row.note else UNPROTECTED)


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Shown:
    """Answer rows that may leave, in a fixed order.

    Only the disclosure gate makes one (:meth:`seal_rows`); rows from rows come from :meth:`select_rows` and
    :meth:`derive_rows`, which keep profile and stamps; figures that others have published, which no gate protects, from
    :meth:`cite_rows`. A test holds who calls which.

    ``profile`` is ``public``, ``none`` or ``cited``; ``rounded_to`` is what counts are rounded to.
    """

    rows: tuple[AnswerRow, ...]
    profile: str
    rounded_to: int

    def __init__(self, *_: object, **__: object) -> None:
        raise TypeError("only the disclosure gate makes Shown; select or derive rows from one that there is")

    @classmethod
    def seal_rows(cls, rows: Iterable[AnswerRow], profile: str = "public", *, rounded_to: int = 1) -> Self:
        """Make the answer of rows that the gate has protected; for ``finalorder.disclosure`` alone."""
        made = cls.__new__(cls)
        for name, value in (("rows", tuple(rows)), ("profile", profile), ("rounded_to", rounded_to)):
            object.__setattr__(made, name, value)
        return made

    @classmethod
    def cite_rows(cls, rows: Iterable[AnswerRow]) -> Self:
        """Make the answer of figures that others have published, each with its source, and forecasts from them."""
        return cls.seal_rows(rows, CITED_PROFILE)

    def select_rows(self, keep: Callable[[AnswerRow], bool]) -> Self:
        """Return the answer with those of its rows that ``keep`` is true of."""
        return self.seal_rows(filter(keep, self.rows), self.profile, rounded_to=self.rounded_to)

    def derive_rows(self, rows: Iterable[AnswerRow]) -> Self:
        """Make an answer of other rows that were computed from these and from published figures;
        stamps and profile stay.
        """
        stamped = (stamp_unprotected(row) if self.profile == "none" else row for row in rows)
        return self.seal_rows(stamped, self.profile, rounded_to=self.rounded_to)

    def __iter__(self) -> Iterator[AnswerRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<Shown: {', '.join([f'{len(self.rows)} rows', self.profile, *self.stamps])}>"

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
            "rounded_to": self.rounded_to,
            **self.summarize_rows(),
        }

    def find_row(self, **key: Any) -> AnswerRow:
        """Find the one row whose columns have these values; columns not named may have any.

        Raises KeyError if no row fits or several do, and if a name is no column.
        """
        if unknown := set(key) - set(ANSWER_COLUMNS):
            raise KeyError(f"no such columns: {sorted(unknown)}")
        found: Sequence[AnswerRow] = self.rows
        for name, value in key.items():
            found = [row for row in found if getattr(row, name) == value]
        if len(found) != 1:
            raise KeyError(f"{len(found)} rows fit {key}")
        return found[0]

    def summarize_rows(self) -> dict[str, int]:
        """Say how many rows there are and how many are hidden; never why."""
        return {"cells": len(self.rows), "hidden": sum(row.status == "hidden" for row in self.rows)}
