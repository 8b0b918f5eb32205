"""What a piece of a sentence is nearest to: one of our topics or another, an event or somebody's saying."""

from dataclasses import dataclass

from finalorder.reports.tokens import LabeledSpan, Sentence, TokenizedText
from finalorder.reports.vocabulary import load_vocabulary

_FAR = 10_000


@dataclass(frozen=True, slots=True)
class SentenceDistances:
    """Distances in a sentence, in words; a list of cities counts for nothing."""

    text: TokenizedText
    sentence: Sentence

    def find_nearest_topic(self, start: int, end: int) -> tuple[str, str, int]:
        """Our nearest topic, the nearest of others, and how far ours is; ours is empty where another is nearer.

        What is said of orders, absence and custody counts before the words that only hint at them.
        """
        ours = sorted(
            (self._measure_distance(each, start, end) + _get_topic_penalty(each.name), each.name)
            for each in self.sentence.find_spans("topic")
        )
        others = sorted(
            (self._measure_distance(each, start, end), each.name) for each in self.sentence.find_spans("off")
        )
        away, name = ours[0] if ours else (_FAR, "")
        off_away, off = others[0] if others else (_FAR, "")
        if off and off_away < away - _get_topic_penalty(name):
            return "", off, _FAR
        return name, off, away

    def is_near_event(self, start: int, end: int, reach: int) -> bool:
        """Whether an event is nearer than any saying, and within reach."""
        event = self._find_shortest_distance("event", start, end)
        return event <= reach and event <= self._find_shortest_distance("speech", start, end)

    def is_near_speech(self, start: int, end: int) -> bool:
        """Whether the nearest thing is somebody's saying."""
        return self._find_shortest_distance("speech", start, end) < self._find_shortest_distance("event", start, end)

    def _find_shortest_distance(self, label: str, start: int, end: int) -> int:
        return min((self._measure_distance(each, start, end) for each in self.sentence.find_spans(label)), default=_FAR)

    def _measure_distance(self, other: LabeledSpan, start: int, end: int) -> int:
        if other.start < end and start < other.end:
            return 0
        first, last = (other.end, start) if other.end <= start else (end, other.start)
        listed = {at for city in self.sentence.find_spans("city") for at in range(city.start - 1, city.end + 1)}
        steps: dict[str, int] = load_vocabulary()["nearness"]["steps"]
        between = [self.text.lower_at(at) for at in range(first, last) if at not in listed]
        return 1 + sum(steps.get(word, 1) for word in between)


def _get_topic_penalty(topic: str) -> int:
    """How many words further a topic counts than it is."""
    later: dict[str, int] = load_vocabulary()["nearness"]["later"]
    return later.get(topic, 0)
