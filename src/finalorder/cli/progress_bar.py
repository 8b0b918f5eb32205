"""How a build shows where it is: a bar on a terminal, one line a table otherwise, nothing when asked for JSON."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TaskID, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as Bars

from finalorder.releases import Account, SilentProgress


class LineProgress(SilentProgress):
    """One line a table, for logs and pipes."""

    def on_member_end(self, account: Account) -> None:
        if account.records:
            click.echo(format_table_line(account))

    def report_step(self, step: str) -> None:
        """Report that a step of the ledger is done."""
        click.echo(f"  derived {step}")


class QuietProgress(SilentProgress):
    """Nothing at all."""

    def report_step(self, step: str) -> None:
        """Do nothing."""


class BarProgress(SilentProgress):
    """A bar with rate and time left, for a terminal."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None
        self._finished_bytes = 0

    def on_release_start(self, release: str, members: int, size: int) -> None:
        self._task = self._bars.add_task(f"reading {release}", total=size)

    def on_member_start(self, member: str, size: int) -> None:
        self._bars.update(self._current_task, description=member.rsplit("/", 1)[-1])

    def on_member_progress(self, member: str, done: int) -> None:
        self._bars.update(self._current_task, completed=self._finished_bytes + done)

    def on_member_end(self, account: Account) -> None:
        self._finished_bytes += account.bytes
        self._bars.update(self._current_task, completed=self._finished_bytes)

    def report_step(self, step: str) -> None:
        """Report that a step of the ledger is done."""
        self._bars.update(self._current_task, description=f"deriving: {step}")

    @property
    def _current_task(self) -> TaskID:
        if self._task is None:
            self._task = self._bars.add_task("reading", total=None)
        return self._task


def format_table_line(account: Account) -> str:
    """Format what one member came to, in a line."""
    parts = [f"{account.table or account.member}: {account.records:,} records"]
    parts += [f"{n:,} {word}" for word, n in _list_exception_counts(account) if n]
    return ", ".join(parts)


def _list_exception_counts(account: Account) -> list[tuple[str, int]]:
    return [
        ("repaired", account.repaired or 0),
        ("joined", account.joined or 0),
        ("quarantined", account.quarantined or 0),
    ]


@contextmanager
def show_build_progress(*, quiet: bool) -> Iterator["LineProgress | QuietProgress | BarProgress"]:
    """Show the progress that fits where the output goes."""
    if quiet:
        yield QuietProgress()
    elif sys.stdout.isatty():
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        with Bars(*columns, TimeRemainingColumn(), console=Console(), transient=True) as bars:
            yield BarProgress(bars)
    else:
        yield LineProgress()
