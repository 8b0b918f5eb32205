"""The command ``scope``."""

from datetime import date
from pathlib import Path

import click

from finalorder.cli import options


@click.command()
@options.OPERATION_ARGUMENT
@options.add_lake_options
@options.add_as_of_option
@options.add_answer_options
@options.add_cohort_file_option
@click.option("--out", type=options.OUT_FILE, help="Write the answer to this file.")
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
    """Count the cases that OPERATION targets: standing final orders, by city and group, as of the announcement.

    OPERATION is a file, or the id of one that ships with finalorder (2019-06-family-operation).
    """
    from finalorder import api
    from finalorder.cli.output import write_answer

    question = api.make_question(
        "scope", operation, release=release, as_of=as_of, profile=disclosure, own=own, lang=lang
    )
    counted = api.scope(question, lake_dir)
    if form == "table" and out is None:
        from finalorder.cli.scope_table import format_scope

        click.echo("\n".join(format_scope(counted, lang)))
        return
    resolved = question.resolve(counted.release.name, counted.as_of)
    write_answer(api.Answer.of_releases(resolved, counted.shown, counted.release), form, out)
