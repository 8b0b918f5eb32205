"""The command ``build``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options

if TYPE_CHECKING:
    from datetime import date

    from finalorder.engines import EngineName


@click.command()
@click.argument("release", type=click.Path(path_type=Path), metavar="RELEASE")
@click.option(
    "--lake", "lake_dir", type=click.Path(path_type=Path, file_okay=False), default=Path("lake"), show_default=True
)
@click.option("--tables", metavar="A,B", default="", help="Only these core tables (and what the ledger needs).")
@click.option("--allow-mismatch", is_flag=True, help="Publish even if counts disagree; release.json says so.")
@click.option("--release-day", type=options.DAY_TYPE, help="The release's day, where no folder or file name says it.")
@options.add_engine_options
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def build(
    release: Path,
    lake_dir: Path,
    tables: str,
    allow_mismatch: bool,
    release_day: "date | None",
    engine: "EngineName",
    master: str,
    checksums: bool,
    as_json: bool,
) -> None:
    """Read RELEASE (the court's zip, or its folder) into a lake, derive its ledger, and publish it.

    Every record is accounted for. What was in the lake before stays until the new release is complete.
    """
    from finalorder import api
    from finalorder.cli.build_summary import print_build_result
    from finalorder.cli.progress_bar import show_build_progress

    with show_build_progress(quiet=as_json) as progress:
        only = [name.strip() for name in tables.split(",") if name.strip()]
        built = api.build(
            release,
            lake_dir,
            only=only,
            allow_mismatch=allow_mismatch,
            release_day=release_day,
            engine=engine,
            master=master,
            progress=progress,
            said=progress.report_step,
        )
    print_build_result(built, checksums, as_json)
