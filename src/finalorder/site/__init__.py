"""The site: everything that a release publishes, as a folder of pages that any host can carry."""

from finalorder.site.publish import PublishedSite, SiteSettings, publish_site, require_plan
from finalorder.site.published_rows import PublishedRows

__all__ = ["PublishedRows", "PublishedSite", "SiteSettings", "publish_site", "require_plan"]
