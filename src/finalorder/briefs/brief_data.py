"""The data beside a page: every row has a handle (``scope/17``: row 17 of ``data/scope.csv``) that its number names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from finalorder.answers import (
    SIMULATED,
    AnswerRow,
    PackagedFile,
    Provenance,
    Shown,
    format_data_package,
    get_version,
    to_csv,
    to_json,
)
from finalorder.briefs.cited_rows import attach_to_claim, build_capacity_rows, build_claim_row
from finalorder.briefs.ice_figures import IceFigures
from finalorder.briefs.row_index import ScopeLookup
from finalorder.disclosure import derive_share
from finalorder.measures import ALL_STANDING, ANY_COHORT
from finalorder.operations import (
    INCIDENCE_METHOD,
    STANDING_PREFIX,
    ClaimAnswer,
    Scope,
    WhatIf,
    build_outcome_share_rows,
    cut_parts,
    estimate_capacity_needs,
    find_what_if,
)

DATA_FILES = ("scope", "measures", "capacity", "claims")
ATTENDANCE = "representation_and_attendance"
#: shares computed from two shown counts: the measure, the part and the whole, each as split and level
SHARE_DEFINITIONS = (
    ("share_in_absentia", ("path", "in_absentia"), ("", "")),
    ("share_represented", ("represented", "yes"), ("", "")),
    ("share_in_absentia_represented", (ATTENDANCE, "represented.in_absentia"), ("represented", "yes")),
    ("share_in_absentia_not_represented", (ATTENDANCE, "not_represented.in_absentia"), ("represented", "no")),
)


@dataclass(frozen=True)
class BriefData:
    """Every row of a brief by file, and where each one stands.

    ``cut`` has the counts that would exceed their whole, each with the interval that is printed instead.
    """

    files: Mapping[str, tuple[AnswerRow, ...]]
    cited_rows: Mapping[object, AnswerRow]
    scope_shown: Shown
    handles: Mapping[AnswerRow, str]
    cut: Mapping[AnswerRow, AnswerRow] = field(default_factory=dict)

    def find_handle(self, row: AnswerRow) -> str:
        """The handle of a row; KeyError if a number would be printed that is in no data file."""
        return self.handles[row]

    def find_row(self, handle: str) -> AnswerRow:
        """Find the row of a handle as its file has it."""
        file, _, number = handle.partition("/")
        return self.files[file][int(number) - 1]

    def find_share(self, measure: str, city: str = "") -> AnswerRow:
        """A share of two shown counts, in a city or in all of them."""
        return next(row for row in self.files["measures"] if row.measure == measure and row.city == city)

    def find_incidence(self, city: str = "") -> list[AnswerRow]:
        """Orders in absentia by time since a case began, in a city or the country; empty if not counted."""
        return [row for row in self.files["measures"] if row.method == INCIDENCE_METHOD and row.city == city]

    def find_absence(self, city: str = "") -> list[AnswerRow]:
        """Find orders in absentia by every method of a share, in a city or the country; empty if not counted."""
        rows = self.files["measures"]
        return [row for row in rows if row.measure == "in_absentia" and row.condition and row.city == city]

    def find_what_if(self) -> WhatIf | None:
        """Find what a policy would change a year ahead, and its record; None where the release has no forecast."""
        return find_what_if(self.extract_shown("measures"))

    def find_need(self, measure: str, city: str = "", cohort: str = ANY_COHORT) -> AnswerRow | None:
        """What the operation would need, as an interval; None where that was not simulated."""
        rows = self.files["capacity"]
        found = (row for row in rows if row.measure == measure and row.city == city and row.cohort == cohort)
        return next(found, None)

    def find_outcome_share(self, outcome: str) -> AnswerRow | None:
        """Find what share of its base an outcome of the operation is; None where no base was stated."""
        rows = self.files["capacity"]
        return next((row for row in rows if row.measure == "outcome_share" and row.level_2 == outcome), None)

    def extract_shown(self, file: str) -> Shown:
        """The rows of a file, for the writers."""
        return self.scope_shown.derive_rows(self.files[file])


def build_brief_data(
    scope: Scope, claims: Iterable[ClaimAnswer], figures: IceFigures, counted: Iterable[AnswerRow] = ()
) -> BriefData:
    """Build the rows of all four files; what an operation would need stands behind the figures it is drawn from.

    ``counted`` are rows of measures besides the scope: incidence curves, in absentia by every method in each city,
    what a policy would change.
    """
    simulated = scope.release.simulated
    standing = tuple(row for row in scope.shown.rows if row.measure.startswith(STANDING_PREFIX))
    others = tuple(row for row in scope.shown.rows if not row.measure.startswith(STANDING_PREFIX))
    cited = dict(build_capacity_rows(scope.operation, figures, simulated))
    files = {
        "scope": standing,
        "measures": (*others, *_compute_shares(scope), *counted),
        "capacity": (
            *cited.values(),
            *build_outcome_share_rows(scope.operation),
            *estimate_capacity_needs(scope).rows,
        ),
        "claims": tuple(_build_claims_file(scope, claims)),
    }
    handles: dict[AnswerRow, str] = {}
    for file, rows in files.items():
        for number, row in enumerate(rows, 1):
            handles.setdefault(row, f"{file}/{number}")
    cut = cut_parts(scope)
    handles |= {printed: handles[row] for row, printed in cut.items()}
    return BriefData(files, cited, scope.shown, handles, cut)


def _compute_shares(scope: Scope) -> Iterable[AnswerRow]:
    found = ScopeLookup(scope)
    for city in ("", *scope.operation.cities):
        for measure, part, whole in SHARE_DEFINITIONS:
            yield derive_share(
                measure, found.find_count(city, ALL_STANDING, *part), found.find_count(city, ALL_STANDING, *whole)
            )


def _build_claims_file(scope: Scope, claims: Iterable[ClaimAnswer]) -> Iterable[AnswerRow]:
    for answer in claims:
        yield build_claim_row(answer, scope.operation, scope.release.name, scope.release.simulated)
        for row in answer.rows:
            yield attach_to_claim(answer.claim, row)


def write_data_files(
    book: BriefData, scope: Scope, folder: Path, made: Provenance, tidy: Mapping[str, str]
) -> list[Path]:
    """Write ``data/`` of a brief: each file as CSV and JSON, the tidy tables, and the data package that describes them.

    ``made`` is what rebuilds the brief: it stands in the package and in the ``meta`` of each JSON file.

    ``tidy`` are the other tables by the names of their files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents: dict[str, str] = dict(tidy)
    for file in DATA_FILES:
        shown = book.extract_shown(file)
        contents[f"{file}.csv"] = to_csv(shown)
        contents[f"{file}.json"] = to_json(shown, _describe_brief_stamps(shown, scope) | made.to_record())
    contents["datapackage.json"] = _build_data_package(contents, scope, made)
    return [_write_data_file(folder / name, text) for name, text in contents.items()]


def _describe_brief_stamps(shown: Shown, scope: Scope) -> dict[str, Any]:
    """What ``meta`` of a file of cited figures adds beside a simulated release: that the brief is simulated."""
    stamps = list(scope.shown.stamps)
    return {} if list(shown.stamps) == stamps else {"stamps": stamps, "brief_simulated": SIMULATED in stamps}


def _build_data_package(contents: Mapping[str, str], scope: Scope, made: Provenance) -> str:
    version = made.finalorder or get_version()
    stamps = " ".join(f"[{stamp}]" for stamp in scope.shown.stamps)
    about = {
        "name": f"finalorder-brief-{_make_package_name(scope.operation.id)}",
        "title": f"{stamps} {scope.operation.title}".strip(),
        "description": f"As of {scope.as_of}, from release {scope.release.name}, by finalorder {version}. "
        "Counts below 30, none included, are empty with the status hidden; others are rounded to the nearest 20.",
        "version": version,
        "provenance": made.to_record(),
        "stamps": list(scope.shown.stamps),
        "sources": [{"title": scope.release.citation}, *_list_package_sources(scope)],
    }
    files = (PackagedFile(name, text.encode(), f"brief/{name.partition('.')[0]}") for name, text in contents.items())
    return format_data_package(about, files)


def _list_package_sources(scope: Scope) -> list[dict[str, str]]:
    return [{"title": source.title, "path": source.url} for source in scope.operation.bibliography]


def _make_package_name(text: str) -> str:
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return kept.strip("-") or "operation"


def _write_data_file(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
