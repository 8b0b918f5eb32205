"""Pages and verdicts: the brief of an operation, the check of a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from finalorder import cohorts
from finalorder.answers import Provenance, QuestionOptions, get_version, make_question
from finalorder.api.counts import scope
from finalorder.lake import Lake
from finalorder.releases import compute_release_digest

if TYPE_CHECKING:
    from finalorder.answers import Answer, AnswerRow
    from finalorder.briefs import PageOptions
    from finalorder.lake import Release
    from finalorder.operations import Operation
    from finalorder.reports import CheckResult


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief that was written: its files, the index first; the PDFs among them; the whole of it as data."""

    files: list[Path]
    pdfs: list[Path]
    data: dict[str, Any]


class BriefOptions(TypedDict, total=False):
    """What a brief is asked besides its operation, its lake and its folder."""

    release: str | None
    as_of: date | None
    profile: str
    lang: str | Sequence[str]
    cities: Sequence[str]
    command: str
    pdf: bool
    handout: bool
    png: bool
    address: str
    printed: date | None


def brief(operation: str, lake_dir: str | Path, out: str | Path, **options: Unpack[BriefOptions]) -> Brief:
    """Write the brief of an operation into a folder: an index, and a page for each city or for those named.

    Options are ``release``, ``as_of``, ``profile``, ``cities``, ``lang`` (one language or several, or ``all``),
    ``command`` (the command that makes it again, for the page), ``pdf`` (print each page too, if a Chromium is there),
    ``handout`` (two pages to print for each place, as PDF too if a Chromium is there), ``png`` (each chart as PNG too),
    ``address`` (where the brief is published, for its citation) and ``printed`` (the day of printing; the table of last
    days goes back from it, else from the release's).

    :raises FinalorderError: as :func:`scope`; for a city or language there is no page in; and if the folder cannot be
        written.
    """
    from finalorder import briefs
    from finalorder.operations import answer_claims

    profile = options.get("profile", "public")
    counted = scope(operation, lake_dir, release=options.get("release"), as_of=options.get("as_of"), profile=profile)
    cities = counted.operation.cities
    figures, answers = briefs.load_ice_figures(Path(lake_dir), counted.as_of, cities), answer_claims(counted)
    measured = _measure_page_rows(counted.release, counted.operation, profile)
    files = briefs.write_brief(
        counted,
        answers,
        figures,
        Path(out),
        **_select_page_options(options, measured, _describe_making(operation, counted.release, options)),
    )
    pages = [path for path in files if path.suffix == ".html" and _is_to_print(path, options)]
    printed = briefs.print_pages(pages)
    return Brief([*files, *printed], printed, briefs.export_brief(counted, answers, figures, measured))


def _measure_page_rows(release: "Release", operation: "Operation", profile: str) -> "tuple[AnswerRow, ...]":
    """Measure what pages show besides the scope: incidence curves, in absentia by every method in each city, what a
    policy would change.
    """
    from finalorder.operations import measure_city_absence, measure_in_absentia_incidence, read_what_if

    curves = measure_in_absentia_incidence(release, operation, profile=profile)
    absence = measure_city_absence(release, operation, profile=profile)
    what_if = read_what_if(release) if profile == "public" else None
    return (*(curves or ()), *(absence or ()), *(what_if.rows if what_if else ()))


def _select_page_options(options: BriefOptions, measured: "tuple[AnswerRow, ...]", made: Provenance) -> "PageOptions":
    """Select the options that say how pages are written."""
    return {
        "counted": measured,
        "command": options.get("command", ""),
        "lang": options.get("lang", "en"),
        "cities": options.get("cities", ()),
        "address": options.get("address", ""),
        "printed": options.get("printed"),
        "png": options.get("png", False),
        "handout": options.get("handout", False),
        "provenance": made,
    }


def _describe_making(operation: str, release: "Release", options: BriefOptions) -> Provenance:
    """Describe what makes a brief again: its command, the release with its digest, and its options by name."""
    asked = make_question(
        "brief", operation, release=release.name, as_of=options.get("as_of"), profile=options.get("profile", "public")
    )
    kept = {name: _to_plain(value) for name, value in options.items() if value and name != "pdf"}
    return Provenance(
        str(asked),
        options.get("command") or asked.to_command(),
        get_version(),
        release.name,
        compute_release_digest(release),
        {"operation": operation, **kept, "release": release.name},
    )


def _to_plain(value: object) -> object:
    """Return an option as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, (tuple, list)) else value


def _is_to_print(path: Path, options: BriefOptions) -> bool:
    """Return whether a page is printed: a hand-out if asked for, a page of the brief with ``pdf``, no page of rows."""
    if path.parent.name == "data":
        return False
    return bool(options.get("handout") if "-handout" in path.stem else options.get("pdf"))


def write_chart(answer: "Answer", path: str | Path) -> Path:
    """Draw an answer of a measure into a file, as SVG or PNG by its ending, with title, method, source and licence.

    :raises FinalorderError: for another ending, or an answer without a number that may be shown.
    """
    from finalorder import briefs

    return briefs.write_answer_chart(answer, Path(path))


def write_sentences(answer: "Answer") -> list[str]:
    """Write an answer of a measure as sentences that can be printed, each with its method and citation.

    :raises FinalorderError: if the answer has too many rows for sentences.
    """
    from finalorder import briefs

    return briefs.write_sentences(answer)


def check(
    text: str,
    lake_dir: Path | None = None,
    *,
    operation: str | None = None,
    **options: Unpack[QuestionOptions],
) -> "CheckResult":
    """Check what the report in the file ``text`` (``-``: standard input) claims, and what a lake's records say to it.

    ``operation`` is what the report is about; without it, the one of those that ship which the text names or whose
    statements it repeats, or none. ``as_of`` is the day of a text that does not say its own; ``lang`` is ``auto`` (the
    text's own), ``en`` or ``es``.

    :raises FinalorderError: if the text cannot be read, or as :func:`scope`.
    """
    from finalorder.operations import list_shipped_operations, load_operation
    from finalorder.reports import AUTO, CheckSettings, check_report, read_report

    names = [operation] if operation else list_shipped_operations()
    known = [load_operation(name, cohorts=cohorts.list_cohort_names()) for name in names]
    source = read_report(text)
    found = Lake(lake_dir).open_release(options.get("release")) if lake_dir else None
    settings = CheckSettings(
        lang=options.get("lang", AUTO),
        lake_dir=lake_dir,
        as_of=options.get("as_of"),
        profile=options.get("profile", "public"),
    )
    return check_report(source, known[0] if operation else known, found, settings)
