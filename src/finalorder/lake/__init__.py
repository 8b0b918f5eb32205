"""The lake on disk: releases side by side, each with a manifest, each published by swapping one pointer."""

from typing import TYPE_CHECKING

from finalorder.doors import open_door

if TYPE_CHECKING:
    from finalorder.lake.disk import (
        hold_lock,
        read_input_file,
        read_toml_input,
        require_utf8_path,
        share_files,
        swap_pointer,
    )
    from finalorder.lake.folders import Draft, Lake, Release
    from finalorder.lake.manifest import COURT_LINEAGE, FORMAT, Manifest, SimulationSettings, StageRecord, TableRecord
else:
    __getattr__ = open_door(__name__)

__all__ = [
    "COURT_LINEAGE",
    "FORMAT",
    "Draft",
    "Lake",
    "Manifest",
    "Release",
    "SimulationSettings",
    "StageRecord",
    "TableRecord",
    "hold_lock",
    "read_input_file",
    "read_toml_input",
    "require_utf8_path",
    "share_files",
    "swap_pointer",
]
