"""The command ``derive``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options

if TYPE_CHECKING:
    from finalorder.engines import EngineName


@click.command()
@options.add_lake_options
@options.add_engine_options
@click.option("--counting-only", is_flag=True, help="Leave out the plan: the tables that the release publishes.")
@click.option("--analysis", is_flag=True, help="Add the analysis tables: one wide row an order, one a case.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def derive(
    lake_dir: Path,
    release: str | None,
    engine: "EngineName",
    master: str,
    checksums: bool,
    counting_only: bool,
    analysis: bool,
    as_json: bool,
) -> None:
    """Derive the ledger and the cohorts again, from the tables of a release in the lake."""
    from finalorder import api
    from finalorder.cli.build_summary import print_build_result

    built = api.derive(lake_dir, release, engine=engine, master=master, counting_only=counting_only, analysis=analysis)
    print_build_result(built, checksums, as_json)
