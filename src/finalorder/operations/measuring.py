"""A measure through the gate: every published method of it, side by side, made of Shown."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from finalorder import measures
from finalorder.cohorts import parse
from finalorder.disclosure import PublicationLog, Shown, open_door
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
) -> Shown:
    """The answer rows of a measure: one or several methods, split by up to four dimensions, with every margin.

    ``where`` are conditions as ``city=Miami,Atlanta``, all of which must hold; such answers are rounded to 5.

    :raises Problem: if a name is unknown, a method cannot be asked so, or the release cannot speak about the day; and
        if the gate refuses the answer.
    """
    condition = parse(where)
    raws = measures.answer(release, name, names=methods, by=by, where=condition, as_of=as_of)
    return open_door(raws, profile=profile, log=log, where=condition.text)


def sentences(shown: Shown, lang: str = "en") -> Iterator[str]:
    """What each method of an answer counts, one line a method."""
    for found in _methods_of(shown):
        yield f"{found.id}: {found.told(lang)}" + (f" ({found.note})" if found.note else "")


def _methods_of(shown: Shown) -> "list[Method]":
    named = dict.fromkeys(row.method for row in shown)
    return [measures.method(name) for name in named]
