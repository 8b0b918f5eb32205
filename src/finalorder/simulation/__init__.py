"""The model of the courts: its parameters, the lives it draws, and the release it writes."""

from typing import TYPE_CHECKING

from finalorder.doors import open_door

if TYPE_CHECKING:
    from finalorder.simulation import fit
    from finalorder.simulation.parameters import Parameters, load_parameters
    from finalorder.simulation.random_draws import create_generator
    from finalorder.simulation.release_writer import SimulationConfig, simulate
else:
    __getattr__ = open_door(__name__)

__all__ = ["Parameters", "SimulationConfig", "create_generator", "fit", "load_parameters", "simulate"]
