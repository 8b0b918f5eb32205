"""Which pages a brief has and what their files are called: an index and a page a city, in one language or several."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from finalorder.errors import InputError
from finalorder.operations import Operation
from finalorder.words import LANGUAGES, Words


@dataclass(frozen=True, slots=True)
class Site:
    """The pages of a brief. The first language has the plain names (``miami.html``), others their own ending."""

    cities: tuple[str, ...]
    languages: tuple[str, ...]

    def name_page(self, city: str, lang: str) -> str:
        """Name the file of a city's page, or with no city of the index."""
        return f"{make_slug(city) or 'index'}{self.find_language_suffix(lang)}.html"

    def name_handout(self, city: str, lang: str) -> str:
        """Name the file of the two pages to print for a city."""
        return f"{make_slug(city) or 'index'}-handout{self.find_language_suffix(lang)}.html"

    def name_data_page(self, lang: str) -> str:
        """Render the page of the rows behind the numbers."""
        return f"data/index{self.find_language_suffix(lang)}.html"

    def find_language_suffix(self, lang: str) -> str:
        """Find what sets a language's files apart: nothing for the first."""
        return "" if lang == self.languages[0] else f".{lang}"

    def list_other_languages(self, lang: str) -> list[str]:
        return [other for other in self.languages if other != lang]


def plan_site(operation: Operation, cities: Sequence[str] | None, languages: Sequence[str]) -> Site:
    """Plan the pages asked for: of all cities if none is named.

    :raises FinalorderError: for a city that the operation does not have, or a language without pages.
    """
    unknown = [city for city in cities or () if city not in operation.cities]
    if unknown:
        known = ", ".join(operation.cities)
        raise InputError(f"{operation.id} does not include the city {unknown[0]!r}; choose from {known}.")
    wanted = [*LANGUAGES] if "all" in languages else [Words(lang).lang for lang in languages]
    chosen = [city for city in operation.cities if not cities or city in cities]
    return Site(tuple(chosen), tuple(dict.fromkeys(wanted)))


def make_slug(city: str) -> str:
    """Make a city's name as a file's: ``los-angeles``."""
    plain = unicodedata.normalize("NFKD", city).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
