"""Every link of a site leads somewhere: checked before it is published."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LINK = re.compile(r'(?:href|src)="([^"]*)"')
_ID = re.compile(r'\bid="([^"]*)"')


def find_broken_links(site: Path) -> list[str]:
    """List links of the site's pages that lead to no file of it, each with its page; others are not tried."""
    known: dict[Path, bool] = {}
    return [f"{path.relative_to(site)}: {link}" for path in _list_pages(site) for link in _list_broken(path, known)]


def _list_pages(site: Path) -> Iterator[Path]:
    yield from sorted(path for path in site.rglob("*.html") if path.relative_to(site).parts[0] != "r")


def _list_broken(page: Path, known: dict[Path, bool]) -> Iterator[str]:
    text = page.read_text(encoding="utf-8")
    for link in sorted(set(_LINK.findall(text))):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        if not parts.path:
            if parts.fragment and parts.fragment not in set(_ID.findall(text)):
                yield link
            continue
        # a whole path is the way from where the site lies: only the page of what is missing has one
        if parts.path.startswith("/"):
            continue
        target = page.parent / unquote(parts.path)
        if target not in known:
            known[target] = _is_there(target)
        if not known[target]:
            yield link


def _is_there(target: Path) -> bool:
    return target.is_file() or (target / "index.html").is_file()
