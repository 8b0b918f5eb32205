"""What stands before every request: which methods there are, how long a path may be, how often one may ask; the log."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from finalorder.server.counters import Counters
from finalorder.server.headers import ALWAYS, NEVER, share
from finalorder.server.limits import RateLimit
from finalorder.server.ready import ReadyReply
from finalorder.server.replies import Reply, say, send_reply

METHODS = ("GET", "HEAD", "OPTIONS")
ALLOWED = ", ".join(METHODS)
MOST_PATH = 2_000
#: a line of the log for each answer
LogLine = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class GuardRules:
    """What the guard goes by: how much may be asked, what is counted, what is ready, and where lines are written."""

    limit: RateLimit
    counters: Counters
    most: int
    find_ready: Callable[[Scope], ReadyReply | None]
    log: LogLine | None = None


class Guard:
    """Refuses what cannot be answered, sends what is ready, counts, and writes a line that names no client."""

    def __init__(self, app: ASGIApp, rules: GuardRules) -> None:
        self.app, self.rules = app, rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        start, sent = perf_counter(), Sent(scope, send, self.rules.counters)
        try:
            refusal = self._refuse(scope)
            ready = None if refusal else self.rules.find_ready(scope)
            if refusal:
                await send_reply(refusal, scope, sent.pass_on)
            elif ready:
                await sent.pass_on(ready.start)
                await sent.pass_on({"type": "http.response.body", "body": ready.body})
            else:
                await self.app(scope, receive, sent.pass_on)
        finally:
            sent.begin()
            self._note(scope, sent.status, sent.size, perf_counter() - start)
        return None

    def _refuse(self, scope: Scope) -> Reply | None:
        if scope["method"] not in METHODS:
            return _close(say(405, f"Only {ALLOWED} are answered here.", allow=ALLOWED))
        if len(scope["path"]) + len(scope["query_string"]) > MOST_PATH:
            return _close(say(414, "The address is too long."))
        if scope["path"] != "/health":
            client = scope["client"][0] if scope.get("client") else ""
            rules = self.rules
            wait = 1 if rules.counters.in_flight > rules.most else rules.limit.find_wait(client)
            if wait:
                return _close(say(429, "Too many requests; wait a little.", retry_after=str(wait)))
        if scope["method"] == "OPTIONS":
            return Reply(204, {"allow": ALLOWED, "access-control-allow-methods": ALLOWED, **share(), **ALWAYS})
        return None

    def _note(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        self.rules.counters.add(status, size, seconds)
        if self.rules.log:
            path = quote(scope["path"], safe="/-._~")[:200]
            self.rules.log(f"{scope['method'][:8]} {path} {status} {size} {seconds * 1000:.1f}ms")


class Sent:
    """What is sent of an answer, counted. A client that takes long to take it does not count among those who wait."""

    __slots__ = ("_counters", "_is_head", "_send", "_waits", "size", "status")

    def __init__(self, scope: Scope, send: Send, counters: Counters) -> None:
        self._send, self._is_head, self._counters = send, scope["method"] == "HEAD", counters
        self.status, self.size, self._waits = 0, 0, True
        counters.in_flight += 1

    def begin(self) -> None:
        """Note that the answer has begun."""
        self._counters.in_flight -= self._waits
        self._waits = False

    async def pass_on(self, message: Message) -> None:
        """Pass a part of the answer on."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.begin()
        else:
            if self._is_head:
                message = {**message, "body": b""}
            self.size += len(message.get("body", b""))
        await self._send(message)


def _close(reply: Reply) -> Reply:
    return Reply(reply.status, {**reply.headers, "cache-control": NEVER, **share()}, reply.body)
