"""How much memory an engine may take, said once for everything that a piece of work counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class MemoryLimit:
    """The memory of an engine on one machine, and a folder for what does not fit where the engine is given none."""

    memory: str = "6GB"
    scratch: Path | None = None


USUAL = MemoryLimit()
_LIMIT: ContextVar[MemoryLimit] = ContextVar("limit", default=USUAL)


def find_limit() -> MemoryLimit:
    """Find the limit that holds now."""
    return _LIMIT.get()


@contextmanager
def limit_memory(memory: str, scratch: Path) -> Iterator[None]:
    """Let every engine that is started in the block take so much memory (``2GB``), and put the rest into a folder."""
    held = _LIMIT.set(MemoryLimit(memory, scratch))
    try:
        yield
    finally:
        _LIMIT.reset(held)
