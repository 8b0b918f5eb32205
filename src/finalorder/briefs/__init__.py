"""The brief: pages that a newsroom, a legal-aid office or a county can read, print and check."""

from finalorder.briefs.answer_chart import draw_answer, write_answer_chart
from finalorder.briefs.answer_words import write_sentences
from finalorder.briefs.brief_files import PageOptions, export_brief, serialize_brief, write_brief
from finalorder.briefs.canvas import Canvas, wrap_text
from finalorder.briefs.chart_images import render_png
from finalorder.briefs.diff_pages import write_diff_pages
from finalorder.briefs.feeds import FeedEntry, FeedHead, format_feed, read_entries
from finalorder.briefs.filling import create_environment
from finalorder.briefs.forecast_page import Alternative, ForecastMaterial, write_forecast_page
from finalorder.briefs.ice_figures import IceFigures, load_ice_figures
from finalorder.briefs.page_files import make_slug
from finalorder.briefs.pdf import print_pages
from finalorder.briefs.svg import Caption, PictureName, render_standalone

__all__ = [
    "Alternative",
    "Canvas",
    "Caption",
    "FeedEntry",
    "FeedHead",
    "ForecastMaterial",
    "IceFigures",
    "PageOptions",
    "PictureName",
    "create_environment",
    "draw_answer",
    "export_brief",
    "format_feed",
    "load_ice_figures",
    "make_slug",
    "print_pages",
    "read_entries",
    "render_png",
    "render_standalone",
    "serialize_brief",
    "wrap_text",
    "write_answer_chart",
    "write_brief",
    "write_diff_pages",
    "write_forecast_page",
    "write_sentences",
]
