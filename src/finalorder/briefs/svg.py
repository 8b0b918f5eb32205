"""A picture as SVG: inside a page, named and described; or to be taken away, with its title, source and licence."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from finalorder.briefs.canvas import INK, LINE_HEIGHT, SOFT, Canvas, wrap_text

TITLE_SIZE, TITLE_HEIGHT, MARGIN = 17, 22, 16
STAMP_COLOUR = "#8a1c1c"
#: a hatched fill for what is hidden; each picture has its own, under a name of its own
_HATCH = (
    '<defs><pattern id="{name}-hatch" width="4" height="4" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect width="4" height="4" fill="#ffffff"/>'
    '<rect width="1.5" height="4" fill="#444444"/></pattern></defs>'
)


@dataclass(frozen=True, slots=True)
class Caption:
    """What a picture says of itself: stamps, title, place and day above it; note, source and licence below."""

    stamps: Sequence[str]
    title: str
    subtitle: str
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class PictureName:
    """A name that is unique on its page, and what a screen reader says of the picture."""

    id: str
    title: str
    description: str


def render_picture(plot: Canvas, name: PictureName) -> Markup:
    """Render the picture inside a page, whose own words stand around it."""
    return _render_svg(_fill_hatch(plot.render(), name.id), (plot.width, plot.height), name)


def render_standalone(plot: Canvas, name: PictureName, caption: Caption) -> Markup:
    """Render the picture as a file of its own, with all that makes it readable elsewhere."""
    inner = plot.width
    above, below = Canvas(inner), Canvas(inner)
    y = float(MARGIN)
    for stamp in caption.stamps:
        above.write(0, y, stamp, fill=STAMP_COLOUR, font_weight="bold")
        y += LINE_HEIGHT
    for line in wrap_text(caption.title, inner * 0.94, TITLE_SIZE):
        above.write(0, y + 5, line, font_size=TITLE_SIZE, font_weight="bold")
        y += TITLE_HEIGHT
    y = above.write_lines(0, y + 4, wrap_text(caption.subtitle, inner), fill=SOFT) + 2
    foot = y + plot.height + LINE_HEIGHT
    for note in caption.notes:
        foot = below.write_lines(0, foot, wrap_text(note, inner), fill=SOFT)
    body = above.render() + Markup('<g transform="translate(0,{:.0f})">{}</g>').format(y, plot.render())
    whole = Markup('<rect width="100%" height="100%" fill="#ffffff"/><g transform="translate({m},{m})">{b}</g>').format(
        m=MARGIN, b=body + below.render()
    )
    size = (inner + 2 * MARGIN, foot + 2 * MARGIN - LINE_HEIGHT)
    return _render_svg(_fill_hatch(whole, name.id), size, name)


def _fill_hatch(body: Markup, name: str) -> Markup:
    """Define the hatched fill of this picture, defined before it is used."""
    if "url(#hatch)" not in body:
        return body
    return Markup(_HATCH.format(name=name)) + Markup(str(body).replace("url(#hatch)", f"url(#{name}-hatch)"))


def _render_svg(body: Markup, size: tuple[float, float], name: PictureName) -> Markup:
    head = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{id}-title {id}-desc"'
        ' viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" class="chart" color="{ink}">'
        '<title id="{id}-title">{title}</title><desc id="{id}-desc">{description}</desc>'
    ).format(
        id=name.id, width=size[0], height=size[1], ink=INK, title=name.title, description=name.description
    )  # fmt: skip
    return head + body + Markup("</svg>")
