"""Commands that make something: simulate, build, derive."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options

if TYPE_CHECKING:
    from finalorder.api import BuildResult
    from finalorder.engines import EngineName


@click.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT.zip")
@click.option("--scale", type=click.FloatRange(0, 1, min_open=True), help="1 is a full release; 0.01 unless given.")
@click.option("--seed", type=click.IntRange(0), help="1 unless given.")
@click.option("--month", default="2026-07", show_default=True, metavar="YYYY-MM", help="The month it is dated.")
@click.option("--faults", type=click.FloatRange(0), help="0 none, 1 the measured rate (unless given), 100 hundredfold.")
@click.option("--truth", type=click.Path(path_type=Path, file_okay=False), help="Also write the clean tables here.")
@click.option(
    "--previous",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="ZIP",
    help="A simulated release of an earlier month that this one follows, with its scale, seed and faults.",
)
@click.option("--deflate64", is_flag=True, help="Pack as the court has, in Deflate64; needs 7-Zip.")
@click.option(
    "--parameters",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.toml",
    help="Parameters in place of the model's own; `docket fit --write` makes such a file.",
)
@click.option("--layout", default="2026", show_default=True, help="Packaging of a year: 2026, 2025 or 2022.")
def simulate(
    out: Path,
    scale: float | None,
    seed: int | None,
    month: str,
    faults: float | None,
    truth: Path | None,
    previous: Path | None,
    deflate64: bool,
    layout: str,
    parameters: Path | None,
) -> None:
    """Write a simulated release to OUT.zip, in the court's own packaging, with its faults.

    It is never data: a member SIMULATED.txt says so, and everything made from it is stamped.
    """
    from finalorder import simulation

    config = simulation.SimulationConfig(
        scale, seed, month, faults, layout, simulation.load_parameters(parameters), deflate64
    )
    rows = simulation.simulate(out, config, truth=truth, previous=previous)
    size = out.stat().st_size
    click.echo(
        f"SIMULATED release of {month}: {sum(rows.values()):,} rows in {len(rows)} tables, {size / 1e6:.1f} MB -> {out}"
    )


@click.command()
@click.argument("release", type=click.Path(path_type=Path), metavar="RELEASE")
@click.option(
    "--lake", "lake_dir", type=click.Path(path_type=Path, file_okay=False), default=Path("lake"), show_default=True
)
@click.option("--tables", metavar="A,B", default="", help="Only these core tables (and what the ledger needs).")
@click.option("--allow-mismatch", is_flag=True, help="Publish although counts disagree; stamped into release.json.")
@options.add_engine_options
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def build(
    release: Path,
    lake_dir: Path,
    tables: str,
    allow_mismatch: bool,
    engine: "EngineName",
    master: str,
    checksums: bool,
    as_json: bool,
) -> None:
    """Read RELEASE (the court's zip, or its folder) into a lake, derive its ledger, and publish it.

    Every record is accounted for. What was in the lake before stays until the new release is complete.
    """
    from finalorder import api
    from finalorder.cli.progress_bar import show_build_progress

    with show_build_progress(quiet=as_json) as progress:
        only = [name.strip() for name in tables.split(",") if name.strip()]
        built = api.build(
            release,
            lake_dir,
            only=only,
            allow_mismatch=allow_mismatch,
            engine=engine,
            master=master,
            progress=progress,
            said=progress.report_step,
        )
    _print_build_result(built, checksums, as_json)


@click.command()
@options.add_lake_options
@options.add_engine_options
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def derive(
    lake_dir: Path, release: str | None, engine: "EngineName", master: str, checksums: bool, as_json: bool
) -> None:
    """Derive the ledger and the cohorts again, from the tables of a release in the lake."""
    from finalorder import api

    _print_build_result(api.derive(lake_dir, release, engine=engine, master=master), checksums, as_json)


def _print_build_result(built: "BuildResult", checksums: bool, as_json: bool) -> None:
    sums = built.compute_checksums() if checksums else {}
    if as_json:
        told = built.summary | ({"checksums": sums} if checksums else {})
        click.echo(json.dumps(told, indent=2, default=str))
        return
    from finalorder.cli.build_summary import format_build_summary

    for line in format_build_summary(built):
        click.echo(line)
    for name, found in sums.items():
        click.echo(f"{found}  ledger/{name}")
