"""What every exported file says of itself: where it is from, what it must not be used for, what a row is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """The words that go into a file: its title, stamps first, and lines for whoever opens it; in one language."""

    table: str
    title: str
    lines: tuple[str, ...]
    stamps: tuple[str, ...]

    @property
    def short(self) -> str:
        """The stamps and the title in one line."""
        return " ".join([*(f"[{stamp}]" for stamp in self.stamps), self.title])


def cut_text(text: str, size: int) -> bytes:
    """Cut a text to a number of bytes in UTF-8, with a mark where something is missing; never within a character."""
    data = text.encode()
    if len(data) <= size:
        return data
    return data[: size - 3].decode("utf-8", "ignore").encode() + "…".encode()
