"""The forecast that a release publishes: the country a year ahead, with policies, and its record."""

from finalorder.answers import Shown
from finalorder.disclosure import apply_disclosure_control
from finalorder.errors import InputError
from finalorder.lake import Release
from finalorder.operations.forecast_answers import derive_lake_record
from finalorder.operations.what_if import RECORD, TOLD_SCENARIO
from finalorder.projection import AS_FOUND, build_lake_rows, forecast_year_ahead, load_scenario

PREPARED_SCENARIOS = (AS_FOUND, TOLD_SCENARIO, "notices")


def count_forecast(release: Release) -> Shown | None:
    """Forecast a year from a release's day under each prepared scenario; None where a lake is too young for it.

    Of the months ahead the last is kept, of the record how each rule did.
    """
    try:
        runs, record = forecast_year_ahead(release, [load_scenario(name) for name in PREPARED_SCENARIOS])
    except InputError:
        return None
    last = runs[0].path.months[-1].isoformat()[:7]
    shown = derive_lake_record(apply_disclosure_control([*(build_lake_rows(run) for run in runs), record]))
    return shown.select_rows(lambda row: row.measure.startswith(RECORD) or row.period == last)
