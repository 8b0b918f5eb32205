"""What the server answers: a status, headers, and bytes that are in memory or in an open file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from urllib.parse import quote

import anyio.to_thread
from starlette.types import Scope, Send

from finalorder.server.headers import ALWAYS

#: so much of a file is in memory for each client that takes it
CHUNK = 64 * 1024
#: what of an answer is not said when the client has it already
_BODY_HEADERS = ("content-type", "content-encoding", "content-length")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. ``file`` is read from ``first`` on, ``length`` bytes of it, and then closed."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    file: BinaryIO | None = field(default=None)
    first: int = 0
    length: int = 0


def say(status: int, text: str, **headers: str) -> Reply:
    """Answer with a sentence."""
    body = f"{text}\n".encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(
        status,
        {**ALWAYS, "content-type": "text/plain; charset=utf-8", "content-length": str(len(body)), **named},
        body,
    )


def lead_to(address: str, status: int = 302, **headers: str) -> Reply:
    """Lead to another address of this site, whatever its letters: one slash, no other host, no end of a line."""
    safe = "/" + quote(address.lstrip("/\\"), safe="/-._~?&=%:,;+@!$'()*")
    return say(status, safe, location=safe, **headers)


def leave_out_body(reply: Reply) -> Reply:
    """Say that what the client has already is the answer."""
    return Reply(304, {name: value for name, value in reply.headers.items() if name not in _BODY_HEADERS})


def write_start(reply: Reply) -> dict[str, Any]:
    """Write how an answer begins, as servers take it."""
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers.items()]
    return {"type": "http.response.start", "status": reply.status, "headers": headers}


async def send_reply(reply: Reply, scope: Scope, send: Send) -> None:
    """Send an answer; of a HEAD request all but its body."""
    try:
        await send(write_start(reply))
        if scope["method"] == "HEAD" or reply.file is None:
            body = b"" if scope["method"] == "HEAD" else reply.body
            await send({"type": "http.response.body", "body": body})
            return
        await _send_file(reply, reply.file, send)
    finally:
        if reply.file is not None:
            reply.file.close()


async def _send_file(reply: Reply, file: BinaryIO, send: Send) -> None:
    file.seek(reply.first)
    left = reply.length
    while left:
        part = await anyio.to_thread.run_sync(file.read, min(CHUNK, left))
        if not part:
            raise OSError("a file became shorter while it was sent")
        left -= len(part)
        await send({"type": "http.response.body", "body": part, "more_body": left > 0})
    if not reply.length:
        await send({"type": "http.response.body", "body": b""})
