"""The catalog is read as Babel reads it."""

from gettext import GNUTranslations
from io import BytesIO

from babel.messages.catalog import Catalog as BabelCatalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from finalorder.words.catalog import MESSAGES_FOLDER, load_messages, load_translations
from finalorder.words.catalog_file import read_catalog

HEADER = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'


def read_with_babel() -> BabelCatalog:
    with (MESSAGES_FOLDER / "es.po").open("rb") as file:
        return read_po(file, locale="es_US", abort_invalid=True)


def compile_with_babel(catalog: BabelCatalog) -> GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)


def test_the_messages_are_those_that_babel_finds_in_a_valid_file() -> None:
    found = [(str(m.context), m.id if isinstance(m.id, tuple) else (m.id, "")) for m in read_with_babel() if m.context]
    assert found == [(name, (message.one, message.other)) for name, message in load_messages().items()]


def test_every_translation_and_every_plural_is_what_babel_would_say() -> None:
    mine, other = load_translations("es"), compile_with_babel(read_with_babel())
    for name, message in load_messages().items():
        assert mine.pgettext(name, message.one) == other.pgettext(name, message.one)
        for number in range(4) if message.other else ():
            said = mine.npgettext(name, message.one, message.other, number)
            assert said == other.npgettext(name, message.one, message.other, number)


def test_lines_are_put_together_and_what_is_escaped_is_spelled_out() -> None:
    text = 'msgctxt "a.b"\nmsgid ""\n"one \\"two\\"\\n"\n"three\\\\n"\nmsgstr "x\\ty"\n'
    (entry,) = read_catalog(HEADER + text).entries
    assert (entry.name, entry.english, entry.texts) == ("a.b", 'one "two"\nthree\\n', ("x\ty",))


def test_the_header_says_which_form_a_number_takes() -> None:
    text = 'msgctxt "a"\nmsgid "day"\nmsgid_plural "days"\nmsgstr[0] "día"\nmsgstr[1] "días"\n'
    catalog = read_catalog(HEADER + text)
    assert [catalog.npgettext("a", "day", "days", n) for n in (0, 1, 2)] == ["día", "día", "días"]


def test_what_has_no_translation_is_said_in_english() -> None:
    catalog = read_catalog(HEADER + 'msgctxt "a"\nmsgid "day"\nmsgstr ""\n')
    assert catalog.pgettext("a", "day") == "day"
    assert catalog.pgettext("b", "night") == "night"
    assert catalog.npgettext("b", "day", "days", 2) == "days"
