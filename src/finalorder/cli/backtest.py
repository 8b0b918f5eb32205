"""The command ``backtest``."""

from pathlib import Path

import click

from finalorder.cli import options


@click.command()
@click.option("--from", "basis", type=click.Choice(["published", "lake"]),
              help="published figures, or a lake's own ledger; default published unless --lake is given.")  # fmt: skip
@click.option("--lake", "lake_dir", type=click.Path(path_type=Path, file_okay=False), help="The lake to read.")
@click.option("--release", metavar="NAME", help="A release of the lake; default the newest real one.")
@options.add_answer_options
@click.option("--out", type=options.OUT_FILE, help="Write the answer to this file.")
def backtest(
    basis: str | None,
    lake_dir: Path | None,
    release: str | None,
    form: str,
    lang: str,
    disclosure: str,
    out: Path | None,
) -> None:
    """Forecast one and three years ahead from earlier days, and compare with what came.

    From published figures: from the end of every fiscal year since 2008, beside naive rules (the last value, the last
    change, receipts and completions carried on, the arithmetic of the Congressional Research Service). From a lake:
    from the same day of the last five years. Each forecast knows only what had happened by its day.
    """
    from finalorder import api
    from finalorder.cli.forecast import choose_lake
    from finalorder.cli.output import write_answer

    found = choose_lake(basis, lake_dir)
    write_answer(api.backtest(found, release=release, profile=disclosure, lang=lang), form, out)
