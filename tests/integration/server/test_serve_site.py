"""A published folder through the server: negotiated, unchanged, in part, and never anything else."""

import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from finalorder.errors import DamagedError, InputError
from support.small_site import FILES, PAGE, SECRET, ask, hide_secrets, write_small_site

pytest.importorskip("starlette", reason="the extra finalorder[server] is not installed")
pytest.importorskip("uvicorn", reason="the extra finalorder[server] is not installed")

from finalorder.server import LiveSite, ServerSettings, create_app, load_site_folder

HOUSTON = "/en/cities/houston/"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_small_site(tmp_path)


@pytest.fixture
def app(site: Path) -> Any:
    return create_app(LiveSite(site), ServerSettings(rate=0))


def test_the_root_leads_to_the_language_that_is_asked_for(app: Any) -> None:
    assert ask(app, "/").headers["location"] == "/en/"
    assert ask(app, "/", accept_language="es-MX,en;q=0.5").headers["location"] == "/es/"
    assert ask(app, "/", accept_language="de").headers["location"] == "/en/"
    assert ask(app, "/").headers["vary"] == "Accept-Language"


def test_a_page_is_also_its_rows(app: Any) -> None:
    assert ask(app, HOUSTON).body == PAGE
    assert ask(app, HOUSTON, accept="application/json").body == FILES["en/cities/houston.json"]
    assert ask(app, HOUSTON, accept="text/csv;q=0.9, text/html;q=0.1").body == FILES["en/cities/houston.csv"]
    assert ask(app, HOUSTON, accept="image/png").body == PAGE
    assert "Accept" in ask(app, HOUSTON).headers["vary"]


def test_a_page_without_its_slash_leads_to_it(app: Any) -> None:
    told = ask(app, "/en/cities/houston?from=feed")
    assert (told.status, told.headers["location"]) == (301, "/en/cities/houston/?from=feed")


def test_a_compressed_form_is_sent_to_whoever_takes_it(app: Any) -> None:
    for coding, codec in (("br", "brotli"), ("zstd", "zstd")):
        told = ask(app, HOUSTON, accept_encoding=coding)
        assert told.headers["content-encoding"] == coding
        assert pa.Codec(codec).decompress(told.body, len(PAGE), asbytes=True) == PAGE
        assert told.headers["etag"].endswith(f'-{coding}"')
    for refused in ("", "gzip", "br;q=0, zstd;q=0", "identity"):
        assert ask(app, HOUSTON, accept_encoding=refused).body == PAGE


def test_what_a_client_has_already_is_not_sent_again(app: Any) -> None:
    etag = ask(app, HOUSTON).headers["etag"]
    for header in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        told = ask(app, HOUSTON, if_none_match=header)
        assert (told.status, told.body) == (304, b"")
        assert told.headers["etag"] == etag
    assert ask(app, HOUSTON, if_none_match='"other"').status == 200


def test_the_tag_is_that_of_the_content(app: Any, tmp_path: Path) -> None:
    other = create_app(LiveSite(write_small_site(tmp_path, {**FILES, "en/index.html": b"changed"})), ServerSettings())
    assert ask(app, HOUSTON).headers["etag"] == ask(other, HOUSTON).headers["etag"]
    assert ask(app, "/en/").headers["etag"] != ask(other, "/en/").headers["etag"]


@pytest.mark.parametrize(
    ("header", "status", "body"),
    [
        ("bytes=0-9", 206, b"0123456789"),
        ("bytes=599995-", 206, b"56789"),
        ("bytes=-3", 206, b"789"),
        ("bytes=599999-700000", 206, b"9"),
        ("bytes=600000-", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=9-3", 200, None),
        ("bytes=a-b", 200, None),
        ("bytes=0-1,5-6", 200, None),
        ("rows=0-1", 200, None),
        ("bytes=99999999999999999999999999-", 200, None),
    ],
)
def test_a_part_of_a_file_can_be_asked_for(app: Any, header: str, status: int, body: bytes | None) -> None:
    told = ask(app, "/data/large.csv", range=header)
    assert told.status == status
    whole = FILES["data/large.csv"]
    assert told.body == (body if body is not None else whole if status == 200 else told.body)
    if status == 206:
        assert told.headers["content-range"].endswith("/600000")


def test_a_part_of_another_version_is_the_whole(app: Any) -> None:
    etag = ask(app, "/data/large.csv").headers["etag"]
    assert ask(app, "/data/large.csv", range="bytes=0-1", if_range=etag).status == 206
    assert ask(app, "/data/large.csv", range="bytes=0-1", if_range='"other"').status == 200


def test_a_head_has_the_headers_of_the_answer_and_no_body(app: Any) -> None:
    for path in (HOUSTON, "/data/large.csv", "/nowhere", "/health"):
        got, head = ask(app, path), ask(app, path, "HEAD")
        assert head.body == b""
        assert (head.status, head.headers["content-length"]) == (got.status, got.headers["content-length"])


def test_a_release_never_changes_and_a_page_may(app: Any) -> None:
    assert "immutable" in ask(app, "/r/2026-07/en/").headers["cache-control"]
    assert "immutable" not in ask(app, "/r/").headers["cache-control"]
    assert "immutable" not in ask(app, HOUSTON).headers["cache-control"]
    assert ask(app, "/latest/en/cities/houston/").headers["location"] == HOUSTON
    assert ask(app, "/latest//evil.example/").headers["location"] == "/evil.example/"


def test_pages_have_no_script_but_the_sites_own_and_data_may_be_read_from_anywhere(app: Any) -> None:
    page, data = ask(app, HOUSTON), ask(app, "/en/cities/houston.json")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "access-control-allow-origin" not in page.headers
    assert data.headers["access-control-allow-origin"] == "*"
    assert "frame-ancestors *" in ask(app, "/embed/en/cities/houston.html").headers["content-security-policy"]
    for told in (page, data, ask(app, "/"), ask(app, "/nowhere"), ask(app, "/x", "POST"), ask(app, "/health")):
        assert told.headers["x-content-type-options"] == "nosniff"
        assert told.headers["referrer-policy"] == "no-referrer"
    assert ask(app, "/en/cities/houston.json", "OPTIONS").status == 204


def test_what_is_not_published_is_not_there(tmp_path: Path, site: Path) -> None:
    hide_secrets(tmp_path, site)
    app = create_app(LiveSite(site), ServerSettings(rate=0))
    for path in (
        "/draft.html",
        "/en/link.html",
        "/outside/secret.txt",
        "/../secret.txt",
        "/en/%2e%2e/%2e%2e/secret.txt",
    ):
        told = ask(app, path)
        assert (told.status, told.body) == (404, FILES["404.html"])


def test_a_published_file_that_became_a_link_is_not_followed(tmp_path: Path, site: Path) -> None:
    live = LiveSite(site)
    hide_secrets(tmp_path, site)
    page = Path(os.path.realpath(site)) / "en/index.html"
    page.unlink()
    page.symlink_to(tmp_path / "secret.txt")
    told = ask(create_app(live, ServerSettings()), "/en/")
    assert told.status == 503
    assert SECRET not in told.body


def test_methods_and_addresses_that_make_no_sense_are_refused(app: Any) -> None:
    assert (ask(app, HOUSTON, "DELETE").status, ask(app, HOUSTON, "PROPFIND").status) == (405, 405)
    assert ask(app, "/" + "x" * 5_000).status == 414
    assert ask(app, "/\0").status == 404


def test_whoever_asks_too_much_waits_and_others_do_not(site: Path) -> None:
    app = create_app(LiveSite(site), ServerSettings(rate=0.001, burst=3))
    told = [ask(app, HOUSTON) for _ in range(5)]
    assert [each.status for each in told] == [200, 200, 200, 429, 429]
    assert int(told[3].headers["retry-after"]) > 0
    assert ask(app, HOUSTON, client="192.0.2.2").status == 200
    assert ask(app, "/health").status == 200


def test_health_numbers_and_the_log_say_nothing_of_a_client(site: Path) -> None:
    lines: list[str] = []
    app = create_app(LiveSite(site), ServerSettings(log=lines.append))
    ask(app, HOUSTON + "?q=my+name", client="203.0.113.77", user_agent="mine")
    ask(app, "/a\r\nb\x1b[0m", client="203.0.113.77")
    numbers = ask(app, "/metrics").body.decode()
    assert 'finalorder_requests_total{status="200"} 1' in numbers
    assert 'finalorder_requests_total{status="404"} 1' in numbers
    written = "\n".join(lines)
    assert written.startswith("GET /en/cities/houston/ 200 ")
    assert all(line.isprintable() for line in lines)
    for told in ("203.0.113.77", "name", "mine"):
        assert told not in written + numbers
    assert b'"status":"ok"' in ask(app, "/health").body


def test_a_new_publication_is_taken_up_and_no_request_is_dropped(tmp_path: Path, site: Path) -> None:
    live = LiveSite(site)
    app = create_app(live, ServerSettings(rate=0))
    old = Path(os.path.realpath(site))
    write_small_site(tmp_path, {**FILES, "en/new/index.html": b"new", "en/index.html": b"changed"})
    assert ask(app, "/en/").body == FILES["en/index.html"], "the old one stands until it is looked at again"
    for path in old.rglob("*"):
        if path.is_file():
            path.unlink()
    assert ask(app, "/es/").status == 200, "its files are gone: the new one is taken up at once"
    assert ask(app, "/en/new/").body == b"new"
    assert (live.reloads, live.refresh()) == (1, False)


def test_a_publication_that_cannot_be_read_leaves_the_old_one(tmp_path: Path, site: Path) -> None:
    live = LiveSite(site)
    app = create_app(live, ServerSettings(rate=0))
    broken = write_small_site(tmp_path)
    (broken / "checksums.txt").write_text("no list", encoding="utf-8")
    assert not live.refresh()
    assert ask(app, HOUSTON).status == 200
    assert b'"status":"stale"' in ask(app, "/health").body


def test_a_page_says_how_it_is_put_into_another(app: Any) -> None:
    for url in ("https://x.example/en/cities/houston/", "/embed/en/cities/houston.html"):
        assert ask(app, f"/oembed?url={url}").body == FILES["en/cities/houston.oembed.json"]
    assert ask(app, "/oembed?url=https://x.example/en/").status == 404
    assert ask(app, "/oembed?url=/en/cities/houston/&format=xml").status == 501
    assert ask(app, "/oembed").status == 404


def test_a_folder_that_is_no_site_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a site made by publish"):
        load_site_folder(tmp_path)
    site = write_small_site(tmp_path)
    (site / "checksums.txt").unlink()
    with pytest.raises(InputError, match=r"has no checksums\.txt"):
        load_site_folder(site)
    (site / "site.json").write_text("[]", encoding="utf-8")
    with pytest.raises(DamagedError, match="damaged"):
        load_site_folder(site)
