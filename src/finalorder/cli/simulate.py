"""The command ``simulate``."""

from pathlib import Path

import click


@click.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT.zip")
@click.option(
    "--scale",
    type=click.FloatRange(0, 1, min_open=True),
    help="Size relative to a full release, which is 1; default 0.01.",
)
@click.option("--seed", type=click.IntRange(0), help="Seed of the random numbers; default 1.")
@click.option("--month", default="2026-07", show_default=True, metavar="YYYY-MM", help="Month of the release.")
@click.option(
    "--faults",
    type=click.FloatRange(0),
    help="Fault rate relative to the real release: 0 = none, 1 = as measured (default), 100 = a hundred times.",
)
@click.option(
    "--truth",
    type=click.Path(path_type=Path, file_okay=False),
    help="Also write the tables before faults were added to this folder.",
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="ZIP",
    help="An earlier simulated release that this one continues; its scale, seed and faults are reused.",
)
@click.option("--deflate64", is_flag=True, help="Compress with Deflate64, as the court does; needs 7-Zip.")
@click.option(
    "--parameters",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.toml",
    help="Parameters that replace the model's own; `finalorder fit --write` makes such a file.",
)
@click.option(
    "--layout",
    default="",
    metavar="YEAR",
    help="Year whose packaging is imitated: 2026 (default), 2025 or 2022. With --previous: as the court did by then.",
)
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

    It is never data: a member SIMULATED.txt says so, and whatever is made from it is stamped.
    """
    from finalorder import api

    config = api.SimulationConfig(scale, seed, month, faults, layout, api.load_parameters(parameters), deflate64)
    rows = api.simulate(out, config, truth=truth, previous=previous)
    size = out.stat().st_size
    click.echo(
        f"SIMULATED release of {month}: {sum(rows.values()):,} rows in {len(rows)} tables, {size / 1e6:.1f} MB -> {out}"
    )
