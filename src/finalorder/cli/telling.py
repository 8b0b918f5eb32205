"""Commands about an announcement: scope, brief."""

import shlex
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options
from finalorder.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from finalorder.answers import Shown
    from finalorder.api import Brief

OPERATION_ARGUMENT = click.argument("operation", metavar="OPERATION")
OUT_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@OPERATION_ARGUMENT
@options.add_lake_options
@options.add_as_of_option
@options.add_answer_options
@options.add_cohort_file_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the answer to this file.")
def scope(
    operation: str,
    lake_dir: Path,
    release: str | None,
    as_of: date | None,
    form: str,
    lang: str,
    disclosure: str,
    own: tuple[Path, ...],
    out: Path | None,
) -> None:
    """Count whom OPERATION names: cases with a standing final order, by city and group, as of the announcement.

    OPERATION is a file, or the id of one that ships with finalorder (2019-06-family-operation).
    """
    from finalorder import api

    answer = api.scope(operation, lake_dir, release=release, as_of=as_of, profile=disclosure, own=own)
    if form == "table" and out is None:
        from finalorder.cli.scope_table import format_scope

        click.echo("\n".join(format_scope(answer, lang)))
        return
    write_answer(answer.shown, form, lang, out)


def write_answer(
    shown: "Shown", form: str, lang: str, out: Path | None, about: "Mapping[str, Any] | None" = None
) -> None:
    """Print an answer, or write it to a file; ``about`` goes into the ``meta`` of JSON and Parquet."""
    from finalorder.answers import formats

    if form == "parquet":
        if out is None:
            raise Problem("a Parquet answer needs a file to go to; name one with --out FILE.")
        formats.to_parquet(shown, out, about)
        return
    if form == "table":
        text = formats.to_text(shown, lang)
    else:
        text = formats.to_json(shown, about) if form == "json" else formats.to_csv(shown)
    if out is None:
        click.echo(text.rstrip("\n"))
    else:
        out.write_text(text, encoding="utf-8")


@click.command()
@OPERATION_ARGUMENT
@options.add_lake_options
@options.add_as_of_option
@click.option("--out", type=OUT_FOLDER, default=Path("brief"), show_default=True, help="The folder to write.")
@click.option(
    "--lang",
    "langs",
    type=click.Choice(["en", "es", "all"]),
    multiple=True,
    default=["en"],
    help="The language of the pages; several, or all, link to each other.  [default: en]",
)
@click.option("--city", "cities", multiple=True, metavar="CITY", help="Only these cities get a page of their own.")
@click.option("--pdf", is_flag=True, help="Print each page to PDF as well, if there is a Chromium.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole brief as data, besides writing it.")
@click.option("--disclosure", type=click.Choice(["public", "none"]), default="public", show_default=True)
def brief(
    operation: str,
    lake_dir: Path,
    release: str | None,
    as_of: date | None,
    out: Path,
    langs: tuple[str, ...],
    cities: tuple[str, ...],
    pdf: bool,
    as_json: bool,
    disclosure: str,
) -> None:
    """Write the brief of OPERATION: an index and a page a city that need no network, and its numbers as data."""
    from finalorder import api, briefs

    asked = {"--lake": lake_dir, "--release": release, "--as-of": as_of, "--out": out}
    words = ["finalorder", "brief", operation]
    words += [word for name, value in asked.items() if value is not None for word in (name, str(value))]
    words += [word for lang in langs if langs != ("en",) for word in ("--lang", lang)]
    words += [word for city in cities for word in ("--city", city)]
    words += ["--disclosure", disclosure] if disclosure != "public" else []
    made = api.brief(
        operation,
        lake_dir,
        out,
        release=release,
        as_of=as_of,
        lang=langs,
        cities=cities,
        profile=disclosure,
        command=shlex.join(words),
        pdf=pdf,
    )
    if as_json:
        click.echo(briefs.serialize_brief(made.data), nl=False)
    for line in _summarize_brief(made, out, pdf):
        click.echo(line, err=as_json)


def _summarize_brief(made: "Brief", out: Path, pdf: bool) -> "Iterator[str]":
    """What was written, in a line or two."""
    yield f"{len(made.files)} files in {out}; open {made.files[0]}"
    if pdf and not made.pdfs:
        yield "No Chromium was found, so nothing was printed to PDF; install chromium, or print the pages in a browser."
