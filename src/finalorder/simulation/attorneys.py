"""The table of counsel: made-up identifiers that lead to no one."""

from datetime import date

import numpy as np

from finalorder.simulation.column_builders import (
    build_codes,
    build_flag_column,
    sample_audit_times,
    sample_code_column,
    sample_share,
)
from finalorder.simulation.column_formats import Codes, ColumnData, Numbers, Rows, Vocabulary
from finalorder.simulation.courts import build_court_vocabulary
from finalorder.simulation.day_numbers import parse_day_number
from finalorder.simulation.random_draws import Draws, Scenario, create_generator, make_keys
from finalorder.simulation.row_ids import RowIds

FIRST_OLD_NUMBER, OLD_NUMBER_STEP = 1_000_000, 3
DIGITS = b"0123456789ABCDEF"
PARTS = (8, 12, 16, 20, 32)  # where the parts of an identifier end


def create_attorney_guids(scenario: Scenario, scale: float) -> Vocabulary:
    """Create identifiers in the release's form, with a blank at the end."""
    count = max(1, round(scenario.parameters["side.attorneys"] * scale))
    length = PARTS[-1]
    numbers = create_generator(scenario.seed, "attorneys").integers(0, len(DIGITS), (count, length), dtype=np.uint8)
    text = np.frombuffer(DIGITS, dtype=np.uint8)[numbers].tobytes().decode()
    starts = (0, *PARTS[:-1])
    made = [text[k : k + length] for k in range(0, length * count, length)]
    return Vocabulary.of(["-".join(g[a:b] for a, b in zip(starts, PARTS, strict=True)) for g in made] + [""])


def build_attorney_rows(scenario: Scenario, guids: Vocabulary, release: date) -> Rows:
    """Build tbl_EOIR_Attorney."""
    n = len(guids.words) - 1
    place = np.arange(n, dtype=np.int64)
    draws = Draws(scenario, make_keys(place), "attorneys")
    first, counted, power, mean = scenario.parameters["columns.attorneys.entry"]
    until, latest = parse_day_number(release.isoformat()), parse_day_number(counted)
    back = draws.sample_uniform("entered") ** power * (latest - parse_day_number(first))
    created = (latest - back).astype(np.int32)
    changed = created + draws.sample_waiting_days("changed", mean)
    changed = np.where(changed <= until, changed, created).astype(np.int32)
    courts = build_court_vocabulary(scenario.parameters)
    court = draws.sample_integers("court", 0, len(courts.words) - 2)
    old = FIRST_OLD_NUMBER + place * OLD_NUMBER_STEP
    columns: dict[str, ColumnData] = {
        "EOIRAttorneyID": Codes(place.astype(np.int32), guids),
        "OldAttorneyID": Numbers(np.where(sample_share(draws, "old number"), old, -1)),
        "BaseCityCode": build_codes(court, courts, ~sample_share(draws, "city")),
        "blnAttorneyActive": build_flag_column(sample_share(draws, "active")),
        "Source_Flag": sample_code_column(draws, "Source_Flag"),
        "datCreatedOn": sample_audit_times(draws, "datCreatedOn", created),
        "datModifiedOn": sample_audit_times(draws, "datModifiedOn", changed),
    }
    return Rows(n, columns, created, RowIds(draws, 0, place, n))
