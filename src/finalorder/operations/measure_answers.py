"""A measure through the gate: every published method of it, side by side, made of Shown."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from finalorder import measures
from finalorder.answers import Question, Shown
from finalorder.disclosure import CellPattern, PublicationLog, Relation, apply_disclosure_control
from finalorder.lake import Release
from finalorder.words import load_words, translate_phrases

if TYPE_CHECKING:
    from finalorder.measures import Method


def measure_release(
    release: Release,
    question: Question,
    *,
    log: PublicationLog | None = None,
    only: Mapping[str, Collection[str]] | None = None,
) -> Shown:
    """The answer rows of a measure: one or several methods, split by up to four dimensions, with every margin.

    Answers under a condition are rounded to 5. ``only`` are the levels of a dimension that are wanted (the empty one is
    its margin).

    :raises FinalorderError: if a name is unknown, a method cannot be asked so, or the release cannot speak about the
        day; and
        if the gate refuses the answer.
    """
    found = measures.answer_measure(release, question, only or {})
    relations = list(list_measure_relations(found))
    return apply_disclosure_control(
        [each.raw for each in found],
        relations=relations,
        profile=question.profile,
        log=log,
        where=question.condition.text,
    )


def resolve_question(question: Question, release: Release) -> Question:
    """The question with what it leaves open filled in: methods by their names, the release, the day."""
    every = [each.id for each in measures.choose_methods(question.subject)]
    named = [each.id for each in measures.choose_methods(question.subject, question.methods)]
    methods = () if set(named) == set(every) else tuple(named)
    return replace(question.resolve(release.name, release.day), methods=methods)


def list_measure_relations(found: Sequence[measures.MethodAnswer]) -> Iterator[Relation]:
    """What a reader knows of the numbers besides their margins: units that methods and horizons have in common.

    Rows of one method that differ in their level only need no telling: the gate finds them.
    """
    places = {each.method.id: {_get_coordinates(place): place for place in each.coordinates} for each in found}
    for pair in measures.find_inclusions(places):
        (outer, part), (inner, other) = pair.outer, pair.inner
        for place in places[outer].keys() & places[inner].keys():
            whole, within = places[outer][place], places[inner][place]
            if whole["by_1"] != "excluded":
                yield Relation(
                    _build_measure_pattern(whole, part),
                    (_build_measure_pattern(within, other),),
                    remainder=not pair.same,
                )
            elif part == measures.DENOMINATOR:
                # what one cohort has more, it has fewer left out
                yield Relation(
                    _build_measure_pattern(within, "value"), (_build_measure_pattern(whole, "value"),), remainder=True
                )
    for each in found:
        if each.method.kind == "incidence":
            yield from _relate_horizons(each)


def _relate_horizons(found: measures.MethodAnswer) -> Iterator[Relation]:
    """A case that had its event by one horizon had it by the next; the cohort is the same at all."""
    lines: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for place in found.coordinates:
        if place["by_1"] == "horizon":
            lines.setdefault(_get_coordinates(place | {"level_1": ""}), []).append(place)
    for line in lines.values():
        ordered = sorted(line, key=lambda place: int(place["level_1"].split()[0]))
        for sooner, later in pairwise(ordered):
            yield Relation(
                _build_measure_pattern(later, "numerator"),
                (_build_measure_pattern(sooner, "numerator"),),
                remainder=True,
            )
            yield Relation(
                _build_measure_pattern(later, "denominator"), (_build_measure_pattern(sooner, "denominator"),)
            )


def _get_coordinates(place: dict[str, str]) -> tuple[str, ...]:
    return tuple(value for name, value in place.items() if name != "method")


def _build_measure_pattern(place: dict[str, str], part: str) -> CellPattern:
    return CellPattern(**place, part=part)


def describe_methods(shown: Shown, lang: str = "en") -> Iterator[str]:
    """What each method of an answer counts, one line a method."""
    words = load_words(lang)
    for found in _list_answer_methods(shown):
        note = translate_phrases(words, "note", found.note)
        yield f"{found.id}: {found.describe(lang)}" + (f" ({note})" if note else "")


def _list_answer_methods(shown: Shown) -> "list[Method]":
    named = dict.fromkeys(row.method for row in shown)
    return [measures.get_method(name) for name in named]
