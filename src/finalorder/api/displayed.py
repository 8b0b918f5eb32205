"""An answer that a notebook shows: as :class:`finalorder.answers.Answer`, with its chart, sentences and HTML."""

from pathlib import Path
from typing import Self

from finalorder import answers
from finalorder.answers import Question, Shown
from finalorder.lake import Release


class Answer(answers.Answer):
    """A question and the rows that answer it, which passed the gate; a notebook shows it as table, chart, sentence."""

    __slots__ = ()

    def sentences(self) -> list[str]:
        """Write the rows as sentences that can be printed, each with its method and citation.

        :raises FinalorderError: if the answer has too many rows for sentences.
        """
        from finalorder.briefs import write_sentences

        return write_sentences(self)

    def chart(self, path: str | Path) -> Path:
        """Draw the answer into a file, as SVG or PNG by its ending.

        :raises FinalorderError: for another ending, or an answer without a number that may be shown.
        """
        from finalorder.briefs import write_answer_chart

        return write_answer_chart(self, Path(path))

    @classmethod
    def of_releases(cls, question: Question, shown: Shown, *releases: Release) -> Self:
        """Make an answer that carries the digests of the releases it was counted in."""
        from finalorder.releases import compute_release_digest

        return cls(question, shown, ",".join(filter(None, map(compute_release_digest, releases))))

    def _repr_html_(self) -> str:
        from finalorder.api.notebooks import render_answer

        return render_answer(self)
