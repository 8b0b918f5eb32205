"""The command ``cohorts``."""

from datetime import date
from pathlib import Path

import click

from finalorder.cli import options
from finalorder.errors import InputError

COHORT_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option(
    "--file",
    "files",
    multiple=True,
    type=COHORT_FILE,
    metavar="FILE",
    help="Read and check your own cohort file; repeat for several.",
)
@click.option("--flow", is_flag=True, help="Show how many cases of a lake each criterion excludes.")
@click.option("--city", default="", help="With --flow: the non-detained courts of a city; default every court.")
@options.add_lake_options
@options.add_as_of_option
@options.add_answer_options
@click.option("--out", type=options.OUT_FILE, help="With --flow: write the answer to this file.")
def cohorts(
    files: tuple[Path, ...],
    flow: bool,
    city: str,
    lake_dir: Path,
    release: str | None,
    as_of: date | None,
    form: str,
    lang: str,
    disclosure: str,
    out: Path | None,
) -> None:
    """List the groups that announcements name: definition, evidence, what each misses or wrongly includes."""
    if flow:
        from finalorder import api
        from finalorder.cli.output import write_answer

        answer = api.count_cohort_exits(
            lake_dir, release=release, as_of=as_of, city=city, own=files, lang=lang, profile=disclosure
        )
        write_answer(answer, form, out)
        return
    if city or out is not None:
        raise InputError("--city and --out need --flow; add --flow, or leave them out.")
    _print_cohorts(files, lang, disclosure)


def _print_cohorts(files: tuple[Path, ...], lang: str, disclosure: str) -> None:
    from finalorder import api

    for each in api.read_cohort_files(files, profile=disclosure) or api.list_cohorts():
        click.echo("\n".join(api.describe_cohort(each, lang)) + "\n")
