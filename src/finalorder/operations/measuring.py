"""A measure through the gate: every published method of it, side by side, made of Shown."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from finalorder import measures
from finalorder.cohorts import parse
from finalorder.disclosure import Key, PublicationLog, Relation, Shown, open_door
from finalorder.releases.lake import Release

if TYPE_CHECKING:
    from finalorder.measures import Method


def measure(
    release: Release,
    name: str,
    *,
    methods: Sequence[str] = (),
    by: Sequence[str] = (),
    where: Sequence[str] = (),
    as_of: date | None = None,
    profile: str = "public",
    log: PublicationLog | None = None,
    only: Mapping[str, Collection[str]] | None = None,
) -> Shown:
    """The answer rows of a measure: one or several methods, split by up to four dimensions, with every margin.

    ``where`` are conditions as ``city=Miami,Atlanta``, all of which must hold; such answers are rounded to 5. ``only``
    are the levels of a dimension that are wanted (the empty one is its margin).

    :raises Problem: if a name is unknown, a method cannot be asked so, or the release cannot speak about the day; and
        if the gate refuses the answer.
    """
    condition = parse(where)
    found = measures.answer(release, name, names=methods, by=by, where=condition, as_of=as_of, only=only or {})
    relations = list(relations_between(found))
    return open_door([each.raw for each in found], relations=relations, profile=profile, log=log, where=condition.text)


def relations_between(found: Sequence[measures.Counted]) -> Iterator[Relation]:
    """What a reader knows of the numbers besides their margins: units that methods and horizons have in common.

    Rows of one method that differ in their level only need no telling: the gate finds them.
    """
    places = {each.method.id: {_place(place): place for place in each.places} for each in found}
    for pair in measures.nested(places):
        (outer, part), (inner, other) = pair.outer, pair.inner
        for place in places[outer].keys() & places[inner].keys():
            whole, within = places[outer][place], places[inner][place]
            if whole["by_1"] != "excluded":
                yield Relation(_key(whole, part), (_key(within, other),), remainder=not pair.same)
            elif part == measures.DENOMINATOR:
                # what one cohort has more, it has fewer left out
                yield Relation(_key(within, "value"), (_key(whole, "value"),), remainder=True)
    for each in found:
        if each.method.kind == "incidence":
            yield from _horizons(each)


def _horizons(found: measures.Counted) -> Iterator[Relation]:
    """A case that had its event by one horizon had it by the next; the cohort is the same at all."""
    lines: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for place in found.places:
        if place["by_1"] == "horizon":
            lines.setdefault(_place(place | {"level_1": ""}), []).append(place)
    for line in lines.values():
        ordered = sorted(line, key=lambda place: int(place["level_1"].split()[0]))
        for sooner, later in pairwise(ordered):
            yield Relation(_key(later, "numerator"), (_key(sooner, "numerator"),), remainder=True)
            yield Relation(_key(later, "denominator"), (_key(sooner, "denominator"),))


def _place(place: dict[str, str]) -> tuple[str, ...]:
    return tuple(value for name, value in place.items() if name != "method")


def _key(place: dict[str, str], part: str) -> Key:
    return Key(**place, part=part)


def sentences(shown: Shown, lang: str = "en") -> Iterator[str]:
    """What each method of an answer counts, one line a method."""
    for found in _methods_of(shown):
        yield f"{found.id}: {found.told(lang)}" + (f" ({found.note})" if found.note else "")


def _methods_of(shown: Shown) -> "list[Method]":
    named = dict.fromkeys(row.method for row in shown)
    return [measures.method(name) for name in named]
