"""The brief: pages that a newsroom, a legal-aid office or a county can read, print and check."""

from finalorder.briefs.brief_files import PageOptions, export_brief, serialize_brief, write_brief
from finalorder.briefs.forecast_page import Alternative, ForecastMaterial, write_forecast_page
from finalorder.briefs.ice_figures import IceFigures, load_ice_figures
from finalorder.briefs.pdf import print_pages

__all__ = [
    "Alternative",
    "ForecastMaterial",
    "IceFigures",
    "PageOptions",
    "export_brief",
    "load_ice_figures",
    "print_pages",
    "serialize_brief",
    "write_brief",
    "write_forecast_page",
]
