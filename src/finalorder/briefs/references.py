"""Sources, numbered in the order in which a page cites them; what it does not cite it does not list."""

from collections.abc import Sequence

from markupsafe import Markup

from finalorder.operations import Source

LINK_SCHEMES = ("https://", "http://")


class References:
    """The sources that a page has cited so far."""

    def __init__(self) -> None:
        self.sources: list[Source] = []

    def cite(self, sources: Sequence[Source]) -> Markup:
        """Cite sources as ``[3, 7]``, each a link to the entry in the list of sources; empty for none."""
        self.sources += [source for source in dict.fromkeys(sources) if source not in self.sources]
        numbers = sorted({self.sources.index(source) + 1 for source in sources})
        links = Markup(", ").join(Markup('<a href="#source-{n}">{n}</a>').format(n=n) for n in numbers)
        return Markup('<span class="cite">[{}]</span>').format(links) if numbers else Markup("")


def render_link(url: str, text: str = "") -> Markup:
    """Render an address as a link if it is one of the web, else as text."""
    if not url.lower().startswith(LINK_SCHEMES):
        return Markup("{}").format(text or url)
    return Markup('<a href="{url}" rel="noopener noreferrer">{text}</a>').format(url=url, text=text or url)
