"""The sets that an answer counts one by one, so that each can be rounded by itself before they are added.

A condition that names several levels is one set a level, unless the levels are one thing together (the courts of a
city): a number is never rounded of a set that its asker has put together.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from finalorder.answers import split_condition
from finalorder.errors import RefusedError
from finalorder.measures.methods import Method
from finalorder.measures.query import CellQuery

SUMMED_KINDS = ("share", "parts", "count")


def list_question_steps(method: Method, asked: CellQuery) -> list[CellQuery]:
    """List the questions whose answers add up to that of a question to a method; empty if they cannot be added."""
    steps = [replace(asked, where=where) for where in split_condition(asked.where)]
    return steps if len(steps) == 1 or method.kind in SUMMED_KINDS else []


def plan_steps(methods: Sequence[Method], asked: CellQuery) -> dict[Method, list[CellQuery]]:
    """List the steps of a question to each method that can answer it; the others are not in it.

    :raises RefusedError: if the condition names several levels and no method's numbers can be added.
    """
    steps = {each: found for each in methods if (found := list_question_steps(each, asked))}
    if not steps:
        raise RefusedError(
            f"{methods[0].id} is an estimate, which cannot be added up: name one value a condition, or ask "
            "--disclosure none, for your own machine."
        )
    return steps


def get_fiscal_year(day: date) -> int:
    """Return the fiscal year (October to September) of a day."""
    return day.year + (day.month >= 10)
