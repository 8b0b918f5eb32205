"""The server as a process: its socket, its patience with slow clients, and its end."""

import contextlib
import socket
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import uvicorn
from starlette.applications import Starlette

from finalorder.errors import InputError
from finalorder.server.app import ServerSettings, create_app
from finalorder.server.site_folder import LiveSite

#: a client that has not sent its request after so many seconds is hung up on; so is one that asks nothing more
SLOW_SECONDS, IDLE_SECONDS, STOP_SECONDS = 20.0, 15, 10
MOST_HEADER_BYTES = 16 * 1024


class PatientServer(uvicorn.Server):
    """A server that waits for slow clients, but not for ever."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._waiting: dict[Any, float] = {}

    async def on_tick(self, counter: int) -> bool:
        """Hang up on clients that have been sending the head of a request for too long."""
        if counter % 10 == 0:
            now, open_now = monotonic(), self.server_state.connections
            silent = {each for each in open_now if getattr(each, "cycle", None) is None}
            self._waiting = {each: self._waiting.get(each, now) for each in silent}
            for each, since in self._waiting.items():
                if now - since > SLOW_SECONDS:
                    each.transport.close()
        return await super().on_tick(counter)


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


def configure_server(app: Starlette) -> uvicorn.Config:
    """Configure the server: no log of its own, no name, and an end to heads of requests."""
    return uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
        h11_max_incomplete_event_size=MOST_HEADER_BYTES,
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
