"""The command ``diff``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options

if TYPE_CHECKING:
    from finalorder.engines import EngineName


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--table", "tables", metavar="T,…", default="", help="Only these tables; default all, and the ledger.")
@click.option(
    "--by",
    metavar="A,B",
    default="",
    help="Split by up to two of court, city, case-state and fiscal-year; applications also by application.",
)
@click.option(
    "--method", "methods", metavar="M,…|every", default="", help="Show the years of these methods that change."
)
@options.add_lake_folder_option
@options.add_answer_options
@options.add_where_options
@click.option(
    "--pages",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write pages in both languages, CSV, JSON and an Atom feed into this folder.",
)
@click.option("--out", type=options.OUT_FILE, help="Write the answer to this file.")
def diff(
    old: str,
    new: str,
    tables: str,
    by: str,
    methods: str,
    lake_dir: Path,
    form: str,
    lang: str,
    disclosure: str,
    engine: "EngineName",
    master: str,
    pages: Path | None,
    out: Path | None,
) -> None:
    """Count what became of every row and every order between two releases.

    OLD and NEW are releases of the lake or of its history, by name or by month (YYYY-MM). Every row of both is counted
    once: kept, changed, appeared, vanished, or returned after having been gone before OLD.
    """
    from finalorder import api
    from finalorder.cli.output import write_answer

    answer = api.diff(
        old,
        new,
        lake_dir,
        tables=tables.split(","),
        by=by.split(","),
        methods=methods.split(","),
        profile=disclosure,
        lang=lang,
        settings={"engine": engine, "master": master},
    )
    if pages is None or out is not None:
        write_answer(answer, form, out)
    if pages is not None:
        click.echo("\n".join(map(str, api.write_diff(answer, pages))))
