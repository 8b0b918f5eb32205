"""The headers of a file: what it is, how long it holds, who may use it, and what a browser may do with it."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePosixPath

from finalorder.site import ARCHIVE

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".csv": "text/csv; charset=utf-8; header=present",
    ".svg": "image/svg+xml; charset=utf-8",
    ".png": "image/png",
    ".xml": "application/xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".toml": "application/toml; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
}
#: what other sites' pages may read: everything that is no page, and no part of one
_NOT_DATA = (".html", ".css", ".js")
IMMUTABLE, SHORT, NEVER = "public, max-age=31536000, immutable", "public, max-age=300", "no-store"
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors "
)
#: a brief is one file with its stylesheet in it, and has no script at all
_BRIEF_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
#: every answer has these
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}


@lru_cache(4_096)
def describe_file(path: str) -> Mapping[str, str]:
    """Say what a file is, how long it holds, and what may be done with it."""
    return {"content-type": name_type(path), "cache-control": _name_lifetime(path), **protect(path)}


def name_type(path: str) -> str:
    """Name the media type of a file by its ending."""
    return TYPES.get(PurePosixPath(path).suffix, "application/octet-stream")


def protect(path: str) -> Mapping[str, str]:
    """Say what a browser may do with a file: no script but the site's own, no frame but of what is made for frames."""
    inside = path.split("/")
    inside = inside[2:] if inside[0] == ARCHIVE else inside
    if not path.endswith(_NOT_DATA):
        return {"content-security-policy": _FILE_POLICY, **ALWAYS, **share()}
    if inside[:1] == ["embed"]:
        return {
            "content-security-policy": f"{_PAGE_POLICY}*",
            **ALWAYS,
            "cross-origin-resource-policy": "cross-origin",
        }
    policy = _BRIEF_POLICY if inside[:1] == ["briefs"] else f"{_PAGE_POLICY}'none'"
    return {
        "content-security-policy": policy,
        "x-frame-options": "DENY",
        "cross-origin-resource-policy": "same-origin",
        **ALWAYS,
    }


def share() -> Mapping[str, str]:
    """Let pages of other sites read an answer."""
    return {
        "access-control-allow-origin": "*",
        "access-control-expose-headers": "etag, content-range, content-length",
        "cross-origin-resource-policy": "cross-origin",
    }


def _name_lifetime(path: str) -> str:
    parts = path.split("/")
    # r/<release>/... never changes, but for the page that leads back to the list of releases
    return IMMUTABLE if parts[0] == ARCHIVE and len(parts) > 2 and parts[2] != ARCHIVE else SHORT
