"""The command ``measure``."""

from datetime import date
from pathlib import Path

import click

from finalorder.cli import options


@click.command()
@click.argument("name")
@click.option(
    "--method", "methods", metavar="M,…|all", default="all", show_default=True, help="Methods of the measure."
)
@click.option(
    "--by", metavar="A,B", default="", help="Split by these dimensions: city and fiscal-year, and up to two others."
)
@click.option(
    "--where",
    multiple=True,
    metavar="DIM=V,…",
    help="Keep only cases whose DIM is one of these values; repeat to combine.",
)
@options.add_lake_options
@options.add_as_of_option
@options.add_answer_options
@click.option("--chart", type=options.OUT_FILE, help="Draw the answer into this .svg or .png file.")
@click.option("--sentence", is_flag=True, help="Print the answer as sentences, each with its citation.")
@click.option("--out", type=options.OUT_FILE, help="Write the answer to this file.")
def measure(
    name: str,
    methods: str,
    by: str,
    where: tuple[str, ...],
    lake_dir: Path,
    release: str | None,
    as_of: date | None,
    form: str,
    lang: str,
    disclosure: str,
    chart: Path | None,
    sentence: bool,
    out: Path | None,
) -> None:
    """Compute the measure NAME (in_absentia, appearance, backlog …) with every published method, side by side.

    `finalorder methods` lists measures and methods; `finalorder show METHOD` describes one. Answers about the release
    day were prepared by the build; those about another day are computed when you ask.
    """
    from finalorder import api
    from finalorder.cli.output import write_answer
    from finalorder.operations import describe_methods

    answer = api.measure(
        name,
        lake_dir,
        methods=methods.split(","),
        by=by.split(","),
        where=where,
        release=release,
        as_of=as_of,
        profile=disclosure,
        lang=lang,
    )
    if chart is not None:
        click.echo(api.write_chart(answer, chart), err=True)
    if sentence:
        click.echo("\n".join(api.write_sentences(answer)))
    if chart is not None or sentence:
        return
    write_answer(answer, form, out)
    if form == "table" and out is None:
        click.echo("\n" + "\n".join(describe_methods(answer.shown, lang)))
