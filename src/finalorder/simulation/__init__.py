"""The model of the courts: its parameters, the lives it draws, and the release it writes."""

from finalorder.simulation import fit
from finalorder.simulation.parameters import Parameters, load_parameters
from finalorder.simulation.random_draws import create_generator
from finalorder.simulation.release_writer import SimulationConfig, simulate

__all__ = ["Parameters", "SimulationConfig", "create_generator", "fit", "load_parameters", "simulate"]
