"""The command ``check``."""

from datetime import date
from pathlib import Path

import click

from finalorder.cli import options

DEFAULT_LAKE = Path("lake")


@click.command()
@click.argument("text", metavar="TEXT")
@click.option(
    "--lake",
    "lake_dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="The lake to read; without one, `lake` if it is there, else claims are listed without numbers.",
)
@click.option("--release", metavar="NAME", help="A release of the lake; default the newest real one.")
@options.add_as_of_option
@click.option(
    "--operation",
    help="The operation that the report is about, a file or an id; default: the one that it names or repeats, or none.",
)
@click.option("--html", "page", type=options.OUT_FILE, help="Write the text marked up.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="A table to read, or rows for programs.",
)
@click.option(
    "--lang",
    type=click.Choice(["auto", "en", "es"]),
    default="auto",
    show_default=True,
    help="The language of the answers; auto is that of the text.",
)
@options.add_disclosure_option
def check(
    text: str,
    lake_dir: Path | None,
    release: str | None,
    as_of: date | None,
    operation: str | None,
    page: Path | None,
    form: str,
    lang: str,
    disclosure: str,
) -> None:
    """List what TEXT claims of removal orders, hearings, detention or monitoring, and what the records say to it.

    TEXT is a report in plain English or Spanish text, or - for standard input. Every claim comes with the place it
    stands at.
    """
    from finalorder import api, reports

    asked = lake_dir or (DEFAULT_LAKE if DEFAULT_LAKE.is_dir() else None)
    checked = api.check(text, asked, operation=operation, release=release, as_of=as_of, lang=lang, profile=disclosure)
    if page is not None:
        reports.write_markup(checked, page)
    writers = {"table": reports.to_table, "json": reports.to_json, "csv": reports.to_csv}
    click.echo(writers[form](checked), nl=False)
