"""The command ``revisions``."""

from pathlib import Path

import click

from finalorder.cli import options


@click.command()
@click.argument("name")
@click.option(
    "--method", "methods", metavar="M,…|all", default="all", show_default=True, help="Methods of the measure."
)
@click.option("--where", multiple=True, metavar="DIM=V,…", help="Keep only what is at one of these values.")
@options.add_lake_options
@options.add_answer_options
@click.option("--out", type=options.OUT_FILE, help="Write the answer to this file.")
def revisions(
    name: str,
    methods: str,
    where: tuple[str, ...],
    lake_dir: Path,
    release: str | None,
    form: str,
    lang: str,
    disclosure: str,
    out: Path | None,
) -> None:
    """Show the measure NAME by fiscal year as every release had it, and how far a year moves in 1, 3 and 12 months.

    The releases are those of the lake and of its history, of one series; --release names one of them, or several.
    """
    from finalorder import api
    from finalorder.cli.output import write_answer

    answer = api.revisions(
        name, lake_dir, methods=methods.split(","), where=where, release=release, profile=disclosure, lang=lang
    )
    write_answer(answer, form, out)
