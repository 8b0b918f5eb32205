"""A three-way table of 100,000 cells with its margins."""

import numpy as np
import pytest

from finalorder.disclosure.suppression import MAX_PROGRAM_CELLS
from support.published_tables import Publication, count, level, through, with_margins


def large(size: int, mean: float, seed: int = 1) -> Publication:
    """Nationality by language by period, with a few large lines and many small ones."""
    random = np.random.default_rng(seed)
    lines = [np.exp(random.normal(0, 1.2, size)) for _ in range(3)]
    numbers = random.poisson(np.exp(mean) * np.einsum("i,j,k->ijk", *lines))
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


@pytest.mark.long
def test_a_table_of_a_hundred_thousand_cells_is_protected_and_most_of_it_is_shown() -> None:
    publication = large(46, 4)
    assert len(publication.rows) > 100_000
    shown = through(publication.rows)
    assert 0 < shown.summarize_rows()["hidden"] < len(shown) / 2
    small = [row.status for truth, row in zip(publication.rows, shown, strict=True) if 1 <= (truth.value or 0) <= 10]
    assert set(small) == {"hidden"}


@pytest.mark.long
def test_a_table_too_large_for_programs_holds_against_the_attacker() -> None:
    publication = large(30, 4)
    assert len(publication.rows) > MAX_PROGRAM_CELLS
    shown = through(publication.rows)
    assert list(publication.attacked(shown, np.random.default_rng(2), most=8)) == []
