"""A reader who takes a whole site: every file that anything leads to, and every question that its server answers."""

import csv
import html
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import openpyxl
import pyarrow.parquet as pq

from finalorder.answers import ANSWER_COLUMNS, AnswerRow
from finalorder.site import ENDINGS
from support.small_site import Told, ask

ORIGIN = "https://example.org"
#: where a site begins for programs that no page tells where to go
ENTRANCES = ("/", "/en/", "/es/", "/sitemap.xml", "/datapackage.json", "/openapi.json", "/checksums.txt", "/r/")
_LINK = re.compile(r"""(?:href|src|action)="([^"#]+)|<loc>([^<]+)|<(?:id|uri)>(https?:[^<]+)|"path": ?"([^"]+)""")
NUMBERS = ("numerator", "denominator", "value", "low", "high", "status", "rounded_to", "floor", "ceiling")
NAMES = tuple(name for name in ANSWER_COLUMNS if name not in (*NUMBERS, "simulated", "note"))


@dataclass
class Crawler:
    """Asks the server of a site for everything, and keeps the rows of every file that has some, by their names."""

    app: Any
    seen: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    #: by release, then by all that names a number: what was printed of it, in every form
    printed: dict[str, dict[tuple[Any, ...], set[tuple[Any, ...]]]] = field(default_factory=dict)

    def crawl(self, entrances: Iterable[str] = ENTRANCES) -> None:
        """Follow every link of every file."""
        waiting = list(entrances)
        while waiting:
            address = waiting.pop()
            if address not in self.seen:
                waiting += [found for found in self.take(address) if found not in self.seen]

    def take(self, address: str) -> list[str]:
        """Take one file; where it leads."""
        told = ask(self.app, address)
        self.seen[address] = told.status
        if told.status in (301, 302, 303):
            return [told.headers["location"]]
        if told.status != 200:
            return []
        name = address.rpartition("/")[2]
        kind = name.rpartition(".")[2] if "." in name else "html"
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        for row in read_rows(kind, told):
            known = self.printed.setdefault(str(row["release"]), {})
            known.setdefault(_name(row), set()).add(tuple(_plain(row.get(name)) for name in NUMBERS))
        text = told.body.decode("utf-8", "replace") if kind in ("html", "xml", "atom", "json", "txt") else ""
        return list(self._list_links(address, text))

    def _list_links(self, address: str, text: str) -> Iterator[str]:
        for found in _LINK.findall(text):
            parts = urlsplit(urljoin(f"{ORIGIN}{address}", html.unescape("".join(found))))
            if f"{parts.scheme}://{parts.netloc}" == ORIGIN:
                yield unquote(parts.path)
        if address == "/checksums.txt":
            names = (line.partition("  ")[2] for line in text.splitlines())
            yield from (f"/{name}" for name in names if not name.endswith(ENDINGS))

    def explore(self, questions: Iterable[str]) -> None:
        """Ask the server what no file has, each answer in every form that has rows."""
        for question in questions:
            for ending in ("/", ".json", ".csv"):
                self.crawl([f"/en/{question}{ending}"])


def list_questions(measures: Iterable[str], places: Iterable[str], splits: Iterable[str]) -> Iterator[str]:
    """Every question of Explore about some measures and places."""
    for measure, place, split, years in product(measures, places, splits, ("", "2025")):
        yield "/".join(filter(None, ("explore", measure, place, split, years)))


def read_rows(kind: str, told: Told) -> list[dict[str, Any]]:
    """Read the rows of a file; none of one that has no answers in it."""
    if kind == "csv":
        lines = csv.DictReader(io.StringIO(told.body.decode()))
        return list(lines) if set(NAMES) <= set(lines.fieldnames or ()) else []
    if kind == "json" and b'"rows"' in told.body:
        read = json.loads(told.body)
        rows = read.get("rows") if isinstance(read, dict) else None
        return rows if rows and isinstance(rows[0], dict) and "measure" in rows[0] else []
    if kind == "parquet":
        table = pq.read_table(io.BytesIO(told.body))
        return table.to_pylist() if set(NAMES) <= set(table.column_names) else []
    if kind == "xlsx":
        heads, *lines = openpyxl.load_workbook(io.BytesIO(told.body))["rows"].iter_rows(values_only=True)
        return [dict(zip(heads, line, strict=True)) for line in lines]
    return []


def _name(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple("" if row.get(name) is None else str(row[name]) for name in NAMES)


def _plain(value: Any) -> Any:
    """A number as it is in any form: as text, whole, or with a point."""
    if value in (None, ""):
        return None
    try:
        return float(value)
    except ValueError:
        return str(value)


def restore_row(name: tuple[Any, ...], numbers: tuple[Any, ...]) -> AnswerRow:
    """The row that was printed."""
    return AnswerRow(**dict(zip(NAMES, name, strict=True)), **dict(zip(NUMBERS, numbers, strict=True)))
