"""An answer: the question it answers, its rows, and the forms in which other libraries take them."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pyarrow as pa

from finalorder.answers import formats
from finalorder.answers.provenance import Provenance, get_version
from finalorder.answers.question import Question
from finalorder.answers.rows import AnswerRow
from finalorder.answers.shown import Shown
from finalorder.errors import UnavailableError


class ArrowSource:
    """What has an Arrow table hands it to polars, pandas and whatever reads the Arrow stream."""

    __slots__ = ()

    def arrow(self) -> pa.Table:
        """Return the table in memory, as Arrow."""
        raise NotImplementedError

    def polars(self) -> Any:
        """Return the table as a polars frame; needs polars."""
        return _import_optional("polars").from_arrow(self.arrow())

    def pandas(self) -> Any:
        """Return the table as a pandas frame; needs pandas."""
        _import_optional("pandas")
        return self.arrow().to_pandas()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.arrow().__arrow_c_stream__(requested_schema)


def describe_size(shown: Shown) -> str:
    """Describe the size of an answer in a few words: ``19 rows, 2 hidden, SIMULATED``."""
    hidden = sum(row.status == "hidden" for row in shown)
    rows = f"{len(shown)} row{'' if len(shown) == 1 else 's'}"
    return ", ".join([rows, *([f"{hidden} hidden"] if hidden else []), *shown.stamps])


def _import_optional(library: str) -> Any:
    try:
        return import_module(library)
    except ImportError as error:
        raise UnavailableError(
            f'{library} is not installed; run `pip install "finalorder[{library}]"`, or use .arrow().'
        ) from error


@dataclass(frozen=True, slots=True, repr=False)
class Answer(ArrowSource):
    """A question and the rows that answer it, which passed the gate."""

    question: Question
    shown: Shown
    #: the digests of the releases asked, with commas between them; empty for figures that are of none
    release_digest: str = ""

    def __repr__(self) -> str:
        return f"<Answer {self.question}: {describe_size(self.shown)}>"

    def __iter__(self) -> Iterator[AnswerRow]:
        return iter(self.shown)

    def __len__(self) -> int:
        return len(self.shown)

    @property
    def meta(self) -> dict[str, Any]:
        """The ``meta`` of JSON: what is true of all rows, and the question they answer."""
        return {**self.shown.meta, **self.about}

    @property
    def about(self) -> dict[str, Any]:
        """What asks it again: question, command, version, release, and the digest of the court's file."""
        return self.provenance.to_record()

    @property
    def provenance(self) -> Provenance:
        """What rebuilds the answer."""
        asked = self.question
        return Provenance(str(asked), asked.to_command(), get_version(), asked.release, self.release_digest)

    def arrow(self) -> pa.Table:
        """Return the rows in memory, as Arrow; the stamps and the question are in the schema's metadata."""
        return formats.to_arrow(self.shown, self.about)

    def to_json(self) -> str:
        """Write the rows and the question as JSON."""
        return formats.to_json(self.shown, self.about)
