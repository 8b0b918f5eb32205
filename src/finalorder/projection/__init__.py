"""Forward from what is known, and scored against what came: published series, and the state of a lake."""

from finalorder.projection.published_answers import forecast_published, replay_published
from finalorder.projection.scenario import AS_FOUND, Scenario, list_scenario_names, load_scenario

__all__ = [
    "AS_FOUND",
    "Scenario",
    "forecast_published",
    "list_scenario_names",
    "load_scenario",
    "replay_published",
]
