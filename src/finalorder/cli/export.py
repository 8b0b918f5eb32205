"""The command ``export``."""

from pathlib import Path

import click

from finalorder.cli import options
from finalorder.errors import InputError


@click.command()
@click.argument("table")
@options.add_lake_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["dta", "sav", "xlsx", "csv", "parquet", "rds"]),
    help="Stata, SPSS, Excel, CSV, Parquet or R; default the ending of --out.",
)
@click.option("--columns", metavar="NAME,...", help="Only these columns, in this order.")
@click.option(
    "--where",
    multiple=True,
    metavar="COLUMN=VALUE",
    help="Only rows that meet it; also !=, >=, <=, >, <; values with commas; repeat for several, which must all hold.",
)
@click.option("--sample", metavar="1%|ROWS", help="Only a share of the cases, the same in every table and every time.")
@click.option("--out", type=options.OUT_FILE, required=True, metavar="FILE", help="The file to write.")
@click.option("--lang", type=click.Choice(["en", "es"]), default="en", show_default=True, help="Language of labels.")
def export(
    table: str,
    lake_dir: Path,
    release: str | None,
    form: str | None,
    columns: str | None,
    where: tuple[str, ...],
    sample: str | None,
    out: Path,
    lang: str,
) -> None:
    """Write a table of the lake to a file of Stata, SPSS, Excel, R, CSV or Parquet, with labels and dates.

    TABLE is a name of `finalorder show`: analysis/orders, ledger/cases, tables/proceedings, registry/cities, plan/city.
    Rows of cases are for your own machine: the file says that it is not for publication. Tables of the plan are written
    as they are published.
    """
    from finalorder import api
    from finalorder.words import load_words

    for name, given in (("--columns", columns), ("--sample", sample)):
        if given == "":
            raise InputError(f"{name} is empty; say what you want, or leave it out.")
    words = load_words(lang)
    settings = api.ExportSettings(
        columns=columns.split(",") if columns else (), where=where, sample=sample or "", lang=lang
    )
    written = api.export(table, lake_dir, out, form=form, release=release, **settings)
    for stamp in written.stamps:
        click.echo(stamp)
    rows = words.format_number(written.rows)
    click.echo(words.format_plain("export.wrote", rows=rows, columns=len(written.names), file=str(out)))
    if renamed := [f"{old} -> {new}" for old, new in written.names.items() if old != new]:
        click.echo(words.format_plain("export.renamed", names=", ".join(renamed)))
