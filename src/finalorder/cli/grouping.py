"""The command about groups: what they mean, a file of one's own, how many cases left each at which criterion."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options
from finalorder.errors import Problem

if TYPE_CHECKING:
    from finalorder.cohorts import Cohort, OwnCohort

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--file", "files", multiple=True, type=FILE, metavar="FILE", help="Read a cohort of your own as well.")
@click.option("--flow", is_flag=True, help="Count how many cases left each group at which criterion, in a lake.")
@click.option("--city", default="", help="With --flow: the headline courts of a city; default every court.")
@options.lake
@options.as_of
@options.answers
@click.option("--out", type=FILE, help="With --flow: write the answer to this file.")
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
        from finalorder.cli.telling import give

        give(
            api.flow(lake_dir, release=release, as_of=as_of, city=city, own=files, lang=lang, profile=disclosure),
            form,
            lang,
            out,
        )
        return
    if city or out is not None:
        raise Problem("--city and --out go with --flow; add it, or leave them out.")
    _list(files, lang, sql_allowed=disclosure == "none")


def _list(files: tuple[Path, ...], lang: str, *, sql_allowed: bool) -> None:
    from finalorder.cohorts import cohort, names, read_own

    own = [read_own(path, sql_allowed=sql_allowed) for path in files]
    for each in own:
        click.echo("\n".join(told_own(each, lang)) + "\n")
    for name in () if own else names():
        click.echo("\n".join([f"{name}: {title(cohort(name), lang)}", *told(cohort(name), lang)]) + "\n")


def title(each: "Cohort | OwnCohort", lang: str) -> str:
    """The group's title in a language."""
    return each.title_es if lang == "es" else each.title


def told(each: "Cohort", lang: str = "en") -> Iterator[str]:
    """What a group of the announcement means, line by line."""
    yield f"  {each.definition_es if lang == 'es' else each.definition}"
    yield f"  evidence: {each.evidence}"
    yield f"  misses: {each.misses}"
    yield f"  wrongly includes: {each.wrongly_includes}"


def told_own(each: "OwnCohort", lang: str = "en") -> Iterator[str]:
    """What a user's own group means, line by line, with the dimensions that say how things are now."""
    from finalorder.registry import dimensions

    yield f"{each.name}: {title(each, lang)}; valid"
    yield f"  {each.definition_es if lang == 'es' else each.definition}"
    for name, levels in each.condition.dims.items():
        known = dimensions()[name]
        now = " (now, not then)" if known.now_not_then else ""
        yield f"  {name} in ({', '.join(levels)}): {known.meaning_es if lang == 'es' else known.meaning}{now}"
