"""The blocks of code in the documentation: which there are, and a page's blocks run in a folder of their own."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from support.places import DOCS, REPOSITORY

BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<reason>[^>]+?) -->\n)?^```(?P<kind>[\w{}-]*)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL
)
RUN_KINDS = ("sh", "python", "r")
COMMAND = re.compile(r"^(?:\.venv/bin/)?finalorder ")


@dataclass(frozen=True)
class Block:
    """A block of a page; ``reason`` says why it is not run, if it is not."""

    page: Path
    line: int
    kind: str
    text: str
    reason: str


def list_pages() -> list[Path]:
    """The pages that people read: those of the repository and of ``docs/``."""
    return [REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


def list_blocks(page: Path) -> Iterator[Block]:
    """The blocks of a page, in their order."""
    text = page.read_text(encoding="utf-8")
    for found in BLOCK.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Block(page, line, found["kind"], found["text"], found["reason"] or "")


def has_commands(block: Block) -> bool:
    """Whether a block has a line that somebody would copy into a terminal."""
    return any(COMMAND.match(line.removeprefix("$ ")) for line in block.text.splitlines())


def run_blocks(page: Path, folder: Path) -> None:
    """Run the blocks of a page one after the other; an assertion fails with the block that does not run.

    Commands run line by line; the Python blocks of a page share their names, as they do for a reader.
    """
    before: list[str] = []
    blocks = [block for block in list_blocks(page) if not block.reason and block.kind in ("sh", "python")]
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if block.kind == "python":
            before.append(f"exec(compile({block.text!r}, {f'{page.name}:{block.line}'!r}, 'exec'))")
            # those that follow one another are run once, together; what goes wrong is told with the block's own line
            if following is None or following.kind != "python":
                _run([sys.executable, "-c", "\n".join(before)], folder, block)
            continue
        for line in filter(None, block.text.replace("\\\n", " ").splitlines()):
            assert COMMAND.match(line), f"{page.name}:{block.line}: not a command of ours: {line}"
            words = shlex.split(line, comments=True)
            _run([sys.executable, "-m", "finalorder", *words[1:]], folder, block)


def _run(words: list[str], folder: Path, block: Block) -> None:
    done = subprocess.run(words, cwd=folder, env=dict(os.environ), capture_output=True, text=True, check=False)
    said = f"{block.page.name}:{block.line}: {words[-1] if '-c' in words else shlex.join(words[3:])}\n{done.stderr}"
    assert done.returncode == 0, said
