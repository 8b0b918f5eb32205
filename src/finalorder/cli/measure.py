"""Commands that measure: measure, methods."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options

if TYPE_CHECKING:
    from finalorder.measures import Method


@click.command()
@click.argument("name")
@click.option(
    "--method", "methods", metavar="M,…|all", default="all", show_default=True, help="Methods of the measure."
)
@click.option(
    "--by", metavar="A,B", default="", help="Split by these dimensions: city and fiscal-year, and up to two others."
)
@click.option(
    "--where", multiple=True, metavar="DIM=V,…", help="Only where the dimension is in the values; may be repeated."
)
@options.add_lake_options
@options.add_as_of_option
@options.add_answer_options
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the answer to this file.")
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
    out: Path | None,
) -> None:
    """Answer the measure NAME (in_absentia, appearance, backlog …) by every published method, side by side.

    `finalorder methods` lists measures and methods, `finalorder show METHOD` tells all about one. Answers about the
    release day come from what the build prepared; about another day they are gathered anew.
    """
    from finalorder import api
    from finalorder.cli.telling import write_answer
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
    )
    write_answer(answer.shown, form, lang, out)
    if form == "table" and out is None:
        click.echo("\n" + "\n".join(describe_methods(answer.shown, lang)))


@click.command()
@click.option("--lang", type=click.Choice(["en", "es"]), default="en", show_default=True)
def methods(lang: str) -> None:
    """List every measure with its methods, one sentence each; those the records cannot support, with the reason."""
    from finalorder.measures import group_methods_by_measure

    for name, found in group_methods_by_measure().items():
        click.echo(name)
        for method in found:
            click.echo(f"  {method.id}: {_describe_method_briefly(method, lang)}")


def _describe_method_briefly(method: "Method", lang: str) -> str:
    words = {"en": "not computed", "es": "no se calcula"}
    told = method.describe(lang)
    return told if method.is_computed else f"{words[lang]}: {told}"


def describe_method(method: "Method") -> Iterator[str]:
    """Every choice a method makes, one line each, then its published values with their sources."""
    yield f"{method.id}: {method.title}"
    yield method.describe()
    for name in METHOD_FIELDS:
        if value := getattr(method, name):
            yield f"  {name}: {value}"
    for each in method.published:
        number = f"{each.value:g} {each.unit}"
        yield f"  published: {number}, {each.of}, {each.period} [{each.source}] {each.url}"


METHOD_FIELDS = (
    "measure",
    "unit",
    "numerator",
    "denominator",
    "population",
    "period",
    "pending",
    "reopened",
    "detained",
    "closed",
    "riders",
    "pitfalls",
    "note",
    "author",
    "citation",
    "url",
)
