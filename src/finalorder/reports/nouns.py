"""What a number counts: the noun behind it, or that none is there."""

from dataclasses import dataclass

from finalorder.reports.amounts import Amount
from finalorder.reports.grammar_tables import Grammar
from finalorder.reports.sentence_view import SentenceView

_REACH = 5
_DEMONYM_ENDINGS = ("ans", "ians", "ese", "eños", "eñas", "anos", "anas", "enses", "rans")
_ABSENT = ["in absentia"]
_HEDGES = ["or so", "or more", "or fewer", "o más", "o menos", "y pico", "or thereabouts", "y tantos"]
OURS, OTHER, BARE, UNKNOWN = "ours", "other", "bare", "unknown"


@dataclass(frozen=True, slots=True)
class Noun:
    """What stands behind a number: one of our units (``unit``), another noun, none, or one that is not known."""

    kind: str
    end: int
    unit: str = ""


class NounReader:
    """Finds the noun that a number counts."""

    def __init__(self, grammar: Grammar) -> None:
        implied = grammar.words["implied"]
        self.stops = frozenset(implied["stops"]) | frozenset(implied["verbs"])
        self.keep_ing, self.modifiers = frozenset(implied["keep_ing"]), grammar.words["other"]["modifiers"]
        self.language = grammar.language

    def find_noun(self, view: SentenceView, amount: Amount) -> Noun:
        """Find the noun behind a number, within a few words."""
        text, at, seen = view.text, amount.end, 0
        named: Noun | None = None
        at += text.find_at(at, _HEDGES)
        is_line = view.is_line and amount.start == view.sentence.start
        at += is_line and text.lower_at(at) in {"-", "—", ":"}
        while at < view.sentence.end and seen < _REACH:
            at += text.find_at(at, _ABSENT) if named is None else 0
            hit = self._get_unit(view, at)
            if hit is not None:
                named, at = hit, hit.end
                if self.language == "es":
                    return named
                continue
            if named is not None or self._is_stop(view, at, seen):
                break
            at, seen = at + 1, seen + (text.lower_at(at) != '"')
        if named is not None:
            return named
        return self._judge_unnamed(view, amount, seen) if text else Noun(BARE, amount.end)

    def _get_unit(self, view: SentenceView, at: int) -> Noun | None:
        """Return the longest unit, of ours or others', that begins at a token."""
        found = [*view.list_hits_at("unit", at), *view.list_hits_at("other", at)]
        if not found:
            return None
        best = max(found, key=lambda hit: (hit.end, hit.label == "unit"))
        return Noun(OURS, best.end, best.name) if best.label == "unit" else Noun(OTHER, best.end)

    def _is_stop(self, view: SentenceView, at: int, seen: int) -> bool:
        word = view.text.lower_at(at)
        if not word:
            return True
        if word in {",", "and"} and view.text.lower_at(at - 1) in {"federal", "state", "local"}:
            return False
        if word == "at" and view.text.lower_at(at + 1) == "large":
            return False
        if word in self.modifiers and seen == 0 and word in {"of", "de"}:
            return False
        if word in {"of", "de", "del"} and seen:
            return True
        if word in self.modifiers and view.text.lower_at(at - 1) in {"of", "de"}:
            return False
        if word in self.stops or not (word[0].isalpha() or word == '"'):
            return True
        return word.endswith("ing") and word not in self.keep_ing and self.language == "en"

    def _judge_unnamed(self, view: SentenceView, amount: Amount, seen: int) -> Noun:
        """Demonyms are people; a plural that no table knows is a noun of its own; nothing is nothing."""
        words = view.text.words[amount.end : amount.end + seen]
        for place, word in enumerate(words):
            if word[0].isupper() and word.lower().endswith(_DEMONYM_ENDINGS):
                return Noun(OURS, amount.end + place + 1, "people")
        if len(words) > 1 and words[-1].endswith("s") and all(word[0].isupper() for word in words):
            return Noun(OTHER, amount.end + seen)
        if words and words[-1].endswith("s") and words[-1].islower() and len(words[-1]) > 3:
            return Noun(UNKNOWN, amount.end + seen)
        return Noun(BARE, amount.end)
