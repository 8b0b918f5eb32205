"""Get the court's release: only when it is new, resumed where it stopped, checked before it is published."""

from finalorder.fetch.download import FetchResult, fetch_release
from finalorder.fetch.retries import SILENT_FETCH_LISTENER, FetchListener

__all__ = ["SILENT_FETCH_LISTENER", "FetchListener", "FetchResult", "fetch_release"]
