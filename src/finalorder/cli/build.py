"""The command ``build``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options

if TYPE_CHECKING:
    from datetime import date

    from finalorder.api import BuildSettings
    from finalorder.engines import EngineName


@click.command()
@click.argument("release", type=click.Path(path_type=Path), metavar="RELEASE")
@click.option(
    "--lake",
    "lake_dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("lake"),
    show_default=True,
    help="The lake to write; made if it is not there.",
)
@click.option("--tables", metavar="A,B", default="", help="Only these core tables (and what the ledger needs).")
@click.option("--allow-mismatch", is_flag=True, help="Publish even if counts disagree; release.json says so.")
@click.option("--release-day", type=options.DAY_TYPE, help="The release's day, where no folder or file name says it.")
@click.option("--fresh", is_flag=True, help="Run every stage, even if nothing that it reads has changed.")
@click.option("--counting-only", is_flag=True, help="Leave out the plan: the tables that the release publishes.")
@click.option("--plan", "only_plan", is_flag=True, help="Show which stages would run, and why; run none.")
@options.add_engine_options
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def build(
    release: Path,
    lake_dir: Path,
    tables: str,
    allow_mismatch: bool,
    release_day: "date | None",
    fresh: bool,
    counting_only: bool,
    only_plan: bool,
    engine: "EngineName",
    master: str,
    checksums: bool,
    as_json: bool,
) -> None:
    """Read RELEASE (the court's zip, or its folder) into a lake, derive its ledger, and publish it.

    Every record is accounted for. What was in the lake before stays until the new release is complete. A stage runs
    only if something that it reads has changed; a build that was interrupted goes on where it stopped.
    """
    from finalorder import api
    from finalorder.cli.build_summary import format_stage_plan, print_build_result
    from finalorder.cli.progress_bar import show_build_progress

    settings: BuildSettings = {
        "only": [name.strip() for name in tables.split(",") if name.strip()],
        "allow_mismatch": allow_mismatch,
        "release_day": release_day,
        "engine": engine,
        "master": master,
        "fresh": fresh,
        "counting_only": counting_only,
    }
    if only_plan:
        click.echo("\n".join(map(format_stage_plan, api.plan_build(release, lake_dir, **settings))))
        return
    with show_build_progress(quiet=as_json) as progress:
        built = api.build(release, lake_dir, progress=progress, said=progress.report_step, **settings)
    print_build_result(built, checksums, as_json)
