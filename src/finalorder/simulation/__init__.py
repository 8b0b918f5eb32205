"""The model of the courts: its parameters, the lives it draws, and the release it writes."""

from finalorder.simulation import fit
from finalorder.simulation.release_writer import simulate

__all__ = ["fit", "simulate"]
