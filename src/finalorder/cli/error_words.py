"""What is wrong with a command, in Spanish: looked up by its English where the command line ends."""

from finalorder.measures import load_methods
from finalorder.registry import load_unknown_facts
from finalorder.words import Words, translate_whole


def translate_error(text: str) -> str:
    """Translate an error's text into Spanish; what the catalog has only in part stays in English, all of it."""
    return translate_whole(Words("es", _list_reasons()), "error", text)


def _list_reasons() -> dict[str, dict[str, str]]:
    """List sentences of data files that errors quote: why a method is not computed, what no record says."""
    methods = {
        f"why.{each.not_computed}": {"en": each.not_computed, "es": each.not_computed_es}
        for each in load_methods().values()
        if each.not_computed
    }
    facts = {f"fact.{each.en}": {"en": each.en, "es": each.es} for each in load_unknown_facts().values()}
    return methods | facts
