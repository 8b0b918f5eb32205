"""What a build of the package makes besides: the catalog of messages in the form that gettext reads."""

from pathlib import Path
from runpy import run_path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WORDS = Path("src/finalorder/words")


class CustomBuildHook(BuildHookInterface):
    """Compile the catalog before files are gathered, for a wheel and for an editable install."""

    def initialize(self, *_: Any) -> None:
        """Write ``en.mo`` and ``es.mo`` beside the catalog."""
        words = Path(self.root) / WORDS
        run_path(str(words / "compiling.py"))["write_compiled"](words / "messages")
