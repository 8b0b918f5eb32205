"""Atom feeds: one entry for each release or comparison, the newest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

ATOM = "http://www.w3.org/2005/Atom"
ElementTree.register_namespace("", ATOM)
MAX_ENTRIES = 24


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry: what is new, in a sentence if there is one, and where it is."""

    id: str
    title: str
    summary: str
    day: date
    link: str


@dataclass(frozen=True, slots=True)
class FeedHead:
    """What a feed is called, its identifier, and its language."""

    id: str
    title: str
    lang: str


def format_feed(head: FeedHead, entries: Iterable[FeedEntry]) -> str:
    """Format a feed of its newest entries."""
    newest = sorted(entries, key=lambda each: (each.day, each.id), reverse=True)[:MAX_ENTRIES]
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {"xml:lang": head.lang})
    _add(feed, "id", head.id)
    _add(feed, "title", head.title)
    _add(feed, "updated", _format_time(newest[0].day if newest else date(1970, 1, 1)))
    _add(_add(feed, "author"), "name", "finalorder")
    for each in newest:
        _add_entry(feed, each)
    ElementTree.indent(feed)
    return ElementTree.tostring(feed, encoding="unicode", xml_declaration=True) + "\n"


def _add_entry(feed: ElementTree.Element, entry: FeedEntry) -> None:
    element = _add(feed, "entry")
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "updated", _format_time(entry.day))
    if entry.summary:
        _add(element, "summary", entry.summary)
    ElementTree.SubElement(element, f"{{{ATOM}}}link", {"rel": "alternate", "href": entry.link})


def _add(parent: ElementTree.Element, name: str, text: str | None = None) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = text
    return element


def _format_time(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def read_entries(before: Path | None) -> Sequence[FeedEntry]:
    """Read the entries that a feed has; none where there is no feed."""
    if before is None or not before.is_file():
        return ()
    names = {"a": ATOM}
    feed = ElementTree.parse(before).getroot()
    return [
        FeedEntry(
            entry.findtext("a:id", "", names),
            entry.findtext("a:title", "", names),
            entry.findtext("a:summary", "", names),
            date.fromisoformat(entry.findtext("a:updated", "", names)[:10]),
            found.get("href", "") if (found := entry.find("a:link", names)) is not None else "",
        )
        for entry in feed.findall("a:entry", names)
    ]
