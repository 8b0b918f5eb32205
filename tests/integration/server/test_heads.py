"""Heads of requests as bytes on a socket: what is too long, ambiguous or no request is refused, and nobody is waited
for without end, with the parser in C and with that of Python."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.small_site import FILES, write_small_site

pytest.importorskip("starlette", reason="the extra finalorder[server] is not installed")
pytest.importorskip("uvicorn", reason="the extra finalorder[server] is not installed")
pytest.importorskip("httptools", reason="there is no parser in C here")

from finalorder.server import LiveSite, ServerSettings, create_app, run
from finalorder.server.connections import MOST_PIPELINED
from support.running_server import C_PARSER, PYTHON_PARSER, run_in_thread, send_bytes

HEAD = b"GET /en/ HTTP/1.1\r\nHost: x\r\n"
HOME = FILES["en/index.html"]
REFUSED = {
    "no request": (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
    "no host": (b"GET /en/ HTTP/1.1\r\n\r\n", 400),
    "two hosts": (HEAD + b"Host: y\r\n\r\n", 400),
    "another version": (b"GET /en/ HTTP/2.0\r\nHost: x\r\n\r\n", 505),
    "no version": (b"GET /en/\r\n\r\n", 505),
    "another protocol": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "two lengths": (HEAD + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd", 400),
    "a length and chunks": (HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "a length with a sign": (HEAD + b"Content-Length: +4\r\n\r\nabcd", 400),
    "an unknown coding": (HEAD + b"Transfer-Encoding: xchunked\r\n\r\n", 400),
    "a space before the colon": (HEAD + b"Accept : a\r\n\r\n", 400),
    "a zero byte": (HEAD + b"Accept: a\0b\r\n\r\n", 400),
    "lines without their return": (b"GET /en/ HTTP/1.1\nHost: x\n\r\n\r\n", 400),
    "a space in the address": (b"GET /en/ x HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "a long address": (b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 431),
    "a long header": (HEAD + b"Accept: " + b"x" * 20_000 + b"\r\n\r\n", 431),
    "a header without end": (HEAD + b"Accept: " + b"x" * 40_000, 431),
    "many headers": (HEAD + b"A: b\r\n" * 3_000 + b"\r\n", 431),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_site(tmp_path_factory.mktemp("heads"))


@pytest.fixture(scope="module", params=[C_PARSER, PYTHON_PARSER])
def parser(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def either(site: Path, parser: str) -> Iterator[int]:
    with run_in_thread(create_app(LiveSite(site), ServerSettings(rate=0)), parser) as found:
        yield found


@pytest.fixture(scope="module")
def port(site: Path) -> Iterator[int]:
    with run_in_thread(create_app(LiveSite(site), ServerSettings(rate=0)), C_PARSER) as found:
        yield found


@pytest.mark.parametrize("what", sorted(REFUSED))
def test_what_is_no_clear_request_is_refused(port: int, what: str) -> None:
    content, status = REFUSED[what]
    told = send_bytes(port, content)
    assert told[:12] == b"HTTP/1.1 %d" % status
    assert b"\r\nx-content-type-options: nosniff\r\n" in told
    assert told.count(b"HTTP/1.1 ") == 1
    assert len(told) < 1_000


def test_a_head_without_end_and_nonsense_are_refused_by_either_parser(either: int) -> None:
    for what in ("no request", "a header without end", "two lengths", "a zero byte"):
        told = send_bytes(either, REFUSED[what][0])
        assert told[:10] == b"HTTP/1.1 4", what
        assert len(told) < 1_000, what


def test_what_was_asked_before_the_nonsense_is_answered(either: int) -> None:
    told = send_bytes(either, HEAD + b"\r\nnonsense\r\n\r\n")
    assert told.startswith(b"HTTP/1.1 200 ")
    assert HOME in told


def test_several_requests_at_once_are_answered_in_turn(either: int) -> None:
    one, last = HEAD + b"\r\n", HEAD.replace(b"/en/", b"/es/") + b"Connection: close\r\n\r\n"
    told = send_bytes(either, one + one + last)
    assert told.count(HOME) == 2
    assert told.endswith(FILES["es/index.html"])


def test_a_queue_of_requests_on_one_connection_has_an_end(port: int) -> None:
    told = send_bytes(port, (HEAD + b"\r\n") * 300 + HEAD + b"Connection: close\r\n\r\n")
    assert told.count(HOME) == MOST_PIPELINED + 1


def test_a_body_is_not_waited_for(port: int) -> None:
    for extra in (b"Content-Length: 1000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\nff\r\n"):
        told = send_bytes(port, HEAD + extra)
        assert told.startswith(b"HTTP/1.1 200 ")
        assert told.endswith(HOME)


def test_another_protocol_is_not_spoken_and_the_request_is_answered(port: int) -> None:
    for name in (b"h2c", b"websocket"):
        told = send_bytes(port, HEAD + b"Connection: Upgrade\r\nUpgrade: " + name + b"\r\n\r\n")
        assert told.startswith(b"HTTP/1.1 200 ")
        assert told.endswith(HOME)


def test_clients_that_stop_in_the_middle_are_hung_up_on(
    site: Path, parser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "SLOW_SECONDS", 1.0)
    app = create_app(LiveSite(site), ServerSettings(rate=0))
    large = b"GET /data/large.csv HTTP/1.1\r\nHost: x\r\n\r\n"
    unfinished = {"head": HEAD[:-4], "a second head": HEAD + b"\r\n" + HEAD[:-4], "an answer": large * 9}
    with run_in_thread(app, parser) as found:
        clients = {}
        for name, content in unfinished.items():
            clients[name] = socket.socket()
            clients[name].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            clients[name].connect(("127.0.0.1", found))
            clients[name].sendall(content)
        time.sleep(4)
        assert HOME in send_bytes(found, HEAD + b"\r\n")
        for name, client in clients.items():
            client.settimeout(5)
            taken = read_to_the_end(client)
            assert taken < 5_400_000, name
            client.close()


def read_to_the_end(client: socket.socket) -> int:
    taken = 0
    try:
        while part := client.recv(1 << 20):
            taken += len(part)
    except ConnectionResetError:
        pass
    return taken
