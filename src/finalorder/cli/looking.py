"""Commands that look: audit, show, cohorts, sources, deadlines."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options
from finalorder.errors import Problem, quote_value, suggest_names

if TYPE_CHECKING:
    from finalorder.engines import Step
    from finalorder.measures import Method


@click.command()
@options.add_lake_options
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def audit(lake_dir: Path, release: str | None, as_json: bool) -> None:
    """Print the accounting of a release: what became of each record, repairs, empty cells, keys, orphans.

    National totals by table are exempt from disclosure control.
    """
    from finalorder.cli.audit_lines import format_audit
    from finalorder.lake import Lake
    from finalorder.releases import audit_release

    opened = Lake(lake_dir).open_release(release)
    found = audit_release(opened)
    if as_json:
        click.echo(json.dumps({"release": opened.info, **found.as_dict()}, indent=2, default=str))
        return
    for line in format_audit(opened, found):
        click.echo(line)


@click.command()
@click.argument("name")
@click.option("--sql", "with_sql", is_flag=True, help="Print the whole SQL.")
def show(name: str, with_sql: bool) -> None:
    """Print what a table, a measure, a method or a cohort is, with its rules and citations; with --sql its SQL.

    Never rows.
    """
    from finalorder.measures import find_methods

    if found := find_methods(name):
        _show_methods(found, with_sql=with_sql)
        return
    step = _find_step(name)
    click.echo(step.sql if with_sql else step.header)
    if not with_sql:
        _show_cohort(name)
    if not with_sql:
        for line in _describe_columns(name):
            click.echo(line)


def _show_methods(found: "list[Method]", *, with_sql: bool) -> None:
    from finalorder.cli.measure import describe_method

    for method in found:
        click.echo(method.sql if with_sql and method.is_computed else "\n".join(describe_method(method)))


def _show_cohort(name: str) -> None:
    from finalorder.cli.cohorts import describe_cohort
    from finalorder.cohorts import get_cohort, list_cohort_names

    if name in list_cohort_names():
        click.echo("\n".join(describe_cohort(get_cohort(name))))


def _describe_columns(name: str) -> Iterator[str]:
    """The columns of a ledger table, each with what it says, and a mark where it says only how things are now."""
    from finalorder import registry

    for row in registry.read_registry_rows("ledger_columns"):
        if row["table"] == name:
            mark = " (now, not then)" if row["dated"] == "now" else ""
            yield f"  {row['column']}: {row['description']}{mark}"


def _find_step(name: str) -> "Step":
    from finalorder import cohorts, ledger, measures
    from finalorder.engines import merge_steps

    known = merge_steps(ledger.load_ledger_steps(), cohorts.load_cohort_steps(), measures.load_measure_steps())
    if name not in known:
        raise Problem(
            f"there is nothing named {quote_value(name)} to show"
            f"{suggest_names(name, [*ledger.LEDGER_TABLES, *cohorts.list_cohort_names(), *measures.load_methods()])}"
        )
    return known[name]


@click.command()
def sources() -> None:
    """List the rules of law as they are computed, each with its citation."""
    from finalorder.registry import read_law

    for kind in ("finality", "bar", "appeal_period", "clock", "in_absentia_final_at_once"):
        for rule in read_law()[kind]:
            named = rule.get("rule") or rule.get("name") or rule.get("case_type") or f"{rule['days']} days"
            click.echo(f"{rule['id']:<5} {kind.replace('_', ' ')}: {named} [{rule['citation']}]")


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
    """Print the clocks that run from an order made on a day. Not legal advice."""
    from finalorder.ledger import compute_deadlines

    if as_of is not None and as_of < ordered:
        raise Problem(f"no clock runs on {as_of}, before the order of {ordered}; give a later --as-of.")
    if in_absentia and case_type == "DEP" and charged is None:
        click.echo("Read as charged before 13 June 1992, when other rules held; give --charged if it was later.")
    for clock in compute_deadlines(
        ordered, in_absentia=in_absentia, case_type=case_type, charged_on=charged, final_on=final
    ):
        ends = "no deadline runs" if clock.ends_on is None else f"last day {clock.ends_on}"
        state = f", {clock.get_state(as_of)} on {as_of}" if as_of and clock.ends_on else ""
        click.echo(f"{clock.name}: {ends}{state}\n  {clock.explanation}\n  [{clock.rule}] {clock.citation}")
    click.echo("Not legal advice. Clocks can be tolled and rules change: ask a lawyer or an accredited representative.")
