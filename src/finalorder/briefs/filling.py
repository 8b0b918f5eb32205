"""What fills templates: every value escaped, and a name that is missing an error; and the stylesheets beside them."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

TEMPLATES = Path(__file__).parent / "templates"


@cache
def create_environment(folder: Path = TEMPLATES) -> Environment:
    """Make what fills the templates of a folder."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def read_stylesheet(name: str) -> Markup:
    """Read a style sheet that stands in pages."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))


def fill_element(pattern: str, **values: object) -> Markup:
    """Fill an element's pattern, every value escaped: of thousands, far faster than ``Markup.format``, which takes the
    pattern apart anew each time.
    """
    return Markup(pattern.format(**{name: escape(value) for name, value in values.items()}))
