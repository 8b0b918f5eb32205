"""Requests of an enemy: whatever the path, the query, the method and the headers, a clear status and nothing else."""

import asyncio
import random
from pathlib import Path
from typing import Any

import pytest

from support.small_site import FILES, SECRET, ask_once, hide_secrets, write_small_site

pytest.importorskip("starlette", reason="the extra finalorder[server] is not installed")
pytest.importorskip("uvicorn", reason="the extra finalorder[server] is not installed")

from finalorder.server import LiveSite, ServerSettings, create_app
from support.running_server import C_PARSER, PYTHON_PARSER, run_in_thread, send_bytes

STATUSES = {200, 204, 206, 301, 302, 304, 308, 404, 405, 414, 416, 429, 501}
PIECES = [
    *(
        "..",
        ".",
        "",
        "...",
        "%2e%2e",
        "%252e",
        "..%2f",
        "%00",
        "\0",
        "\r\nset-cookie: a=b",
        "~root",
        "C:",
        "\\..\\",
        "//",
    ),
    *("secret.txt", "draft.html", "outside", "link.html", "etc", "passwd", "proc", "self", "environ", "dev", "stdin"),
    *("en", "es", "cities", "houston", "houston.json", "data", "large.csv", "r", "2026-07", "latest", "index.html"),
    *(
        "checksums.txt",
        "site.json",
        "oembed",
        "metrics",
        "health",
        "explore",
        "x" * 300,
        "é",
        "\u202e",
        "𝔘",
        "*",
        "?",
        "#",
    ),
    *("in-absentia", "m1a", "2021-2025", "9999-0", "custody", "all", ".git", ".env", "wp-login.php", "..;", "file:"),
]
METHODS = ["GET"] * 8 + ["HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE", "CONNECT", "PATCH", "get", "G\0T", ""]
HEADERS = {
    "range": [
        "bytes=0-0",
        "bytes=-1",
        "bytes=5-1",
        "bytes=,",
        "bytes=0-,0-",
        "bytes=" + "0-1," * 400,
        "bytes=-" + "9" * 99,
    ],
    "if_range": ['"x"', "W/", "\xff"],
    "if_none_match": ["*", "W/", '"' * 50, ",,,", "\xff" * 40],
    "accept": ["*/*", "application/json", "text/csv;q=2", ";;;", "a/b;q=", "," * 900, "application/json;q=0.5;q=1"],
    "accept_encoding": ["br", "zstd", "gzip, *;q=0", "br;q=nan", "*", ";q=1", "br;q=-1"],
    "accept_language": ["es", "", "-", "es;q=0,en;q=0", "x" * 4000],
    "host": ["", "evil.example", "a\x00b", "[::1", "x" * 3000],
    "x_forwarded_for": ["127.0.0.1", "a,b,c", ""],
}


#: what else may stand in the head of a request
LINES = [
    *(b"Content-Length: 5", b"Content-Length: 0, 0", b"Content-Length: -1", b"Transfer-Encoding: chunked"),
    *(b"Transfer-Encoding: gzip, chunked", b"Connection: upgrade", b"Upgrade: h2c", b"Expect: 100-continue"),
    *(
        b"Host: y",
        b" folded: yes",
        b": empty",
        b"A" * 17_000 + b": b",
        b"X-Forwarded-For: " + b"1, " * 999,
        b"\0",
        b"\r",
    ),
]


def make_bytes(draw: random.Random) -> bytes:
    """Draw a request as bytes: one of the others written out, with other lines, and some bytes changed."""
    path, method, headers = make_request(draw)
    lines = [f"{method} {path} HTTP/{draw.choice(['1.1'] * 9 + ['1.0', '0.9', '2.0'])}".encode("utf-8", "replace")]
    lines += [b"Host: x"] * draw.choice([1, 1, 1, 1, 0, 2])
    lines += [f"{name.replace('_', '-')}: {value}".encode("latin-1", "replace") for name, value in headers.items()]
    lines += draw.sample(LINES, draw.choice([0, 0, 0, 1, 2]))
    content = bytearray(draw.choice([b"\r\n"] * 9 + [b"\n"]).join([*lines, b"", b""]))
    for _ in range(draw.choice([0, 0, 0, 1, 3])):
        content[draw.randrange(len(content))] = draw.randrange(256)
    return bytes(content)


def make_request(draw: random.Random) -> tuple[str, str, dict[str, str]]:
    """Draw a path with its query, a method and some headers."""
    parts = [draw.choice(PIECES) for _ in range(draw.randint(1, 6))]
    known = draw.choice([*FILES, "draft.html", "outside/secret.txt"])
    path = "/" + (known if draw.random() < 0.2 else draw.choice("/\\").join(parts))
    query = f"?{draw.choice(['url', 'city', 'measure', 'method', 'years', 'by', 'format'])}={draw.choice(PIECES)}"
    names = draw.sample(sorted(HEADERS), draw.randint(0, 4))
    return (
        path.replace("?", "%3f") + (query if draw.random() < 0.4 else ""),
        draw.choice(METHODS),
        {name: draw.choice(HEADERS[name]) for name in names},
    )


async def attack(app: Any, seed: int, count: int) -> None:
    draw = random.Random(seed)
    published = set(FILES.values())
    for number in range(count):
        path, method, headers = make_request(draw)
        told = await ask_once(app, path, method, "192.0.2.1", headers)
        where = f"seed {seed}, request {number}: {method} {path!r} {headers}"
        assert told.status in STATUSES, f"{told.status} for {where}"
        assert SECRET not in told.body, where
        assert not any("\r" in value or "\n" in value for value in told.headers.values()), where
        location = told.headers.get("location", "/")
        assert location.startswith("/"), where
        assert not location.startswith(("//", "/\\")), where
        if told.status == 200 and method == "GET" and "content-encoding" not in told.headers:
            assert told.body in published or told.headers["content-type"].startswith(("application", "text")), where


@pytest.mark.parametrize("seed", range(4))
def test_ten_thousand_requests_of_an_enemy_get_a_clear_status_and_nothing_outside_the_site(
    tmp_path: Path, seed: int
) -> None:
    site = write_small_site(tmp_path)
    hide_secrets(tmp_path, site)
    asyncio.run(attack(create_app(LiveSite(site), ServerSettings(rate=0)), seed, 2_500))


@pytest.mark.parametrize("parser", [C_PARSER, PYTHON_PARSER])
def test_bytes_of_an_enemy_get_a_clear_status_and_nothing_outside_the_site(tmp_path: Path, parser: str) -> None:
    pytest.importorskip("httptools", reason="there is no parser in C here")
    draw, site = random.Random(5), write_small_site(tmp_path)
    hide_secrets(tmp_path, site)
    last = b"\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with run_in_thread(create_app(LiveSite(site), ServerSettings(rate=0)), parser) as port:
        for number in range(5_000):
            content = make_bytes(draw)
            told = send_bytes(port, content + last)
            where = f"request {number}: {content[:300]!r}"
            assert told[:9] == b"HTTP/1.1 ", f"{told[:80]!r} for {where}"
            assert int(told[9:12]) in STATUSES | {100, 400, 431, 505}, where
            assert SECRET not in told, where
