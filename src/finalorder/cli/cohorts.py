"""The command about groups: what they mean, a file of one's own, how many cases left each at which criterion."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options
from finalorder.errors import Problem

if TYPE_CHECKING:
    from finalorder.cohorts import Cohort, CustomCohort

COHORT_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option(
    "--file", "files", multiple=True, type=COHORT_FILE, metavar="FILE", help="Read a cohort of your own as well."
)
@click.option("--flow", is_flag=True, help="Count how many cases left each group at which criterion, in a lake.")
@click.option("--city", default="", help="With --flow: the headline courts of a city; default every court.")
@options.add_lake_options
@options.add_as_of_option
@options.add_answer_options
@click.option("--out", type=COHORT_FILE, help="With --flow: write the answer to this file.")
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
    """List the groups an announcement names: definition, evidence, what each misses and wrongly includes."""
    if flow:
        from finalorder import api
        from finalorder.cli.telling import write_answer

        write_answer(
            api.count_cohort_exits(
                lake_dir, release=release, as_of=as_of, city=city, own=files, lang=lang, profile=disclosure
            ),
            form,
            lang,
            out,
        )
        return
    if city or out is not None:
        raise Problem("--city and --out go with --flow; add it, or leave them out.")
    _print_cohorts(files, lang, sql_allowed=disclosure == "none")


def _print_cohorts(files: tuple[Path, ...], lang: str, *, sql_allowed: bool) -> None:
    from finalorder.cohorts import get_cohort, list_cohort_names, read_cohort_file

    own = [read_cohort_file(path, sql_allowed=sql_allowed) for path in files]
    for each in own:
        click.echo("\n".join(describe_custom_cohort(each, lang)) + "\n")
    for name in () if own else list_cohort_names():
        click.echo(
            "\n".join([f"{name}: {localize_title(get_cohort(name), lang)}", *describe_cohort(get_cohort(name), lang)])
            + "\n"
        )


def localize_title(each: "Cohort | CustomCohort", lang: str) -> str:
    """The group's title in a language."""
    return each.title_es if lang == "es" else each.title


def describe_cohort(each: "Cohort", lang: str = "en") -> Iterator[str]:
    """What a group of the announcement means, line by line."""
    yield f"  {each.definition_es if lang == 'es' else each.definition}"
    yield f"  evidence: {each.evidence}"
    yield f"  misses: {each.misses}"
    yield f"  wrongly includes: {each.wrongly_includes}"


def describe_custom_cohort(each: "CustomCohort", lang: str = "en") -> Iterator[str]:
    """What a user's own group means, line by line, with the dimensions that say how things are now."""
    from finalorder.registry import load_dimensions

    yield f"{each.name}: {localize_title(each, lang)}; valid"
    yield f"  {each.definition_es if lang == 'es' else each.definition}"
    for name, levels in each.condition.dims.items():
        known = load_dimensions()[name]
        now = " (now, not then)" if known.now_not_then else ""
        yield f"  {name} in ({', '.join(levels)}): {known.meaning_es if lang == 'es' else known.meaning}{now}"
