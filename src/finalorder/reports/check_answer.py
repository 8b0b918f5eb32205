"""What a claim comes to."""

from dataclasses import dataclass, replace

NOT_IN_RECORDS, CANNOT_NARROW = "not_in_records", "cannot_narrow"


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """What a claim comes to: the verdict, the method, the answer in words, notes, and the question asked.

    ``definitions`` say what each method counts; ``right`` is the sentence that the records would allow.
    ``figures`` and ``why`` are the parts of an answer that has figures: these, and what they are and are not.
    """

    verdict: str
    method: str
    answer_text: str
    notes: tuple[str, ...] = ()
    question: str = ""
    definitions: tuple[str, ...] = ()
    right: str = ""
    citation: str = ""
    figures: str = ""
    why: str = ""

    def add_note(self, note: str) -> "CheckAnswer":
        """With a note before the others."""
        return replace(self, notes=(note, *self.notes))
