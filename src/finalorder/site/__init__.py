"""The site: everything that a release publishes, as a folder of pages that any host can carry."""

from finalorder.site.checksums import ARCHIVE, CHECKSUMS, read_checksums
from finalorder.site.compression import CODINGS, ENDINGS, compress_now, is_worth_compressing
from finalorder.site.explore import (
    EXPLORE,
    SiteAnswer,
    SiteQuestion,
    answer_site_question,
    list_splits,
    read_address,
    read_form,
)
from finalorder.site.explore_pages import make_answer_page, make_refusal_page, write_findings
from finalorder.site.page import Page
from finalorder.site.publish import PublishedSite, SiteSettings, publish_site, require_plan
from finalorder.site.published_rows import PublishedRows
from finalorder.site.render import render_live_page
from finalorder.site.search import find_terms, make_search_page
from finalorder.site.site_files import require_site_place
from finalorder.site.site_record import RECORD, OpenedSite, open_site

__all__ = [
    "ARCHIVE",
    "CHECKSUMS",
    "CODINGS",
    "ENDINGS",
    "EXPLORE",
    "RECORD",
    "OpenedSite",
    "Page",
    "PublishedRows",
    "PublishedSite",
    "SiteAnswer",
    "SiteQuestion",
    "SiteSettings",
    "answer_site_question",
    "compress_now",
    "find_terms",
    "is_worth_compressing",
    "list_splits",
    "make_answer_page",
    "make_refusal_page",
    "make_search_page",
    "open_site",
    "publish_site",
    "read_address",
    "read_checksums",
    "read_form",
    "render_live_page",
    "require_plan",
    "require_site_place",
    "write_findings",
]
