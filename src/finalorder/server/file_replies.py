"""A request for a file of the site, answered: found in the list, negotiated, unchanged, whole or in part."""

from dataclasses import dataclass, replace

import anyio.to_thread
from starlette.datastructures import Headers

from finalorder.server.headers import SHORT, describe_file
from finalorder.server.negotiation import choose_coding, choose_form, choose_language, read_range
from finalorder.server.replies import Reply, lead_to, leave_out_body, say
from finalorder.server.site_folder import SMALL_FILE, SiteFile, SiteFolder
from finalorder.site import ARCHIVE
from finalorder.words import LANGUAGES

INDEX, MISSING, LATEST = "index.html", "404.html", "latest"
#: the forms of a page besides itself, and their media types
FORMS = {"": "text/html", ".json": "application/json", ".csv": "text/csv"}


@dataclass(frozen=True, slots=True)
class FileRequest:
    """What is asked: a path without the slash at its beginning, a query, the method, and headers."""

    path: str
    query: str
    method: str
    headers: Headers


async def answer_request(folder: SiteFolder, asked: FileRequest) -> Reply:
    """Answer a request for a file of the site.

    :raises FileNotFoundError: if a file of the list is not there any more: the site was published again.
    """
    if not asked.path and INDEX in folder.files:
        return _lead_to_language(asked)
    first, _, rest = asked.path.partition("/")
    if first == LATEST:
        return lead_to(f"{rest}{_write_query(asked)}", cache_control=SHORT)
    inside = asked.path.split("/", 2)
    if len(inside) == 3 and inside[0] == ARCHIVE and inside[2].startswith(f"{ARCHIVE}/"):
        return lead_to(inside[2], 301, cache_control=SHORT)  # from within a release to another one
    if asked.path and not asked.path.endswith("/") and f"{asked.path}/{INDEX}" in folder.files:
        return lead_to(f"/{asked.path}/{_write_query(asked)}", 301, cache_control=SHORT)
    name, varied = _choose_form(folder, asked)
    file = folder.files.get(name)
    if file is None:
        return await _answer_missing(folder)
    return await _answer_file(folder, file, asked, {**describe_file(file.path), **varied})


def _lead_to_language(asked: FileRequest) -> Reply:
    lang = choose_language(asked.headers.get("accept-language", ""), LANGUAGES)
    return lead_to(f"/{lang}/{_write_query(asked)}", vary="Accept-Language", cache_control=SHORT)


def _write_query(asked: FileRequest) -> str:
    return f"?{asked.query}" if asked.query else ""


def _choose_form(folder: SiteFolder, asked: FileRequest) -> tuple[str, dict[str, str]]:
    """Choose what of a page a client would have: the page itself, or its rows as JSON or CSV."""
    if not asked.path.endswith("/"):
        return asked.path, {}
    forms = {
        media: f"{asked.path[:-1]}{ending}" if ending else f"{asked.path}{INDEX}" for ending, media in FORMS.items()
    }
    there = {path: media for media, path in forms.items() if path in folder.files}
    if len(there) < 2:
        return f"{asked.path}{INDEX}", {}
    chosen = choose_form(asked.headers.get("accept", "*/*"), there)
    where = {} if chosen.endswith(INDEX) else {"content-location": f"/{chosen}"}
    return chosen, {"vary": "Accept", **where}


async def _answer_missing(folder: SiteFolder) -> Reply:
    page = folder.files.get(MISSING)
    if page is None:
        return say(404, "There is no such page.")
    body = await _read_small(folder, page)
    headers = {**describe_file(MISSING), "cache-control": SHORT, "content-length": str(len(body))}
    return Reply(404, headers, body)


async def _answer_file(folder: SiteFolder, file: SiteFile, asked: FileRequest, headers: dict[str, str]) -> Reply:
    wanted = asked.headers.get("range") if asked.method == "GET" else None
    sent = file if wanted else _choose_packed(file, asked, headers)
    headers["etag"] = sent.etag
    if _is_known(asked.headers.get("if-none-match"), sent.etag):
        return leave_out_body(Reply(304, headers))
    if wanted and asked.headers.get("if-range", sent.etag).strip() == sent.etag:
        return await _answer_part(folder, sent, wanted, headers)
    return await _answer_whole(folder, sent, headers)


def _choose_packed(file: SiteFile, asked: FileRequest, headers: dict[str, str]) -> SiteFile:
    if not file.packed:
        headers["accept-ranges"] = "bytes"
        return file
    headers["vary"] = ", ".join(filter(None, (headers.get("vary"), "Accept-Encoding")))
    sizes = {coding: each.size for coding, each in file.packed.items()}
    coding = choose_coding(asked.headers.get("accept-encoding", ""), sizes)
    if not coding:
        headers["accept-ranges"] = "bytes"
        return file
    headers["content-encoding"] = coding
    return file.packed[coding]


def leave_out_known(reply: Reply, asked: FileRequest) -> Reply:
    """Leave the body out of an answer that the client has already."""
    if reply.status == 200 and _is_known(asked.headers.get("if-none-match"), reply.headers["etag"]):
        return leave_out_body(reply)
    return reply


def _is_known(header: str | None, etag: str) -> bool:
    if header is None:
        return False
    return header.strip() == "*" or etag in [each.strip().removeprefix("W/") for each in header.split(",")]


async def _answer_whole(folder: SiteFolder, file: SiteFile, headers: dict[str, str]) -> Reply:
    if file.size > SMALL_FILE:
        opened = await anyio.to_thread.run_sync(folder.open_file, file)
        return Reply(200, {**headers, "content-length": str(file.size)}, file=opened, length=file.size)
    body = await _read_small(folder, file)
    return Reply(200, {**headers, "content-length": str(len(body))}, body)


async def _read_small(folder: SiteFolder, file: SiteFile) -> bytes:
    kept = folder.kept.find(file.path)
    return await anyio.to_thread.run_sync(folder.read_small, file) if kept is None else kept


async def _answer_part(folder: SiteFolder, file: SiteFile, wanted: str, headers: dict[str, str]) -> Reply:
    headers["accept-ranges"] = "bytes"
    try:
        found = read_range(wanted, file.size)
    except ValueError:
        reply = say(416, "No byte of the file is in that range.", content_range=f"bytes */{file.size}")
        return replace(reply, headers={**headers, **reply.headers})
    if found is None:
        return await _answer_whole(folder, file, headers)
    first, last = found
    length = last - first + 1
    headers |= {"content-range": f"bytes {first}-{last}/{file.size}", "content-length": str(length)}
    opened = await anyio.to_thread.run_sync(folder.open_file, file)
    return Reply(206, headers, file=opened, first=first, length=length)
