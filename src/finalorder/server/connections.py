"""A connection to the server: the parser in C, with what it leaves open: how long the head of a request may be."""

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from finalorder.server.headers import ALWAYS, NEVER
from finalorder.server.limits import MOST_HEAD_BYTES, MOST_HEADERS

#: so many requests may wait behind the one that is being answered on a connection
MOST_PIPELINED = 16
VERSIONS = ("1.0", "1.1")
_TITLES = {
    400: "Bad Request",
    431: "Request Header Fields Too Large",
    505: "HTTP Version Not Supported",
}


class RefusedHeadError(Exception):
    """A request that is refused before it is one."""


class Connection(HttpToolsProtocol):
    """A connection that ends when the head of a request is too long, ambiguous, or no head of a request at all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._received, self._size, self._lines, self._hosts = 0, 0, 0, 0
        self._status = 400

    def data_received(self, data: bytes) -> None:
        """Read what the client has sent; what does not become a request is not collected without end."""
        self._received += len(data)
        super().data_received(data)
        if self._received > MOST_HEAD_BYTES and not self.transport.is_closing():
            self._status = 431
            self.send_400_response("")

    def on_message_begin(self) -> None:
        """Begin the head of a request."""
        super().on_message_begin()
        self._size, self._lines, self._hosts = 0, 0, 0

    def on_url(self, url: bytes) -> None:
        """Take a part of the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        self._count(len(name) + len(value) + 4)
        self._lines += 1
        if self._lines > MOST_HEADERS:
            self._refuse(431)
        super().on_header(name, value)
        self._hosts += self.headers[-1][0] == b"host"

    def on_headers_complete(self) -> None:
        """Begin to answer, if it is clear what is asked of whom."""
        version = self.parser.get_http_version()
        if version not in VERSIONS:
            self._refuse(505)
        if self._hosts > 1 or (version == "1.1" and not self._hosts) or len(self.pipeline) >= MOST_PIPELINED:
            self._refuse(400)
        sizes = [(name, value) for name, value in self.headers if name in (b"content-length", b"transfer-encoding")]
        if any(name == b"transfer-encoding" and value.lower() != b"chunked" for name, value in sizes):
            self._refuse(400)
        super().on_headers_complete()
        if sizes or self.parser.should_upgrade():
            # what follows is of no use here, and not waited for
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        """End a request."""
        super().on_message_complete()
        self._received = 0

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - its name is the library's
        """Say what is wrong and hang up; what was asked before is answered first, and then it is only hung up."""
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(_write_refusal(self._status))
            self.transport.close()
        else:
            self.cycle.keep_alive = False
            self.flow.pause_reading()

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > MOST_HEAD_BYTES:
            self._refuse(431)

    def _refuse(self, status: int) -> None:
        self._status = status
        raise RefusedHeadError(status)


def _write_refusal(status: int) -> bytes:
    body = f"{_TITLES[status]}.\n"
    headers = {
        **ALWAYS,
        "content-type": "text/plain; charset=utf-8",
        "content-length": str(len(body)),
        "cache-control": NEVER,
        "connection": "close",
    }
    lines = [f"HTTP/1.1 {status} {_TITLES[status]}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", body]).encode("ascii")
