"""Forward from what is known, and scored against what came: published series, and the state of a lake."""

from typing import TYPE_CHECKING

from finalorder.doors import open_door

if TYPE_CHECKING:
    from finalorder.projection.forecast_rows import MACHINERY, name_horizon
    from finalorder.projection.lake_forecasts import DRAWS, forecast_lake, forecast_year_ahead
    from finalorder.projection.lake_record import replay_lake, score
    from finalorder.projection.lake_rows import ForecastRun, build_lake_rows
    from finalorder.projection.lake_state import Path, State, advance
    from finalorder.projection.published_answers import forecast_published, replay_published
    from finalorder.projection.scenario import AS_FOUND, Scenario, list_scenario_names, load_scenario, read_fiscal_year
else:
    __getattr__ = open_door(__name__)

__all__ = [
    "AS_FOUND",
    "DRAWS",
    "MACHINERY",
    "ForecastRun",
    "Path",
    "Scenario",
    "State",
    "advance",
    "build_lake_rows",
    "forecast_lake",
    "forecast_published",
    "forecast_year_ahead",
    "list_scenario_names",
    "load_scenario",
    "name_horizon",
    "read_fiscal_year",
    "replay_lake",
    "replay_published",
    "score",
]
