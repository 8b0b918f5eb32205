"""Everything that knows a language: messages, numbers, dates and lists in English and Spanish."""

from finalorder.words.catalog import LANGUAGES, Words, add_messages

__all__ = ["LANGUAGES", "Words", "add_messages"]
