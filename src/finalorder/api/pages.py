"""Pages and verdicts: the brief of an operation, the check of a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finalorder import cohorts
from finalorder.api.counts import scope
from finalorder.lake import Lake

if TYPE_CHECKING:
    from finalorder.reports import CheckResult


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief that was written: its files, the index first; the PDFs among them; the whole of it as data."""

    files: list[Path]
    pdfs: list[Path]
    data: dict[str, Any]


def brief(
    operation: str,
    lake_dir: Path,
    out: Path,
    *,
    release: str | None = None,
    as_of: date | None = None,
    lang: str | Sequence[str] = "en",
    cities: Sequence[str] = (),
    profile: str = "public",
    command: str = "",
    pdf: bool = False,
) -> Brief:
    """Write the brief of an operation into a folder: an index, and a page for each city or for those named.

    ``lang`` is one language or several, or ``all``. ``pdf`` prints each page too, if a Chromium is there.

    :raises Problem: as :func:`scope`; for a city or language there is no page in; and if the folder cannot be written.
    """
    from finalorder import briefs
    from finalorder.operations import answer_claims, measure_in_absentia_incidence

    counted = scope(operation, lake_dir, release=release, as_of=as_of, profile=profile)
    figures, said = briefs.load_ice_figures(lake_dir, counted.as_of, counted.operation.cities), answer_claims(counted)
    curves = tuple(measure_in_absentia_incidence(counted.release, counted.operation.cities, profile=profile) or ())
    files = briefs.write_brief(counted, said, figures, out, command=command, lang=lang, cities=cities, pace=curves)
    printed = briefs.print_pages([path for path in files if path.suffix == ".html"]) if pdf else []
    return Brief([*files, *printed], printed, briefs.export_brief(counted, said, figures, curves))


def check(
    text: str,
    lake_dir: Path | None = None,
    *,
    operation: str = "2019-06-family-operation",
    release: str | None = None,
    as_of: date | None = None,
    lang: str = "en",
    profile: str = "public",
) -> "CheckResult":
    """What the report in the file ``text`` (``-``: standard input) claims, and what a lake's records say to it.

    :raises Problem: if the text cannot be read as an English report, or as :func:`scope`.
    """
    from finalorder.operations import load_operation
    from finalorder.reports import check_report, read_report

    about = load_operation(operation, cohorts=cohorts.list_cohort_names())
    source = read_report(text)
    found = Lake(lake_dir).open_release(release) if lake_dir else None
    return check_report(source, about, found, lake_dir=lake_dir, as_of=as_of, lang=lang, profile=profile)
