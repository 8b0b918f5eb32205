"""Commands about an announcement: context, operation, scope, brief."""

import json
import shlex
import sys
from datetime import date
from pathlib import Path

import click

from finalorder.cli import options


@click.command()
@click.argument("operation", metavar="OPERATION")
@options.lake
@options.as_of
@options.answers
def scope(
    operation: str,
    lake_dir: Path,
    release: str | None,
    as_of: date | None,
    form: str,
    lang: str,
    disclosure: str,
) -> None:
    """Count whom OPERATION names: standing final orders by city and group, as of the announcement.

    OPERATION is a file, or the id of one that ships with finalorder (2019-06-family-operation).
    """
    from finalorder import disclosure as gate
    from finalorder.operations import load
    from finalorder.operations.scope import scope as count
    from finalorder.releases.lake import Lake

    announced = load(operation)
    answer = count(announced, Lake(lake_dir).release(release), as_of, profile=disclosure)
    _print(gate, answer.shown, form, lang)


def _print(gate: object, shown: object, form: str, lang: str) -> None:
    from finalorder.disclosure import writing

    if form == "parquet":
        writing.to_parquet(shown, sys.stdout.buffer)
        return
    writer = {"json": writing.to_json, "csv": writing.to_csv, "table": writing.to_table}[form]
    click.echo(writer(shown), nl=False)
