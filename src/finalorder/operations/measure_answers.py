"""A measure through the gate: every published method of it, side by side, made of Shown."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from finalorder import measures
from finalorder.answers import Shown
from finalorder.cohorts import parse_conditions
from finalorder.disclosure import apply_disclosure_control
from finalorder.lake import Release
from finalorder.operations.question_limits import check_question

if TYPE_CHECKING:
    from finalorder.measures import Method


def measure_release(
    release: Release,
    name: str,
    *,
    methods: Sequence[str] = (),
    by: Sequence[str] = (),
    where: Sequence[str] = (),
    as_of: date | None = None,
    profile: str = "public",
    only: Mapping[str, Collection[str]] | None = None,
) -> Shown:
    """The answer rows of a measure: one or several methods, split by up to four dimensions, with every margin.

    ``where`` are conditions as ``city=Miami,Atlanta``, all of which must hold. ``only`` are the levels of a dimension
    that are wanted (the empty one is its margin).

    :raises Problem: if a name is unknown, a method cannot be asked so, or the release cannot speak about the day.
    """
    condition, public = parse_conditions(where), profile == "public"
    if public:
        check_question(by, condition)
    found = measures.answer_measure(
        release, name, names=methods, by=by, where=condition, as_of=as_of, only=only or {}, stepwise=public
    )
    return apply_disclosure_control([each.raw for each in found], profile=profile)


def describe_methods(shown: Shown, lang: str = "en") -> Iterator[str]:
    """What each method of an answer counts, one line a method."""
    for found in _list_answer_methods(shown):
        yield f"{found.id}: {found.describe(lang)}" + (f" ({found.note})" if found.note else "")


def _list_answer_methods(shown: Shown) -> "list[Method]":
    named = dict.fromkeys(row.method for row in shown)
    return [measures.get_method(name) for name in named]
