"""The command ``deadlines``."""

from datetime import date

import click

from finalorder.cli import options
from finalorder.errors import InputError


@click.command()
@click.option("--ordered", type=options.DAY_TYPE, required=True, help="The day of the order.")
@click.option("--in-absentia", is_flag=True, help="The order was entered in absentia.")
@click.option("--case-type", type=click.Choice(["RMV", "DEP", "EXC"]), default="RMV", show_default=True)
@click.option(
    "--charged", type=options.DAY_TYPE, help="The day of the charging document; needed for old deportation cases."
)
@click.option("--final", type=options.DAY_TYPE, help="The day the order became final, if it is known.")
@options.add_as_of_option
def deadlines(
    ordered: date, in_absentia: bool, case_type: str, charged: date | None, final: date | None, as_of: date | None
) -> None:
    """Show the deadlines that run from an order made on a day. Not legal advice."""
    from finalorder import api

    if as_of is not None and as_of < ordered:
        raise InputError(f"no deadline runs on {as_of}, before the order of {ordered}; choose a later --as-of.")
    if in_absentia and case_type == "DEP" and charged is None:
        click.echo("Read as charged before 13 June 1992, when other rules held; give --charged if it was later.")
    for clock in api.compute_deadlines(
        ordered, in_absentia=in_absentia, case_type=case_type, charged_on=charged, final_on=final
    ):
        ends = "no deadline runs" if clock.ends_on is None else f"last day {clock.ends_on}"
        state = f", {clock.get_state(as_of)} on {as_of}" if as_of and clock.ends_on else ""
        click.echo(f"{clock.name}: {ends}{state}\n  {clock.explanation}\n  [{clock.rule}] {clock.citation}")
    click.echo("Not legal advice. Clocks can be tolled and rules change: ask a lawyer or an accredited representative.")
