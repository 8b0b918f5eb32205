"""The model of the courts: its parameters, the lives it draws, and the release it writes."""

from finalorder.docket.release import simulate

__all__ = ["simulate"]
