"""Everything that knows a language: messages, numbers, dates and lists in English and Spanish."""

from finalorder.words.catalog import LANGUAGES, Words, add_messages, load_words, localize
from finalorder.words.phrases import translate_phrases, translate_whole

__all__ = ["LANGUAGES", "Words", "add_messages", "load_words", "localize", "translate_phrases", "translate_whole"]
