"""The command ``values``."""

import click


@click.command()
@click.argument("dimension")
def values(dimension: str) -> None:
    """List the values of a DIMENSION, each with its name; conditions take either."""
    from finalorder import api

    for value, name in api.list_values(dimension).items():
        click.echo(value if value == name else f"{value}: {name}")
