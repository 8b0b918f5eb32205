"""Both languages say everything, each in its own way."""

import re
import string
from datetime import date
from functools import cache

import pytest
from markupsafe import Markup

from finalorder.cohorts import get_cohort, list_cohort_names
from finalorder.errors import FinalorderError
from finalorder.words import compiling
from finalorder.words.catalog import LANGUAGES, MESSAGES_FOLDER, Message, Words, load_messages

#: what is rightly the same in both languages
SAME = {"noun.bare.counted", "bound.exactly"}


def forms(name: str, lang: str) -> list[str]:
    """The forms of a message as the language has them; none where the catalog lacks it."""
    message = load_messages()[name]
    english = [message.one, *filter(None, [message.other])]
    if lang == "en":
        return english
    return list(spanish_forms().get(name, ()))


@cache
def spanish_forms() -> dict[str, tuple[str, ...]]:
    found = (m for m in compiling.read_catalog(MESSAGES_FOLDER) if m.context)
    return {str(m.context): (m.string,) if isinstance(m.string, str) else tuple(m.string) for m in found}


def is_in_both_languages(name: str) -> bool:
    """Whether a message has as many forms in both languages, each with a text, and none that is the same in both."""
    english, spanish = forms(name, "en"), forms(name, "es")
    filled = all(text.strip() for text in [*english, *spanish])
    return len(english) == len(spanish) and filled and (name in SAME or not set(english) & set(spanish))


def test_a_message_has_both_languages_and_they_differ() -> None:
    assert len(load_messages()) > 2_000
    assert [name for name in load_messages() if not is_in_both_languages(name)] == []


def test_a_message_that_is_missing_or_left_in_english_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    left = {"left.message": ("Left in English",), "empty.message": ("",)}
    added = {"new.message": "No Spanish for this", "left.message": "Left in English", "empty.message": "Empty"}
    broken = {**load_messages(), **{name: Message(text) for name, text in added.items()}}
    known = spanish_forms()
    monkeypatch.setitem(globals(), "load_messages", lambda: broken)
    monkeypatch.setitem(globals(), "spanish_forms", lambda: {**known, **left})
    assert [name for name in broken if not is_in_both_languages(name)] == list(added)


def test_both_languages_of_a_message_take_the_same_values() -> None:
    def list_fields(name: str) -> list[frozenset[str]]:
        texts = [text for lang in LANGUAGES for text in forms(name, lang)]
        return [frozenset(f for _, f, _, _ in string.Formatter().parse(text) if f) for text in texts]

    assert [name for name in load_messages() if len(set(list_fields(name))) != 1] == []


def test_no_message_calls_a_deadline_expired() -> None:
    texts = [text for name in load_messages() for lang in LANGUAGES for text in forms(name, lang)]
    assert not [text for text in texts if re.search(r"\bexpired\b|\bvencid[oa]|\bexpirad[oa]", text, re.IGNORECASE)]


def test_pages_have_the_words_of_every_cohort_from_its_folder() -> None:
    for name in list_cohort_names():
        each = get_cohort(name)
        for lang in LANGUAGES:
            words = Words(lang)
            assert words.translate_name("group", name) == each.words[lang]["in_a_sentence"]
            assert words.translate_name("group_short", name) == each.words[lang]["short"]
            for part in ("evidence", "misses", "wrongly_includes"):
                assert words.format_plain(f"cohort.{name}.{part}") == each.words[lang][part]


@pytest.mark.parametrize(
    ("lang", "text"), [("en", "June 21, 2019"), ("es", "21 de junio de 2019")], ids=["English", "Spanish"]
)
def test_a_day_is_written_as_the_language_writes_it(lang: str, text: str) -> None:
    assert Words(lang).format_day(date(2019, 6, 21)) == text
    assert Words(lang).format_day("2019-06-21") == text


def test_what_is_no_day_stays_as_it_is() -> None:
    assert Words("en").format_day("soon") == "soon"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_are_written_as_in_the_united_states_in_both_languages(lang: str) -> None:
    words = Words(lang)
    assert words.format_number(1234) == "1,234"
    assert words.format_number(1185.7) == "1,185.7"
    assert words.format_share(0.875) == "87.5%"


def test_a_number_chooses_its_plural() -> None:
    english, spanish = Words("en"), Words("es")
    assert english("noun.cases.counted", plural=1, count="1") == "1 case"
    assert english("noun.cases.counted", plural=0, count="0") == "0 cases"
    assert spanish("noun.orders.counted", plural=1, count="1") == "1 orden"
    assert spanish("noun.orders.counted", plural=0, count="0") == "0 órdenes"
    assert spanish("noun.orders.counted", plural=1.5, count="1.5") == "1.5 órdenes"
    assert spanish("noun.orders.counted", plural=2, count="2") == "2 órdenes"


def test_lists_end_as_the_language_ends_them() -> None:
    assert Words("en").join_items(["a", "b", "c"]) == "a, b, and c"
    assert Words("es").join_items(["a", "b", "c"]) == "a, b y c"
    assert Words("es").join_items(["a", "Illinois"]) == "a e Illinois"
    assert Words("es").join_items(["a", "b", "Hialeah"]) == "a, b e Hialeah"
    assert Words("es").join_items([]) == ""
    assert Words("en").join_items(["a"]) == "a"


def test_what_is_put_into_a_message_is_escaped() -> None:
    assert Words("en")("provenance.until", day="<b>") == "to &lt;b&gt;"
    assert Words("en")("provenance.until", day=Markup("<b>")) == "to <b>"


def test_a_name_without_a_word_stands_for_itself() -> None:
    assert Words("es").translate_name("city", "New York") == "Nueva York"
    assert Words("es").translate_name("city", "Los Angeles") == "Los Ángeles"
    assert Words("es").translate_name("city", "Chicago") == "Chicago"
    assert Words("en").translate_name("unit", "bus_seats") == "bus_seats"


def test_an_unknown_language_is_a_problem() -> None:
    with pytest.raises(FinalorderError, match="are available in 'fr'"):
        Words("fr")


@pytest.mark.parametrize(("lang", "text"), [("en", "December 2019"), ("es", "diciembre de 2019")])
def test_a_month_is_written_as_the_language_writes_it(lang: str, text: str) -> None:
    assert Words(lang).format_month("2019-12") == text
