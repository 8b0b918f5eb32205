"""The server in a thread of this process, on a real socket, and a client that sends bytes as they are."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

from finalorder.server.run import PatientServer, configure_server, listen

C_PARSER, PYTHON_PARSER = "finalorder.server.connections:Connection", "h11"


@contextlib.contextmanager
def run_in_thread(app: Any, parser: str) -> Iterator[int]:
    """Serve an application with one of the parsers; the port."""
    server = PatientServer(configure_server(app, parser))
    listening = listen("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()


def send_bytes(port: int, content: bytes, seconds: float = 5.0) -> bytes:
    """Send bytes on a connection of its own, and read until the server closes it."""
    told = b""
    with socket.create_connection(("127.0.0.1", port), seconds) as client, contextlib.suppress(ConnectionError):
        client.sendall(content)
        while part := client.recv(65_536):
            told += part
    return told
