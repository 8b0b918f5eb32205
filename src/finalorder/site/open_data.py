"""What programs read of a site: the package of its tables, a description of its addresses, a map of its pages."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow as pa

from finalorder.answers import ANSWER_SCHEMA, LICENCE, SIMULATED, PackagedFile, format_data_package
from finalorder.site.explore import FIELDS
from finalorder.site.render import Edition

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_TYPES = {pa.int64(): "integer", pa.float64(): "number", pa.bool_(): "boolean"}


def describe_package(edition: Edition, site: Path) -> str:
    """Describe the tables of a site as a Frictionless data package, with the digest of each file."""
    about = {
        "name": "finalorder-" + edition.release.name.lower(),
        "title": f"finalorder: published tables of release {edition.release.name}",
        "stamps": [SIMULATED] if edition.release.simulated else [],
        "sources": [{"title": edition.release.citation}],
    }
    paths = {f"data/{table.name}.csv": f"plan/{table.name}" for table in edition.tables}
    return format_data_package(about, (PackagedFile(path, (site / path).read_bytes(), paths[path]) for path in paths))


def describe_addresses(edition: Edition, version: str) -> str:
    """Describe the site's JSON and CSV in OpenAPI: every page's rows, every table."""
    row = {
        "type": "object",
        "properties": {
            field.name: {"type": _TYPES.get(field.type, "string"), "nullable": field.name != "measure"}
            for field in ANSWER_SCHEMA
        },
    }
    answer = {"type": "object", "properties": {"meta": {"type": "object"}, "rows": {"type": "array", "items": row}}}
    lang = {"name": "lang", "in": "path", "required": True, "schema": {"type": "string", "enum": ["en", "es"]}}
    page = {"name": "page", "in": "path", "required": True, "schema": {"type": "string"}}
    found = {"200": {"description": "the rows", "content": {"application/json": {"schema": answer}}}}
    described = {
        "openapi": "3.0.3",
        "info": {
            "title": "finalorder",
            "version": version,
            "license": {"name": LICENCE["name"], "url": LICENCE["path"]},
        },
        "servers": [{"url": edition.base_url or "."}],
        "paths": {
            **_describe_explore(lang, found),
            "/{lang}/{page}.json": {
                "get": {"summary": "The rows behind a page", "parameters": [lang, page], "responses": found}
            },
            "/data/{table}.csv": {
                "get": {
                    "summary": "A published table",
                    "parameters": [
                        {
                            "name": "table",
                            "in": "path",
                            "required": True,
                            "schema": {"type": "string", "enum": [table.name for table in edition.tables]},
                        }
                    ],
                    "responses": {"200": {"description": "the table", "content": {"text/csv": {}}}},
                }
            },
        },
    }
    return json.dumps(described, indent=1, ensure_ascii=False) + "\n"


def _describe_explore(lang: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """Describe the questions that a server of the site answers."""
    fields = [
        {"name": name, "in": "query", "required": name == "measure", "schema": {"type": "string"}} for name in FIELDS
    ]
    question = {"name": "question", "in": "path", "required": True, "schema": {"type": "string"}}
    asked = {
        "summary": "Ask a question; leads to its one address",
        "parameters": [lang, *fields],
        "responses": {"303": {"description": "where the answer is"}, "404": {"description": "why there is none"}},
    }
    answer = {
        "summary": "The answer to a question, as rows",
        "parameters": [lang, question],
        "responses": {**found, "404": {"description": "why there is none"}},
    }
    return {"/{lang}/explore/": {"get": asked}, "/{lang}/explore/{question}.json": {"get": answer}}


def format_sitemap(edition: Edition, paths: Iterable[str], languages: Sequence[str]) -> str:
    """Format the map of the site's pages."""
    root = ElementTree.Element("urlset", {"xmlns": SITEMAP})
    for path in paths:
        for lang in languages:
            url = ElementTree.SubElement(root, "url")
            place = f"/{lang}/{path + '/' if path else ''}"
            ElementTree.SubElement(url, "loc").text = edition.locate(place)
            ElementTree.SubElement(url, "lastmod").text = edition.release.day.isoformat()
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
