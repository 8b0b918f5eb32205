"""Sentences that data hold in English are found in the catalog by their words."""

import re

import pytest

from finalorder.measures import load_methods
from finalorder.words import load_words, localize, translate_phrases
from finalorder.words.catalog import load_messages

#: messages that quote a sentence of a data file, tried with the errors
OF_DATA_FILES = {"error.not_computed", "error.cannot_ask"}
#: values that are sentences themselves
SENTENCES = {"said": "stopped.", "reason": "Permission denied"}
SPANISH, ENGLISH = load_words("es"), load_words("en")


@pytest.mark.parametrize(
    ("text", "spanish"),
    [
        ("reading: assumed", "interpretación supuesta"),
        (
            "not known on 2019-06-23; nearest is 99 days later (2019-09-30); it is 30 people",
            "no se sabía el 2019-06-23; lo más cercano es 99 días después (2019-09-30); es 30 personas",
        ),
        (
            "not known on 2019-09-29; nearest is 1 day later (2019-09-30)",
            "no se sabía el 2019-09-29; lo más cercano es 1 día después (2019-09-30)",
        ),
        ("book-ins of October 2019", "ingresos de octubre de 2019"),
        ("a sentence of no catalog; reading: assumed", "a sentence of no catalog; interpretación supuesta"),
        ("signed 2019-03-01; county FORT BEND; type County", "firmado el 2019-03-01; condado FORT BEND; tipo County"),
        ("", ""),
    ],
)
def test_a_note_is_translated_sentence_by_sentence(text: str, spanish: str) -> None:
    assert translate_phrases(SPANISH, "note", text) == spanish
    assert translate_phrases(ENGLISH, "note", text) == text


def test_every_message_that_takes_values_gives_them_back() -> None:
    for name, message in load_messages().items():
        if name.startswith(("note.", "clock.why", "error.")) and "{" in message.one and name not in OF_DATA_FILES:
            group = name.partition(".")[0]
            text = message.one.replace("{quoted}", '"{quoted}"')
            for field, said in SENTENCES.items():
                text = text.replace(f"{{{field}}}", said)
            filled = re.sub(r"\{\w+\}", "X1", text)
            found = translate_phrases(SPANISH, group, filled)
            assert found != filled, name
            assert found.count("X1") == filled.count("X1"), name


@pytest.mark.parametrize("method", load_methods().values(), ids=lambda method: method.id)
def test_the_note_of_every_method_has_a_spanish(method: object) -> None:
    note = localize(method, "note", "en")
    assert not note or translate_phrases(SPANISH, "note", note) != note


def test_a_text_of_a_file_is_chosen_by_one_accessor() -> None:
    assert localize({"en": "one", "es": "uno"}, "text", "es") == "uno"
    assert localize({"title": "one", "title_es": "uno"}, "title", "es") == "uno"
    assert localize({"title": "one"}, "title", "es") == "one"
    assert localize({}, "title", "es") == ""
