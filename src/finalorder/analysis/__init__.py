"""Wide tables for those who fit models: one row an order, one row a case, every column documented."""

from finalorder.analysis.derive import (
    ANALYSIS_FOLDER,
    find_analysis_step,
    load_analysis_steps,
    write_analysis_tables,
)

__all__ = [
    "ANALYSIS_FOLDER",
    "find_analysis_step",
    "load_analysis_steps",
    "write_analysis_tables",
]
