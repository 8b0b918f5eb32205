"""The command ``operation``."""

import shlex
from collections.abc import Callable, Collection, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from finalorder.cli import options
from finalorder.errors import InputError

if TYPE_CHECKING:
    from finalorder.answers import AnswerRow
    from finalorder.operations import ScopeByRevision
    from finalorder.words import Words


@click.group()
def operation() -> None:
    """Write, validate and compare operation files."""


@operation.command(name="list")
@options.add_language_option
def list_command(lang: str) -> None:
    """List the operations that come with finalorder: their id, their first day, what they are called."""
    from finalorder import api
    from finalorder.words import localize

    for each in api.list_operations():
        click.echo(f"{each.id}  {each.first_day}  {localize(each, 'title', lang)}")


@operation.command()
@click.argument("file")
def validate(file: str) -> None:
    """Check an operation FILE (or the id of a shipped one): show what it holds, or what is wrong and where."""
    from finalorder import api

    read = api.validate_operation(file)
    parts = (("city", read.cities), ("cohort", read.cohorts), ("claim", read.claims), ("revision", read.revisions),
             ("outcome", read.outcomes))  # fmt: skip
    when = f"announced {read.announced}" if read.announced else f"began {read.begun}, never announced"
    click.echo(f"{read.id}: {read.title}, {when}; valid")
    click.echo("  " + ", ".join(_count_parts(len(found), name) for name, found in parts if found))
    for place in read.places:
        if place.kind not in ("court", "state"):
            click.echo(f"  {place.name}: the court of {', '.join(place.cities)} ({place.source})")
    for group in read.uncounted:
        click.echo(f"  {group.name}: not counted. {api.describe_unknown_fact(group.unknown)}")
        if group.nearest:
            click.echo(f"    counted as what comes nearest to it: {group.nearest.condition.text}")


def _count_parts(number: int, name: str) -> str:
    """Count parts of a file: ``1 city``, ``3 claims``."""
    plural = name.removesuffix("y") + "ies" if name.endswith("y") else f"{name}s"
    return f"{number} {name if number == 1 else plural}"


@operation.command()
@click.option("--out", type=options.OUT_FILE, help="The file to write; default: print it.")
def new(out: Path | None) -> None:
    """Ask for what an operation file needs, and write a valid one.

    Answers may come from a file or a pipe, one per line, in the order of the questions.
    """
    from finalorder import api
    from finalorder.cli.output import write_text

    if out is not None and out.exists():
        raise InputError(f"{out} already exists; choose another file with --out, or move it away.")
    text = api.compose_operation(_ask_for_operation([each.name for each in api.list_cohorts()]))
    if out is None:
        click.echo(text, nl=False)
        return
    write_text(text, out)
    click.echo(f"{out} written; add claims, capacities and revisions as docs/operations.md has them.", err=True)


def _ask_for_operation(cohorts: Collection[str]) -> dict[str, Any]:
    """Ask every question in order; report an invalid answer at once and ask again."""
    answers: dict[str, Any] = {
        "title": _ask("Title, as on a page"),
        "announced": _ask("Announced on (YYYY-MM-DD; empty: never)", _parse_optional_day, default=""),
        "starts": _ask("Starts on (YYYY-MM-DD; empty: not said)", _parse_optional_day, default=""),
        "ends": _ask("Ends on (YYYY-MM-DD; empty: not said)", _parse_optional_day, default=""),
        **_ask("Where: places with semicolons or commas between, or nation", _parse_where),
        "cohorts": _ask(
            f"Groups, with commas between ({', '.join(cohorts)})",
            lambda text: _parse_known_names(text, cohorts, "group"),
        ),
    }
    answers["source"] = {
        "title": _ask("Where it was announced: title of the report"),
        "publisher": _ask("Publisher (empty: none)", default=""),
        "url": _ask("Address (https://...)"),
        "date": _ask("Published on (YYYY-MM-DD)", _parse_day),
    }
    return answers


def _ask(question: str, read: Callable[[str], Any] = str, default: str | None = None) -> Any:
    return click.prompt(question, value_proc=read, default=default, show_default=False, err=True)


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise click.UsageError(f"{text.strip()!r} is not a valid date; use YYYY-MM-DD.") from None


def _parse_optional_day(text: str) -> date | None:
    return _parse_day(text) if text.strip() else None


def _parse_where(text: str) -> dict[str, Any]:
    """Parse places as people say them, or the whole country; a comma before a state belongs to the place."""
    from finalorder import api

    if text.strip().lower() in ("nation", "nationwide", "the whole country"):
        return {"scope": "nation"}
    names = [name.strip() for name in text.split(";" if ";" in text else ",") if name.strip()]
    for name in names:
        try:
            api.find_place(name)
        except InputError as error:
            raise click.UsageError(str(error)) from None
    if not names:
        raise click.UsageError("name at least one city.")
    return {"cities": names}


def _parse_known_names(text: str, valid: Collection[str], what: str) -> list[str]:
    """Parse names with commas between, each known, else the nearest one is offered."""
    from finalorder.errors import quote_value, suggest_names

    given = [name.strip() for name in text.split(",") if name.strip()]
    for name in given:
        if name not in valid:
            raise click.UsageError(f"{quote_value(name)} is not a known {what}{suggest_names(name, valid)}")
    if not given:
        raise click.UsageError(f"name at least one {what}.")
    return given


@operation.command(name="diff")
@click.argument("first")
@click.argument("second", required=False)
@click.option(
    "--lake",
    "lake_dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Also count how the changes affect the scope.",
)
@click.option("--release", metavar="NAME", help="A release of the lake; default the newest real one.")
@options.add_answer_options
def diff_command(
    first: str, second: str | None, lake_dir: Path | None, release: str | None, form: str, lang: str, disclosure: str
) -> None:
    """Show what changed from the operation FIRST to SECOND; with FIRST alone, over its own revisions.

    With --lake, the cases in scope before and after are counted as of each start; --format json or csv gives the rows.
    """
    from finalorder import api
    from finalorder.cli.output import write_answer
    from finalorder.words import load_words

    if release is not None and lake_dir is None:
        raise InputError("--release names a release of a lake; add --lake DIR.")
    found = api.diff_operations(first, second, lake_dir, release=release, profile=disclosure)
    if found.scopes and form != "table":
        subject = shlex.join(filter(None, (first, second)))
        question = api.make_question("revisions", subject, release=release, profile=disclosure, lang=lang)
        write_answer(api.Answer.of_releases(question, found.scopes.rows, *found.releases), form, None)
        return
    lines = [
        f"{label}  {change.sentence}" if found.over_its_life else change.sentence
        for label, change in found.list_changes()
    ]
    lines += list(_describe_scopes(found.scopes, lang)) if found.scopes else []
    click.echo("\n".join(lines or [load_words(lang).format_plain("revisions.nothing")]))


def _describe_scopes(counted: "ScopeByRevision", lang: str) -> Iterator[str]:
    """Describe each state's scope in a line, then the cities that came or went with their number."""
    from finalorder.answers import format_answer_value, list_stamps
    from finalorder.measures import ALL_STANDING, ANY_COHORT
    from finalorder.words import load_words

    words = load_words(lang)
    yield from ("", *list_stamps(counted.shown, lang), words.format_plain("revisions.title"))
    for state in counted.states:
        totals = (counted.compute_state_total(state, group) for group in (ANY_COHORT, ALL_STANDING))
        any_group, every = (_format_at_least(row, words) for row in totals)
        values = {"state": state.label, "day": state.start_day, "cities": len(state.operation.cities)}
        yield "  " + words.format_plain(
            "revisions.state", plural=values["cities"], any_group=any_group, every=every, **values
        )
    for before, after in pairwise(counted.states):
        for kind, one, other in (("without", before, after), ("with", after, before)):
            for city in [name for name in one.operation.cities if name not in other.operation.cities]:
                count = format_answer_value(counted.find_state_count(one, city), lang)
                name = words.translate_name("city", city)
                yield "  " + words.format_plain(f"revisions.{kind}", state=after.label, city=name, count=count)


def _format_at_least(row: "AnswerRow", words: "Words") -> str:
    from finalorder.answers import format_answer_value

    if row.value is None and row.low is not None:
        return words.format_plain("revisions.at_least", count=words.format_number(row.low))
    return format_answer_value(row, words.lang)
