"""The command ``show``."""

import click

from finalorder.cli import options


@click.command()
@click.argument("name")
@click.option("--sql", "with_sql", is_flag=True, help="Print the whole SQL.")
@options.add_language_option
def show(name: str, with_sql: bool, lang: str) -> None:
    """Show the definition of a table, TABLE.COLUMN, measure, method or cohort, with its rules and citations.

    --sql prints its SQL.

    Rows are never printed.
    """
    from finalorder import api

    click.echo(api.show_sql(name) if with_sql else "\n".join(api.describe(name, lang)))
