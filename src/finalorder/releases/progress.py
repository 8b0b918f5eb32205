"""How a long read tells its caller where it is, so that a command line can draw a bar or print a line a table."""

from typing import Protocol

from finalorder.releases.accounts import Account


class ReadProgress(Protocol):
    """What the reader calls while it works. Every method is called from the thread that called ``read``."""

    def on_release_start(self, release: str, members: int, size: int) -> None:
        """The release's name, how many members will be read, and their size in bytes, inflated."""

    def on_member_start(self, member: str, size: int) -> None:
        """A member is opened; ``size`` is in bytes, inflated."""

    def on_member_progress(self, member: str, done: int) -> None:
        """So many of its bytes are read by now."""

    def on_member_end(self, account: Account) -> None:
        """A member is read to its end; its accounting."""


class SilentProgress:
    """Says nothing."""

    def on_release_start(self, release: str, members: int, size: int) -> None:
        """Do nothing."""

    def on_member_start(self, member: str, size: int) -> None:
        """Do nothing."""

    def on_member_progress(self, member: str, done: int) -> None:
        """Do nothing."""

    def on_member_end(self, account: Account) -> None:
        """Do nothing."""


SILENT_PROGRESS: ReadProgress = SilentProgress()
