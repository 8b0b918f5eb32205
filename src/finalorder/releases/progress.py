"""How a long read tells its caller where it is, so that a command line can draw a bar or print a line a table."""

from typing import Protocol

from finalorder.releases.accounts import Account


class Progress(Protocol):
    """What the reader calls while it works. Every method is called from the thread that called ``read``."""

    def release_started(self, release: str, members: int, size: int) -> None:
        """The release's name, how many members will be read, and their size in bytes, inflated."""

    def member_started(self, member: str, size: int) -> None:
        """A member is opened; ``size`` is in bytes, inflated."""

    def member_advanced(self, member: str, done: int) -> None:
        """So many of its bytes are read by now."""

    def member_finished(self, account: Account) -> None:
        """A member is read to its end; its accounting."""


class Silent:
    """Says nothing."""

    def release_started(self, release: str, members: int, size: int) -> None:
        """Nothing."""

    def member_started(self, member: str, size: int) -> None:
        """Nothing."""

    def member_advanced(self, member: str, done: int) -> None:
        """Nothing."""

    def member_finished(self, account: Account) -> None:
        """Nothing."""


SILENT: Progress = Silent()
