"""The command ``forecast``."""

from datetime import date
from pathlib import Path

import click

from finalorder.cli import options
from finalorder.errors import InputError


@click.command()
@click.option("--from", "basis", type=click.Choice(["published", "lake"]),
              help="published figures, or a lake's own state; default published unless --lake is given.")  # fmt: skip
@click.option("--lake", "lake_dir", type=click.Path(path_type=Path, file_okay=False), help="The lake to read.")
@click.option("--release", metavar="NAME", help="A release of the lake; default the newest real one.")
@click.option("--until", required=True, metavar="YYYY[-MM]", help="The last fiscal year, or month, to forecast.")
@click.option("--scenario", default="", metavar="FILE|NAME",
              help="as-found (default), as-now, half, double, hiring-plan, or your own file.")  # fmt: skip
@click.option("--city", default="", help="From a lake: the courts of a city; default the whole country.")
@click.option("--by", "by", type=click.Choice(["city"]), help="From a lake: every city by itself.")
@options.add_as_of_option
@options.add_answer_options
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the answer to this file.")
def forecast(
    basis: str | None,
    lake_dir: Path | None,
    release: str | None,
    until: str,
    scenario: str,
    city: str,
    by: str | None,
    as_of: date | None,
    form: str,
    lang: str,
    disclosure: str,
    out: Path | None,
) -> None:
    """Forecast pending cases, receipts, completions and orders in absentia, with intervals of 50, 80 and 95%.

    From published figures, what is assumed is a cited row of the answer; `finalorder backtest` shows how far off it
    would have been. From a lake, months are forecast from the state of its courts on a day.
    """
    from finalorder import api
    from finalorder.cli.output import write_answer

    if basis == "published" and lake_dir is not None:
        raise InputError("--from published reads no lake; leave out one of --from and --lake.")
    answer = api.forecast(
        until,
        lake_dir=Path("lake") if basis == "lake" and lake_dir is None else lake_dir,
        scenario=scenario,
        release=release,
        as_of=as_of,
        city=city,
        by_city=by == "city",
        profile=disclosure,
        lang=lang,
    )
    write_answer(answer, form, out)
