"""The gate on a three-way table of 100,000 cells with its margins, then an attack on 1,000 hidden cells of another one.

The attacker shares nothing with the gate: it knows every shown number and every sum, and asks a linear program whether
a hidden cell can be far enough from what it is. ``python bench/disclosure.py --size 20 --attacked 200`` is a small one.
"""

import argparse
import json
import sys
import time
from itertools import product
from pathlib import Path

import highspy
import numpy as np

sys.path[0] = str(Path(__file__).resolve().parents[1] / "tests")  # in place of this folder, whose file has that name

from disclosure.tables import count, level, name_of, through, with_margins  # noqa: E402 - found by the line above

Table = dict[tuple[int | None, ...], tuple[int, bool]]
SMALL, BEYOND, WIDTH = 10, 11, 10


def main() -> None:
    """One line of JSON: cells, hidden ones, seconds of processor time, and cells that the attacker narrowed down."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--size", type=int, default=46)
    asked.add_argument("--attacked", type=int, default=1000)
    asked.add_argument("--attacked-size", type=int, default=30, help="46 takes the attacker many minutes")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    whole, seconds = protected(given.size, given.seed)
    table, _ = protected(given.attacked_size, given.seed)
    hidden = [place for place, (_, is_hidden) in table.items() if is_hidden]
    chosen = np.random.default_rng(given.seed).permutation(len(hidden))[: given.attacked]
    started = time.process_time()
    attacker = Attacker(table, given.attacked_size)
    narrowed = [hidden[i] for i in chosen if not attacker.finds_room(hidden[i])]
    said = {
        "cells": len(whole),
        "hidden": sum(is_hidden for _, is_hidden in whole.values()),
        "protect_cpu_seconds": round(seconds, 2),
        "cells_of_the_attacked": len(table),
        "attacked": len(chosen),
        "narrowed_down": len(narrowed),
        "attack_cpu_seconds": round(time.process_time() - started, 1),
    }
    print(json.dumps(said))
    if narrowed:
        sys.exit(f"narrowed down: {narrowed[:5]}")


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


def _columns(index: tuple[int | None, ...]) -> dict[str, object]:
    return {
        "by_1": "nationality" if index[0] is not None else "",
        "level_1": level("n", index[0]),
        "by_2": "language" if index[1] is not None else "",
        "level_2": level("l", index[1]),
        "period": level("p", index[2]),
    }


class Attacker:
    """A linear program whose columns are the hidden cells; what is shown stands on the right-hand side."""

    def __init__(self, table: Table, size: int) -> None:
        self.table = table
        self.columns = {place: i for i, (place, (_, hidden)) in enumerate(_hidden_only(table)) if hidden}
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        self.solver.passModel(self._program(size))

    def finds_room(self, place: tuple[int | None, ...]) -> bool:
        """Whether the cell can be 1 and 11 if it is one of 1 to 10, else 10 more or 10 less than it is."""
        truth = self.table[place][0]
        if 1 <= truth <= SMALL:
            return self._can_be(place, 1) and self._can_be(place, BEYOND)
        return self._can_be(place, truth + WIDTH) or (truth >= WIDTH and self._can_be(place, truth - WIDTH))

    def _can_be(self, place: tuple[int | None, ...], number: int) -> bool:
        column = self.columns[place]
        self.solver.changeColBounds(column, float(number), float(number))
        self.solver.run()
        possible = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        self.solver.changeColBounds(column, 0.0, highspy.kHighsInf)
        return possible

    def _program(self, size: int) -> highspy.HighsLp:
        starts, columns, factors, sides = [0], [], [], []
        for total, parts in _sums(size):
            known = 0
            for place, factor in [(total, -1), *((part, 1) for part in parts)]:
                number, hidden = self.table[place]
                if hidden:
                    columns.append(self.columns[place])
                    factors.append(float(factor))
                else:
                    known += factor * number
            if len(columns) > starts[-1]:
                starts.append(len(columns))
                sides.append(float(-known))
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(self.columns), len(sides)
        program.col_cost_ = np.zeros(len(self.columns))
        program.col_lower_ = np.zeros(len(self.columns))
        program.col_upper_ = np.full(len(self.columns), highspy.kHighsInf)
        program.row_lower_ = program.row_upper_ = np.array(sides)
        matrix = program.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_, matrix.index_, matrix.value_ = np.array(starts), np.array(columns), np.array(factors)
        return program


def _hidden_only(table: Table) -> list[tuple[tuple[int | None, ...], tuple[int, bool]]]:
    return [item for item in table.items() if item[1][1]]


def _sums(size: int) -> list[tuple[tuple[int | None, ...], list[tuple[int | None, ...]]]]:
    """Every margin: the total over one way, at each place of the others."""
    return [
        (place, [(*place[:way], i, *place[way + 1 :]) for i in range(size)])
        for place in product(*([None, *range(size)] for _ in range(3)))
        for way in range(3)
        if place[way] is None
    ]


if __name__ == "__main__":
    main()
