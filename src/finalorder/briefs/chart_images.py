"""A chart as a PNG image, twice as large as it is drawn."""

from pathlib import Path

PIXELS_FOR_EACH = 2.0


def convert_to_png(svg: str, path: Path) -> Path:
    """Write an SVG picture as PNG; the file."""
    import vl_convert

    path.write_bytes(vl_convert.svg_to_png(svg, scale=PIXELS_FOR_EACH))
    return path
