"""The command ``deadlines``."""

from datetime import date
from typing import TYPE_CHECKING

import click

from finalorder.cli import options
from finalorder.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finalorder.ledger import Deadline, Remedy
    from finalorder.words import Words


@click.command()
@click.option("--ordered", type=options.DAY_TYPE, required=True, help="The day of the order.")
@click.option("--in-absentia", is_flag=True, help="The order was entered in absentia.")
@click.option("--case-type", metavar="CODE", help="The court's code of the type of case; removal if not given.")
@click.option(
    "--charged", type=options.DAY_TYPE, help="The day of the charging document; needed for old deportation cases."
)
@click.option("--final", type=options.DAY_TYPE, help="The day the order became final, if it is known.")
@options.add_as_of_option
@options.add_language_option
def deadlines(
    ordered: date,
    in_absentia: bool,
    case_type: str | None,
    charged: date | None,
    final: date | None,
    as_of: date | None,
    lang: str,
) -> None:
    """Show the deadlines that run from an order made on a day. Not legal advice."""
    from finalorder import api
    from finalorder.words import load_words

    words = load_words(lang)
    if as_of is not None and as_of < ordered:
        raise InputError(f"no deadline runs on {as_of}, before the order of {ordered}; choose a later --as-of.")
    if in_absentia and charged is None and (since := api.find_charging_threshold(case_type)):
        click.echo(words.format_plain("clock.read_as_old", day=words.format_day(since)))
    for clock in api.compute_deadlines(
        ordered, in_absentia=in_absentia, case_type=case_type, charged_on=charged, final_on=final
    ):
        click.echo(_format_clock(clock, as_of, words))
    remedies = api.list_remedies(ordered, case_type)
    if remedies:
        click.echo("\n".join(_format_remedies(remedies, in_absentia, words)))
    click.echo(words.format_plain("clock.not_advice"))


def _format_remedies(remedies: "list[Remedy]", in_absentia: bool, words: "Words") -> "Iterator[str]":
    """Format what can be asked after such an order, and whether asking stops removal."""
    kinds = {"any", "in_absentia" if in_absentia else "in_court", "after_the_board"}
    yield words.format_plain("remedy.title")
    for each in remedies:
        if each.order in kinds and not (in_absentia and each.order == "after_the_board"):
            texts = [words.format_plain(f"remedy.{each.name}"), words.format_plain(f"remedy_stay.{each.stay}")]
            yield f"  {': '.join(texts)} [{each.rule}] {each.citation}"


def _format_clock(clock: "Deadline", as_of: date | None, words: "Words") -> str:
    """Format a clock: when it ends and whether it has, why, and by which rule."""
    from finalorder.words import translate_phrases

    ends = (
        words.format_plain("clock.last_day", day=clock.ends_on) if clock.ends_on else words.format_plain("clock.none")
    )
    state = f", {words.format_plain(f'clock.{clock.get_state(as_of)}', day=as_of)}" if as_of and clock.ends_on else ""
    name, why = (translate_phrases(words, "clock", text) for text in (clock.name, clock.explanation))
    return f"{name}: {ends}{state}\n  {why}\n  [{clock.rule}] {clock.citation}"
