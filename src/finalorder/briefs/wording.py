"""Every word of a page, from message catalogs in English and Spanish, with numbers and dates as each language has them.

A message has both languages. Where its wording depends on a number it has the forms ``one`` and ``other``. Messages
are the project's own and may hold markup; what is put into them is escaped.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from finalorder.errors import Problem

LANGUAGES = ("en", "es")
FOLDER = Path(__file__).parent / "messages"
Message = Mapping[str, Any]

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_CARDINALS = {
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
    "es": ["cero", "una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"],
}


@cache
def catalog() -> dict[str, Message]:
    """Every message by its id (``answer.groups``), in the order of the files."""
    found: dict[str, Message] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        found |= dict(_messages(tomllib.loads(path.read_text(encoding="utf-8")), ""))
    return found


def _messages(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Message]]:
    for name, value in table.items():
        if isinstance(value, Mapping) and set(value) & set(LANGUAGES):
            yield prefix + name, value
        else:
            yield from _messages(value, f"{prefix}{name}.")


class Words:
    """The words of one language."""

    def __init__(self, lang: str) -> None:
        if lang not in LANGUAGES:
            raise Problem(f"there are no pages in {lang!r}; use --lang {' or '.join(LANGUAGES)}.")
        self.lang = lang

    def __call__(self, name: str, *, plural: float | None = None, **values: Any) -> Markup:
        """A message with its values put in; ``plural`` chooses the plural form. Raises KeyError for an unknown id."""
        message = catalog()[name][self.lang]
        text = message if isinstance(message, str) else message["one" if plural == 1 else "other"]
        return Markup(text).format(**values)

    def plain(self, name: str, **values: Any) -> str:
        """A message as plain text, for chart labels and attributes, which are escaped where they are written."""
        text: str = catalog()[name][self.lang]
        return text.format(**values)

    def named(self, group: str, name: str) -> str:
        """The word for a name (a unit, a city, a verdict) or, where the catalog has none, the name itself."""
        message = catalog().get(f"{group}.{name.replace(' ', '_')}")
        return str(message[self.lang]) if message else name.replace("_", " ") if group != "unit" else name

    def number(self, value: float) -> str:
        """``1,234`` or ``1,185.7``: in both languages as they are written in the United States."""
        return f"{int(value):,}" if float(value).is_integer() else f"{value:,.1f}"

    def percent(self, share: float) -> str:
        """``42.0%`` of a share between 0 and 1."""
        return f"{100 * share:.1f}%"

    def cardinal(self, number: int) -> str:
        """A small number of things in words (feminine in Spanish: cities), others in digits."""
        words = _CARDINALS[self.lang]
        return words[number] if number < len(words) else self.number(number)

    def day(self, day: date | str) -> str:
        """``21 June 2019``, ``21 de junio de 2019``; what is no date stays as it is."""
        if isinstance(day, str):
            try:
                day = date.fromisoformat(day)
            except ValueError:
                return str(day)
        month = _MONTHS[self.lang].split()[day.month - 1]
        return f"{day.day} {month} {day.year}" if self.lang == "en" else f"{day.day} de {month} de {day.year}"

    def listed(self, items: list[str]) -> str:
        """``a, b and c``; in Spanish ``e`` before a sound of i."""
        if len(items) < 2:
            return "".join(items)
        last = items[-1]
        joint = "and" if self.lang == "en" else "e" if last.lower().startswith(("i", "hi", "í")) else "y"
        return f"{', '.join(items[:-1])} {joint} {last}"
