"""The command ``update``."""

from pathlib import Path

import click

from finalorder.cli import options


@click.command()
@click.argument("release", type=click.Path(exists=True, path_type=Path), metavar="ZIP")
@options.add_lake_folder_option
@options.add_language_option
def update(release: Path, lake_dir: Path, lang: str) -> None:
    """Do the month's work with ZIP, a release that is here already: build it, add it to the history, compare it."""
    from finalorder import api

    for line in api.watch(lake_dir, api.WatchOptions(source=release, lang=lang)):
        click.echo(f"{line.text} -> {line.path}" if line.path else line.text)
