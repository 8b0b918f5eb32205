"""The command ``forecast``."""

from datetime import date
from pathlib import Path
from typing import Any

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
@click.option("--out", type=options.OUT_FILE, help="Write the answer to this file.")
@click.option("--page", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Write the page, in both languages: fans, the record beside each, every scenario.")  # fmt: skip
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
    page: Path | None,
) -> None:
    """Forecast pending cases, receipts, completions and orders in absentia, with intervals of 50, 80 and 95%.

    From published figures, what is assumed is a cited row of the answer; `finalorder backtest` shows how far off it
    would have been. From a lake, months are forecast from the state of its courts on a day.
    """
    from finalorder import api
    from finalorder.cli.output import write_answer

    found = choose_lake(basis, lake_dir)
    if page is not None:
        if scenario or city or by or out is not None:
            raise InputError("--page has every scenario of the country; leave out --scenario, --city, --by and --out.")
        pages = api.write_forecast(until, page, lake_dir=found, release=release, as_of=as_of, profile=disclosure)
        click.echo(f"{len(pages)} files, the first is {pages[0]}")
        return
    asked: dict[str, Any] = {"scenario": scenario, "release": release, "as_of": as_of, "city": city, "lang": lang}
    answer = api.forecast(until, lake_dir=found, by_city=by == "city", profile=disclosure, **asked)
    write_answer(answer, form, out)


def choose_lake(basis: str | None, lake_dir: Path | None) -> Path | None:
    """The lake that is meant; None for published figures.

    :raises InputError: if both are named.
    """
    if basis == "published" and lake_dir is not None:
        raise InputError("--from published reads no lake; leave out one of --from and --lake.")
    return Path("lake") if basis == "lake" and lake_dir is None else lake_dir
