"""The attacker with a linear program cannot narrow down what the gate hides."""

from itertools import product

import numpy as np
import pytest

from finalorder.answers.rows import ANSWER_COLUMNS
from finalorder.disclosure import Relation, make_cell_pattern
from support.published_tables import Publication, Random, count, level, name_of, share, skewed, through, with_margins

FEW = range(50)
MANY = range(50, 350)


def two_way(random: Random) -> Publication:
    numbers = skewed(random, *random.integers(2, 9, 2))
    return with_margins(
        numbers, count, lambda i: {"by_1": "nationality", "level_1": level("n", i[0]), "period": level("p", i[1])}
    )


def three_way(random: Random) -> Publication:
    numbers = skewed(random, *random.integers(2, 6, 3))
    return with_margins(
        numbers,
        count,
        lambda i: {
            "by_1": "nationality" if i[0] is not None else "",
            "level_1": level("n", i[0]),
            "by_2": "language" if i[1] is not None else "",
            "level_2": level("l", i[1]),
            "period": level("p", i[2]),
        },
    )


def shares(random: Random) -> Publication:
    numbers = skewed(random, *random.integers(2, 8, 2), 2)
    return with_margins(
        numbers, share, lambda i: {"by_1": "nationality", "level_1": level("n", i[0]), "period": level("p", i[1])}
    )


def hierarchy(random: Random) -> Publication:
    """Nation, cities, courts; by nationality."""
    found, levels = Publication(), int(random.integers(2, 6))
    courts = [(c, k) for c in range(random.integers(2, 5)) for k in range(random.integers(1, 5))]
    numbers = skewed(random, len(courts), levels)
    places = [(None, None), *sorted({(c, None) for c, _ in courts}), *courts]
    names = {}
    for place, n in product(places, [None, *range(levels)]):
        inside = [i for i, court in enumerate(courts) if place in ((None, None), (court[0], None), court)]
        number = numbers[inside][:, slice(None) if n is None else n].sum()
        court = level(f"court {place[0]}", place[1])
        found.rows.append(
            count(number, city=level("city", place[0]), by_1="court", level_1=court, by_2="nat", level_2=level("n", n))
        )
        names[place, n] = name_of(found.rows[-1]), "numerator"
    for (place, n), name in names.items():
        if n is None:
            found.sums.append((name, [names[place, m] for m in range(levels)]))
        if place[1] is None:
            below = [p for p in places if (p[0] == place[0] and p[1] is not None, p[1] is None)[place[0] is None]]
            found.sums.append((name, [names[p, n] for p in below if p != place]))
    return found


def cohorts(random: Random) -> Publication:
    """Cohort a inside cohort b inside all standing orders, each by nationality: the differences are cells too."""
    found, levels = Publication(), int(random.integers(2, 8))
    layers = np.cumsum(skewed(random, 3, levels), axis=0)
    rows = {}
    for which, n in product(range(3), [None, *range(levels)]):
        number = layers[which].sum() if n is None else layers[which][n]
        rows[which, n] = count(number, cohort=("a", "b", "")[which], by_1="nationality", level_1=level("n", n))
    names = {at: (name_of(row), "numerator") for at, row in rows.items()}
    found.rows = list(rows.values())
    for (which, n), name in names.items():
        if n is None:
            found.sums.append((name, [names[which, m] for m in range(levels)]))
        for outer in range(which + 1, 3):
            rest = ("rest", which, outer, n)
            found.sums.append((names[outer, n], [name, rest]))
            left = rows[outer, n].numerator - rows[which, n].numerator
            if 1 <= left <= 10:
                found.unseen[rest] = left
    found.relations = [
        Relation(make_cell_pattern(rows[1, n]), (make_cell_pattern(rows[0, n]),), remainder=True)
        for n in [None, *range(levels)]
    ]
    return found


def linked(random: Random) -> Publication:
    """By nationality and year, and by language and year: two tables with the years and the whole in common."""
    years = int(random.integers(2, 6))
    numbers = skewed(random, *random.integers(2, 6, 2), years)
    first = with_margins(numbers.sum(axis=1), count, lambda i: {**by("nationality", i[0]), "period": level("p", i[1])})
    second = with_margins(numbers.sum(axis=0), count, lambda i: {**by("language", i[0]), "period": level("p", i[1])})
    seen = {name_of(row) for row in first.rows}
    first.rows += [row for row in second.rows if name_of(row) not in seen]
    first.sums += second.sums
    return first


def by(name: str, i: int | None) -> dict[str, str]:
    return {} if i is None else {"by_1": name, "level_1": level(name, i)}


def bounded(random: Random) -> Publication:
    """Counts with a certain and a possible number, by city."""
    cities = int(random.integers(2, 9))
    low, below, above = skewed(random, 3, cities)
    found = Publication()
    for i in (None, *range(cities)):
        a, b, c = (int(x.sum() if i is None else x[i]) for x in (low, below, above))
        row = count(a + b, city=level("city", i))
        found.rows.append(
            type(row)(**{**dict(zip(ANSWER_COLUMNS, row.to_tuple(), strict=True)), "low": a, "high": a + b + c})
        )
    names = [name_of(row) for row in found.rows]
    for part in ("numerator", "low", "high"):
        found.sums.append(((names[0], part), [(name, part) for name in names[1:]]))
    return found


def days(random: Random) -> Publication:
    """The same counts on three neighbouring days: every change is a cell."""
    levels = int(random.integers(2, 6))
    first = skewed(random, levels)
    tables = [first]
    for _ in range(2):
        tables.append(np.maximum(tables[-1] + random.integers(-6, 7, levels), 0))
    found, rows = Publication(), {}
    for d, n in product(range(3), [None, *range(levels)]):
        number = tables[d].sum() if n is None else tables[d][n]
        rows[d, n] = count(number, **by("nationality", n), as_of=f"2019-06-2{d}")
    found.rows = list(rows.values())
    names = {at: (name_of(row), "numerator") for at, row in rows.items()}
    for d in range(3):
        found.sums.append((names[d, None], [names[d, n] for n in range(levels)]))
    for (d, n), later in product(rows, range(3)):
        if later > d and 1 <= abs(moved := rows[later, n].numerator - rows[d, n].numerator) <= 10:
            found.changes.append((("change", d, later, n), names[d, n], names[later, n], moved))
    return found


KINDS = [two_way, three_way, shares, hierarchy, cohorts, linked, bounded, days]


def complaints(kind, seed: int) -> list[str]:
    random = np.random.default_rng([KINDS.index(kind), seed])
    publication = kind(random)
    shown = through(publication.rows, relations=publication.relations)
    return list(publication.attacked(shown, random))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_hidden_cell_can_be_narrowed_down(kind) -> None:
    assert [c for seed in FEW for c in complaints(kind, seed)] == []


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_hidden_cell_of_2400_tables_can_be_narrowed_down(kind) -> None:
    assert [c for seed in MANY for c in complaints(kind, seed)] == []
