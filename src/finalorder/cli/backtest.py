"""The command ``backtest``."""

from pathlib import Path

import click


@click.command()
@click.option("--from", type=click.Choice(["published"]), default="published", show_default=True, expose_value=False,
              help="published: figures that others have published, with no lake.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["table", "json", "csv", "parquet"]), default="table",
              show_default=True)  # fmt: skip
@click.option("--lang", type=click.Choice(["en", "es"]), default="en", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the answer to this file.")
def backtest(form: str, lang: str, out: Path | None) -> None:
    """Forecast one and three years ahead from the end of every fiscal year since 2008, and compare with what came.

    Each forecast knows only what had happened by its day. Beside it stand naive rules: the last value, the last change,
    receipts and completions carried on, and the arithmetic of the Congressional Research Service.
    """
    from finalorder import api
    from finalorder.cli.output import write_answer

    write_answer(api.backtest(lang=lang), form, out)
