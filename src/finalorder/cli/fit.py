"""Commands about the docket model: docket fit."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options

if TYPE_CHECKING:
    from finalorder.answers import Shown
    from finalorder.lake import Release

FIT_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def docket() -> None:
    """The docket model behind `simulate`, measured against a lake."""


@docket.command()
@options.add_lake_options
@options.add_answer_options
@click.option("--out", type=FIT_FILE, help="Write the answer to this file.")
@click.option("--hazards", is_flag=True, help="Rates of every kind of end instead.")
@click.option("--write", "target", type=FIT_FILE, metavar="FILE.toml", help="Write a file for `simulate --parameters`.")
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
    from finalorder.cli.telling import write_answer
    from finalorder.lake import Lake

    shown, text = fit_release(Lake(lake_dir).open_release(release), hazards=hazards, profile=disclosure)
    if target is not None:
        target.write_text(text, encoding="utf-8")
    write_answer(shown, form, lang, out)


def fit_release(release: "Release", *, hazards: bool = False, profile: str = "public") -> tuple["Shown", str]:
    """The estimates (or hazards) of a release through the disclosure gate, and the text of a file of parameters."""
    from finalorder.disclosure import apply_disclosure_control
    from finalorder.simulation import fit

    found = fit.fit_parameters(release)
    parameters = apply_disclosure_control(found.parameters, profile=profile)
    shown = apply_disclosure_control(found.hazards, profile=profile) if hazards else parameters
    return shown, fit.format_overrides(parameters, found.entries, release.name)
