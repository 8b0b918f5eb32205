"""Where pages are: short addresses in small letters, the same in both languages, that stay when numbers change."""

import re
import unicodedata

HOME = ""
LISTS = ("cities", "measures", "operations", "states", "nationalities", "languages", "releases")
TEXTS = ("search", "glossary", "cite", "not-published", "developers")


def make_slug(name: str) -> str:
    """Make a name as a part of an address: ``los-angeles``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def name_city_page(city: str) -> str:
    """Name the page of a city."""
    return f"cities/{make_slug(city)}"


def name_measure_page(measure: str, city: str = "") -> str:
    """Name the page of a measure in the nation, or in a city."""
    return f"{name_city_page(city)}/{make_slug(measure)}" if city else f"measures/{make_slug(measure)}"


def link(target: str, origin: str) -> str:
    """Write the way from one page's folder to another's, so that a site works wherever it lies."""
    depth = origin.count("/") + 1 if origin else 0
    return "../" * depth + (f"{target}/" if target else "") or "./"
