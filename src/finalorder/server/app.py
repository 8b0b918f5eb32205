"""The server of a site as an ASGI application: its files, its health, its numbers, and its pictures for other pages."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from finalorder.server.counters import Counters
from finalorder.server.file_replies import FileRequest, answer_request, leave_out_known
from finalorder.server.guard import Guard, GuardRules
from finalorder.server.headers import ALWAYS, NEVER, share
from finalorder.server.limits import RateLimit
from finalorder.server.live_pages import LivePages
from finalorder.server.ready import ReadyReply
from finalorder.server.replies import Reply, say, send_reply
from finalorder.server.site_folder import LiveSite, SiteFolder
from finalorder.site import ARCHIVE, RECORD, open_site

#: how often it is looked whether the site was published again
RELOAD_SECONDS = 1.0
OEMBED = ".oembed.json"
#: pages are made one at a time; so many may wait
MOST_WAITING = 32
#: so many releases are open at once
MOST_RELEASES = 4


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How much the server does at once: requests a second of one client, at once and lasting, and of all together.

    ``log`` gets a line for each answer, which names no client.
    """

    rate: float = 30.0
    burst: float = 300.0
    most_at_once: int = 512
    log: Callable[[str], None] | None = None


def create_app(site: LiveSite, settings: ServerSettings) -> Starlette:
    """Create the application that serves a site."""
    counters = Counters()
    limit = RateLimit(settings.rate, settings.burst)
    pages = SitePages(site)
    rules = GuardRules(limit, counters, settings.most_at_once, pages.find_ready, settings.log)
    guard = Middleware(Guard, rules=rules)

    async def tell_health(_: Request) -> Response:
        return _answer_json(_describe_health(site))

    async def tell_numbers(_: Request) -> Response:
        text = counters.format(site.reloads, len(site.current.files))
        return PlainTextResponse(text, headers={**ALWAYS, "cache-control": NEVER})

    async def tell_embed(request: Request) -> Response:
        return _find_embed(site, request)

    routes = [
        Route("/health", tell_health),
        Route("/metrics", tell_numbers),
        Route("/oembed", tell_embed),
        Mount("/", app=pages),
    ]
    return Starlette(routes=routes, middleware=[guard], lifespan=_watch_site(site))


def _watch_site(site: LiveSite) -> Callable[[Starlette], Any]:
    @asynccontextmanager
    async def watch(_: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(_refresh_again_and_again(site))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    return watch


async def _refresh_again_and_again(site: LiveSite) -> None:
    while True:
        await asyncio.sleep(RELOAD_SECONDS)
        await anyio.to_thread.run_sync(site.refresh)


class SitePages:
    """The files of the site, as an ASGI application."""

    def __init__(self, site: LiveSite) -> None:
        self.site = site
        self._folder: SiteFolder | None = None
        self._live: dict[str, LivePages] = {}
        self._one, self._making = anyio.Semaphore(1), 0

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Answer a request for a file."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000, "reason": ""})
            return
        query = scope["query_string"].decode("latin-1")
        asked = FileRequest(scope["path"].removeprefix("/"), query, scope["method"], Headers(scope=scope))
        folder = self.site.current
        reply = await self.answer(asked)
        folder.ready.keep(scope, reply)
        await send_reply(reply, scope, send)

    def find_ready(self, scope: Scope) -> ReadyReply | None:
        """Find the answer to a request that was answered before, since the site was published."""
        return self.site.current.ready.find(scope)

    async def answer(self, asked: FileRequest) -> Reply:
        """Answer from the version that stands; from the next one, if that has taken its place meanwhile."""
        try:
            return await self._answer_now(asked)
        except FileNotFoundError:
            await anyio.to_thread.run_sync(self.site.refresh)
        try:
            return await self._answer_now(asked)
        except OSError:
            return say(503, "The site is being published; try again.", retry_after="1", cache_control=NEVER)

    async def _answer_now(self, asked: FileRequest) -> Reply:
        folder = self.site.current
        inside, path = split_release(asked.path)
        has_file = asked.path in folder.files or (not asked.query and f"{asked.path}index.html" in folder.files)
        live = None if has_file else self._find_live(folder, inside)
        if live is None or not live.can_make(path, asked.query):
            return await answer_request(folder, asked)
        if self._making >= MOST_WAITING:
            return say(429, "Too many questions at once; wait a little.", retry_after="2", cache_control=NEVER)
        self._making += 1
        try:
            async with self._one:
                codings = asked.headers.get("accept-encoding", "")
                made = await anyio.to_thread.run_sync(live.make, path, asked.query, codings)
        finally:
            self._making -= 1
        return leave_out_known(made, asked)

    def _find_live(self, folder: SiteFolder, inside: str) -> LivePages | None:
        """Find what makes pages of the version that stands, or of an earlier release; None if there is none."""
        if self._folder is not folder:
            self._folder, self._live = folder, {}
        if inside not in self._live:
            if inside and f"{inside}{RECORD}" not in folder.files:
                return None
            if len(self._live) > MOST_RELEASES:
                self._live.clear()
            site = open_site(folder.site.folder / inside) if inside else folder.site
            self._live[inside] = LivePages(folder, site, inside)
        return self._live[inside]


def split_release(path: str) -> tuple[str, str]:
    """Split what comes before the language in a path of an earlier release: ``r/2026-07/`` and the rest."""
    parts = path.split("/", 2)
    return (f"{ARCHIVE}/{parts[1]}/", parts[2]) if parts[0] == ARCHIVE and len(parts) == 3 else ("", path)


def _describe_health(site: LiveSite) -> dict[str, Any]:
    record, trouble = site.current.site.record, site.trouble
    told = {"status": "stale" if trouble else "ok", "release": record["release"], "files": len(site.current.files)}
    return told | ({"trouble": "the newest publication cannot be read"} if trouble else {})


def _find_embed(site: LiveSite, request: Request) -> Response:
    """Find how a page of the site is put into another, by the address of the page (oEmbed)."""
    asked = unquote(urlsplit(request.query_params.get("url", "")).path).strip("/")
    if request.query_params.get("format", "json") != "json":
        return _answer_json({"error": "only format=json is answered"}, 501)
    file = site.current.files.get(asked.removeprefix("embed/").removesuffix(".html") + OEMBED)
    if file is None:
        return _answer_json({"error": "no page with a picture has that address; pass url=ADDRESS of one"}, 404)
    with suppress(OSError):
        headers = {**ALWAYS, **share(), "content-type": "application/json; charset=utf-8"}
        return Response(site.current.kept.find(file.path) or site.current.read_small(file), headers=headers)
    return _answer_json({"error": "the site is being published; try again"}, 503)


def _answer_json(told: dict[str, Any], status: int = 200) -> JSONResponse:
    return JSONResponse(told, status, {**ALWAYS, **share(), "cache-control": NEVER})
