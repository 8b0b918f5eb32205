"""A site of a few files, written without a lake, and a client that asks an ASGI application in this process."""

import asyncio
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

#: what lies outside the site, or in it without being published; no answer may have it
SECRET = b"nobody may read this"
PAGE = b"<!doctype html><html lang=en><title>Houston</title>" + b"<p>19,640 cases</p>" * 200
FILES = {
    "index.html": b"<!doctype html><title>choose</title>",
    "404.html": b"<!doctype html><title>no such page</title>",
    "en/index.html": b"<!doctype html><title>home</title>",
    "es/index.html": b"<!doctype html><title>portada</title>",
    "en/cities/houston/index.html": PAGE,
    "en/cities/houston.json": b'{"rows": []}' + b" " * 2000,
    "en/cities/houston.csv": b"measure,value\n" + b"backlog,20\n" * 300,
    "en/cities/houston.oembed.json": b'{"type": "rich"}',
    "embed/en/cities/houston.html": b"<!doctype html><title>picture</title>",
    "data/large.csv": bytes(range(48, 58)) * 60_000,
    "r/2026-07/en/index.html": b"<!doctype html><title>July</title>",
    "r/index.html": b"<!doctype html><title>releases</title>",
}


def write_small_site(root: Path, files: Mapping[str, bytes] = FILES, name: str = "site") -> Path:
    """Write a version of a site aside and point ``root/site`` to it, as publishing does; the site."""
    count = len(list(root.glob(f".{name}-*")))
    folder = root / f".{name}-{count}"
    record = {"release": f"2026-{count + 1:02}", "day": "2026-07-01", "simulated": True, "base_url": ""}
    packed = {
        f"{path}{ending}": pa.Codec(codec).compress(content, asbytes=True)
        for path, content in files.items()
        for ending, codec in ((".br", "brotli"), (".zst", "zstd"))
        if len(content) > 1_200
    }
    every = {**files, **packed, "site.json": json.dumps(record).encode()}
    for path, content in every.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    lines = [f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in sorted(every.items())]
    (folder / "checksums.txt").write_text("".join(lines), encoding="utf-8")
    link = root / f"{name}.new"
    link.symlink_to(folder.name)
    link.replace(root / name)
    return root / name


def hide_secrets(root: Path, site: Path) -> None:
    """Put what must not be served beside the site and, unpublished, into it: a file, and links to what lies outside."""
    (root / "secret.txt").write_bytes(SECRET)
    folder = Path(os.path.realpath(site))
    (folder / "draft.html").write_bytes(SECRET)
    (folder / "en" / "link.html").symlink_to(root / "secret.txt")
    (folder / "outside").symlink_to(root)


@dataclass(frozen=True)
class Told:
    """An answer of the application."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(app: Any, path: str, method: str = "GET", client: str = "192.0.2.1", **headers: str) -> Told:
    """Ask an ASGI application; names of headers have underscores for hyphens."""
    return asyncio.run(ask_once(app, path, method, client, headers))


async def ask_once(app: Any, path: str, method: str, client: str, headers: Mapping[str, str]) -> Told:
    """Ask an ASGI application in the loop that runs."""
    path, _, query = path.partition("?")
    told: list[Mapping[str, Any]] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode("utf-8", "surrogateescape"),
        "root_path": "",
        "query_string": query.encode("utf-8", "surrogateescape"),
        "headers": [(k.replace("_", "-").lower().encode(), v.encode("latin-1", "replace")) for k, v in headers.items()],
        "client": (client, 40_000),
        "server": ("127.0.0.1", 8000),
    }

    async def receive() -> Mapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Mapping[str, Any]) -> None:
        told.append(message)

    await app(scope, receive, send)
    names = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in told[0].get("headers", [])]
    return Told(told[0]["status"], dict(names), b"".join(each.get("body", b"") for each in told[1:]))
