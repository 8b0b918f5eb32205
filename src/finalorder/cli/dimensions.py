"""The command ``dimensions``."""

import click

from finalorder.cli import options


@click.command()
@options.add_language_option
def dimensions(lang: str) -> None:
    """List what --where, --by and cohort files may name, each with its meaning; `values NAME` lists its values."""
    from finalorder import api
    from finalorder.words import load_words, localize

    words = load_words(lang)
    for each in api.list_dimensions():
        now = f" {words.format_plain('cohort_line.current_only')}" if each.now_not_then else ""
        where = f" {words.format_plain('dimensions.cohorts_only')}" if each.of == "some measures" else ""
        click.echo(f"{each.name}: {localize(each, 'meaning', lang)}{now}{where}")
