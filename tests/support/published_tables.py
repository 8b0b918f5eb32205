"""Random answers for the attack tests: truth by name, rows for the gate, and what adds up for the attacker."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from finalorder.answers.rows import AnswerRow, build_answer_table
from finalorder.answers.shown import Shown
from finalorder.disclosure import PublicationLog, Relation, apply_disclosure_control
from finalorder.engines.raw import Raw
from support.attacker import Attacker, is_ambiguous

Random = np.random.Generator
DAY = "2019-06-23"


def count(number: int, **columns: object) -> AnswerRow:
    """A row that counts orders."""
    described = {"measure": "standing", "as_of": DAY, "release": "2026-07", "unit": "order", **columns}
    return AnswerRow(**described, numerator=int(number), value=int(number))


def share(numerator: int, denominator: int, **columns: object) -> AnswerRow:
    """A row that is a share of cases."""
    described = {"measure": "in_absentia", "method": "M1a", "release": "2026-07", "unit": "case", **columns}
    value = numerator / denominator if denominator else None
    return AnswerRow(**described, numerator=int(numerator), denominator=int(denominator), value=value)


def through(rows: Sequence[AnswerRow], log: PublicationLog | None = None, **options: object) -> Shown:
    """The rows through the door as one Raw table."""
    return apply_disclosure_control(Raw(build_answer_table(rows)), log=log, **options)


@dataclass
class Publication:
    """Rows with the sums that hold between them. Names of cells are (describing columns, part)."""

    rows: list[AnswerRow] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    sums: list[tuple[object, list[object]]] = field(default_factory=list)
    unseen: dict[object, int] = field(default_factory=dict)
    changes: list[tuple[object, object, object, int]] = field(default_factory=list)

    def attacked(self, shown: Shown, random: Random, most: int = 8) -> Iterator[str]:
        """Complaints about up to ``most`` hidden cells, chosen at random, that the attacker can narrow down."""
        attacker, truths = Attacker(), dict(self.unseen)
        for truth, row in zip(sorted(self.rows, key=name_of), sorted(shown, key=name_of), strict=True):
            truths |= tell(attacker, truth, row)
        for total, parts in self.sums:
            attacker.adds_up(total, parts)
        for name, before, after, moved in self.changes:
            attacker.signed(name)
            attacker.adds_up(after, [before, name])
            truths[name] = moved
        names = sorted(truths, key=str)
        for i in random.permutation(len(names))[:most]:
            low, high = attacker.range_of(names[i])
            if not is_ambiguous(truths[names[i]], low, high):
                yield f"{names[i]} is {truths[names[i]]} and was narrowed down to {low:g} to {high:g}"


def name_of(row: AnswerRow) -> tuple[str, ...]:
    """The describing columns."""
    return tuple(str(value) for value in row.to_tuple()[:13])


def tell(attacker: Attacker, truth: AnswerRow, row: AnswerRow) -> dict[object, int]:
    """Tell the attacker what a row shows; the true numbers of the cells that it does not."""
    name, hidden = name_of(truth), {}
    assert (row.status == "hidden") == (row.numerator is None)
    for part in ("numerator", "denominator"):
        number = getattr(truth, part)
        if number is not None:
            attacker.cell((name, part), getattr(row, part))
            if row.status == "hidden":
                hidden[name, part] = number
    if truth.denominator is not None:
        attacker.adds_up((name, "denominator"), [(name, "numerator"), (name, "rest")])
        rest = truth.denominator - truth.numerator
        if 1 <= rest <= 10:
            hidden[name, "rest"] = rest
    if truth.denominator is None and truth.low is not None:
        hidden |= tell_bounds(attacker, truth, row)
    return hidden


def tell_bounds(attacker: Attacker, truth: AnswerRow, row: AnswerRow) -> dict[object, int]:
    """low + gap = value, value + gap = high; a gap of 1 to 10 is a cell as well."""
    name, hidden = name_of(truth), {}
    attacker.cell((name, "low"), row.low)
    attacker.cell((name, "high"), row.high)
    attacker.adds_up((name, "numerator"), [(name, "low"), (name, "gap below")])
    attacker.adds_up((name, "high"), [(name, "numerator"), (name, "gap above")])
    numbers = {
        "low": truth.low,
        "high": truth.high,
        "gap below": truth.numerator - truth.low,
        "gap above": truth.high - truth.numerator,
    }
    for part, number in numbers.items():
        if 1 <= number <= 10 or (part in ("low", "high") and getattr(row, part) is None):
            hidden[name, part] = int(number)
    return hidden


def skewed(random: Random, *shape: int) -> np.ndarray:
    """Counts as courts have them: a few large lines, many small ones, zeros."""
    rate = np.full(shape, float(np.exp(random.uniform(0, 4))))
    for axis, size in enumerate(shape):
        line = [1] * len(shape)
        line[axis] = size
        rate = rate * np.exp(random.normal(0, random.uniform(0.3, 1.5), size)).reshape(line)
    return random.poisson(rate)


def with_margins(
    numbers: np.ndarray, row: Callable[..., AnswerRow], columns: Callable[[tuple[int | None, ...]], dict[str, object]]
) -> Publication:
    """A table of any number of ways with all its margins; ``columns`` describes a cell, None being a total."""
    found = Publication()
    names: dict[tuple[int | None, ...], tuple[str, ...]] = {}
    for index in product(*([None, *range(n)] for n in numbers.shape[: -1 if row is share else None])):
        inside = numbers[tuple(slice(None) if i is None else slice(i, i + 1) for i in index)]
        values = (int(inside[..., 0].sum()), int(inside.sum())) if row is share else (int(inside.sum()),)
        found.rows.append(row(*values, **columns(index)))
        names[index] = name_of(found.rows[-1])
    parts = ("numerator", "denominator") if row is share else ("numerator",)
    for index, axis, part in product(names, range(len(next(iter(names)))), parts):
        if index[axis] is None:
            inner = [(*index[:axis], i, *index[axis + 1 :]) for i in range(numbers.shape[axis])]
            found.sums.append(((names[index], part), [(names[i], part) for i in inner]))
    return found


def level(name: str, i: int | None) -> str:
    """The name of a level; empty for the total."""
    return "" if i is None else f"{name} {i}"
