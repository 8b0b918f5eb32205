"""The places that a text names: the court city that is meant, or a place that the courts' records do not tell apart."""

from dataclasses import dataclass

from finalorder.reports.grammar_tables import COUNTRY, STATE, Grammar
from finalorder.reports.lexicon import Hit
from finalorder.reports.tokens import Sentence, TokenizedText

ELSEWHERE = "elsewhere"
"""The name of a place that is no court's city."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place where it is named; ``city`` is empty for one that is no court's city, and for the nation.

    ``state`` is the code of a state, which is elsewhere too.
    """

    start: int
    end: int
    city: str
    is_nation: bool = False
    is_dateline: bool = False
    is_elsewhere: bool = False
    state: str = ""
    is_country: bool = False


class PlaceReader:
    """Finds places; a city in the name of a newspaper, an office or a job is none."""

    def __init__(self, text: TokenizedText, grammar: Grammar, hits: list[Hit]) -> None:
        self.text, self.table = text, grammar.words["place"]
        self.hits = [hit for hit in hits if hit.label in {"place", "where"}]

    def list_places(self, sentence: Sentence, hits: list[Hit]) -> list[Place]:
        """List the places of a sentence, left to right, the longer name where two begin at one word."""
        found: dict[int, Place] = {}
        for hit in hits:
            if hit.label == "where" and hit.name == "national" and self._is_adjective(hit):
                continue
            if hit.label == "where" and hit.name == "national":
                found.setdefault(hit.start, Place(hit.start, hit.end, "", is_nation=True))
            elif hit.label == "place" and self._is_place(hit, sentence, found):
                known = found.get(hit.start)
                if known is None or known.end < hit.end:
                    found[hit.start] = self._make_place(hit, sentence)
        inner = {at for place in found.values() for at in range(place.start + 1, place.end)}
        cities = {place.end for place in found.values() if place.city}
        return [
            place for start, place in sorted(found.items())
            if start not in inner and not (place.state and start - 1 in cities and self.text.words[start - 1] == ",")
        ]  # fmt: skip

    def _is_adjective(self, hit: Hit) -> bool:
        """``U.S. Immigration and Customs Enforcement``, ``removed from the country``: part of a name, or where from."""
        following = self.text.words[hit.end] if hit.end < len(self.text.words) else ""
        before = hit.start - 1 - (self.text.lower_at(hit.start - 1) in {"the", "este", "el"})
        is_sum = self.text.lows[hit.start] == "total" and (before < hit.start - 1 or following.lower() in {"of", "de"})
        if self.text.lower_at(before) in self.table["ways"] or is_sum or self.text.lower_at(before) in {"del", "un"}:
            return True
        return self.text.lows[hit.start] == "u.s." and following[:1].isupper()

    def _make_place(self, hit: Hit, sentence: Sentence) -> Place:
        state = hit.name.removeprefix(STATE) if hit.name.startswith(STATE) else ""
        city = "" if state or hit.name == COUNTRY else hit.name
        return Place(
            hit.start,
            hit.end,
            city,
            is_dateline=self._is_dateline(hit, sentence),
            is_elsewhere=not city,
            state=state,
            is_country=hit.name == COUNTRY,
        )

    def _is_place(self, hit: Hit, sentence: Sentence, found: dict[int, Place]) -> bool:
        if not self.text.words[hit.start][0].isupper():
            return False
        following = self.text.lower_at(hit.end)
        if following in self.table["not_after"] or self.text.lower_at(hit.end + 1) in {"herald", "police"}:
            return False
        if self.text.ends_with(hit.start, self.table["not_before"]):
            return False
        before = self.text.lower_at(hit.start - 1)
        is_listed = before in {",", "and", "y", ";"} and any(hit.start - place.end <= 3 for place in found.values())
        is_first = hit.start <= sentence.start + 1 or before in {":", "|", "(", "-", "—"}
        is_subject = before == "," and following.isalpha() and self.text.words[hit.end][0].islower()
        is_possessive = following.startswith("'") or following in {"area", "court", "courts", ",", "—"}
        return before in self.table["before"] or is_listed or is_first or is_subject or is_possessive

    def _is_dateline(self, hit: Hit, sentence: Sentence) -> bool:
        """Recognize ``MIAMI (AP) - ``, ``NEW YORK, June 21 - ``: where it was written."""
        if hit.start != sentence.start:
            return False
        reach = range(hit.end, min(hit.end + 12, sentence.end))
        has_dash = any(self.text.words[at] in {"-", "—", "--"} for at in reach)
        is_shouted = self.text.words[hit.start].isupper() and len(self.text.words[hit.start]) > 2
        following = self.text.lower_at(hit.end)
        if is_shouted and following in {"-", "—"}:
            return self.text.lower_at(hit.end + 1)[:1].isalpha()
        return (has_dash and (is_shouted or following in {"(", ","})) or (is_shouted and following == ",")
