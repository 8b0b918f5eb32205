"""The sets that an answer counts one by one, so that each can be rounded by itself before they are added.

A condition that names several levels is one set a level, unless the levels are one thing together (the courts of a
city). What has happened by a day is counted for the years that are over, which no day changes any more, and for the
year of the day.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from finalorder.cohorts import Condition, split_condition
from finalorder.errors import Problem
from finalorder.measures.methods import Method
from finalorder.measures.query import Question
from finalorder.registry import find_population, load_dimensions

YEAR = "fiscal-year"
SUMMED_KINDS = ("share", "parts", "count")


class QuestionStep(NamedTuple):
    """A question of which every cell is one set; ``years_only``: its cells of all years together are left out."""

    asked: Question
    years_only: bool = False


def list_question_steps(method: Method, asked: Question, day: date) -> list[QuestionStep]:
    """The steps of a question to a method as of a day.

    :raises Problem: if the condition names several levels and the method's numbers cannot be added.
    """
    conditions = split_condition(asked.where)
    if method.kind not in SUMMED_KINDS or method.clusters:
        if len(conditions) > 1:
            raise Problem(
                f"{method.id} is an estimate, which cannot be added up: name one value a condition, or ask "
                "--disclosure none, for your own machine."
            )
        return [QuestionStep(replace(asked, where=conditions[0]))]
    return [step for where in conditions for step in _list_year_steps(method, replace(asked, where=where), day)]


def _list_year_steps(method: Method, asked: Question, day: date) -> Iterator[QuestionStep]:
    population = find_population(method.measure, method.id)
    if YEAR in asked.where.dims or (population is not None and population.stock):
        yield QuestionStep(asked)
        return
    if YEAR in asked.by:
        yield QuestionStep(asked, years_only=True)
    together = tuple(name for name in asked.by if name != YEAR)
    for years in _split_years(day):
        yield QuestionStep(Question(together, Condition({**asked.where.dims, YEAR: years})))


def _split_years(day: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    current = str(get_fiscal_year(day))
    return tuple(year for year in load_dimensions()[YEAR].levels if year != current), (current,)


def get_fiscal_year(day: date) -> int:
    """The fiscal year (October to September) of a day."""
    return day.year + (day.month >= 10)
