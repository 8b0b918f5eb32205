"""The brief: pages that a newsroom, a legal-aid office or a county can read, print and check."""

from finalorder.briefs.brief_files import PageOptions, export_brief, serialize_brief, write_brief
from finalorder.briefs.canvas import Canvas, wrap_text
from finalorder.briefs.ice_figures import IceFigures, load_ice_figures
from finalorder.briefs.pdf import print_pages
from finalorder.briefs.svg import Caption, PictureName, render_standalone

__all__ = [
    "Canvas",
    "Caption",
    "IceFigures",
    "PageOptions",
    "PictureName",
    "export_brief",
    "load_ice_figures",
    "print_pages",
    "render_standalone",
    "serialize_brief",
    "wrap_text",
    "write_brief",
]
