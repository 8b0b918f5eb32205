"""The table of counsel: made-up identifiers that lead to no one."""

from datetime import date
from functools import lru_cache

import numpy as np

from finalorder.simulation import random_draws
from finalorder.simulation.column_builders import build_flag_column, sample_audit_times, sample_code_column
from finalorder.simulation.column_formats import Codes, ColumnData, Numbers, Rows, Vocabulary
from finalorder.simulation.courts import build_court_vocabulary
from finalorder.simulation.day_numbers import parse_day_number
from finalorder.simulation.parameters import get_parameter
from finalorder.simulation.random_draws import Draws

COUNTED_ON = "2026-07-01"  # the day of the count that the number of attorneys is taken from; later ones are not added


@lru_cache(maxsize=2)
def create_attorney_guids(seed: int, scale: float) -> Vocabulary:
    """Identifiers in the release's form, with a blank at the end."""
    count = max(1, round(get_parameter("side.attorneys") * scale))
    numbers = random_draws.create_generator(seed, 0, random_draws.ATTORNEYS).integers(
        0, 16, (count, 32), dtype=np.uint8
    )
    digits = np.frombuffer(b"0123456789ABCDEF", dtype=np.uint8)[numbers]
    text = digits.tobytes().decode()
    made = [text[k : k + 32] for k in range(0, 32 * count, 32)]
    return Vocabulary.of([*(f"{g[:8]}-{g[8:12]}-{g[12:16]}-{g[16:20]}-{g[20:]}" for g in made), ""])


def build_attorney_rows(seed: int, guids: Vocabulary, release: date) -> Rows:
    """tbl_EOIR_Attorney."""
    n = len(guids.words) - 1
    draws = Draws(random_draws.create_generator(seed, 1, random_draws.ATTORNEYS), n)
    until, latest = parse_day_number(release.isoformat()), parse_day_number(COUNTED_ON)
    created = (latest - draws.sample_uniform() ** 1.3 * (latest - parse_day_number("2005-01-03"))).astype(np.int32)
    changed = created + draws.sample_waiting_days(900)
    changed = np.where(changed <= until, changed, created).astype(np.int32)
    old = draws.sample_bernoulli(0.633)
    court = np.where(
        draws.sample_bernoulli(0.668),
        draws.sample_integers(0, len(build_court_vocabulary().words) - 2),
        len(build_court_vocabulary().words) - 1,
    )
    columns: dict[str, ColumnData] = {
        "EOIRAttorneyID": Codes(np.arange(n, dtype=np.int32), guids),
        "OldAttorneyID": Numbers(np.where(old, 1_000_000 + np.arange(n, dtype=np.int64) * 3, -1)),
        "BaseCityCode": Codes(court.astype(np.int32), build_court_vocabulary()),
        "blnAttorneyActive": build_flag_column(draws.sample_bernoulli(0.83)),
        "Source_Flag": sample_code_column(draws, ("Court", "eReg", "Appeal"), (188, 123, 84), 0.0),
        "datCreatedOn": sample_audit_times(draws, created),
        "datModifiedOn": sample_audit_times(draws, changed),
    }
    return Rows(n, columns, created)
