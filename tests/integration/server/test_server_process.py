"""The server as a process: a real socket, a new publication under load, slow clients, and its end."""

import contextlib
import http.client
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.small_site import FILES, write_small_site

pytest.importorskip("starlette", reason="the extra finalorder[server] is not installed")
pytest.importorskip("uvicorn", reason="the extra finalorder[server] is not installed")


@dataclass(frozen=True)
class Running:
    """A server that runs: its process, its port, its site."""

    process: subprocess.Popen[str]
    port: int
    root: Path

    def ask(self, path: str) -> tuple[int, bytes]:
        """Ask on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, body


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    site = write_small_site(tmp_path)
    words = [sys.executable, "-m", "finalorder", "serve", str(site), "--port", "0", "--rate", "0", "--quiet"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        lines = [process.stderr.readline(), process.stderr.readline()]
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", lines[1])
        assert found, lines
        yield Running(process, int(found[1]), tmp_path)
        process.kill()


def test_no_request_is_dropped_while_the_site_is_published_again(running: Running) -> None:
    told: list[tuple[int, bytes]] = []
    done = threading.Event()

    def ask_on() -> None:
        while not done.is_set():
            told.append(running.ask("/en/"))

    clients = [threading.Thread(target=ask_on) for _ in range(4)]
    for client in clients:
        client.start()
    write_small_site(running.root, {**FILES, "en/index.html": b"changed"})
    for _ in range(200):
        if told and told[-1][1] == b"changed":
            break
        done.wait(0.05)
    done.set()
    for client in clients:
        client.join()
    assert {status for status, _ in told} == {200}
    assert {body for _, body in told} == {FILES["en/index.html"], b"changed"}


def test_slow_clients_do_not_stop_it(running: Running) -> None:
    with contextlib.ExitStack() as held:
        for _ in range(200):
            client = held.enter_context(socket.create_connection(("127.0.0.1", running.port), 10))
            client.sendall(b"GET /en/ HTTP/1.1\r\nHos")
        assert running.ask("/en/cities/houston/")[0] == 200


def test_what_is_being_answered_is_answered_when_it_is_told_to_stop(running: Running) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=20)
    connection.request("GET", "/data/large.csv")
    answer = connection.getresponse()
    running.process.send_signal(signal.SIGTERM)
    assert answer.read() == FILES["data/large.csv"]
    connection.close()
    running.process.wait(20)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", running.port), 1)


def test_small_packets_are_not_held_back() -> None:
    from finalorder.server.run import listen

    with listen("127.0.0.1", 0) as listening:
        assert listening.proto == socket.IPPROTO_TCP, "asyncio sends at once on sockets that say they are TCP"
