"""Answers that have been given once and are kept ready: the same question, asked again, is looked up and sent."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from starlette.types import Scope

from finalorder.server.replies import Reply, leave_out_body, write_start

#: so many bytes of answers are kept ready, each with so many for what is not its body
READY_BYTES, OVERHEAD = 64 * 1024 * 1024, 4_096
#: answers to longer wishes than these are not kept: no browser has them
MOST_WISHES = 400


@dataclass(frozen=True, slots=True)
class ReadyReply:
    """An answer as it is sent: how it begins, and its body."""

    start: dict[str, Any]
    body: bytes

    @property
    def status(self) -> int:
        """Its status."""
        return int(self.start["status"])


@dataclass(frozen=True, slots=True)
class _Kept:
    etag: bytes
    whole: ReadyReply
    unchanged: ReadyReply


class ReadyReplies:
    """Whole answers by path and by what a client would rather have; the oldest make room."""

    def __init__(self, most: int = READY_BYTES) -> None:
        self._most, self._size = most, 0
        self._kept: OrderedDict[tuple[str, bytes, bytes], _Kept] = OrderedDict()

    def find(self, scope: Scope) -> ReadyReply | None:
        """Find the answer to a request, if it is kept; that nothing has changed, if the client has it."""
        wishes = _read_wishes(scope)
        kept = self._kept.get(_name(scope, wishes)) if wishes is not None else None
        if kept is None or wishes is None:
            return None
        known = wishes.get(b"if-none-match")
        if known is None:
            return kept.whole
        return kept.unchanged if known == kept.etag else None

    def keep(self, scope: Scope, reply: Reply) -> None:
        """Keep an answer, if it is a whole one that everyone gets who asks like this."""
        wishes = _read_wishes(scope)
        if wishes is None or reply.status != 200 or reply.file is not None or "etag" not in reply.headers:
            return
        name = _name(scope, wishes)
        if len(name[1]) + len(name[2]) > MOST_WISHES or name in self._kept:
            return
        unchanged = ReadyReply(write_start(leave_out_body(reply)), b"")
        etag = reply.headers["etag"].encode("ascii")
        self._kept[name] = _Kept(etag, ReadyReply(write_start(reply), reply.body), unchanged)
        self._size += len(reply.body) + OVERHEAD
        while self._size > self._most:
            self._size -= len(self._kept.popitem(last=False)[1].whole.body) + OVERHEAD


def _read_wishes(scope: Scope) -> dict[bytes, bytes] | None:
    """Read the headers; None of a request that is not answered from what is ready."""
    if scope["query_string"] or scope["method"] not in ("GET", "HEAD"):
        return None
    wishes = dict(reversed(scope["headers"]))  # of several with one name the first counts
    return None if b"range" in wishes else wishes


def _name(scope: Scope, wishes: dict[bytes, bytes]) -> tuple[str, bytes, bytes]:
    return scope["path"], wishes.get(b"accept", b""), wishes.get(b"accept-encoding", b"")
