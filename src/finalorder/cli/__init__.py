"""The command line: one file a command; parse, call, print."""

from finalorder.cli.entry import start
from finalorder.cli.main import run

__all__ = ["run", "start"]
