"""How the command begins in a process of its own.

It does without modules that a library imports wherever they are installed, and that no command needs.
"""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

from finalorder.cli.main import run

#: pyarrow imports it for any array, which takes half a second, to know whether it was handed one of its frames
LEFT_OUT = frozenset({"pandas"})


class _LeftOut:
    """Answers for modules that are left out as if they were not installed."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        if name in LEFT_OUT:
            raise ModuleNotFoundError(f"{name} is left out of commands", name=name)
        return None


def start() -> None:
    """Run the command that this process was started for."""
    sys.meta_path.insert(0, _LeftOut())
    run()
