"""Commands about the docket model: docket fit."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options

if TYPE_CHECKING:
    from finalorder.disclosure import PublicationLog, Shown
    from finalorder.releases.lake import Release

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def docket() -> None:
    """The docket model behind `simulate`, measured against a lake."""


@docket.command()
@options.lake
@options.answers
@click.option("--out", type=FILE, help="Write the answer to this file.")
@click.option("--hazards", is_flag=True, help="Rates of every kind of end instead.")
@click.option("--write", "target", type=FILE, metavar="FILE.toml", help="Write a file for `simulate --parameters`.")
def fit(
    lake_dir: Path,
    release: str | None,
    form: str,
    lang: str,
    disclosure: str,
    out: Path | None,
    hazards: bool,
    target: Path | None,
) -> None:
    """Estimate the model's parameters from a release, each with its 95% interval."""
    from finalorder import api
    from finalorder.cli.telling import give
    from finalorder.releases.lake import Lake

    log = api.publications(lake_dir)
    shown, text = measured(Lake(lake_dir).release(release), hazards=hazards, profile=disclosure, log=log)
    if target is not None:
        target.write_text(text, encoding="utf-8")
    give(shown, form, lang, out)


def measured(
    release: "Release", *, hazards: bool = False, profile: str = "public", log: "PublicationLog | None" = None
) -> tuple["Shown", str]:
    """The estimates (or hazards) of a release through the disclosure gate, and the text of a file of parameters."""
    from finalorder.disclosure import open_door
    from finalorder.docket import fitting

    found = fitting.fit(release)
    parameters = open_door(found.parameters, profile=profile, log=log)
    shown = open_door(found.hazards, profile=profile, log=log) if hazards else parameters
    return shown, fitting.overrides(parameters, found.entries, release.name)
