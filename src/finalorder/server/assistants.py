"""A published site for assistants, over the Model Context Protocol: what can be asked, and answers with caveats."""

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finalorder.answers import AnswerRow
from finalorder.disclosure import load_policy
from finalorder.errors import FinalorderError, InputError, NotInLakeError
from finalorder.server.site_folder import LiveSite
from finalorder.site import (
    OpenedSite,
    SiteAnswer,
    SiteQuestion,
    answer_site_question,
    list_splits,
    read_form,
    write_findings,
)
from finalorder.words import LANGUAGES, load_words, translate_phrases

if TYPE_CHECKING:
    from mcp.server import MCPServer

#: an answer has so many sentences and rows; the page has them all
MOST_SENTENCES, MOST_ROWS = 6, 200
OPERATIONS = "operations/"
#: what of a row an assistant needs to read it
ROW_COLUMNS = (
    *("measure", "method", "city", "order_class", "by_1", "level_1", "by_2", "level_2", "period", "as_of", "unit"),
    *("numerator", "denominator", "value", "low", "high", "status", "floor", "ceiling", "simulated"),
)
#: how many caveats every answer carries
CAVEATS = 5


def list_caveats(lang: str = LANGUAGES[0]) -> list[str]:
    """List what must be said with published numbers."""
    words, policy = load_words(lang), load_policy()
    values = {"step": policy.rounded_to, "most": policy.first_shown - 1}
    return [words.format_plain(f"site.caveat.{number}", **values) for number in range(1, CAVEATS + 1)]


def create_assistant_server(site: LiveSite) -> "MCPServer":
    """Create the server whose tools answer from a published site.

    :raises ImportError: if the library is not installed.
    """
    from mcp.server import MCPServer
    from mcp_types import ToolAnnotations

    tools = AssistantTools(site)
    stamp = (
        "These numbers are SIMULATED: say so with every one of them. " if site.current.site.rows.is_simulated else ""
    )
    rules = stamp + " ".join(list_caveats())
    server: MCPServer = MCPServer("finalorder", instructions=rules, version=version("finalorder"), log_level="WARNING")
    reads = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    for tool in (tools.list_cities, tools.list_measures, tools.list_operations, tools.ask):
        server.add_tool(tool, description=f"{tool.__doc__}\n\n{rules}", annotations=reads, structured_output=True)
    return server


class AssistantTools:
    """What an assistant may ask of a site; a site that was published again is taken up at the next question."""

    def __init__(self, site: LiveSite) -> None:
        self._site = site

    def list_cities(self) -> dict[str, Any]:
        """List the cities with an immigration court, each with the address of its page."""
        site = self._open()
        terms = {name: page for name, page in site.list_search_terms(LANGUAGES[0]) if page.startswith("cities/")}
        cities = [{"city": city, "page": _locate(site, terms.get(city, ""), "en")} for city in site.rows.cities]
        return {**_describe(site), "cities": cities}

    def list_measures(self, lang: str = "en") -> dict[str, Any]:
        """List what is measured, with every method: its author, its definition, and what it is often mistaken for.

        ``lang`` is en or es. ``splits`` are what a question may be split by.
        """
        site, words = self._open(), load_words(_choose_language(lang))
        measures = [
            {
                "measure": measure,
                "name": words.find_word("site.measure", measure),
                "methods": [
                    {
                        "method": each.id,
                        "author": each.author,
                        "definition": each.describe(words.lang),
                        "pitfalls": each.pitfalls,
                    }
                    for each in methods
                ],
            }
            for measure, methods in site.rows.measures.items()
        ]
        return {**_describe(site), "measures": measures, "splits": list_splits(site.rows)}

    def list_operations(self, lang: str = "en") -> dict[str, Any]:
        """List the announced enforcement operations that have a page. ``lang`` is en or es."""
        site, chosen = self._open(), _choose_language(lang)
        found = [each for each in site.list_search_terms(chosen) if each[1].startswith(OPERATIONS)]
        listed = [{"operation": page, "title": name, "page": _locate(site, page, chosen)} for name, page in found]
        return {**_describe(site), "operations": listed}

    def ask(
        self, measure: str, city: str = "", method: str = "", by: str = "", years: str = "", lang: str = "en"
    ) -> dict[str, Any]:
        """Answer a question from the published tables: an honest sentence with its method and citation, and the rows.

        ``measure`` and ``method`` are names of list_measures (every method if none is named), ``city`` a place (the
        whole country if none), ``by`` a split (fiscal year if none), ``years`` such as 2024 or 2021-2025, ``lang`` en
        or es. What is not published is not answered: ``why`` says so, and ``local_command`` counts it from the court's
        file.
        """
        site = self._open()
        fields = {"measure": measure, "city": city, "method": method, "by": by, "years": years}
        question: SiteQuestion | None = None
        chosen = LANGUAGES[0]
        try:
            chosen = _choose_language(lang)
            question = read_form(fields, site.rows)
            found = answer_site_question(question, site.rows, chosen)
        except NotInLakeError as error:
            command = question.as_question(chosen).to_command("lake") if question else ""
            return {**_refuse(site, error, chosen), "local_command": command}
        except InputError as error:
            return _refuse(site, error, chosen)
        return {**_describe(site, chosen), **_describe_answer(found, site, chosen)}

    def _open(self) -> OpenedSite:
        self._site.refresh()
        return self._site.current.site


def _choose_language(lang: str) -> str:
    if lang not in LANGUAGES:
        raise InputError(f"there are no words for {lang!r}; use {' or '.join(LANGUAGES)}.")
    return lang


def _refuse(site: OpenedSite, error: FinalorderError, lang: str) -> dict[str, Any]:
    why = translate_phrases(load_words(lang), "error", str(error))
    return {**_describe(site, lang), "answered": False, "why": why}


def _describe(site: OpenedSite, lang: str = LANGUAGES[0]) -> dict[str, Any]:
    record = site.record
    return {
        "release": record["release"],
        "as_of": record["day"],
        "simulated": record["simulated"],
        "caveats": list_caveats(lang),
    }


def _describe_answer(found: SiteAnswer, site: OpenedSite, lang: str) -> dict[str, Any]:
    words = load_words(lang)
    rows = list(found.answer)
    shown = [row for row in rows if row.status != "hidden"]
    sentences = list(write_findings(found, words, MOST_SENTENCES))
    page = found.question.plain_page or found.question.address
    title = words.find_word("site.measure", found.question.measure)
    cited = {"title": title, "release": site.record["release"], "version": version("finalorder")}
    address = _locate(site, page, lang)
    return {
        "answered": bool(sentences),
        **({} if sentences else {"why": words.format_plain("site.measure.hidden")}),
        "sentences": sentences,
        "citation": words.format_plain("site.cite.line", address=address, **cited),
        "page": address,
        "methods": {each.id: each.describe(lang) for each in found.methods},
        "rows": [_shorten(row) for row in shown[:MOST_ROWS]],
        "rows_hidden": len(rows) - len(shown),
        "rows_left_out": max(0, len(shown) - MOST_ROWS),
        "local_command": found.answer.question.to_command("lake"),
    }


def _shorten(row: AnswerRow) -> Mapping[str, Any]:
    """Leave out the columns of a row that say nothing."""
    values = {name: getattr(row, name) for name in ROW_COLUMNS}
    return {name: value for name, value in values.items() if value not in (None, "")}


def _locate(site: OpenedSite, page: str, lang: str) -> str:
    return f"{site.base_url}/{lang}/{page}/" if page else ""


def run_assistant_server(site: Path, port: int | None) -> None:
    """Answer assistants on standard input and output, or on a port of this machine, until told to stop."""
    server = create_assistant_server(LiveSite(site))
    if port is None:
        server.run("stdio")
    else:
        server.run("streamable-http", host="127.0.0.1", port=port, stateless_http=True, json_response=True)
