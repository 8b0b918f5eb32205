"""A chart as a PNG image, twice as large as it is drawn."""

from pathlib import Path

PIXELS_FOR_EACH = 2.0


def render_png(svg: str) -> bytes:
    """Render an SVG picture as PNG."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(svg, scale=PIXELS_FOR_EACH))


def convert_to_png(svg: str, path: Path) -> Path:
    """Write an SVG picture as PNG; the file."""
    path.write_bytes(render_png(svg))
    return path
