"""What a piece of a sentence is nearest to: one of our topics or another, an event or somebody's saying."""

from dataclasses import dataclass

from finalorder.operations.checking.tokens import Found, Page, Sentence
from finalorder.operations.checking.vocabulary import vocabulary

_FAR = 10_000


@dataclass(frozen=True, slots=True)
class Nearness:
    """Distances in a sentence, in words; a list of cities counts for nothing."""

    text: Page
    sentence: Sentence

    def topic(self, start: int, end: int) -> tuple[str, str, int]:
        """Our nearest topic, the nearest of others, and how far ours is; ours is empty where another is nearer.

        What is said of orders, absence and custody counts before the words that only hint at them.
        """
        ours = sorted(
            (self._away(each, start, end) + _later(each.name), each.name) for each in self.sentence.of("topic")
        )
        others = sorted((self._away(each, start, end), each.name) for each in self.sentence.of("off"))
        away, name = ours[0] if ours else (_FAR, "")
        off_away, off = others[0] if others else (_FAR, "")
        if off and off_away < away - _later(name):
            return "", off, _FAR
        return name, off, away

    def is_event(self, start: int, end: int, reach: int) -> bool:
        """Whether an event is nearer than any saying, and within reach."""
        event = self._nearest("event", start, end)
        return event <= reach and event <= self._nearest("speech", start, end)

    def is_speech(self, start: int, end: int) -> bool:
        """Whether the nearest thing is somebody's saying."""
        return self._nearest("speech", start, end) < self._nearest("event", start, end)

    def _nearest(self, label: str, start: int, end: int) -> int:
        return min((self._away(each, start, end) for each in self.sentence.of(label)), default=_FAR)

    def _away(self, other: Found, start: int, end: int) -> int:
        if other.start < end and start < other.end:
            return 0
        first, last = (other.end, start) if other.end <= start else (end, other.start)
        listed = {at for city in self.sentence.of("city") for at in range(city.start - 1, city.end + 1)}
        steps: dict[str, int] = vocabulary()["nearness"]["steps"]
        between = [self.text.lower(at) for at in range(first, last) if at not in listed]
        return 1 + sum(steps.get(word, 1) for word in between)


def _later(topic: str) -> int:
    """How many words further a topic counts than it is."""
    later: dict[str, int] = vocabulary()["nearness"]["later"]
    return later.get(topic, 0)
