"""What fills templates: every value escaped, and a name that is missing an error; and the stylesheets beside them."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

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
