"""What is made when it is asked for, of published rows alone: answers of Explore, other forms of a page, search."""

import hashlib
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

import pyarrow.parquet as pq

from finalorder.answers import ANSWER_COLUMNS, AnswerRow, build_answer_table, to_arrow, to_csv, to_json
from finalorder.briefs import render_png
from finalorder.errors import InputError, NotInLakeError
from finalorder.exports import write_plain_workbook
from finalorder.server.headers import SHORT, TYPES, describe_file
from finalorder.server.negotiation import choose_coding
from finalorder.server.replies import Reply, lead_to, say
from finalorder.server.site_folder import KeptBytes, SiteFolder
from finalorder.site import (
    EXPLORE,
    OpenedSite,
    Page,
    SiteQuestion,
    answer_site_question,
    compress_now,
    is_worth_compressing,
    make_answer_page,
    make_refusal_page,
    make_search_page,
    read_address,
    read_form,
    render_live_page,
)
from finalorder.words import Words, load_words, translate_phrases

_EXPLORE = re.compile(rf"(en|es)/{EXPLORE}(?:/([a-z0-9/-]+?))?(/|\.json|\.csv|\.xlsx|\.parquet|\.svg|\.png)")
_SEARCH = re.compile(r"(en|es)/search/")
_OTHER_FORM = re.compile(r"(.+)\.(xlsx|parquet|png)")
_ENDINGS = {media: ending for ending, media in TYPES.items()}
#: Brotli is the smaller one, of two that are liked as well
_CODINGS = {"br": 0, "zstd": 1}
#: what is made is kept, up to so many bytes
KEPT_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class Made:
    """Something that was made: its status and its bytes, or where it leads."""

    status: int
    body: bytes = b""
    location: str = ""


@dataclass(frozen=True)
class LivePages:
    """Makes what a site's files do not have; the same question has the same bytes while a publication stands.

    ``inside`` is where the site lies in the folder: nothing, or an earlier release (``r/2026-07/``).
    """

    folder: SiteFolder
    site: OpenedSite
    inside: str = ""
    kept: KeptBytes = field(default_factory=lambda: KeptBytes(KEPT_BYTES))

    def can_make(self, path: str, query: str) -> bool:
        """Whether a path may be one of those that are made."""
        if _SEARCH.fullmatch(path):
            return bool(query)
        if found := _EXPLORE.fullmatch(path):
            return bool(found[2] or query)
        other = _OTHER_FORM.fullmatch(path)
        return other is not None and self._name_source(path) in self.folder.files

    def make(self, path: str, query: str, codings: str = "") -> Reply:
        """Make what is asked for, in the coding that is liked best; whoever calls has asked :meth:`can_make`."""
        reply = self._make(path, query)
        return self._pack(reply, codings) if reply.body and "etag" in reply.headers else reply

    def _pack(self, reply: Reply, codings: str) -> Reply:
        """Compress an answer for a client that takes it so; what was compressed is kept by its content."""
        if not is_worth_compressing(f"x{_ENDINGS.get(reply.headers['content-type'], '')}", len(reply.body)):
            return reply
        headers = {**reply.headers, "vary": "Accept-Encoding"}
        coding = choose_coding(codings, _CODINGS)
        if not coding:
            return replace(reply, headers=headers)
        etag = f'{reply.headers["etag"][:-1]}-{coding}"'
        body = self.kept.find(etag) or self.kept.keep(etag, compress_now(reply.body, coding))
        packed = {"etag": etag, "content-encoding": coding, "content-length": str(len(body))}
        return replace(reply, headers=headers | packed, body=body)

    def _make(self, path: str, query: str) -> Reply:
        try:
            fields = dict(parse_qsl(query, max_num_fields=20))
        except ValueError:
            return say(400, "The address asks too many things.", cache_control=SHORT)
        if found := _SEARCH.fullmatch(path):
            return _wrap(path + "index.html", self._search(found[1], fields.get("q", "")))
        if found := _EXPLORE.fullmatch(path):
            name = path + "index.html" if found[3] == "/" else path
            return _wrap(name, self._explore(found, fields, path))
        return _wrap(path, self._keep(path, lambda: Made(200, self._convert(path))))

    def _keep(self, name: str, make: Callable[[], Made]) -> Made:
        kept = self.kept.find(name)
        if kept is not None:
            return Made(200, kept)
        made = make()
        if made.status == 200:
            self.kept.keep(name, made.body)
        return made

    def _search(self, lang: str, text: str) -> Made:
        terms = self.site.list_search_terms(lang)
        return Made(200, self._render(make_search_page(text, terms, load_words(lang), self.site.places), lang))

    def _explore(self, found: re.Match[str], fields: Mapping[str, str], path: str) -> Made:
        lang, address, ending = found[1], found[2] or "", found[3]
        rows, words = self.site.rows, load_words(found[1])
        question: SiteQuestion | None = None
        try:
            question = read_address(address.split("/"), rows) if address else read_form(fields, rows)
            if not address or f"{EXPLORE}/{address}" != question.address or question.plain_page:
                wanted = question.plain_page or question.address
                return Made(303 if not address else 301, location=f"/{self.inside}{lang}/{wanted}{ending}")
            return self._keep(path, lambda: self._answer(question, ending, words))
        except NotInLakeError:
            said = words.format_plain("site.explore.not_planned")
        except InputError as error:
            said = words.format_plain("site.explore.unclear", said=translate_phrases(words, "error", str(error)))
        return Made(404, self._render(make_refusal_page(question, said, rows, words), lang))

    def _answer(self, question: SiteQuestion, ending: str, words: Words) -> Made:
        found = answer_site_question(question, self.site.rows, words.lang)
        page = make_answer_page(found, self.site.rows, words)
        if ending == "/":
            return Made(200, self._render(page, words.lang))
        if ending in (".svg", ".png") and page.chart is None:
            return Made(404, self._render(page, words.lang))
        about = {**found.answer.about, "title": page.title, "sentence": page.sentence}
        shown = found.answer.shown
        if ending == ".json":
            return Made(200, to_json(shown, about).encode())
        if ending == ".csv":
            return Made(200, to_csv(shown).encode())
        if ending == ".parquet":
            return Made(200, _write_parquet(to_arrow(shown, about)))
        if ending == ".xlsx":
            return Made(
                200, write_plain_workbook(ANSWER_COLUMNS, (row.to_tuple() for row in shown), {**shown.meta, **about})
            )
        return Made(200, str(page.chart).encode() if ending == ".svg" else render_png(str(page.chart)))

    def _convert(self, path: str) -> bytes:
        """Make another form of a file that is published: a picture of its drawing, a table of its rows."""
        kind = path.rpartition(".")[2]
        file = self.folder.files[self._name_source(path)]
        content = self.folder.kept.find(file.path) or self.folder.read_small(file)
        if kind == "png":
            return render_png(content.decode())
        told: dict[str, Any] = json.loads(content)
        rows = [AnswerRow(**row) for row in told["rows"]]
        if kind == "xlsx":
            return write_plain_workbook(ANSWER_COLUMNS, (row.to_tuple() for row in rows), told["meta"])
        table = build_answer_table(rows).replace_schema_metadata({b"meta": json.dumps(told["meta"]).encode()})
        return _write_parquet(table)

    def _name_source(self, path: str) -> str:
        """Name the published file of which another form is made."""
        stem, _, kind = path.rpartition(".")
        return f"{self.inside}{stem}{'.svg' if kind == 'png' else '.json'}"

    def _render(self, page: Page, lang: str) -> bytes:
        return render_live_page(page, self.site, load_words(lang)).encode()


def _write_parquet(table: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def _wrap(path: str, made: Made) -> Reply:
    """Put what was made into an answer; a page that says why there is none is a page."""
    if made.location:
        return lead_to(made.location, made.status, cache_control=SHORT)
    name = path if made.status == 200 else "404.html"
    etag = f'"{hashlib.sha256(made.body).hexdigest()[:32]}"'
    headers = {**describe_file(name), "cache-control": SHORT, "etag": etag, "content-length": str(len(made.body))}
    return Reply(made.status, headers, made.body)
