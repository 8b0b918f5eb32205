"""The command ``fit``."""

from pathlib import Path

import click

from finalorder.cli import options


@click.command()
@options.add_lake_options
@options.add_answer_options
@click.option("--out", type=options.OUT_FILE, help="Write the answer to this file.")
@click.option("--hazards", is_flag=True, help="Show the rates of each outcome instead of the parameters.")
@click.option(
    "--write",
    "target",
    type=options.OUT_FILE,
    metavar="FILE.toml",
    help="Also write a file for `simulate --parameters`.",
)
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
    """Estimate the simulation's parameters from a release, each with its 95% interval."""
    from finalorder import api
    from finalorder.cli.output import write_answer, write_text

    found = api.fit(lake_dir, release, hazards=hazards, profile=disclosure)
    if target is not None:
        write_text(found.parameters_toml, target)
    kind = "hazards" if hazards else "fit"
    question = api.make_question(kind, release=found.release.name, profile=disclosure, lang=lang)
    write_answer(api.Answer.of_releases(question, found.shown, found.release), form, out)
