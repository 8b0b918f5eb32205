"""A chart as a PNG image, twice as large as it is drawn."""

from pathlib import Path

from finalorder.answers import add_to_png

PIXELS_FOR_EACH = 2.0


def render_png(svg: str) -> bytes:
    """Render an SVG picture as PNG."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(svg, scale=PIXELS_FOR_EACH))


def convert_to_png(svg: str, path: Path, about: str = "") -> Path:
    """Write an SVG picture as PNG, with what rebuilds it as a text inside; the file."""
    image = render_png(svg)
    path.write_bytes(add_to_png(image, about) if about else image)
    return path
