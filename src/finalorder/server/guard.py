"""What stands before every request: which methods there are, how long a path may be, how often one may ask; the log."""

from collections.abc import Callable
from time import perf_counter
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from finalorder.server.counters import Counters
from finalorder.server.headers import ALWAYS, NEVER, share
from finalorder.server.limits import RateLimit
from finalorder.server.replies import Reply, say, send_reply

METHODS = ("GET", "HEAD", "OPTIONS")
ALLOWED = ", ".join(METHODS)
MOST_PATH = 2_000
#: a line of the log for each answer
LogLine = Callable[[str], None]


class Guard:
    """Refuses what cannot be answered, counts what is, and writes a line about it that names no client."""

    def __init__(self, app: ASGIApp, limit: RateLimit, counters: Counters, most: int, log: LogLine | None) -> None:
        self.app, self.limit, self.counters, self.most, self.log = app, limit, counters, most, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        start, told = perf_counter(), [0, 0]

        async def count(message: Message) -> None:
            if message["type"] == "http.response.start":
                told[0] = message["status"]
            elif scope["method"] == "HEAD":
                message["body"] = b""
            told[1] += len(message.get("body", b""))
            await send(message)

        self.counters.in_flight += 1
        try:
            refusal = self._refuse(scope)
            if refusal:
                await send_reply(refusal, scope, count)
            else:
                await self.app(scope, receive, count)
        finally:
            self.counters.in_flight -= 1
            self._note(scope, told[0], told[1], perf_counter() - start)
        return None

    def _refuse(self, scope: Scope) -> Reply | None:
        if scope["method"] not in METHODS:
            return _close(say(405, f"Only {ALLOWED} are answered here.", allow=ALLOWED))
        if len(scope["path"]) + len(scope["query_string"]) > MOST_PATH:
            return _close(say(414, "The address is too long."))
        if scope["path"] != "/health":
            client = scope["client"][0] if scope.get("client") else ""
            wait = 1 if self.counters.in_flight > self.most else self.limit.find_wait(client)
            if wait:
                return _close(say(429, "Too many requests; wait a little.", retry_after=str(wait)))
        if scope["method"] == "OPTIONS":
            return Reply(204, {"allow": ALLOWED, "access-control-allow-methods": ALLOWED, **share(), **ALWAYS})
        return None

    def _note(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        self.counters.add(status, size, seconds)
        if self.log:
            path = quote(scope["path"], safe="/-._~")[:200]
            self.log(f"{scope['method'][:8]} {path} {status} {size} {seconds * 1000:.1f}ms")


def _close(reply: Reply) -> Reply:
    return Reply(reply.status, {**reply.headers, "cache-control": NEVER, **share()}, reply.body)
