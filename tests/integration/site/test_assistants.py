"""Assistants ask a published site through the protocol's own client: rows of the pages, with their caveats."""

import asyncio
import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from finalorder.site import open_site

pytestmark = pytest.mark.skipif(find_spec("mcp") is None, reason="the extra finalorder[mcp] is not installed")


def open_client(site: Path) -> Any:
    """A client of the server of a site; the protocol's library takes seconds to import, for nobody else's sake."""
    import mcp

    from finalorder.server import LiveSite, create_assistant_server

    return mcp.Client(create_assistant_server(LiveSite(site)))


def call(site: Path, tool: str, **asked: str) -> dict[str, Any]:
    async def run() -> dict[str, Any]:
        async with open_client(site) as client:
            told = (await client.call_tool(tool, asked)).structured_content
        assert isinstance(told, dict)
        return told

    return asyncio.run(run())


def test_the_caveats_are_in_every_description_and_every_answer(houston_site: Path) -> None:
    async def list_tools() -> Any:
        async with open_client(houston_site) as client:
            return (await client.list_tools()).tools

    tools = asyncio.run(list_tools())
    assert {tool.name for tool in tools} == {"list_cities", "list_measures", "list_operations", "ask"}
    for tool in tools:
        for caveat in ("not people", "never be given as zero", "not a rate of appearance", "SIMULATED", "looked up"):
            assert caveat in tool.description, (tool.name, caveat)
        assert tool.annotations.read_only_hint
    for name, asked in (
        ("list_cities", {}),
        ("list_operations", {}),
        ("ask", {"measure": "backlog"}),
        ("ask", {"measure": "x"}),
    ):
        told = call(houston_site, name, **asked)
        assert len(told["caveats"]) == 5
        assert told["simulated"] is True


def test_what_can_be_asked_is_listed(houston_site: Path) -> None:
    measures = call(houston_site, "list_measures")
    methods = {m["measure"]: [each["method"] for each in m["methods"]] for m in measures["measures"]}
    assert "M1a" in methods["in_absentia"]
    assert "custody" in measures["splits"]
    assert all(each["definition"] for m in measures["measures"] for each in m["methods"])
    cities = call(houston_site, "list_cities")["cities"]
    assert {"city": "Houston", "page": "https://example.org/en/cities/houston/"} in cities
    operations = call(houston_site, "list_operations", lang="es")["operations"]
    assert operations[0]["page"] == "https://example.org/es/operations/2019-06-family-operation/"


def test_an_answer_is_an_honest_sentence_with_its_citation_and_the_rows_of_the_page(houston_site: Path) -> None:
    told = call(houston_site, "ask", measure="in_absentia", city="Houston", method="M8")
    assert told["answered"] is True
    sentence = told["sentences"][0]
    for part in ("SIMULATED", "Houston", "Method M8", "not a rate of appearance", "Source: EOIR Case Data"):
        assert part in sentence
    assert told["page"] in told["citation"]
    page = json.loads((houston_site / "en/cities/houston/in-absentia.json").read_text(encoding="utf-8"))
    known = {(row["method"], row["period"], row["value"]) for row in page["rows"]}
    assert told["rows"]
    assert {(row["method"], row["period"], row["value"]) for row in told["rows"]} <= known
    assert told["rows_hidden"] > 0
    assert all(row["status"] != "hidden" for row in told["rows"])


def test_what_is_not_published_says_why_and_how_it_is_counted(houston_site: Path) -> None:
    told = call(houston_site, "ask", measure="backlog", city="Houston", by="language", years="2020")
    assert told["answered"] is False
    assert "not among the tables" in told["why"]
    assert told["local_command"].startswith("finalorder measure backlog")
    assert "did you mean" in call(houston_site, "ask", measure="backlog", city="Hoston")["why"]
    assert call(houston_site, "ask", measure="backlog", lang="fr")["answered"] is False


def test_spanish_is_answered_in_spanish(houston_site: Path) -> None:
    told = call(houston_site, "ask", measure="backlog", lang="es")
    assert "Método backlog" in told["sentences"][0]
    assert told["caveats"][0] == "Se cuentan casos, no personas."


def test_numbers_of_an_answer_are_numbers_of_the_published_tables(houston_site: Path) -> None:
    rows = open_site(houston_site).rows
    known = {row.value for row in rows.read_table("nationality")}
    told = call(houston_site, "ask", measure="backlog", by="nationality")
    assert {row["value"] for row in told["rows"]} <= known


def test_the_command_answers_on_standard_input(houston_site: Path) -> None:
    import mcp

    async def ask() -> Any:
        words = ["-m", "finalorder", "mcp", str(houston_site)]
        program = mcp.StdioServerParameters(command=sys.executable, args=words, env=dict(os.environ))
        async with mcp.Client(program) as client:
            return (await client.call_tool("ask", {"measure": "backlog", "city": "Houston"})).structured_content

    assert asyncio.run(ask())["answered"] is True
