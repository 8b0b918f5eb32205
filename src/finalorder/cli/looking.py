"""Commands that look: audit, show, cohorts, sources, deadlines."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from finalorder.cli import options
from finalorder.errors import Problem, nearest, shown

if TYPE_CHECKING:
    from finalorder.measures import Method


@click.command()
@options.lake
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def audit(lake_dir: Path, release: str | None, as_json: bool) -> None:
    """Print the accounting of a release: what became of each record, repairs, empty cells, keys, orphans.

    National totals by table are exempt from disclosure control.
    """
    from finalorder.cli.auditing import lines
    from finalorder.releases.auditing import audit as account
    from finalorder.releases.lake import Lake

    opened = Lake(lake_dir).release(release)
    found = account(opened)
    if as_json:
        click.echo(json.dumps({"release": opened.info, **found.as_dict()}, indent=2, default=str))
        return
    for line in lines(opened, found):
        click.echo(line)


@click.command()
@click.argument("name")
@click.option("--sql", "with_sql", is_flag=True, help="Print the whole SQL.")
def show(name: str, with_sql: bool) -> None:
    """Print what a table, a measure, a method or a cohort is, with its rules and citations; with --sql its SQL.

    Never rows.
    """
    from finalorder.measures import named

    if found := named(name):
        _show_methods(found, with_sql=with_sql)
        return
    text = _sql_of(name)
    click.echo(text if with_sql else _header(text))
    if not with_sql:
        _show_cohort(name)
    if not with_sql:
        for line in _columns_of(name):
            click.echo(line)


def _show_methods(found: "list[Method]", *, with_sql: bool) -> None:
    from finalorder.cli.measuring import told

    for method in found:
        click.echo(method.sql if with_sql and method.is_computed else "\n".join(told(method)))


def _show_cohort(name: str) -> None:
    from finalorder.cli.grouping import told
    from finalorder.cohorts import cohort, names

    if name in names():
        click.echo("\n".join(told(cohort(name))))


def _header(text: str) -> str:
    """The comment at the head of a SQL file, as prose."""
    from itertools import takewhile

    return "\n".join(line[3:] for line in takewhile(lambda line: line.startswith("-- "), text.splitlines()))


def _columns_of(name: str) -> Iterator[str]:
    """The columns of a ledger table, each with what it says, and a mark where it says only how things are now."""
    from finalorder import registry

    for row in registry.rows("ledger_columns"):
        if row["table"] == name:
            mark = " (now, not then)" if row["dated"] == "now" else ""
            yield f"  {row['column']}: {row['description']}{mark}"


def _sql_of(name: str) -> str:
    from finalorder import cohorts, ledger, measures

    known = {
        **dict.fromkeys([*ledger.STEPS, "orders_as_of", "invariants"], ledger.step_sql),
        **dict.fromkeys(["standing", *cohorts.names()], cohorts.sql_of),
        **dict.fromkeys(measures.names(), measures.measure_sql),
        **dict.fromkeys(measures.OWN_STEPS, measures.step_sql),
    }
    if name not in known:
        raise Problem(f"there is nothing named {shown(name)} to show{nearest(name, [*known, *measures.methods()])}")
    return known[name](name)


@click.command()
def sources() -> None:
    """List the rules of law as they are computed, each with its citation."""
    from finalorder.registry import law

    for kind in ("finality", "bar", "appeal_period", "clock", "in_absentia_final_at_once"):
        for rule in law()[kind]:
            named = rule.get("rule") or rule.get("name") or rule.get("case_type") or f"{rule['days']} days"
            click.echo(f"{rule['id']:<5} {kind.replace('_', ' ')}: {named} [{rule['citation']}]")


@click.command()
@click.option("--ordered", type=options.DAY, required=True, help="The day of the order.")
@click.option("--in-absentia", is_flag=True, help="The order was entered in absence.")
@click.option("--case-type", type=click.Choice(["RMV", "DEP", "EXC"]), default="RMV", show_default=True)
@click.option("--charged", type=options.DAY, help="The day of the charging document; needed for old deportation cases.")
@click.option("--final", type=options.DAY, help="The day the order became final, if it is known.")
@options.as_of
def deadlines(
    ordered: date, in_absentia: bool, case_type: str, charged: date | None, final: date | None, as_of: date | None
) -> None:
    """Print the clocks that run from an order made on a day. Not legal advice."""
    from finalorder.ledger.deadlines import clocks

    if as_of is not None and as_of < ordered:
        raise Problem(f"no clock runs on {as_of}, before the order of {ordered}; give a later --as-of.")
    if in_absentia and case_type == "DEP" and charged is None:
        click.echo("Read as charged before 13 June 1992, when other rules held; give --charged if it was later.")
    for clock in clocks(ordered, in_absentia=in_absentia, case_type=case_type, charged_on=charged, final_on=final):
        ends = "no deadline runs" if clock.ends_on is None else f"last day {clock.ends_on}"
        state = f", {clock.state(as_of)} on {as_of}" if as_of and clock.ends_on else ""
        click.echo(f"{clock.name}: {ends}{state}\n  {clock.explanation}\n  [{clock.rule}] {clock.citation}")
    click.echo("Not legal advice. Clocks can be tolled and rules change: ask a lawyer or an accredited representative.")
