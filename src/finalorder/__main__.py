"""``python -m finalorder``: the command, for a Python whose scripts are not on the path."""

from finalorder.cli import start

start()
