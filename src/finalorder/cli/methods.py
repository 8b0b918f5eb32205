"""The command ``methods``."""

from typing import TYPE_CHECKING

import click

from finalorder.cli import options

if TYPE_CHECKING:
    from finalorder.measures import Method


@click.command()
@options.add_language_option
def methods(lang: str) -> None:
    """List every measure with its methods, one sentence each; those the records cannot support, with the reason."""
    from finalorder import api

    for name, found in api.list_methods().items():
        click.echo(name)
        for method in found:
            click.echo(f"  {method.id}: {_describe_method_briefly(method, lang)}")


def _describe_method_briefly(method: "Method", lang: str) -> str:
    from finalorder.words import load_words

    text = method.describe(lang)
    return text if method.is_computed else load_words(lang).format_plain("measure.not_computed", why=text)
