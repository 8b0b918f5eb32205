"""The command ``fetch``."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from finalorder.cli import options

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

    from finalorder.fetch import FetchListener, FetchResult


@click.command()
@options.add_download_options
@click.option(
    "--tables", metavar="A,B", default="", help="Only these tables, by range requests; `lookups` means all lookups."
)
@click.option("--check/--no-check", default=True, show_default=True, help="Verify the CRC-32 of every member.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def fetch(url: str | None, folder: Path, tables: str, check: bool, as_json: bool) -> None:
    """Fetch the court's release, if it is new, into DIR/YYYY-MM.

    Run the same command again to resume an interrupted download. A release is never overwritten.
    """
    from finalorder import api

    with _show_fetch_progress(quiet=as_json) as listener:
        fetched = api.fetch(url, folder, tables=tables.split(","), checksums=check, listener=listener)
    click.echo(json.dumps(_build_fetch_record(fetched), indent=2) if as_json else _format_fetch_outcome(fetched))


def _build_fetch_record(fetched: "FetchResult") -> dict[str, Any]:
    return {
        "status": fetched.status,
        "release": fetched.release,
        "path": str(fetched.path),
        "bytes": fetched.size,
        "received": fetched.received,
        "seconds": round(fetched.seconds, 3),
        "members": fetched.members,
        "checked": fetched.checked,
        "tables": list(fetched.tables),
        "url": fetched.url,
        "etag": fetched.version.etag,
        "last_modified": fetched.version.last_modified,
    }


def _format_fetch_outcome(fetched: "FetchResult") -> str:
    if fetched.status == "unchanged":
        return f"{fetched.release}: nothing new; {fetched.path} is what {fetched.url} holds"
    how = "checksums agree" if fetched.checked == "crc32" else "sizes agree, checksums not computed"
    rate = fetched.received / 1e6 / max(fetched.seconds, 1e-3)
    return (
        f"{fetched.release}: {fetched.size / 1e6:,.1f} MB, {fetched.members} members, {how}; received "
        f"{fetched.received / 1e6:,.1f} MB in {fetched.seconds:,.0f} s ({rate:,.1f} MB/s) -> {fetched.path}"
    )


@contextmanager
def _show_fetch_progress(*, quiet: bool) -> Iterator["FetchListener"]:
    """Show the progress that fits where messages go: a bar on a terminal, otherwise nothing but the closing line."""
    from finalorder.fetch import SILENT_FETCH_LISTENER

    if quiet or not sys.stderr.isatty():
        yield SILENT_FETCH_LISTENER
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bars:
        yield _FetchBar(bars)


class _FetchBar:
    """A bar with amount, rate and time left; first for the bytes, then for the check."""

    def __init__(self, bars: "Bars") -> None:
        self._bars = bars
        self._name = ""
        self._task = bars.add_task("asking the server", total=None)

    def on_start(self, name: str, done: int, total: int | None) -> None:
        self._name = name
        self._start_task(name, done, total)

    def _start_task(self, text: str, done: int, total: int | None) -> None:
        # A task of its own, so that what an earlier run brought does not count into the rate.
        self._bars.remove_task(self._task)
        self._task = self._bars.add_task(text, total=total, completed=done)

    def on_progress(self, done: int) -> None:
        self._bars.update(self._task, completed=done, description=self._name)

    def on_retry(self, reason: str, seconds: float) -> None:
        self._bars.update(self._task, description=f"{reason}; again in {seconds:,.0f} s")

    def on_check_start(self, total: int) -> None:
        self._start_task("checking", 0, total)

    def on_check_progress(self, done: int) -> None:
        self._bars.update(self._task, completed=done)
