"""The command ``audit``."""

import json
from pathlib import Path

import click

from finalorder.cli import options


@click.command()
@options.add_lake_options
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def audit(lake_dir: Path, release: str | None, as_json: bool) -> None:
    """Show how every row of a release was accounted for: repairs, empty cells, repeated keys, orphans.

    National totals by table are exempt from disclosure control.
    """
    from finalorder import api
    from finalorder.cli.audit_lines import format_audit

    opened, found = api.audit(lake_dir, release)
    if as_json:
        click.echo(json.dumps({"release": opened.info, **found.as_dict()}, indent=2, default=str))
        return
    for line in format_audit(opened, found):
        click.echo(line)
