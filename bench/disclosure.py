"""The gate on a three-way table of 100,000 cells with its margins, then an attack on 1,000 of its hidden cells.

The attacker shares nothing with the gate: it knows every shown number and every sum, and looks for a table that agrees
with all of them and in which a hidden cell is far enough from what it is. It moves the hidden cells around that one
first, the others staying as they are; a table found so is a proof, and only if there is none more cells move, in the
end all of them. ``python bench/disclosure.py --size 20 --attacked 200`` is a small one.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import highspy
import numpy as np

sys.path[0] = str(Path(__file__).resolve().parents[1] / "tests")  # in place of this folder, whose file has that name

from support.published_tables import count, level, name_of, through, with_margins  # noqa: E402 - found by the line above

Place = tuple[int | None, ...]
Line = tuple[int, Place]
Table = dict[Place, tuple[int, bool]]
SMALL, BEYOND, WIDTH = 10, 11, 10
#: how many cells may move at first, and then; how far
NEAR, FAR = (400, 4_000), 1_000.0


def main() -> None:
    """One line of JSON: cells, hidden ones, seconds of processor time, and cells that the attacker narrowed down."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--size", type=int, default=46)
    asked.add_argument("--attacked", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    whole, seconds = protected(given.size, given.seed)
    hidden = [place for place, (_, is_hidden) in whole.items() if is_hidden]
    chosen = np.random.default_rng(given.seed).permutation(len(hidden))[: given.attacked]
    started = time.process_time()
    attacker = Attacker(whole)
    narrowed = [hidden[i] for i in chosen if not attacker.finds_room(hidden[i])]
    attacked, unprotected = time.process_time() - started, bare(given.seed)
    said = {
        "cells": len(whole),
        "hidden": len(hidden),
        "protect_cpu_seconds": round(seconds, 2),
        "attacked": len(chosen),
        "narrowed_down": len(narrowed),
        "attack_cpu_seconds": round(attacked, 1),
        "narrowed_down_where_only_small_ones_are_hidden": unprotected,
    }
    print(json.dumps(said))
    if narrowed or not unprotected:
        sys.exit(
            f"narrowed down: {narrowed[:5]}" if narrowed else "the attacker narrows nothing down, protected or not"
        )


def protected(size: int, seed: int) -> tuple[Table, float]:
    """Nationality by language by period, a few large lines and many small ones, through the gate."""
    random = np.random.default_rng(seed)
    lines = [np.exp(random.normal(0, 1.2, size)) for _ in range(3)]
    numbers = random.poisson(np.exp(4) * np.einsum("i,j,k->ijk", *lines))
    publication = with_margins(numbers, count, _columns)
    started = time.process_time()
    shown = through(publication.rows)
    seconds = time.process_time() - started
    hidden = {name_of(row)[1:]: row.status == "hidden" for row in shown}
    places = product(*([None, *range(size)] for _ in range(3)))
    return {
        place: (int(row.value or 0), hidden[name_of(row)[1:]])
        for place, row in zip(places, publication.rows, strict=True)
    }, seconds


def bare(seed: int, size: int = 10, attacked: int = 100) -> int:
    """How many cells the attacker narrows down in a small table that nobody protected: it must be able to."""
    table, _ = protected(size, seed)
    attacker = Attacker({place: (number, 1 <= number <= SMALL) for place, (number, _) in table.items()})
    return sum(not attacker.finds_room(place) for place in [*attacker.truth][:attacked])


def _columns(index: tuple[int | None, ...]) -> dict[str, object]:
    return {
        "by_1": "nationality" if index[0] is not None else "",
        "level_1": level("n", index[0]),
        "by_2": "language" if index[1] is not None else "",
        "level_2": level("l", index[1]),
        "period": level("p", index[2]),
    }


class Attacker:
    """Linear programs whose columns are hidden cells; what is shown, or does not move, is left out of the sums."""

    def __init__(self, table: Table) -> None:
        self.truth = {place: number for place, (number, is_hidden) in table.items() if is_hidden}
        self.lines: dict[Line, list[Place]] = defaultdict(list)
        for place in self.truth:
            for line in _lines(place):
                self.lines[line].append(place)

    def finds_room(self, place: Place) -> bool:
        """Whether the cell can be 1 and 11 if it is one of 1 to 10, else 10 more or 10 less than it is."""
        truth = self.truth[place]
        if 1 <= truth <= SMALL:
            return self._can_be(place, 1) and self._can_be(place, BEYOND)
        return self._can_be(place, truth + WIDTH) or (truth >= WIDTH and self._can_be(place, truth - WIDTH))

    def _can_be(self, place: Place, number: int) -> bool:
        by = number - self.truth[place]
        return by == 0 or any(self._can_move(self._around(place, most), by) for most in (*NEAR, len(self.truth)))

    def _around(self, place: Place, most: int) -> list[Place]:
        """The hidden cells nearest to a cell, by sums that they share, itself the first."""
        cells, known = [place], {place}
        for near in cells:
            if len(cells) >= most:
                break
            fresh = {other for line in _lines(near) for other in self.lines[line]} - known
            known |= fresh
            cells += sorted(fresh, key=str)
        return cells

    def _can_move(self, cells: list[Place], by: int) -> bool:
        """Whether the first of some cells can change by so much while every sum stands."""
        solver = highspy.Highs()
        for name, value in (("output_flag", False), ("threads", 1)):
            solver.setOptionValue(name, value)
        solver.passModel(self._program(cells, by))
        solver.run()
        return bool(solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def _program(self, cells: list[Place], by: int) -> highspy.HighsLp:
        """Two columns a cell, what it gains and what it loses (not more than it has); a row a sum."""
        count, rows = len(cells), {line: [] for cell in cells for line in _lines(cell)}
        for column, cell in enumerate(cells):
            for line in _lines(cell):
                sign = -1.0 if cell[line[0]] is None else 1.0
                rows[line] += [(column, sign), (count + column, -sign)]
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = 2 * count, len(rows)
        program.col_cost_ = np.ones(2 * count)
        least, most = np.zeros(2 * count), np.array([FAR] * count + [float(self.truth[cell]) for cell in cells])
        least[0], most[0], most[count] = (by, by, 0) if by > 0 else (0, 0, -by)
        least[count] = max(-by, 0)
        program.col_lower_, program.col_upper_ = least, most
        program.row_lower_ = program.row_upper_ = np.zeros(len(rows))
        matrix = program.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.cumsum([0, *map(len, rows.values())])
        matrix.index_ = np.array([column for row in rows.values() for column, _ in row])
        matrix.value_ = np.array([sign for row in rows.values() for _, sign in row])
        return program


def _lines(place: Place) -> Iterator[Line]:
    """The three sums that a cell is in, as a part or as the total: the way summed over, and the place on the others."""
    return ((way, (*place[:way], *place[way + 1 :])) for way in range(3))


if __name__ == "__main__":
    main()
