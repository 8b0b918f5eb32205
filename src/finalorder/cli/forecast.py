"""The command ``forecast``."""

from datetime import date
from pathlib import Path

import click

from finalorder.cli import options


@click.command()
@click.option("--from", type=click.Choice(["published"]), default="published", show_default=True, expose_value=False,
              help="published: figures that others have published, with no lake.")  # fmt: skip
@click.option("--until", required=True, metavar="YYYY[-MM]", help="The last fiscal year to forecast.")
@click.option("--scenario", default="", metavar="FILE|NAME",
              help="as-found (default), as-now, half, double, hiring-plan, or your own file.")  # fmt: skip
@options.add_as_of_option
@click.option("--format", "form", type=click.Choice(["table", "json", "csv", "parquet"]), default="table",
              show_default=True)  # fmt: skip
@click.option("--lang", type=click.Choice(["en", "es"]), default="en", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the answer to this file.")
def forecast(until: str, scenario: str, as_of: date | None, form: str, lang: str, out: Path | None) -> None:
    """Forecast pending cases, receipts, completions and orders in absentia, with intervals of 50, 80 and 95%.

    What is assumed is a cited row of the answer; `finalorder backtest` shows how far off it would have been.
    """
    from finalorder import api
    from finalorder.cli.output import write_answer

    write_answer(api.forecast(until, scenario=scenario, as_of=as_of, lang=lang), form, out)
