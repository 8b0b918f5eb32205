"""The command ``compare``."""

from datetime import date
from pathlib import Path

import click

from finalorder.cli import options


@click.group()
def compare() -> None:
    """Compare the ledger with another way of counting the same release."""


@compare.command()
@options.add_lake_options
@options.add_as_of_option
@options.add_answer_options
@click.option("--out", type=options.OUT_FILE, help="Write the answer to this file.")
def ddp(
    lake_dir: Path,
    release: str | None,
    as_of: date | None,
    form: str,
    lang: str,
    disclosure: str,
    out: Path | None,
) -> None:
    """Count how and why the Deportation Data Project's one-row-a-case method differs from the ledger."""
    from finalorder import api
    from finalorder.cli.output import write_answer

    answer = api.compare_ddp(lake_dir, release=release, as_of=as_of, profile=disclosure, lang=lang)
    write_answer(answer, form, out)
