"""A drawing surface: SVG elements at the size at which they are shown, in one size of type."""

from collections.abc import Sequence
from textwrap import wrap

from markupsafe import Markup, escape

#: colors differ in lightness, so that they differ in gray too
DARK, MIDDLE, HALF, LIGHT, PALE = "#17375e", "#5f8fc0", "#9dbbdd", "#d5e2ef", "#ffffff"
INK, SOFT, LINE = "#1b1b1b", "#4a4a4a", "#767676"
GRID = "#dddddd"
FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"
TYPE_SIZE = 13
#: from one line of text to the next, in pixels
LINE_HEIGHT = 17
#: how wide the letters of the font are, in parts of its size; what is not listed is a small letter
_NARROW, _WIDE, _CAPITAL, _DIGIT, _SMALL = 0.29, 0.86, 0.69, 0.56, 0.54
_NARROW_LETTERS, _WIDE_LETTERS = frozenset("iljtfrI.,:;'|!()[]- ·"), frozenset("mwMW@%—")


def measure_text(text: str, size: float = TYPE_SIZE) -> float:
    """Estimate the width of a text in pixels."""
    return size * sum(map(_measure_letter, text))


def _measure_letter(letter: str) -> float:
    if letter in _NARROW_LETTERS:
        return _NARROW
    if letter in _WIDE_LETTERS:
        return _WIDE
    return _DIGIT if letter.isdigit() else _CAPITAL if letter.isupper() else _SMALL


def wrap_text(text: str, width: float, size: float = TYPE_SIZE) -> list[str]:
    """Break a text into lines that are no wider than so many pixels."""
    letters = max(1, int(width / (size * _SMALL)))
    lines = wrap(text, letters) or [""]
    while letters > 1 and max(measure_text(line, size) for line in lines) > width:
        letters -= 1
        lines = wrap(text, letters)
    return lines


class Canvas:
    """Elements of a picture, one after the other; ``height`` grows with what is drawn."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.height = 0.0
        self._parts: list[str] = []

    def add(self, element: str, text: str = "", /, **attributes: float | str) -> None:
        """Add an element; underscores in the names of attributes stand for hyphens."""
        named = " ".join(f'{name.replace("_", "-")}="{_format_value(value)}"' for name, value in attributes.items())
        self._parts.append(f"<{element} {named}>{escape(text)}</{element}>" if text else f"<{element} {named}/>")

    def write(self, x: float, y: float, text: str, /, **attributes: float | str) -> None:
        """Write a line of text, its baseline at ``y``."""
        self.add("text", text, **{"x": x, "y": y, "fill": INK, **attributes})

    def write_lines(self, x: float, y: float, lines: Sequence[str], **attributes: float | str) -> float:
        """Write lines of text from a first baseline; the baseline after the last."""
        for number, line in enumerate(lines):
            self.write(x, y + number * LINE_HEIGHT, line, **attributes)
        return y + len(lines) * LINE_HEIGHT

    def mark_hidden(self, x: float, y: float, text: str) -> None:
        """Draw a hatched square with the word beside it, where a count is hidden; it has no length to read."""
        self.add("rect", x=x, y=y - 11, width=12, height=12, fill="url(#hatch)", stroke=LINE)
        self.write(x + 18, y, text, font_style="italic")

    def extend_to(self, height: float) -> None:
        """Make the picture at least so high."""
        self.height = max(self.height, height)

    def render(self) -> Markup:
        """Return what was drawn, as one group."""
        return Markup(f'<g font-family="{FONT}" font-size="{TYPE_SIZE}">{"".join(self._parts)}</g>')


def _format_value(value: float | str) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, int | float) else str(escape(value))
