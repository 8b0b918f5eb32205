"""What a question asks for, for the sentence that answers it: a time, or how many of whom."""

from finalorder.reports.amounts import COUNT, DURATION
from finalorder.reports.carried import Carried
from finalorder.reports.grammar_tables import Grammar, load_table
from finalorder.reports.sentence_view import SentenceView

_MOST_SENTENCES, _MOST_LINES = 3, 12


class QuestionReader:
    """Keeps the question that a text has asked until it is answered, or a few sentences later."""

    def __init__(self, grammar: Grammar, carried: Carried) -> None:
        self.carried, self.topics = carried, load_table("topics")
        self.how_long = grammar.words["question"]["how_long"]
        self.how_many = grammar.words["question"]["how_many"]
        self.left = 0

    def end_sentence(self, view: SentenceView, *, is_answered: bool) -> None:
        """Take up a question; leave the one before if it was answered."""
        if view.text.words[view.sentence.end - 1] == "?":
            self._take_up(view)
        elif self.carried.asked:
            self.left -= 1
            is_listed = view.is_line and self.carried.asked == DURATION
            if (is_answered and not is_listed) or self.left <= -_MOST_LINES:
                self.carried.asked = ""

    def _take_up(self, view: SentenceView) -> None:
        where = range(view.sentence.start, view.sentence.end)
        self.left = _MOST_SENTENCES
        if any(view.text.find_at(at, self.how_long) for at in where):
            self.carried.asked = DURATION
        elif any(view.text.find_at(at, self.how_many) for at in where):
            self.carried.asked = COUNT
            units = [hit.name for hit in view.find_hits("unit")]
            named = [str(self.topics[hit.name]["unit"]) for hit in view.find_hits("topic")]
            self.carried.unit = next((unit for unit in [*units, *named] if unit != "days"), self.carried.unit)
