"""The command ``law``."""

import click


@click.command()
def law() -> None:
    """List the rules of law as computed, each with its citation."""
    from finalorder import api

    for rule in api.list_law_rules():
        click.echo(f"{rule.id:<5} {rule.kind.replace('_', ' ')}: {rule.name} [{rule.citation}]")
