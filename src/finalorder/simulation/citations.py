"""Grounds charged: the usual ones with their weights, all others of the lookup rarely; few are charged twice."""

import re

import numpy as np

from finalorder.registry import read_registry_rows
from finalorder.simulation.column_formats import Vocabulary
from finalorder.simulation.day_numbers import Bools, Ints
from finalorder.simulation.parameters import Parameters, cache_in_parameters
from finalorder.simulation.random_draws import Draws

ATTEMPTS = 8  # at another ground than one that the proceeding has
WRITTEN = re.compile(r"\d\w[\w ]*")  # as charges are written; the lookup has some with parentheses


@cache_in_parameters
def list_citations(parameters: Parameters) -> tuple[Vocabulary, tuple[list[float], list[float]]]:
    """List every citation as written, with its weight since April 1997 and before."""
    new, old = (dict(parameters[f"side.charges{era}"]) for era in ("", "_old"))
    known = new.keys() | old.keys()
    found = (row["strCode"].strip() for row in read_registry_rows("lookups/tbllookupCharges"))
    rare = [code for code in dict.fromkeys(found) if WRITTEN.fullmatch(code) and code not in known]
    share = parameters["side.charges_rare"] * sum(new.values()) / len(rare)
    weights = [*new.values(), *(0 for _ in old), *(share for _ in rare)]
    before = [*(0 for _ in new), *old.values(), *(0 for _ in rare)]
    return Vocabulary.of([*new, *old, *rare]), (weights, before)


def sample_citations(draws: Draws, parent: Ints, is_old: Bools) -> tuple[Vocabulary, Ints]:
    """Sample a citation of each charge, given its proceeding and whether it was charged before April 1997."""
    words, weights = list_citations(draws.parameters)
    repeats = draws.sample_event("side.charges_repeated")
    code = _draw(draws, "citation", weights, is_old)
    for attempt in range(ATTEMPTS):
        again = _find_repeated(parent, code, len(words.words)) & ~repeats
        at = np.flatnonzero(again)
        code[at] = _draw(draws.select(at), f"citation again {attempt}", weights, is_old[at])
    return words, code


def _draw(draws: Draws, decision: str, weights: tuple[list[float], list[float]], is_old: Bools) -> Ints:
    new, old = draws.sample_positions(decision, weights[0]), draws.sample_positions(f"{decision}, old", weights[1])
    return np.where(is_old, old, new).astype(np.int32)


def _find_repeated(parent: Ints, code: Ints, codes: int) -> Bools:
    """Find which charges name a ground that an earlier one of the proceeding names."""
    _, first = np.unique(parent.astype(np.int64) * codes + code, return_index=True)
    repeated = np.ones(len(parent), dtype=bool)
    repeated[first] = False
    return repeated
