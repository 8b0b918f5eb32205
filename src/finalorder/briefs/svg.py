"""A chart's specification as an SVG picture that can stand inside a page: named, described, with ids of its own."""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import vl_convert
from markupsafe import Markup, escape

#: the colour that stands for the hatching, which the chart grammar does not have
HATCH_COLOUR = "#fdecea"
_STAMP_HEIGHT = 20
_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_SIZE = re.compile(r'\bviewBox="0 0 ([\d.]+) ([\d.]+)"')


def render_svg(spec: Any, name: str, title: str, description: str, stamps: Sequence[str]) -> Markup:
    """Render the picture. ``name`` is unique on the page; ``stamps`` are printed above the picture, a line each."""
    svg = _prefix_ids(_convert_to_svg(json.dumps(spec)), name)
    found = _SIZE.search(svg)
    assert found is not None
    width, height = float(found[1]), float(found[2])
    body = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    above = _STAMP_HEIGHT * len(stamps)
    head = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title {name}-desc"'
        ' viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" class="chart">'
        '<title id="{name}-title">{title}</title><desc id="{name}-desc">{description}</desc>'
    ).format(name=name, width=width, height=height + above, title=title, description=description)
    return (
        head
        + Markup(_draw_hatch_pattern(name))
        + _draw_stamps(stamps)
        + Markup(f'<g transform="translate(0,{above})">{body}</g></svg>')
    )


@lru_cache(maxsize=64)
def _convert_to_svg(spec: str) -> str:
    """Charts of numbers alone are the same in every language, and drawn once."""
    return vl_convert.vegalite_to_svg(spec)


def _prefix_ids(svg: str, name: str) -> str:
    """Make ids unique on a page; the parts have no roles of their own, because the whole is one image."""
    svg = _ROLES.sub("", svg)
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", svg)
    return svg.replace(HATCH_COLOUR, f"url(#{name}-hatch)")


def _draw_hatch_pattern(name: str) -> str:
    return (
        f'<defs><pattern id="{name}-hatch" width="4" height="4" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect width="4" height="4" fill="#ffffff"/>'
        '<rect width="1.5" height="4" fill="#444444"/></pattern></defs>'
    )


def _draw_stamps(stamps: Sequence[str]) -> Markup:
    style = 'font-family="Helvetica, Arial, sans-serif" font-size="11" font-weight="bold" fill="#8a1c1c"'
    lines = (
        f'<text x="4" y="{14 + _STAMP_HEIGHT * number}" {style}>{escape(stamp)}</text>'
        for number, stamp in enumerate(stamps)
    )
    return Markup("".join(lines))
