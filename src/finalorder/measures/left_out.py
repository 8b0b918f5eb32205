"""Methods of a measure that a question cannot be put to: left out of the answer, each with a row that says why."""

from collections.abc import Sequence

import pyarrow as pa

from finalorder.errors import InputError
from finalorder.measures.methods import Method
from finalorder.measures.query import CellQuery, is_split, list_answer_levels

#: the reasons; each is a message of the catalog, so that it is read in either language
NO_SUCH_DIMENSION = "left out: its units have no {dimensions}"
TOO_MANY_SPLITS = "left out: it is split already, and takes one dimension fewer"
TOO_MANY_NUMBERS = "left out: more numbers than one answer can have"
CANNOT_BE_ADDED = "left out: an estimate, which cannot be added up over several values"


def separate_left_out(
    methods: Sequence[Method], asked: CellQuery, last_year: int
) -> tuple[list[Method], dict[Method, str]]:
    """Separate the methods that a question can be put to from those it cannot, each of these with the reason.

    :raises InputError: if it can be put to none of them.
    """
    able: list[Method] = []
    reasons: dict[Method, str] = {}
    for each in methods:
        try:
            list_answer_levels(each, asked, last_year)
        except InputError:
            reasons[each] = _explain(each, asked)
        else:
            able.append(each)
    if not able:
        list_answer_levels(methods[0], asked, last_year)
    return able, reasons


def _explain(method: Method, asked: CellQuery) -> str:
    named = (*asked.by, *asked.where.dims)
    missing = [name for name in dict.fromkeys(named) if name not in method.dimensions and not is_split(name, method)]
    if missing:
        return NO_SUCH_DIMENSION.format(dimensions=", ".join(missing))
    return TOO_MANY_NUMBERS if asked.fits_columns(method) else TOO_MANY_SPLITS


def build_left_out_rows(why: str) -> pa.Table:
    """Build the row that stands for a method that was left out: it has no number, and says why."""
    return pa.table(
        {
            "status": pa.array(["not_applicable"], pa.string()),
            "note": pa.array([why], pa.string()),
            "numerator": pa.nulls(1, pa.int64()),
            "denominator": pa.nulls(1, pa.int64()),
            "value": pa.nulls(1, pa.float64()),
        }
    )
