"""Every word that people read, from a catalog in English and Spanish; numbers and dates as each language has them.

``messages/es.po`` is a gettext catalog: a message's id is its context, the English its ``msgid``, the Spanish its
``msgstr``; it is read compiled (:mod:`finalorder.words.compiling`). Where the wording depends on a number the catalog's
own plural rule chooses the form. Numbers, days, shares and lists are written by babel for the United States in either
language. Messages are the project's own and may hold markup; what is put into them is escaped.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from finalorder.errors import InputError
from finalorder.words import compiling

if TYPE_CHECKING:
    from babel import Locale
    from babel.numbers import NumberPattern

LANGUAGES = ("en", "es")
#: babel is imported by what writes for people, which an answer in a file does not
LOCALES = compiling.LOCALES
MESSAGES_FOLDER = Path(__file__).parent / "messages"
MessageSource = Callable[[], Mapping[str, Mapping[str, str]]]
#: what a room that carries words in its data files adds: a cohort's folder has the words of the cohort
_MESSAGE_SOURCES: list[MessageSource] = []


@dataclass(frozen=True, slots=True)
class Message:
    """The English of a message: one form, or two where a number chooses."""

    one: str
    other: str = ""


@cache
def load_messages() -> Mapping[str, Message]:
    """Load the English of every message by its id (``answer.groups``), in the order of the file."""
    return {
        str(m.context): Message(*([m.id] if isinstance(m.id, str) else m.id))
        for m in compiling.read_catalog(MESSAGES_FOLDER)
        if m.context
    }


@cache
def load_translations(lang: str) -> GNUTranslations:
    """Load the messages of a language, ready to be looked up by id.

    They are read from the file that a build of the package made, or made anew if the catalog has changed since.
    """
    path = MESSAGES_FOLDER / f"{lang}.mo"
    if path.exists():
        with path.open("rb") as file:
            found = GNUTranslations(file)
        if found.info()["project-id-version"].endswith(compiling.digest_source(MESSAGES_FOLDER)):
            return found
    return GNUTranslations(BytesIO(compiling.compile_language(MESSAGES_FOLDER, lang)))


def _find_message(lang: str, name: str, count: int) -> str | None:
    """Find a message in the form that a number takes; None for an id that the catalog lacks."""
    found = load_translations(lang).ngettext(name, name, count)
    return None if found == name else found


def add_messages(read: MessageSource) -> None:
    """Let pages ask for messages that stand in data files: by id, the text in each language."""
    _MESSAGE_SOURCES.append(read)


def _find_added_message(name: str) -> Mapping[str, str] | None:
    return next((found[name] for read in _MESSAGE_SOURCES if name in (found := read())), None)


def list_added_messages() -> dict[str, str]:
    """List the English of every message that stands in a data file, by its id."""
    return {name: texts["en"] for read in _MESSAGE_SOURCES for name, texts in read().items()}


def has_message(name: str) -> bool:
    """Return whether there is a message of that id, in the catalog or in a data file."""
    return _find_message("en", name, 1) is not None or _find_added_message(name) is not None


@cache
def _translate_message(lang: str, name: str, count: int) -> str:
    """Translate a message in a language, in the form that a number takes. Raises KeyError for an unknown id."""
    if (found := _find_message(lang, name, count)) is not None:
        return found
    if (added := _find_added_message(name)) is None:
        raise KeyError(name)
    return added[lang]


@cache
def _load_locale(lang: str) -> "Locale":
    """Load what babel knows of a language: it looks a name up each time that it is given one."""
    from babel import Locale

    return Locale.parse(LOCALES[lang])


@cache
def _load_share_pattern(lang: str) -> "NumberPattern":
    from babel.numbers import parse_pattern

    return parse_pattern(_load_locale(lang).percent_formats[None].pattern.replace("#,##0", "#,##0.0"))


@cache
def _format_localized_number(lang: str, value: float) -> str:
    from babel.numbers import format_decimal

    whole = float(value).is_integer()
    number = int(value) if whole else round(value, 1)
    return format_decimal(number, "#,##0" if whole else "#,##0.0", _load_locale(lang))


@cache
def _format_share(lang: str, share: float) -> str:
    return str(_load_share_pattern(lang).apply(share, _load_locale(lang)))


def localize(part: object, field: str, lang: str) -> str:
    """Choose the text of a field of a data file in a language: ``FIELD_es`` where the file has it, else ``FIELD``.

    ``part`` is a record or a mapping; a mapping of languages has its texts under ``en`` and ``es``.
    """
    names = (lang, f"{field}_{lang}", field, "en")
    values = part if isinstance(part, Mapping) else {name: getattr(part, name, None) for name in names}
    return next((str(values[name]) for name in names if values.get(name) is not None), "")


@cache
def load_words(lang: str) -> "Words":
    """Load the words of a language; InputError if there are none in it."""
    return Words(lang)


class Words:
    """The words of one language."""

    def __init__(self, lang: str, added: Mapping[str, Mapping[str, str]] | None = None) -> None:
        """``added`` are messages of a file at hand: by id, the text in each language."""
        if lang not in LANGUAGES:
            raise InputError(f"no texts are available in {lang!r}; use --lang {' or '.join(LANGUAGES)}.")
        self.lang = lang
        self._locale = LOCALES[lang]
        self._added = added or {}

    def __call__(self, name: str, /, *, plural: float | None = None, **values: Any) -> Markup:
        """Format a message with its values put in; ``plural`` chooses the form. Raises KeyError for an unknown id."""
        return Markup(self._translate(name, _choose_plural_number(plural))).format(**values)

    def format_plain(self, name: str, /, **values: Any) -> str:
        """Format a message as plain text, for chart labels and attributes, which are escaped where they are written."""
        return self._translate(name, _choose_plural_number(values.get("plural"))).format(**values)

    def _translate(self, name: str, count: int) -> str:
        if name in self._added:
            return self._added[name][self.lang]
        return _translate_message(self.lang, name, count)

    def translate_name(self, group: str, name: str) -> str:
        """Translate the word for a name (a unit, a city, a verdict) or, where the catalog has none, the name itself."""
        key = f"{group}.{name.replace(' ', '_')}"
        if key in self._added or has_message(key):
            return self._translate(key, 1)
        return name.replace("_", " ") if group != "unit" else name

    def find_word(self, group: str, name: str) -> str:
        """Find the word for a name; the name as it is written where there is none."""
        key = f"{group}.{name}"
        return self._translate(key, 1) if key in self._added or has_message(key) else name

    def format_number(self, value: float) -> str:
        """Format ``1,234`` or ``1,185.7``: Spanish too has them so in the United States."""
        return _format_localized_number(self.lang, value)

    def format_share(self, share: float) -> str:
        """Format ``42.0%`` of a share between 0 and 1."""
        return _format_share(self.lang, share)

    def format_quantity(self, value: float) -> str:
        """Write a count, or a quantity to one decimal; one under 10 to three digits: ``1,234``, ``40.5``, ``3.14``."""
        if float(value).is_integer() or abs(value) >= 10:
            return self.format_number(value)
        return f"{value:.3g}"

    def spell_cardinal(self, number: int) -> str:
        """Spell a small number of things in words (feminine in Spanish: cities), others in digits."""
        name = f"cardinal.{number}"
        return _translate_message(self.lang, name, 1) if _find_message("en", name, 1) else self.format_number(number)

    def format_day(self, day: date | str) -> str:
        """Format ``June 21, 2019``, ``21 de junio de 2019``; what is no date stays as it is."""
        from babel.dates import format_date

        if isinstance(day, str):
            try:
                day = date.fromisoformat(day)
            except ValueError:
                return str(day)
        return format_date(day, "long", self._locale)

    def format_short_day(self, day: date) -> str:
        """Write ``Jun 21, 2019``, ``21 jun 2019``, for narrow tables."""
        from babel.dates import format_date

        return format_date(day, "medium", self._locale)

    def spell_fraction(self, denominator: int) -> str:
        """Spell ``a fiftieth``; in digits, ``1/37``, where the language has no word here."""
        name = f"fraction.{denominator}"
        return _translate_message(self.lang, name, 1) if _find_message("en", name, 1) else f"1/{denominator}"

    def capitalize(self, text: str) -> str:
        """Write a text with a capital at its start, and the rest as it is."""
        return f"{text[:1].upper()}{text[1:]}"

    def format_month(self, month: str) -> str:
        """Format ``June 2019``, ``junio de 2019`` of ``2019-06``."""
        from babel.dates import format_skeleton

        return format_skeleton("yMMMM", date.fromisoformat(f"{month}-01"), locale=self._locale)

    def join_items(self, items: list[str]) -> str:
        """Join ``a, b, and c``; in Spanish ``e`` before a sound of i."""
        from babel.lists import format_list

        text = format_list(items, locale=self._locale) if items else ""
        if self.lang == "es" and len(items) > 1 and items[-1].lower().startswith(("i", "hi", "í")):
            head = text.removesuffix(f"y {items[-1]}")
            return f"{head}e {items[-1]}"
        return text


def _choose_plural_number(plural: float | None) -> int:
    """Return the number that chooses a form: a fraction is never one."""
    return 1 if plural is None or plural == 1 else 2 if not float(plural).is_integer() else int(plural)
