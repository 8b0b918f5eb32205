"""The commands ``history add``, ``history list`` and ``history rebuild``."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from finalorder.cli import options
from finalorder.errors import InputError

if TYPE_CHECKING:
    from finalorder.engines import EngineName
    from finalorder.history import AddedRelease, History, HistoryRelease


@click.group()
def history() -> None:
    """Keep every release: each version of each row once, and between which releases it stood."""


@history.command()
@click.argument("release", required=False)
@click.option("--from-lake", is_flag=True, help="Add every release of the lake that the history lacks.")
@click.option("--as", "name", metavar="NAME", default="", help="Its name in the history, if that month is there.")
@options.add_lake_folder_option
@options.add_where_options
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def add(
    release: str | None, from_lake: bool, name: str, lake_dir: Path, engine: "EngineName", master: str, as_json: bool
) -> None:
    """Add RELEASE, a release of the lake, to the history of the lake; in any order of months.

    Adding a release twice changes nothing. Until all of it is there, readers see the history as it was before.
    """
    from finalorder import api

    if release is None and not from_lake:
        raise InputError("name a release of the lake, or pass --from-lake to add all that the history lacks.")
    if release is not None and from_lake:
        raise InputError("--from-lake adds all that the history lacks; pass it without the name of a release.")
    if name and from_lake:
        raise InputError("--as names one release; name that release instead of passing --from-lake.")
    added = api.add_history(lake_dir, release, name=name, engine=engine, master=master)
    records = [_describe_release(each.release) | {"was_there": each.was_there} for each in added]
    click.echo(json.dumps(records, indent=2) if as_json else _format_added(added))


@history.command(name="list")
@options.add_lake_folder_option
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def list_releases(lake_dir: Path, as_json: bool) -> None:
    """List the releases of the history, with the digest of the rows of each, and the months between them it lacks."""
    from finalorder import api

    found, lacking = api.list_history(lake_dir), api.list_without_numbers(lake_dir)
    releases = found.manifest.releases
    records = [_describe_release(each) | {"has_published_numbers": each.name not in lacking} for each in releases]
    click.echo(json.dumps(records, indent=2) if as_json else _format_list(found, lacking))


@history.command()
@click.argument("release")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="DIR", help="An empty folder."
)
@options.add_lake_folder_option
@options.add_where_options
def rebuild(release: str, out: Path, lake_dir: Path, engine: "EngineName", master: str) -> None:
    """Rebuild RELEASE from the history into a folder, as a lake has it, and print the digest of its rows.

    The digest equals the one with which the release was added, or the command fails.
    """
    from finalorder import api

    rebuilt = api.rebuild_history(lake_dir, release, out, engine=engine, master=master)
    lines = [f"{table.digest}  {name}" for name, table in sorted(rebuilt.tables.items())]
    click.echo("\n".join([*lines, f"{rebuilt.digest}  {rebuilt.name}: {rebuilt.rows:,} rows -> {out}"]))


def _describe_release(release: "HistoryRelease") -> dict[str, Any]:
    return {
        "release": release.name,
        "release_day": release.release_day.isoformat(),
        "rows": release.rows,
        "digest": release.digest,
        "tables": {name: {"rows": table.rows, "digest": table.digest} for name, table in release.tables.items()},
    }


def _format_added(added: list["AddedRelease"]) -> str:
    if not added:
        return "nothing to add: the history has every release of the lake"
    return "\n".join(
        f"{each.release.name}: {each.release.rows:,} rows, digest {each.release.digest}; "
        + ("was there already, nothing changed" if each.was_there else "added")
        for each in added
    )


def _format_list(found: "History", lacking: Mapping[str, bool]) -> str:
    lines = [
        f"{each.release_day}  {each.rows:>13,} rows  {each.digest}  {each.name}" for each in found.manifest.releases
    ]
    gaps = found.manifest.list_missing_months()
    if gaps:
        lines.append(f"missing months: {', '.join(gaps)}")
    for name, has_older in lacking.items():
        why = "are of an older version of finalorder" if has_older else "are not kept"
        lines.append(f"the published numbers of {name} {why}; the first question about it makes them, like a build")
    return "\n".join(lines)
