"""The site measured: publishing a lake, and the server beside bare uvicorn and nginx on the same bytes in the same run.

    python bench/site.py --lake lake            # pages, files, seconds, memory; then the same release once more
    python bench/site.py --site site            # requests a second and waits at 64 connections
    python bench/site.py --site site --overload 600 --slow 1000

Bare uvicorn has the same parser and loop as the server. The client is one Python process with its own connections;
where it is the limit, the figure of nginx shows it.
"""

import argparse
import asyncio
import contextlib
import json
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import quantiles
from typing import cast

CONNECTIONS = 64
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *([0-9]+)\r\n")
#: memory is read so often while a server is asked too much
PARTS = 10
PAGE, SMALL = "/en/cities/houston/", "/assets/style.css"
NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log stderr crit;
events {{ worker_connections 4096; }}
http {{ access_log off; include /etc/nginx/mime.types; sendfile on; keepalive_requests 1000000; etag on;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder};
  scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; root {root}; index index.html; }} }}
"""
BARE = """
import importlib.util, sys, uvicorn
body = open(sys.argv[2], "rb").read()
head = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(body)).encode())]}
async def app(scope, receive, send):
    await send(head)
    await send({"type": "http.response.body", "body": body})
http = "httptools" if importlib.util.find_spec("httptools") else "h11"
uvicorn.run(app, port=int(sys.argv[1]), http=http, ws="none", lifespan="off", log_level="error", access_log=False)
"""


@dataclass(frozen=True)
class Load:
    """What came of a load: answers a second, waits in milliseconds, statuses."""

    rate: float
    median: float
    p99: float
    statuses: dict[int, int]

    def __str__(self) -> str:
        told = ", ".join(f"{count:,} x {status}" for status, count in sorted(self.statuses.items()))
        return f"{self.rate:8,.0f} a second, {self.median:6.1f} ms, p99 {self.p99:6.1f} ms   ({told})"


@dataclass
class Told:
    """What one load has been told: waits in milliseconds, statuses."""

    waits: list[float]
    statuses: dict[int, int]


class Client(asyncio.Protocol):
    """A client that asks again as soon as it has the whole answer, until the time is over."""

    def __init__(self, request: bytes, until: float, told: Told) -> None:
        self.request, self.until, self.told = request, until, told
        self.buffer, self.left = b"", 0
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._ask()

    def _ask(self) -> None:
        self.start, self.status, self.buffer = time.perf_counter(), 0, b""
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        if self.status:
            self.left -= len(data)
        else:
            self.buffer += data
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            self.status = int(self.buffer[9:12])
            size = LENGTH.search(self.buffer, 0, end + 2)
            self.left = (int(size[1]) if size and self.status != 304 else 0) - (len(self.buffer) - end - 4)
        if self.left <= 0:
            now = time.perf_counter()
            self.told.waits.append((now - self.start) * 1000)
            self.told.statuses[self.status] = self.told.statuses.get(self.status, 0) + 1
            self._ask() if now < self.until else self.transport.close()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(None)


async def ask_again_and_again(port: int, request: bytes, until: float, told: Told) -> None:
    """Ask on one connection until the time is over; a connection that is closed is opened again."""
    while time.perf_counter() < until:
        with contextlib.suppress(OSError):
            _, client = await asyncio.get_running_loop().create_connection(
                lambda: Client(request, until, told), "127.0.0.1", port
            )
            await client.ended


def load(port: int, path: str, seconds: float, headers: str = "", connections: int = CONNECTIONS) -> Load:
    """Ask for a path on so many connections."""
    request = f"GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode()
    told = Told([], {})

    async def run() -> None:
        until = time.perf_counter() + seconds
        await asyncio.gather(*(ask_again_and_again(port, request, until, told) for _ in range(connections)))

    fast = find_spec("uvloop")
    with asyncio.Runner(loop_factory=import_module("uvloop").new_event_loop if fast else None) as runner:
        runner.run(run())
    cut = quantiles(told.waits, n=100) if len(told.waits) > 1 else [0.0] * 99
    return Load(len(told.waits) / seconds, cut[49], cut[98], told.statuses)


def find_port() -> int:
    """Find a port that is free."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextlib.contextmanager
def start(words: Sequence[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server and wait until it listens."""
    with subprocess.Popen(words, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        try:
            for _ in range(300):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                    break
                time.sleep(0.1)
            yield process
        finally:
            process.terminate()


def read_memory(pid: int) -> float:
    """The memory of a process in MB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def read_processor_time(pid: int) -> float:
    """The processor time of a process and its children, in seconds."""
    total = 0.0
    for each in (pid, *find_children(pid)):
        fields = Path(f"/proc/{each}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def find_children(pid: int) -> list[int]:
    """The processes that a process has started."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def show(name: str, pid: int, port: int, seconds: float, headers: str = "") -> None:
    """Load a server; show what came of it, and the processor time of an answer, which holds on a busy machine too."""
    before = read_processor_time(pid)
    found = load(port, PAGE, seconds, headers)
    cost = (read_processor_time(pid) - before) / max(1, sum(found.statuses.values())) * 1e6
    print(f"{name:27}{found}   {cost:,.0f} us of processor time each")


def measure_server(site: Path, seconds: float) -> None:
    """Compare the server with bare uvicorn and nginx: a page, a page that is known already."""
    page = site / PAGE.strip("/") / "index.html"
    port, serve = find_port(), [sys.executable, "-m", "finalorder", "serve", str(site), "--rate", "0", "--quiet"]
    with start([*serve, "--port", str(port)], port) as process:
        etag = read_etag(port)
        load(port, PAGE, 1)
        show("finalorder serve, page", process.pid, port, seconds)
        show("finalorder serve, br", process.pid, port, seconds, "Accept-Encoding: br\r\n")
        show("finalorder serve, 304", process.pid, port, seconds, f"If-None-Match: {etag}\r\n")
    port = find_port()
    with start([sys.executable, "-c", BARE, str(port), str(page)], port) as process:
        load(port, PAGE, 1)
        show("bare uvicorn, same bytes", process.pid, port, seconds)
    if not (nginx := shutil.which("nginx")):
        print("nginx is not installed: not compared")
        return
    with tempfile.TemporaryDirectory() as folder:
        port, config = find_port(), Path(folder) / "nginx.conf"
        config.write_text(NGINX.format(folder=folder, port=port, root=os.path.realpath(site)), encoding="utf-8")
        with start([nginx, "-c", str(config)], port) as process:
            load(port, PAGE, 1)
            show("nginx, page", process.pid, port, seconds)


def read_etag(port: int) -> str:
    """Read the entity tag of the page."""
    with socket.create_connection(("127.0.0.1", port)) as sock:
        sock.sendall(f"HEAD {PAGE} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        text = b"".join(iter(lambda: sock.recv(65536), b"")).decode()
    return next(line.partition(": ")[2] for line in text.splitlines() if line.lower().startswith("etag:"))


def measure_overload(site: Path, seconds: float, slow: int) -> None:
    """Ask far more than can be answered, with slow clients beside; then ask as before."""
    port, serve = find_port(), [sys.executable, "-m", "finalorder", "serve", str(site), "--quiet"]
    limits = ["--rate", "1000", "--burst", "2000"]
    with start([*serve, *limits, "--port", str(port)], port) as process, contextlib.ExitStack() as held:
        print("before                     ", load(port, PAGE, 3, connections=4))
        memory = read_memory(process.pid)
        for _ in range(slow):
            sock = held.enter_context(socket.create_connection(("127.0.0.1", port)))
            sock.sendall(b"GET /en/ HTTP/1.1\r\nHost:")
        print(f"{slow:,} slow clients         ", load(port, PAGE, 5, connections=4))
        print(f"memory                      {memory:.0f} MB before")
        for part in range(1, PARTS + 1):
            told = load(port, PAGE, seconds / PARTS, connections=256)
            print(f"overload {part:2} of {PARTS}          {told}   {read_memory(process.pid):.0f} MB", flush=True)
        time.sleep(3)
        print("after                      ", load(port, PAGE, 3, connections=4))


def measure_publishing(lake: Path, out: Path, more: Sequence[str]) -> None:
    """Publish a release, and once more."""
    for name in ("first", "again"):
        before, start_time = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        words = ["publish", "--lake", str(lake), "--out", str(out), "--base-url", "https://example.org", *more]
        told = subprocess.run([sys.executable, "-m", "finalorder", *words], check=True, capture_output=True, text=True)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
        print(f"{name}: {told.stdout.strip()}")
        wall, memory = time.perf_counter() - start_time, used.ru_maxrss / 1024
        print(f"   {wall:.0f} s, {cpu:.0f} s of processor time, {memory:,.0f} MB")
    root = Path(os.path.realpath(out))
    files = [p for p in root.rglob("*") if p.is_file() and p.relative_to(root).parts[0] != "r"]
    pages = [p for p in files if p.suffix == ".html"]
    largest, heaviest = max(p.stat().st_size for p in pages), max(map(find_sent_size, pages))
    counts = {"files": len(files), "pages": len(pages), "MB": round(sum(p.stat().st_size for p in files) / 1e6)}
    print(json.dumps({**counts, "largest page, KB": round(largest / 1000), "as sent, KB": round(heaviest / 1000)}))


def find_sent_size(page: Path) -> int:
    """Find how many bytes of a page are sent: those of its Brotli form, if it has one."""
    packed = page.with_name(f"{page.name}.br")
    return (packed if packed.exists() else page).stat().st_size


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lake", type=Path)
    parser.add_argument("--site", type=Path)
    parser.add_argument("--out", type=Path, default=Path("out/bench-site"))
    parser.add_argument("--no-briefs", action="store_true")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--overload", type=float, default=0)
    parser.add_argument("--slow", type=int, default=0)
    asked = parser.parse_args()
    if asked.lake:
        measure_publishing(asked.lake, asked.out, ["--no-briefs"] if asked.no_briefs else [])
    if asked.site:
        measure_server(asked.site, asked.seconds)
        if asked.overload or asked.slow:
            measure_overload(asked.site, asked.overload or 5, asked.slow)


if __name__ == "__main__":
    main()
