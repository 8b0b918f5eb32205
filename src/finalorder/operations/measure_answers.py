"""A measure through the gate: every published method of it, side by side, made of Shown."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from finalorder import measures
from finalorder.answers import Question, Shown
from finalorder.disclosure import apply_disclosure_control, open_plan
from finalorder.lake import Release
from finalorder.operations.question_limits import check_question
from finalorder.words import load_words, translate_phrases

if TYPE_CHECKING:
    from finalorder.measures import Method


def measure_release(
    release: Release, question: Question, *, only: Mapping[str, Collection[str]] | None = None
) -> Shown:
    """Count the answer rows of a measure: one or several methods, split by up to four dimensions, with every margin.

    ``only`` are the levels of a dimension that are wanted (the empty one is its margin).

    :raises FinalorderError: if a name is unknown, a method cannot be asked so, or the release cannot speak about the
        day; and if the public profile does not allow the question.
    """
    public = question.profile == "public"
    if public:
        check_question(question.by, question.condition)
        published = _find_published_answer(release, question, only or {})
        if published is not None:
            return published
    found = measures.answer_measure(release.complete(), question, only or {}, stepwise=public)
    empty = [rows for each in found for rows in each.empty]
    return apply_disclosure_control([each.raw for each in found], profile=question.profile, empty=empty)


def _find_published_answer(release: Release, question: Question, only: Mapping[str, Collection[str]]) -> Shown | None:
    """Find the rows of the release's plan, if it answers the question."""
    plan = None if question.where or question.as_of not in (None, release.day) else open_plan(release)
    if plan is None:
        return None
    return plan.answer(measures.choose_methods(question.subject, question.methods), question.by, only)


def resolve_question(question: Question, release: Release) -> Question:
    """Fill in what the question leaves open: methods by their names, the release, the day."""
    every = [each.id for each in measures.choose_methods(question.subject)]
    named = [each.id for each in measures.choose_methods(question.subject, question.methods)]
    methods = () if set(named) == set(every) else tuple(named)
    return replace(question.resolve(release.name, release.day), methods=methods)


def describe_methods(shown: Shown, lang: str = "en") -> Iterator[str]:
    """Describe what each method of an answer counts, one line a method."""
    words = load_words(lang)
    for found in _list_answer_methods(shown):
        note = translate_phrases(words, "note", found.note)
        yield f"{found.id}: {found.describe(lang)}" + (f" ({note})" if note else "")


def _list_answer_methods(shown: Shown) -> "list[Method]":
    named = dict.fromkeys(row.method for row in shown)
    return [measures.get_method(name) for name in named]
