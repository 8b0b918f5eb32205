"""Explore: one short address a question, published rows for an answer, and an honest no."""

import csv
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finalorder.errors import FinalorderError, InputError, NotInLakeError
from finalorder.site import PublishedRows, answer_site_question, find_terms, open_site, read_address, read_form
from finalorder.words import load_words, translate_phrases
from support.small_site import ask

#: words that no sentence in Spanish has
ENGLISH = frozenset(("is", "are", "not", "there", "the", "of", "did", "you", "mean", "write", "names", "years", "has"))
HOUSTON = "explore/in-absentia/houston/2021-2025"


@pytest.fixture(scope="module")
def rows(houston_site: Path) -> PublishedRows:
    return open_site(houston_site).rows


@pytest.fixture(scope="module")
def app(houston_site: Path) -> Any:
    pytest.importorskip("uvicorn", reason="the extra finalorder[server] is not installed")
    pytest.importorskip("starlette", reason="the extra finalorder[server] is not installed")
    from finalorder.server import LiveSite, ServerSettings, create_app

    return create_app(LiveSite(houston_site), ServerSettings(rate=0))


@pytest.mark.parametrize(
    ("form", "address"),
    [
        ({"measure": "In Absentia", "city": "HOUSTON", "years": "2025 - 2021"}, HOUSTON),
        ({"measure": "in_absentia", "city": "Harris County, Texas", "years": "2021-2025"}, HOUSTON),
        ({"method": "m1A", "by": "fiscal_year"}, "explore/in-absentia/m1a"),
        ({"measure": "backlog", "city": "all", "by": "Nationality"}, "explore/backlog/nationality"),
        ({"measure": "backlog", "city": "Twin Cities", "years": "2024"}, "explore/backlog/fort-snelling/2024"),
    ],
)
def test_a_question_has_one_address_however_it_is_written(
    rows: PublishedRows, form: dict[str, str], address: str
) -> None:
    question = read_form(form, rows)
    assert question.address == address
    assert read_address(address.split("/")[1:], rows) == question
    _, measure, *rest = address.split("/")
    assert read_address([measure, *reversed(rest)], rows) == question


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"measure": "backlogg"}, "backlog"),
        ({"measure": "backlog", "city": "Hoston"}, "Houston"),
        ({"measure": "backlog", "method": "M1a"}, "method of backlog"),
        ({"measure": "backlog", "by": "shoe-size"}, "split"),
        ({"measure": "backlog", "years": "last year"}, "2021-2025"),
        ({"measure": "backlog", "city": "Texas"}, "several courts"),
        ({}, "measure"),
        ({"measure": "\0" * 9, "city": "x" * 10_000}, "measure"),
    ],
)
def test_a_question_that_is_not_understood_says_what_would_be(
    rows: PublishedRows, form: dict[str, str], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        read_form(form, rows)


def test_every_measure_and_split_is_answered_or_says_how_it_is_counted(rows: PublishedRows) -> None:
    answered = refused = 0
    for measure in rows.measures:
        for split in ("", "custody", "nationality", "court"):
            for city in ("", "Houston"):
                question = read_form({"measure": measure, "by": split, "city": city}, rows)
                try:
                    found = answer_site_question(question, rows)
                except NotInLakeError:
                    refused += 1
                    continue
                answered += 1
                assert found.methods
                assert {row.city for row in found.answer} <= {city}
                assert all(row.measure == measure for row in found.answer)
    assert answered > 60
    assert refused > 10


def test_the_rows_are_those_of_the_table_that_is_published(rows: PublishedRows) -> None:
    found = answer_site_question(read_form({"measure": "backlog", "by": "nationality"}, rows), rows)
    table = {row.to_tuple() for row in rows.read_table("nationality")}
    assert {row.to_tuple() for row in found.answer} <= table
    assert any(row.value is not None for row in found.answer)


def test_a_form_leads_to_its_address_and_a_plain_question_to_the_page_of_every_site(app: Any) -> None:
    told = ask(app, "/en/explore/?measure=in_absentia&city=Houston&by=&method=&years=2021-2025")
    assert (told.status, told.headers["location"]) == (303, f"/en/{HOUSTON}/")
    told = ask(app, "/es/explore/?measure=in_absentia&city=Houston")
    assert told.headers["location"] == "/es/cities/houston/in-absentia/"
    told = ask(app, "/en/explore/in-absentia/2021-2025/houston/")
    assert (told.status, told.headers["location"]) == (301, f"/en/{HOUSTON}/")
    assert ask(app, "/en/explore/backlog.csv").headers["location"] == "/en/measures/backlog.csv"


def test_an_answer_is_a_page_with_its_sentence_and_six_files(app: Any) -> None:
    page = ask(app, f"/en/{HOUSTON}/")
    text = page.body.decode()
    assert page.status == 200
    assert "SIMULATED" in text
    assert "Method M1a" in text
    assert "FY2025" in text
    assert "FY2020" not in text
    assert "finalorder measure in_absentia --lake lake --by fiscal-year --where city=Houston" in text
    for ending in ("csv", "json", "xlsx", "parquet", "svg", "png"):
        assert f'"../2021-2025.{ending}"' in text
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert ask(app, f"/en/{HOUSTON}/", if_none_match=page.headers["etag"]).status == 304


@pytest.mark.parametrize(("coding", "codec"), [("br", "brotli"), ("zstd", "zstd")])
def test_an_answer_is_compressed_for_whoever_takes_it(app: Any, coding: str, codec: str) -> None:
    for address in (f"/en/{HOUSTON}/", f"/en/{HOUSTON}.json", "/en/explore/?measure=shoes", "/es/search/?q=huston"):
        plain = ask(app, address)
        for _ in range(2):
            packed = ask(app, address, accept_encoding=f"gzip, {coding}")
            assert packed.headers["content-encoding"] == coding
            assert pa.Codec(codec).decompress(packed.body, len(plain.body), asbytes=True) == plain.body
            assert packed.headers["content-length"] == str(len(packed.body))
        assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"
        assert plain.headers["etag"] != packed.headers["etag"]
        assert len(packed.body) < len(plain.body) / 2
    tag = ask(app, f"/en/{HOUSTON}/", accept_encoding=coding).headers["etag"]
    assert ask(app, f"/en/{HOUSTON}/", accept_encoding=coding, if_none_match=tag).status == 304
    assert ask(app, f"/en/{HOUSTON}/", if_none_match=tag).status == 200
    assert "content-encoding" not in ask(app, f"/en/{HOUSTON}.png", accept_encoding=coding).headers


def test_the_address_that_is_cited_has_the_answer_of_that_release(app: Any, rows: PublishedRows) -> None:
    page = ask(app, f"/en/{HOUSTON}/").body.decode()
    (cited,) = re.findall(r"https://example\.org(/r/[^\s<]+/)", page)
    assert cited == f"/r/{rows.release.name}/en/{HOUSTON}/"
    assert ask(app, cited).status == 200
    assert ask(app, f"{cited[:-1]}.csv").body == ask(app, f"/en/{HOUSTON}.csv").body
    moved = ask(app, f"/r/{rows.release.name}/en/explore/?measure=backlog&years=2024")
    assert moved.headers["location"] == f"/r/{rows.release.name}/en/explore/backlog/2024/"
    assert ask(app, f"/r/nowhere/en/{HOUSTON}/").status == 404


def test_a_hidden_number_is_not_called_unknown(app: Any) -> None:
    table = ask(app, f"/en/{HOUSTON}/").body.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    assert "FY" not in table
    assert "not known" not in table


def test_the_six_files_have_the_same_rows(app: Any, tmp_path: Path) -> None:
    told = {ending: ask(app, f"/en/{HOUSTON}.{ending}") for ending in ("csv", "json", "xlsx", "parquet", "svg", "png")}
    assert {each.status for each in told.values()} == {200}
    values = [row["value"] for row in json.loads(told["json"].body)["rows"]]
    read = [
        float(row["value"]) if row["value"] else None for row in csv.DictReader(io.StringIO(told["csv"].body.decode()))
    ]
    assert read == values
    assert pq.read_table(io.BytesIO(told["parquet"].body)).column("value").to_pylist() == values
    book = openpyxl.load_workbook(io.BytesIO(told["xlsx"].body))
    heads, *lines = book["rows"].iter_rows(values_only=True)
    assert [line[heads.index("value")] for line in lines] == values
    assert dict(book["about"].iter_rows(values_only=True))["stamps"] == "['SIMULATED']"
    assert told["png"].body.startswith(b"\x89PNG")
    assert b"SIMULATED" in told["svg"].body


def test_a_page_of_the_site_has_other_forms_when_they_are_asked_for(app: Any) -> None:
    rows = json.loads(ask(app, "/en/cities/houston/backlog.json").body)["rows"]
    table = pq.read_table(io.BytesIO(ask(app, "/en/cities/houston/backlog.parquet").body))
    assert table.column("value").to_pylist() == [row["value"] for row in rows]
    assert ask(app, "/en/cities/houston/backlog.png").headers["content-type"] == "image/png"
    assert ask(app, "/en/cities/houston/backlog.xlsx").body == ask(app, "/en/cities/houston/backlog.xlsx").body
    assert ask(app, "/en/cities/nowhere/backlog.xlsx").status == 404


def test_a_code_of_the_court_is_named(app: Any) -> None:
    told = html.unescape(ask(app, "/en/explore/backlog/houston/custody/").body.decode())
    assert ">Never detained<" in told
    assert "N (N)" not in told
    assert ">Nunca detenido<" in ask(app, "/es/explore/backlog/houston/custody/").body.decode()


def test_each_city_has_a_page_by_custody_and_others_without_a_server(houston_site: Path) -> None:
    city = (houston_site / "es/cities/houston/index.html").read_text(encoding="utf-8")
    for split in ("custody", "represented", "family-docket", "docket", "initial", "juvenile"):
        assert f'href="../../cities/houston/by/{split}/"' in city
    page = (houston_site / "es/cities/houston/by/custody/index.html").read_text(encoding="utf-8")
    assert "Nunca detenido" in page
    rows = json.loads((houston_site / "es/cities/houston/by/custody.json").read_text(encoding="utf-8"))["rows"]
    assert {row["city"] for row in rows} == {"Houston"}
    assert len({row["measure"] for row in rows}) > 8
    assert {"shown", "hidden"} <= {row["status"] for row in rows}


def test_what_is_not_published_says_so_with_the_command_that_counts_it(app: Any) -> None:
    told = ask(app, "/es/explore/backlog/houston/language/2020/")
    assert told.status == 404
    assert "no está entre las tablas" in told.body.decode()
    assert "finalorder measure backlog" in told.body.decode()
    told = ask(app, "/en/explore/?measure=backlog&city=Hoston")
    assert told.status == 404
    assert "did you mean" in told.body.decode()
    assert ask(app, "/en/explore/backlog/%3Cscript%3E/").status == 404
    text = ask(app, "/en/explore/?measure=<script>alert(1)</script>").body.decode()
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("years", ["1800", "1800-2024", "0000", "9999", "1951", "2049", "2040-2049"])
def test_years_that_no_record_has_are_told_as_such(app: Any, years: str) -> None:
    for path in (f"/en/explore/in-absentia/houston/{years}/", f"/en/explore/in-absentia/{years}.csv"):
        told = ask(app, path)
        assert told.status == 404, path
        assert "the years are FY" in told.body.decode() or "write years from" in told.body.decode(), path


def test_the_parts_of_an_address_may_stand_in_any_order(app: Any) -> None:
    assert ask(app, "/en/explore/houston/2021-2025/in-absentia/").headers["location"] == f"/en/{HOUSTON}/"


def test_without_a_server_the_form_has_pages_to_start_from(houston_site: Path) -> None:
    text = (houston_site / "en/explore/index.html").read_text(encoding="utf-8")
    assert 'action="../explore/"' in text
    for link in ("../measures/backlog/", "../cities/houston/", "../explore/in-absentia/custody/"):
        assert f'href="{link}"' in text
    assert (houston_site / "en/explore/in-absentia/custody/index.html").is_file()
    assert "finalorder measure in_absentia --lake lake" in text, "a static host cannot say it in answer to the form"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("houston", "cities/houston"),
        ("Huston", "cities/houston"),
        ("Harris County, TX", "cities/houston"),
        ("Harris County", "cities/houston"),
        ("backlog", "measures/backlog"),
        ("pendng cases", "measures/backlog"),
        ("in absentia", "measures/in-absentia"),
        ("family operation", "operations/2019-06-family-operation"),
    ],
)
def test_a_page_is_found_by_what_people_call_it(houston_site: Path, text: str, address: str) -> None:
    terms = open_site(houston_site).list_search_terms("en")
    assert address in [found for _, found in find_terms(text, terms)]


def test_the_server_searches_in_both_languages(app: Any) -> None:
    for asked in ("Huston", "Harris", "Galvestn county", "Chambrs"):
        told = ask(app, f"/es/search/?q={asked.replace(' ', '+')}").body.decode()
        assert 'href="../cities/houston/"' in told, asked
        assert "Aquí nada se llama" not in told, asked
    none = ask(app, "/en/search/?q=%3Cb%3Ezzzzqqq").body.decode()
    assert "&lt;b&gt;zzzzqqq" in none
    assert 'href="../cities/houston/"' in none, "the whole index is there"


def test_too_many_fields_are_refused(app: Any) -> None:
    assert ask(app, "/en/explore/?" + "&".join(f"a{n}=1" for n in range(50))).status == 400


@pytest.mark.parametrize("text", ["", "é", "../..", "%00", "a" * 3000, "2021-2025", "м", "=1+1", "a\nb"])
@pytest.mark.parametrize("name", ["measure", "city", "method", "by", "years"])
def test_a_question_in_any_letters_is_an_address_or_a_sentence(rows: PublishedRows, name: str, text: str) -> None:
    said = address = ""
    try:
        address = read_form({"measure": "backlog", name: text}, rows).address
    except FinalorderError as error:
        said = str(error)
    assert re.fullmatch(r"[a-z0-9/-]+", address) or (said.endswith((".", "?")) and len(said) < 600)


@pytest.mark.parametrize(
    "form",
    [
        {"measure": "backlogg"},
        {"measure": "zzzz; abc. def"},
        {"measure": "backlog", "city": "Hoston"},
        {"measure": "backlog", "city": "Texas"},
        {"measure": "backlog", "city": 'a "b"; c. d'},
        {"measure": "backlog", "method": "M1a"},
        {"measure": "backlog", "by": "shoe-size"},
        {"measure": "backlog", "years": "last year"},
        {"measure": "backlog", "years": "1800"},
        {"measure": "backlog", "years": "2027"},
        {"measure": "backlog", "by": "language", "city": "Houston", "years": "2020"},
    ],
)
def test_what_is_wrong_is_said_in_the_language_of_the_page(rows: PublishedRows, form: dict[str, str]) -> None:
    with pytest.raises(FinalorderError) as told:
        answer_site_question(read_form(form, rows), rows)
    english, spanish = str(told.value), translate_phrases(load_words("es"), "error", str(told.value))
    command = re.compile("`[^`]*`")
    assert not set(command.sub("", english).split()) & set(command.sub("", spanish).split()) & ENGLISH, spanish
    assert [*command.findall(english)] == [*command.findall(spanish)]


@pytest.mark.parametrize("part", ["hoston", "2021-2o25"])
def test_a_part_of_an_address_that_is_nothing_is_told_in_spanish(app: Any, part: str) -> None:
    told = html.unescape(ask(app, f"/es/explore/backlog/{part}/").body.decode())
    assert f'"{part}" no es una ciudad' in told
    assert "quiso decir" in told or "más parecidos" in told


@pytest.fixture(scope="module")
def origin(houston_site: Path) -> Iterator[str]:
    """The address of the site, served as any web server would: as a folder."""
    handler = partial(QuietHandler, directory=os.path.realpath(houston_site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        running = threading.Thread(target=server.serve_forever, daemon=True)
        running.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        running.join()


class QuietHandler(SimpleHTTPRequestHandler):
    """A web server that prints nothing."""

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sh", ["sh", "-c"]),
        ("python", [sys.executable, "-c"]),
        ("Rscript", ["Rscript", "-e"]),
        ("node", ["node", "--input-type=module", "-e"]),
    ],
)
def test_the_examples_for_developers_run(houston_site: Path, origin: str, language: str, words: list[str]) -> None:
    if not shutil.which(words[0]):
        pytest.skip(f"{words[0]} is not installed")
    for lang in ("en", "es"):
        page = (houston_site / lang / "developers/index.html").read_text(encoding="utf-8")
        (example,) = re.findall(rf'<pre tabindex="0" data-run="{language}">(.*?)</pre>', page, re.DOTALL)
        code = html.unescape(example).replace("https://example.org", origin)
        told = subprocess.run([*words, code], check=False, capture_output=True, text=True, timeout=60)
        assert told.returncode == 0, told.stderr
        assert "hidden" in told.stdout or "shown" in told.stdout


def test_no_page_is_too_heavy_for_a_phone(houston_site: Path) -> None:
    heavy = {page: page.stat().st_size for page in houston_site.rglob("*.html") if page.stat().st_size > 150_000}
    assert heavy == {}
