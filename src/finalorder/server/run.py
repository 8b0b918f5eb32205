"""The server as a process: its socket, its patience with slow clients, and its end."""

import contextlib
import socket
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from time import monotonic
from typing import Any

import uvicorn
from starlette.applications import Starlette

from finalorder.errors import InputError
from finalorder.server.app import ServerSettings, create_app
from finalorder.server.limits import MOST_HEAD_BYTES
from finalorder.server.site_folder import LiveSite

#: a client that has not sent its request after so many seconds is hung up on; so is one that asks nothing more
SLOW_SECONDS, IDLE_SECONDS, STOP_SECONDS = 20.0, 15, 10


class PatientServer(uvicorn.Server):
    """A server that waits for slow clients, but not for ever: neither for a request nor for an answer to be taken."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._waiting: dict[Any, tuple[Any, float]] = {}

    async def on_tick(self, counter: int) -> bool:
        """Hang up on clients from which, or to which, nothing has come for too long."""
        if counter % 10 == 0:
            now, before = monotonic(), self._waiting
            self._waiting = {}
            for each in list(self.server_state.connections):
                state, (known, since) = read_state(each), before.get(each, (None, now))
                since = since if state == known else now
                self._waiting[each] = (state, since)
                if now - since > SLOW_SECONDS:
                    hang_up(each)
        return await super().on_tick(counter)


def read_state(connection: Any) -> tuple[int, bool, int]:
    """Read how far a connection is: which request, whether it is answered, and what the client has yet to take."""
    cycle = connection.cycle
    answered = cycle is None or cycle.response_complete
    return id(cycle), answered, connection.transport.get_write_buffer_size()


def hang_up(connection: Any) -> None:
    """Close a connection that waits for its client; one that is waiting for this server is left alone."""
    _, answered, untaken = read_state(connection)
    if untaken:
        connection.transport.abort()
    elif answered:
        connection.transport.close()


def run_server(
    site: Path, host: str, port: int, settings: ServerSettings, said: Callable[[str], None] = lambda _: None
) -> None:
    """Serve a site until the process is told to stop; what is being answered then is still answered.

    :raises InputError: if there is no site in that folder, or the address cannot be listened on.
    """
    live = LiveSite(site)
    listening = listen(host, port)
    _raise_file_limit()
    server = PatientServer(configure_server(create_app(live, settings)))
    name = f"[{host}]" if ":" in host else host
    said(f"serving {site} (release {live.current.site.record['release']}, {len(live.current.files):,} files)")
    said(f"at http://{name}:{listening.getsockname()[1]}/")
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listening])


def find_parser() -> str:
    """Find what reads requests: the parser in C, or where there is none that of Python."""
    return "finalorder.server.connections:Connection" if find_spec("httptools") else "h11"


def configure_server(app: Starlette, parser: str = "") -> uvicorn.Config:
    """Configure the server: no log of its own, no name, and an end to heads of requests."""
    return uvicorn.Config(
        app,
        http=parser or find_parser(),
        loop="auto",
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
        h11_max_incomplete_event_size=MOST_HEAD_BYTES,
    )


def listen(host: str, port: int) -> socket.socket:
    """Listen on an address.

    :raises InputError: if it cannot be listened on.
    """
    if not host:
        raise InputError("--host is empty, which would be every address of this machine; name one.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # only of a socket that says it is TCP does asyncio switch the delay of small packets off
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2048)
    except (OSError, OverflowError, UnicodeError, TypeError) as error:  # TypeError: a name that is no text
        listening.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot listen on {host}, port {port} ({reason}); choose another --host or --port.") from None
    return listening


def _raise_file_limit() -> None:
    """Let the process have as many connections as the system allows it."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
