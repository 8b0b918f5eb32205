"""A page before it is rendered: its address, what it says, the rows behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from finalorder.answers import Shown
from finalorder.words import Words


@dataclass(frozen=True, slots=True)
class Page:
    """A page in one language.

    ``address`` has no language and no slash at its ends. ``table`` are the rows that can be taken from it, ``chart`` a
    picture that can be taken too, ``sentence`` the finding in words with its method.
    """

    address: str
    template: str
    title: str
    summary: str
    context: Mapping[str, Any] = field(default_factory=dict)
    table: Shown | None = None
    chart: Markup | None = None
    sentence: str = ""


def name_measure(measure: str, words: Words) -> str:
    """Name what is measured, as pages do."""
    return words.find_word("site.measure", measure).replace("_", " ")
