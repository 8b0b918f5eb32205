"""The command ``brief``."""

import shlex
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finalorder.api import Brief

OUT_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@options.OPERATION_ARGUMENT
@options.add_lake_options
@options.add_as_of_option
@click.option("--out", type=OUT_FOLDER, default=Path("brief"), show_default=True, help="The folder to write.")
@click.option(
    "--lang",
    "langs",
    type=click.Choice(["en", "es", "all"]),
    multiple=True,
    default=["en"],
    help='Page language; repeat or use "all" for several, linked to each other.  [default: en]',
)
@click.option(
    "--city", "cities", multiple=True, metavar="CITY", help="Write a page for this city only; repeat for several."
)
@click.option("--pdf", is_flag=True, help="Also print each page to PDF, if Chromium is installed.")
@click.option(
    "--handout", is_flag=True, help="Also write two pages to print for each place, as PDF if Chromium is installed."
)
@click.option("--png", is_flag=True, help="Also write each chart as PNG.")
@click.option("--address", type=options.WEB_ADDRESS, help="Where the brief will be published, for its citation.")
@click.option(
    "--printed",
    type=options.DAY_TYPE,
    help="The day of printing: the table of last days covers the twelve months before it.  [default: the release's]",
)
@click.option("--json", "as_json", is_flag=True, help="Also print the whole brief as JSON.")
@options.add_disclosure_option
def brief(
    operation: str,
    lake_dir: Path,
    release: str | None,
    as_of: date | None,
    out: Path,
    langs: tuple[str, ...],
    cities: tuple[str, ...],
    pdf: bool,
    handout: bool,
    png: bool,
    address: str | None,
    printed: date | None,
    as_json: bool,
    disclosure: str,
) -> None:
    """Write the brief of OPERATION: an index and a page for each city, usable offline, and its numbers as data."""
    from finalorder import api, briefs

    question = api.make_question("brief", operation, release=release, as_of=as_of, profile=disclosure)
    words = [question.to_command(lake_dir), f"--out {shlex.quote(str(out))}", *_list_page_words(langs, cities)]
    words += [name for name, asked in (("--handout", handout), ("--png", png)) if asked]
    words += [f"--address {shlex.quote(address)}"] if address else []
    words += [f"--printed {printed}"] if printed else []
    made = api.brief(
        operation,
        lake_dir,
        out,
        release=release,
        as_of=as_of,
        lang=langs,
        cities=cities,
        profile=disclosure,
        command=" ".join(words),
        pdf=pdf,
        handout=handout,
        png=png,
        address=address or "",
        printed=printed,
    )
    if as_json:
        click.echo(briefs.serialize_brief(made.data), nl=False)
    for line in _summarize_brief(made, out, pdf or handout):
        click.echo(line, err=as_json)


def _list_page_words(langs: tuple[str, ...], cities: tuple[str, ...]) -> "Iterator[str]":
    """List the options of the command that say which pages are written."""
    yield from (f"--lang {lang}" for lang in langs if langs != ("en",))
    yield from (f"--city {shlex.quote(city)}" for city in cities)


def _summarize_brief(made: "Brief", out: Path, to_print: bool) -> "Iterator[str]":
    """Summarize what was written, in a line or two."""
    yield f"{len(made.files)} files in {out}; open {made.files[0]}"
    if to_print and not made.pdfs:
        yield "No Chromium was found, so nothing was printed to PDF; install chromium, or print the pages in a browser."
