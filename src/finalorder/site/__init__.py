"""The site: everything that a release publishes, as a folder of pages that any host can carry."""

from finalorder.site.checksums import ARCHIVE, CHECKSUMS, read_checksums
from finalorder.site.compression import CODINGS, ENDINGS
from finalorder.site.publish import PublishedSite, SiteSettings, publish_site, require_plan
from finalorder.site.published_rows import PublishedRows
from finalorder.site.site_record import RECORD, OpenedSite, open_site

__all__ = [
    "ARCHIVE",
    "CHECKSUMS",
    "CODINGS",
    "ENDINGS",
    "RECORD",
    "OpenedSite",
    "PublishedRows",
    "PublishedSite",
    "SiteSettings",
    "open_site",
    "publish_site",
    "read_checksums",
    "require_plan",
]
