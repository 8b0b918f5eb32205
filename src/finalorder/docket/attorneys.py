"""The table of counsel: made-up identifiers that lead to no one."""

from datetime import date
from functools import lru_cache

import numpy as np

from finalorder.docket import draws as chances
from finalorder.docket.columns import Coded, Column, Numbers, Rows, Vocabulary
from finalorder.docket.courts import base_cities
from finalorder.docket.days import day
from finalorder.docket.draws import Draws
from finalorder.docket.emit import flags, moments, sparse
from finalorder.docket.parameters import value

LATEST = "2026-07-01"  # the day of the count that the number of attorneys is taken from; later ones are not added


@lru_cache(maxsize=2)
def attorney_guids(seed: int, scale: float) -> Vocabulary:
    """Identifiers in the release's form, with a blank at the end."""
    count = max(1, round(value("side.attorneys") * scale))
    numbers = chances.generator(seed, 0, chances.ATTORNEYS).integers(0, 16, (count, 32), dtype=np.uint8)
    digits = np.frombuffer(b"0123456789ABCDEF", dtype=np.uint8)[numbers]
    text = digits.tobytes().decode()
    made = [text[k : k + 32] for k in range(0, 32 * count, 32)]
    return Vocabulary.of([*(f"{g[:8]}-{g[8:12]}-{g[12:16]}-{g[16:20]}-{g[20:]}" for g in made), ""])


def attorneys(seed: int, guids: Vocabulary, release: date) -> Rows:
    """tbl_EOIR_Attorney."""
    n = len(guids.words) - 1
    draws = Draws(chances.generator(seed, 1, chances.ATTORNEYS), n)
    until, latest = day(release.isoformat()), day(LATEST)
    created = (latest - draws.uniform() ** 1.3 * (latest - day("2005-01-03"))).astype(np.int32)
    changed = created + draws.wait(900)
    changed = np.where(changed <= until, changed, created).astype(np.int32)
    old = draws.chance(0.633)
    court = np.where(draws.chance(0.668), draws.between(0, len(base_cities().words) - 2), len(base_cities().words) - 1)
    columns: dict[str, Column] = {
        "EOIRAttorneyID": Coded(np.arange(n, dtype=np.int32), guids),
        "OldAttorneyID": Numbers(np.where(old, 1_000_000 + np.arange(n, dtype=np.int64) * 3, -1)),
        "BaseCityCode": Coded(court.astype(np.int32), base_cities()),
        "blnAttorneyActive": flags(draws.chance(0.83)),
        "Source_Flag": sparse(draws, ("Court", "eReg", "Appeal"), (188, 123, 84), 0.0),
        "datCreatedOn": moments(draws, created),
        "datModifiedOn": moments(draws, changed),
    }
    return Rows(n, columns, created)
