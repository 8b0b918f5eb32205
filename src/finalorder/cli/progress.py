"""How a build shows where it is: a bar on a terminal, one line a table otherwise, nothing when asked for JSON."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TaskID, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as Bars

from finalorder.releases.accounts import Account
from finalorder.releases.progress import Silent


class Lines(Silent):
    """One line a table, for logs and pipes."""

    def member_finished(self, account: Account) -> None:
        if account.records:
            click.echo(table_line(account))

    def said(self, step: str) -> None:
        """A step of the ledger is done."""
        click.echo(f"  derived {step}")


class Quiet(Silent):
    """Nothing at all."""

    def said(self, step: str) -> None:
        """Nothing."""


class Bar(Silent):
    """A bar with rate and time left, for a terminal."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None
        self._before = 0

    def release_started(self, release: str, members: int, size: int) -> None:
        self._task = self._bars.add_task(f"reading {release}", total=size)

    def member_started(self, member: str, size: int) -> None:
        self._bars.update(self._current, description=member.rsplit("/", 1)[-1])

    def member_advanced(self, member: str, done: int) -> None:
        self._bars.update(self._current, completed=self._before + done)

    def member_finished(self, account: Account) -> None:
        self._before += account.bytes
        self._bars.update(self._current, completed=self._before)

    def said(self, step: str) -> None:
        """A step of the ledger is done."""
        self._bars.update(self._current, description=f"deriving: {step}")

    @property
    def _current(self) -> TaskID:
        if self._task is None:
            self._task = self._bars.add_task("reading", total=None)
        return self._task


def table_line(account: Account) -> str:
    """What one member came to, in a line."""
    parts = [f"{account.table or account.member}: {account.records:,} records"]
    parts += [f"{n:,} {word}" for word, n in _exceptions(account) if n]
    return ", ".join(parts)


def _exceptions(account: Account) -> list[tuple[str, int]]:
    return [
        ("repaired", account.repaired or 0),
        ("joined", account.joined or 0),
        ("quarantined", account.quarantined or 0),
    ]


@contextmanager
def progress_for(*, quiet: bool) -> Iterator["Lines | Quiet | Bar"]:
    """The progress that fits where the output goes."""
    if quiet:
        yield Quiet()
    elif sys.stdout.isatty():
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        with Bars(*columns, TimeRemainingColumn(), console=Console(), transient=True) as bars:
            yield Bar(bars)
    else:
        yield Lines()
