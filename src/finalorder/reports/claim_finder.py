"""What a report claims: each number, time, place and group that is about removal orders, appearance or custody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from finalorder.reports.amounts import COUNT, DURATION, SHARE, Amount, find_amounts
from finalorder.reports.times import TimeExpression, find_times
from finalorder.reports.tokens import LabeledSpan, Sentence, TokenizedText, split_sentences, tokenize_report
from finalorder.reports.topic_distance import SentenceDistances
from finalorder.reports.units import Unit, find_unit
from finalorder.reports.vocabulary import load_vocabulary

DATE, PLACE, GROUP = "date", "place", "group"


@dataclass(frozen=True, slots=True)
class Mention:
    """A claim as it stands in the text, not answered yet: its tokens, its fields, and how sure the rules are."""

    kind: str
    start: int
    end: int
    sentence: Sentence
    low: float | None = None
    high: float | None = None
    bound: str = "exactly"
    unit: str = ""
    city: str = ""
    cohort: str = ""
    period: str = ""
    topic: str = ""
    claim: str = ""
    certainty: float = 0.5
    words: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class CarriedContext:
    """What a sentence goes on with: the topics and the unit of the one before it, or of the line above its list."""

    topics: tuple[LabeledSpan, ...] = ()
    unit: Unit | None = None


NO_CONTEXT = CarriedContext()
_BULLET_MARKS = frozenset("-*•‣▪●○·+")


def find_mentions(source: str) -> tuple[TokenizedText, list[Mention]]:
    """The claims of a text in the order of their place in it."""
    text = tokenize_report(source)
    found: list[Mention] = []
    before, lead, paragraph = NO_CONTEXT, NO_CONTEXT, -1
    for sentence in split_sentences(text):
        is_item = text.words[sentence.start] in _BULLET_MARKS
        same = sentence.paragraph == paragraph
        reader = _SentenceReader(text, sentence, before if same and not is_item else lead if is_item else NO_CONTEXT)
        found += reader.list_mentions()
        before, paragraph = (
            CarriedContext(tuple(sentence.find_spans("topic")) or reader.carried.topics, reader.unit),
            sentence.paragraph,
        )
        if text.words[sentence.end - 1] == ":":
            lead = CarriedContext(tuple(sentence.find_spans("topic")), _find_first_unit(sentence))
        elif not is_item and not same:
            lead = NO_CONTEXT
    return text, sorted(found, key=lambda each: (text.starts[each.start], each.end, each.kind))


def _find_first_unit(sentence: Sentence) -> Unit | None:
    """The unit that a line above a list names."""
    return next((Unit(each.name, each.end, is_stated=False) for each in sentence.find_spans("unit")), None)


class _SentenceReader:
    """One sentence, read."""

    def __init__(self, text: TokenizedText, sentence: Sentence, carried: CarriedContext) -> None:
        self.text, self.sentence, self.carried = text, sentence, carried
        self.whens = list(find_times(text, sentence))
        taken = {at for when in self.whens for at in range(when.start, when.end)}
        self.amounts = [each for each in find_amounts(text, sentence) if not taken & {each.start, each.end - 1}]
        self.distances = SentenceDistances(text, sentence)
        self.cities = [each for each in sentence.find_spans("city") if self._is_claimed_place(each)]
        self.words = frozenset(text.lower_at(at) for at in range(sentence.start, sentence.end))
        self.unit: Unit | None = None
        self.has_continued = False

    def list_mentions(self) -> list[Mention]:
        groups = list(self._find_group_mentions())
        numbers = [each for each in self._find_number_mentions() if not _is_within_group(each, groups)]
        if any(each.unit not in {"groups", "cities"} for each in numbers):
            groups = [each for each in groups if not each.cohort]
        used = {each.city for each in numbers if each.city}
        places = list(self._find_place_mentions(used))
        if self.sentence.find_spans("off") and not numbers and not groups:
            return []
        about = [*numbers, *groups, *places]
        return [*about, *self._find_date_mentions(about)]

    def _find_number_mentions(self) -> Iterator[Mention]:
        here: Unit | None = None
        for amount in self.amounts:
            unit = find_unit(self.text, self.sentence, amount, here, self.carried.unit)
            mention = self._build_number_mention(amount, unit) if unit else None
            if unit and mention:
                here = unit
                self.unit = unit if unit.name != "percent" else self.unit
                yield mention

    def _build_number_mention(self, amount: Amount, unit: Unit) -> Mention | None:
        topic, off, away = self.distances.find_nearest_topic(amount.start, unit.end)
        topic = self._choose_share_topic(topic) if amount.kind == SHARE else topic
        carried = (
            not off and (not topic or self._is_too_weak(topic, unit, amount)) and self._is_continuation(amount, unit)
        )
        if carried:
            topic, self.has_continued = self._get_carried_topic(), True
        if not topic or (amount.kind == DURATION and not self._is_claimed_duration(amount)):
            return None
        if not carried and self._is_too_weak(topic, unit, amount):
            return None
        period = self._find_period(amount)
        return Mention(
            amount.kind,
            amount.start,
            unit.end,
            self.sentence,
            amount.low,
            amount.high,
            amount.bound,
            unit.name,
            self._find_city(unit),
            self._find_cohort(amount.kind),
            period.period if period else "",
            topic,
            certainty=_score_certainty(amount, unit, topic, away, carried=carried),
            words=self.words,
        )

    def _choose_share_topic(self, topic: str) -> str:
        """A share in a sentence about absence is of that, whoever's it is: "of those not detained, 44 percent"."""
        if not topic or topic in {"absence", "presence"}:
            return topic
        names = ("absence", "presence", *(["representation"] if topic == "court" else []))
        return next((name for name in names if self.sentence.find_spans("topic", name)), topic)

    def _is_continuation(self, amount: Amount, unit: Unit) -> bool:
        """Whether a number may go on with the sentence before: it stands early, and counts what that one did."""
        kinds = {"percent", "people", "families", "cases", "orders"}
        is_small = amount.is_word and amount.kind == COUNT and amount.low < 10
        early = (
            self.has_continued
            or amount.start - self.sentence.start <= 12
            or self.text.lower_at(amount.start - 1) == "("
        )
        return bool(self.carried.topics) and unit.name in kinds and early and not is_small

    def _get_carried_topic(self) -> str:
        names = [each.name for each in self.carried.topics]
        strong = [name for name in names if name not in load_vocabulary()["weak"]["topics"]]
        return [*names, *strong][-1]

    def _is_too_weak(self, topic: str, unit: Unit, amount: Amount) -> bool:
        """A weak topic needs a unit that was said; a small count of people beside the word "court" is none."""
        if topic not in load_vocabulary()["weak"]["topics"]:
            return False
        if topic == "representation":
            return unit.name != "percent" or not self.sentence.find_spans(
                "topic", "court", "order", "absence", "presence", "removal"
            )
        is_small = amount.is_word and amount.kind == COUNT and amount.low < 10
        return not unit.is_stated or (is_small and unit.name not in {"cities", "groups", "families", "orders"})

    def _is_claimed_duration(self, amount: Amount) -> bool:
        """A time is claimed of a delay, a detention or an order, and not of a career."""
        return self.distances.is_near_event(amount.start, amount.end, reach=8)

    def _find_period(self, amount: Amount) -> TimeExpression | None:
        told = [when for when in self.whens if not self.distances.is_near_speech(when.start, when.end)]
        return min(told, key=lambda when: abs(when.start - amount.start), default=None)

    def _find_city(self, unit: Unit) -> str:
        """The city of a number: the one right behind it, else the only one that the sentence names as a place."""
        for city in self.cities:
            between = range(unit.end, city.start)
            if (
                city.start >= unit.end
                and len(between) <= 6
                and not any(self.text.lower_at(at) in {",", ";", "and"} for at in between)
            ):
                return city.name
        names = {city.name for city in self.cities}
        return next(iter(names)) if len(names) == 1 else ""

    def _find_cohort(self, kind: str) -> str:
        """The announcement's group that the sentence's words name; of a share, whose share it is."""
        named = [
            load_vocabulary()["group"][int(each.name)].get("cohort", "") for each in self.sentence.find_spans("group")
        ]
        of_others = [name for name in named if name and not (kind == SHARE and name == "in_absentia")]
        if of_others:
            return str(of_others[0])
        about = self.sentence.find_spans("topic", "court", "absence", "presence", "order")
        if about and self.words & set(load_vocabulary()["families"]["words"]):
            return "rocket_docket"
        return "in_absentia" if kind == COUNT and "absentia" in self.words else ""

    def _find_group_mentions(self) -> Iterator[Mention]:
        for each in self.sentence.find_spans("group"):
            group = load_vocabulary()["group"][int(each.name)]
            yield Mention(
                group.get("kind", GROUP), each.start, each.end, self.sentence, cohort=group.get("cohort", ""),
                claim=group["claim"], topic="group", certainty=0.85 if each.end - each.start <= 16 else 0.7,
                words=self.words,
            )  # fmt: skip

    def _is_claimed_place(self, city: LabeledSpan) -> bool:
        """Whether a city is where something was done or ordered, and no part of a name, a byline or a biography."""
        sentence = self.sentence
        if any(
            off.start <= city.end + 1 and off.start >= city.end for off in sentence.find_spans("place_off", "after")
        ):
            return False
        if any(city.start - 2 <= off.end - 1 < city.start for off in sentence.find_spans("place_off", "before")):
            return False
        is_area = self.text.lower_at(city.end) in load_vocabulary()["place_off"]["areas"]
        is_named = self.text.lower_at(city.start - 1) in {"the", "'s"} and not is_area
        return not (is_named or self._is_dateline(city))

    def _is_dateline(self, city: LabeledSpan) -> bool:
        """``MIAMI (AP) - ``, ``NEW YORK, June 21 - ``: where it was written."""
        if city.start != self.sentence.start:
            return False
        shouted = self.text.words[city.start].isupper()
        dashes = [
            at
            for at in range(city.end, min(city.end + 8, self.sentence.end))
            if self.text.words[at] in {"-", "—", "--"}
        ]
        return bool(dashes) and (shouted or self.text.lower_at(city.end) in {"(", ","})

    def _find_place_mentions(self, used: set[str]) -> Iterator[Mention]:
        for city in self.cities:
            if city.name in used and len(self.cities) == 1:
                continue
            topic, _, away = self.distances.find_nearest_topic(city.start, city.end)
            if topic and (
                self.distances.is_near_event(city.start, city.end, reach=14)
                or topic in {"operation", "order", "court", "absence"}
            ):
                certainty = 0.8 if away <= 8 else 0.6
                yield Mention(PLACE, city.start, city.end, self.sentence, city=city.name, topic=topic,
                              certainty=certainty, words=self.words)  # fmt: skip

    def _find_date_mentions(self, about: Sequence[Mention]) -> Iterator[Mention]:
        for when in self.whens:
            if any(each.start <= when.start < each.end for each in about if each.kind != PLACE):
                continue
            event = self.distances.is_near_event(when.start, when.end, reach=14)
            if self._is_stated_date(when, about) or (
                event and self.distances.find_nearest_topic(when.start, when.end)[0]
            ):
                yield Mention(DATE, when.start, when.end, self.sentence, period=when.period, topic="date",
                              certainty=0.7 if event else 0.5, words=self.words)  # fmt: skip

    def _is_stated_date(self, when: TimeExpression, about: Sequence[Mention]) -> bool:
        """Whether a number is dated by it: it is the number's period, or stands behind "as of"."""
        if self.text.lower_at(when.start - 1) == "of" and self.text.lower_at(when.start - 2) == "as" and about:
            return True
        dates = any(each.period == when.period for each in about if each.kind in {COUNT, SHARE})
        return dates and not self.distances.is_near_speech(when.start, when.end)


def _is_within_group(number: Mention, groups: Sequence[Mention]) -> bool:
    return any(group.start <= number.start and number.end <= group.end for group in groups)


def _score_certainty(amount: Amount, unit: Unit, topic: str, away: int, *, carried: bool) -> float:
    """Between 0.2 and 0.95: how much of what makes a claim was said, and how near."""
    points = 0.5 + (0.2 if unit.is_stated else 0.0) + (0.2 if away <= 6 else 0.1 if away <= 14 else 0.0)
    points += 0.05 if topic not in load_vocabulary()["weak"]["topics"] else -0.1
    points -= (0.2 if amount.is_vague else 0.0) + (0.25 if carried else 0.0)
    return round(min(max(points, 0.2), 0.95), 2)
