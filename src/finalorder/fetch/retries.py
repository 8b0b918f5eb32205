"""What the parts of a fetch share: how patient to be, which errors are transient, which version the file has."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, Self


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long a fetch waits and how often it tries; times in seconds.

    ``attempts`` counts failures in a row: a connection that brought ``enough`` bytes starts the count again.
    ``longest`` is the longest Retry-After that is waited for; ``changes`` is how often the file may change meanwhile.
    """

    max_attempts: int = 8
    first_delay: float = 1.0
    max_delay: float = 60.0
    max_retry_after: float = 300.0
    connect_timeout: float = 20.0
    read_timeout: float = 60.0
    reset_after_bytes: int = 1 << 20
    max_changes: int = 3
    sleep: Callable[[float], None] = time.sleep


class TransientError(Exception):
    """A failure that may pass: the request is sent again, after at least ``after`` seconds if the server asks."""

    def __init__(self, reason: str, after: float = 0.0, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.retry_after = after
        self.is_final = is_final


class FileChangedError(Exception):
    """The file at the address is another one than a moment ago."""


@dataclass(frozen=True, slots=True)
class FileVersion:
    """Which version of a file an answer speaks of: ETag and Last-Modified as the server spells them, and its bytes."""

    etag: str = ""
    last_modified: str = ""
    size: int | None = None

    @property
    def tag(self) -> str:
        """The ETag without its spelling: ``"a"``, ``a`` and ``W/"a"`` all stand for ``a``."""
        return self.etag.strip().removeprefix("W/").removeprefix("w/").strip('"')

    @property
    def is_weak(self) -> bool:
        """Whether the server calls its own ETag weak."""
        return self.etag.strip().lower().startswith("w/")

    @property
    def has_validator(self) -> bool:
        """Whether anything distinguishes this version from another."""
        return bool(self.tag or self.last_modified)

    def is_same_as(self, other: Self) -> bool:
        """Return whether both are surely one file; no validator in common means no."""
        sizes = {self.size, other.size} - {None}
        if len(sizes) > 1:
            return False
        if self.tag and other.tag:
            return self.tag == other.tag
        return bool(self.last_modified) and self.last_modified == other.last_modified

    def differs_from(self, other: Self) -> bool:
        """Return whether both are surely not one file, or cannot be compared although one of them says which it is."""
        if self.has_validator or other.has_validator:
            return not self.is_same_as(other)
        return len({self.size, other.size} - {None}) > 1

    @property
    def if_range_headers(self) -> dict[str, str]:
        """The header that asks for a range of this version only; a weak ETag may not be used in it."""
        if self.tag and not self.is_weak:
            return {"If-Range": f'"{self.tag}"'}
        return {"If-Range": self.last_modified} if self.last_modified else {}

    @property
    def if_changed_headers(self) -> dict[str, str]:
        """The headers that ask for a file only if it is another version than this one."""
        headers = {"If-None-Match": f'"{self.tag}", W/"{self.tag}"'} if self.tag else {}
        return headers | ({"If-Modified-Since": self.last_modified} if self.last_modified else {})


class FetchListener(Protocol):
    """What a fetch calls while it works, from the thread that called it; amounts in bytes."""

    def on_start(self, name: str, done: int, total: int | None) -> None:
        """``done`` bytes are already there of ``total``, if the server reports it."""

    def on_progress(self, done: int) -> None:
        """So many bytes are there by now; fewer than before when it had to begin again."""

    def on_retry(self, reason: str, seconds: float) -> None:
        """Something failed that may pass; the next attempt comes after so many seconds."""

    def on_check_start(self, total: int) -> None:
        """All bytes are there; ``total`` inflated ones will be checked."""

    def on_check_progress(self, done: int) -> None:
        """So many inflated bytes agree by now."""


class SilentFetchListener:
    """Says nothing."""

    def on_start(self, name: str, done: int, total: int | None) -> None:
        """Do nothing."""

    def on_progress(self, done: int) -> None:
        """Do nothing."""

    def on_retry(self, reason: str, seconds: float) -> None:
        """Do nothing."""

    def on_check_start(self, total: int) -> None:
        """Do nothing."""

    def on_check_progress(self, done: int) -> None:
        """Do nothing."""


SILENT_FETCH_LISTENER: FetchListener = SilentFetchListener()
