"""What a client would rather have, read from headers that browsers and others send."""

import pytest

pytest.importorskip("starlette", reason="the extra finalorder[server] is not installed")

from finalorder.server.limits import MOST_CLIENTS, RateLimit
from finalorder.server.negotiation import choose_coding, choose_form, choose_language, read_choices, read_range


def test_weights_are_read_and_nonsense_is_left_out() -> None:
    assert read_choices("text/html, application/json;q=0.5, */*;q=0.1") == {
        "text/html": 1.0,
        "application/json": 0.5,
        "*/*": 0.1,
    }
    assert read_choices("a;q=2, b;q=x, c;q=-1, ;q=1, d;v=1;q=0.25") == {"d": 0.25}
    assert len(read_choices(",".join(f"a{n}" for n in range(10_000)))) <= 32


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-419,es;q=0.9,en;q=0.8", "es"),
        ("en-US,es;q=0.9", "en"),
        ("fr, es;q=0.1", "es"),
        ("es;q=0", "en"),
    ],
)
def test_a_language_is_chosen_as_the_browser_lists_it(header: str, lang: str) -> None:
    assert choose_language(header, ("en", "es")) == lang


def test_a_browser_gets_the_page_and_a_program_the_rows() -> None:
    forms = {"page": "text/html", "rows": "application/json"}
    assert choose_form("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", forms) == "page"
    assert choose_form("*/*", forms) == "page"
    assert choose_form("application/*", forms) == "rows"
    assert choose_form("application/json, text/html;q=0.9", forms) == "rows"
    assert choose_form("image/png", forms) == "page"


def test_the_smallest_of_equal_codings_is_chosen() -> None:
    sizes = {"br": 90, "zstd": 100}
    assert choose_coding("gzip, deflate, br, zstd", sizes) == "br"
    assert choose_coding("zstd, br;q=0.5", sizes) == "zstd"
    assert choose_coding("*", sizes) == "br"
    assert choose_coding("br;q=0, *;q=0.1", sizes) == "zstd"
    assert choose_coding("gzip", sizes) == ""


def test_a_range_has_both_ends_in_the_file() -> None:
    assert read_range("bytes=0-", 10) == (0, 9)
    assert read_range("bytes=-100", 10) == (0, 9)
    assert read_range("bytes=-", 10) is None
    for nowhere in ("bytes=10-", "bytes=-0", "bytes=99-100"):
        with pytest.raises(ValueError, match="bytes"):
            read_range(nowhere, 10)


def test_a_bucket_fills_again_and_never_runs_over() -> None:
    now = [0.0]
    limit = RateLimit(2, 4, lambda: now[0])
    assert [limit.find_wait("a") for _ in range(5)] == [0, 0, 0, 0, 1]
    now[0] = 0.5
    assert [limit.find_wait("a"), limit.find_wait("a")] == [0, 1]
    now[0] = 1_000
    assert [limit.find_wait("a") for _ in range(5)] == [0, 0, 0, 0, 1]


def test_clients_are_forgotten_so_that_memory_is_bounded() -> None:
    limit = RateLimit(1, 1, lambda: 0.0)
    for number in range(MOST_CLIENTS + 500):
        limit.find_wait(str(number))
    assert len(limit) == MOST_CLIENTS
