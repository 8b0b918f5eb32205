"""One catalog for pages, terminal, claims, notes and deadlines: it has what is asked of it, and nothing else."""

import re
from functools import cache
from pathlib import Path

import finalorder
from finalorder.answers.formats import WORD_GROUPS
from finalorder.briefs.charts.share_dots import METHOD_WORDS
from finalorder.briefs.city_numbers import SPLIT_WORDS
from finalorder.words.catalog import load_messages

SOURCE = Path(finalorder.__file__).parent
#: a message asked for by its whole name: t("page.skip"), words("page.skip"), format_plain("clock.none")
ASKED = re.compile(r"""\b(?:t|words|format_plain)\(\s*["']([a-z_]+\.[\w.]+)["'](?!\s*~)""")
#: a message asked for by the first part of its name: f"noun.{noun}", "help." ~ name, translate_name("city", name)
ASKED_BY_GROUP = re.compile(
    r"""f["']([a-z_]+\.[\w.]*)\{|["']([a-z_]+\.[\w.]*)["']\s*~"""
    r"""|m\.by_city\([^\n]*["'](\w+)["']\) \}\}"""
    r"""|(?:translate_name|find_word)\(\s*["']([a-z_]+)["']|translate_phrases\(\s*\w+,\s*["']([a-z_]+)["']"""
)
#: placeholders of notes whose values have words of their own
VALUE_GROUPS = ("month", "reason", "what", "called", "kind", "known", "toml")


@cache
def read_source() -> str:
    """Every module and template, without the catalog itself."""
    return "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*") if path.suffix in {".py", ".j2"})


@cache
def list_quoted() -> frozenset[str]:
    """Every name of a message that stands between quotation marks."""
    return frozenset(name for _, name in re.findall(r"""(?=(["'])([\w.-]+)\1)""", read_source()))


@cache
def list_groups() -> tuple[str, ...]:
    named = {
        name if "." in name else f"{name}." for found in ASKED_BY_GROUP.findall(read_source()) for name in found if name
    }
    chosen = (*WORD_GROUPS.values(), *VALUE_GROUPS, *SPLIT_WORDS.values(), *METHOD_WORDS)
    return tuple(sorted(named | {f"{group}." for group in chosen}))


def test_every_message_that_is_asked_for_exists() -> None:
    asked = set(ASKED.findall(read_source()))
    assert len(asked) > 150
    assert asked - set(load_messages()) == set()


def is_asked_for(name: str) -> bool:
    return name in list_quoted() or name.startswith(list_groups())


def test_every_message_is_asked_for() -> None:
    assert [name for name in load_messages() if not is_asked_for(name)] == [], "asked for nowhere; take it out"


def test_a_message_that_is_not_asked_for_would_be_found() -> None:
    assert "page." not in list_groups()
    assert not is_asked_for("page.nobody")


def test_python_holds_no_texts_in_two_languages() -> None:
    """No module has a dictionary of languages, nor chooses a text by language itself."""
    chooses = re.compile(r"""["']es["']\s*:\s*["'{(]|\b\w+_es\b\s+if\b""")
    found = {str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if chooses.search(path.read_text())}
    assert found == set()
