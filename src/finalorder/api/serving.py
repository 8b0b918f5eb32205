"""What serves a published site: to browsers and programs, and to assistants."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from finalorder.errors import InputError, UnavailableError


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Where the server listens, how much one client may ask, and who gets a line for each answer, if anyone does."""

    host: str = "127.0.0.1"
    port: int = 8000
    rate: float = 30.0
    burst: float = 300.0
    log: Callable[[str], None] | None = None


def serve(site: str | Path, options: ServeOptions | None = None, said: Callable[[str], None] = lambda _: None) -> None:
    """Serve a site that ``publish`` has written, until the process is told to stop.

    :raises FinalorderError: if there is no site in that folder, the address cannot be listened on, or the extra
        ``finalorder[server]`` is not installed.
    """
    asked = options or ServeOptions()
    if not (isfinite(asked.rate) and isfinite(asked.burst)):
        raise InputError("--rate and --burst are numbers of requests; nan and infinity are not.")
    try:
        from finalorder.server import ServerSettings, run_server
    except ImportError as error:
        raise _miss_extra("server", error) from error
    settings = ServerSettings(asked.rate, asked.burst, log=asked.log)
    run_server(Path(site), asked.host, asked.port, settings, said)


def serve_assistants(site: str | Path, port: int | None = None) -> None:
    """Answer assistants from a published site, on standard input and output or on a port of this machine.

    :raises FinalorderError: if there is no site in that folder, or the extra ``finalorder[mcp]`` is not installed.
    """
    try:
        from finalorder.server import run_assistant_server

        run_assistant_server(Path(site), port)
    except ImportError as error:
        raise _miss_extra("mcp", error) from error


def _miss_extra(name: str, error: ImportError) -> UnavailableError:
    missing = error.name or "a library"
    return UnavailableError(f"{missing} is not installed; install what this needs: `pip install 'finalorder[{name}]'`.")
