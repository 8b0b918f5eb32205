"""A table of a lake as a file for other software."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict, Unpack

from finalorder import pipeline
from finalorder.analysis import ANALYSIS_FOLDER
from finalorder.api.vintages import open_asked_release
from finalorder.errors import InputError
from finalorder.exports import EXPORT_FORMATS, Exported, ExportRequest, write_export
from finalorder.lake import Lake, Release
from finalorder.pipeline import BuildListener


class ExportSettings(TypedDict, total=False):
    """What :func:`export` narrows a table to, and the language of the labels."""

    columns: Sequence[str]
    where: Sequence[str]
    sample: str
    lang: str


def export(
    table: str,
    lake_dir: str | Path,
    out: str | Path,
    *,
    form: str | None = None,
    release: str | None = None,
    **settings: Unpack[ExportSettings],
) -> Exported:
    """Write a table to a file of Stata (dta), SPSS (sav), Excel (xlsx), R (rds), CSV or Parquet.

    The first export of ``analysis/orders`` or ``analysis/cases`` makes these tables.

    :param form: the format; without it, the ending of ``out``.
    :raises FinalorderError: if there is no such table or column, a condition is not valid, or the format cannot hold
        the table.
    """
    target, lake = Path(out), Lake(Path(lake_dir))
    found = form or target.suffix.removeprefix(".").lower()
    if found not in EXPORT_FORMATS:
        raise InputError(f"{target.name} does not say a format; add --format {'|'.join(EXPORT_FORMATS)}.")
    request = ExportRequest(
        table,
        found,
        tuple(name.strip() for name in settings.get("columns", ())),
        tuple(settings.get("where", ())),
        settings.get("sample", ""),
        settings.get("lang", "en"),
    )
    return write_export(lake, _open_release(lake, release, table), request, target)


def _open_release(lake: Lake, name: str | None, table: str) -> Release:
    """Open a release; one without the analysis tables, or with old ones, gets them now if they are asked for."""
    release = open_asked_release(lake.path, name or "")
    if table.lower().startswith(f"{ANALYSIS_FOLDER}/"):
        # one that only the history has was rebuilt beside the lake
        return pipeline.add_analysis(Lake(release.path.parent.parent), release.name, BuildListener())
    return release
