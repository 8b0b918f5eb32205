"""Sources, numbered in the order of the operation's file, and cited by that number."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from finalorder.operations import Claim, Figure, Operation, PoliceStatement, Revision, Source

LINK_SCHEMES = ("https://", "http://")


class References:
    """The numbered sources of a page."""

    def __init__(self, operation: Operation) -> None:
        self.sources: list[Source] = list(dict.fromkeys([*operation.bibliography, *_collect_sources(operation)]))
        self._numbers = {source: number for number, source in enumerate(self.sources, 1)}

    def cite(self, sources: Sequence[Source]) -> Markup:
        """Render ``[3, 7]``, each a link to the entry in the list of sources; empty for none."""
        numbers = sorted({self._numbers[source] for source in sources})
        links = Markup(", ").join(Markup('<a href="#source-{n}">{n}</a>').format(n=n) for n in numbers)
        return Markup('<span class="cite">[{}]</span>').format(links) if numbers else Markup("")


def _collect_sources(operation: Operation) -> Iterator[Source]:
    yield from operation.sources
    said: list[Revision | Claim | PoliceStatement] = [*operation.revisions, *operation.claims, *operation.police]
    figures: list[Figure] = [*operation.capacities, *operation.assumptions, *operation.outcomes]
    for part in [*said, *figures]:
        yield from part.sources


def render_link(url: str) -> Markup:
    """Render an address as a link if it is one of the web, else as text."""
    if not url.lower().startswith(LINK_SCHEMES):
        return Markup("{}").format(url)
    return Markup('<a href="{url}" rel="noopener noreferrer">{url}</a>').format(url=url)
