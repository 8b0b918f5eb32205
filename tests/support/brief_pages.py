"""A brief's page taken apart: its numbers with their handles, its text, its elements."""

import csv
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html.parser import HTMLParser
from pathlib import Path

#: words of English that no Spanish sentence has; with a capital they are part of a name (The Lens)
ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the of and to is was were that with from for this which are been have they their who whom whose those it its",
    )
)
#: where a page in Spanish may have English: titles and quotations (marked by their language), code and commands
FOREIGN = {"code", "pre", "q", "script", "style"}
VOID = {"meta", "link", "br", "img", "hr", "input", "rect", "path", "line"}


@dataclass
class Element:
    """An element: its name, attributes, and all text inside it."""

    name: str
    attributes: dict[str, str]
    inside: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        return "".join(self.pieces)


class Page(HTMLParser):
    """All elements of a page, in order; ``inside`` names the elements around each."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {k: v or "" for k, v in attrs}, inside=[e.name for e in self._open])
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {k: v or "" for k, v in attrs}, inside=[e.name for e in self._open]))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().name != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.pieces.append(data)

    def named(self, name: str) -> list[Element]:
        """The elements of that name."""
        return [element for element in self.elements if element.name == name]

    @property
    def text(self) -> str:
        """The words of the body, without the charts."""
        return " ".join(next(e for e in self.elements if e.name == "body").text.split())


def page_of(folder: Path, name: str = "index.html") -> Page:
    """A page of a brief; the next test that asks for it gets what was taken apart for the one before."""
    return take_apart((folder / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=16)
def take_apart(text: str) -> Page:
    """A page, which nobody changes."""
    return Page(text)


def rows_of(folder: Path) -> dict[str, dict[str, str]]:
    """Every data row by its handle, from the CSV files."""
    found = {}
    for file in ("scope", "measures", "capacity", "claims"):
        with (folder / "data" / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
            found |= {f"{file}/{number}": row for number, row in enumerate(csv.DictReader(lines), 1)}
    return found


def json_rows(folder: Path, file: str) -> list[dict]:
    """The rows of a JSON file."""
    return json.loads((folder / "data" / f"{file}.json").read_text(encoding="utf-8"))["rows"]


def handled(page: Page) -> Iterator[Element]:
    """Every element that names a data row."""
    return (element for element in page.elements if "data-row" in element.attributes)


class _SpokenText(HTMLParser):
    """The text that a page says in its own language: not titles and quotations in another, not code."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.spoken: list[str] = []
        self._foreign: list[bool] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self._foreign.append(tag in FOREIGN or (tag != "html" and bool(dict(attrs).get("lang"))))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self._foreign:
            self._foreign.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._foreign):
            self.spoken.append(data)


def find_english(text: str) -> list[str]:
    """Lines of a page in Spanish that have a word of English outside titles, quotations and code."""
    found = (" ".join(line.split()) for line in _SpokenText(text).spoken)
    plain = (re.sub(r"«[^»]*»|https?://\S+|\([^)]*\b(?:to|of|Act)\b[^)]*\)", "", line) for line in found)
    return [line for line in plain if ENGLISH & set(re.findall(r"[A-Za-zÀ-ÿ_]+", line))]


def find_parts_above_wholes(folder: Path, name: str, named: Collection[str]) -> list[str]:
    """Name every standing count of a page that is printed above one it is a part of, on the same page.

    :param named: the groups that the operation names; any of them is a part of ``any_cohort``.
    """
    rows, tops = rows_of(folder), dict[tuple[str, ...], float]()
    for element in handled(page_of(folder, name)):
        row = rows[element.attributes["data-row"]]
        if row["measure"].startswith("standing_") and element.attributes["data-row"].startswith("scope/"):
            key = (row["measure"], row["city"], row["cohort"], row["by_1"], row["level_1"])
            numbers = [float(each.replace(",", "")) for each in re.findall(r"\d[\d,.]*", element.text)]
            tops[key] = max([tops.get(key, 0), *numbers])
    return [
        f"{part}: {top} above {tops[whole]}"
        for part, top in tops.items()
        for whole in tops
        if _is_part_of(part, whole, named) and top > tops[whole]
    ]


def _is_part_of(part: tuple[str, ...], whole: tuple[str, ...], named: Collection[str]) -> bool:
    fits_group = whole[2] in (part[2], "all") or (whole[2] == "any_cohort" and part[2] in named)
    fits_split = whole[3:] in (part[3:], ("", "")) or (
        part[3:] == ("rescission_deadline", "open") and whole[3:] == ("path", "in_absentia")
    )
    return part[0] == whole[0] and whole[1] in (part[1], "") and fits_group and fits_split
