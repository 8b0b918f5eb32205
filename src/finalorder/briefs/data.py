"""The data beside a page: every row has a handle (``scope/17``: row 17 of ``data/scope.csv``) that its number names."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from finalorder.briefs.cited import beside, capacity_rows, claim_row
from finalorder.briefs.derived import share
from finalorder.briefs.figures import Figures
from finalorder.briefs.lookup import Lookup
from finalorder.disclosure import SCHEMA, AnswerRow, Shown
from finalorder.disclosure.shown import SIMULATED
from finalorder.disclosure.writing import to_csv, to_json
from finalorder.measures import ALL, ANY
from finalorder.operations.capacity import needed
from finalorder.operations.claims import ClaimAnswer
from finalorder.operations.pace import METHOD
from finalorder.operations.scope import Scope

FILES = ("scope", "measures", "capacity", "claims")
SCOPE_MEASURES = "standing_"
#: shares computed from two shown counts: the measure, the part and the whole, each as split and level
SHARES = (
    ("share_in_absence", ("path", "in_absence"), ("", "")),
    ("share_represented", ("represented", "yes"), ("", "")),
    ("share_in_absence_lawyer", ("lawyer_and_absence", "lawyer.in_absence"), ("represented", "yes")),
    ("share_in_absence_no_lawyer", ("lawyer_and_absence", "no_lawyer.in_absence"), ("represented", "no")),
)
TYPES = {"string": "string", "bool": "boolean", "int64": "integer", "double": "number"}
ABOUT = {
    "scope": "Cases and families with a standing final order, by city, group and one split at a time; the nation.",
    "measures": "Orders issued, undone and not undone by class; shares of the 2018 family docket by method; shares.",
    "capacity": "Figures as cited, from the operation's file and ICE's own; what it would need, as intervals.",
    "claims": "What was said, one row a claim with its verdict, and the rows of the records beside it.",
}


@dataclass(frozen=True)
class Book:
    """Every row of a brief by file, and where each one stands."""

    files: Mapping[str, tuple[AnswerRow, ...]]
    cited: Mapping[object, AnswerRow]
    profile: Shown
    handles: Mapping[AnswerRow, str]

    def handle(self, row: AnswerRow) -> str:
        """The handle of a row; KeyError if a number would be printed that is in no data file."""
        return self.handles[row]

    def share(self, measure: str, city: str = "") -> AnswerRow:
        """A share of two shown counts, in a city or in all of them."""
        return next(row for row in self.files["measures"] if row.measure == measure and row.city == city)

    def incidence(self, city: str = "") -> list[AnswerRow]:
        """Orders in absence by time since a case began, in a city or the country; empty if not counted."""
        return [row for row in self.files["measures"] if row.method == METHOD and row.city == city]

    def needed(self, measure: str, city: str = "", cohort: str = ANY) -> AnswerRow | None:
        """What the operation would need, as an interval; None where that was not simulated."""
        rows = self.files["capacity"]
        found = (row for row in rows if row.measure == measure and row.city == city and row.cohort == cohort)
        return next(found, None)

    def shown(self, file: str) -> Shown:
        """The rows of a file, for the writers."""
        return replace(self.profile, rows=self.files[file])


def book_of(scope: Scope, claims: Iterable[ClaimAnswer], figures: Figures, pace: Iterable[AnswerRow] = ()) -> Book:
    """The rows of all four files; what an operation would need stands behind the figures it is drawn from."""
    simulated = scope.release.simulated
    standing = tuple(row for row in scope.shown.rows if row.measure.startswith(SCOPE_MEASURES))
    others = tuple(row for row in scope.shown.rows if not row.measure.startswith(SCOPE_MEASURES))
    cited = dict(capacity_rows(scope.operation, figures, simulated))
    files = {
        "scope": standing,
        "measures": (*others, *_shares(scope), *pace),
        "capacity": (*cited.values(), *needed(scope).rows),
        "claims": tuple(_claims(scope, claims)),
    }
    handles: dict[AnswerRow, str] = {}
    for file, rows in files.items():
        for number, row in enumerate(rows, 1):
            handles.setdefault(row, f"{file}/{number}")
    return Book(files, cited, scope.shown, handles)


def _shares(scope: Scope) -> Iterable[AnswerRow]:
    found = Lookup(scope)
    for city in ("", *scope.operation.cities):
        for measure, part, whole in SHARES:
            yield share(measure, found.count(city, ALL, *part), found.count(city, ALL, *whole))


def _claims(scope: Scope, claims: Iterable[ClaimAnswer]) -> Iterable[AnswerRow]:
    for answer in claims:
        yield claim_row(answer, scope.operation, scope.release.name, scope.release.simulated)
        for row in answer.rows:
            yield beside(answer.claim, row)


def write_data(book: Book, scope: Scope, folder: Path, version: str) -> list[Path]:
    """``data/`` of a brief: each file as CSV and JSON, and the data package that describes them."""
    folder.mkdir(parents=True, exist_ok=True)
    contents: dict[str, str] = {}
    for file in FILES:
        shown = book.shown(file)
        contents[f"{file}.csv"] = to_csv(shown)
        contents[f"{file}.json"] = _stamped(to_json(shown), scope)
    contents["datapackage.json"] = _package(contents, scope, version)
    return [_written(folder / name, text) for name, text in contents.items()]


def _stamped(text: str, scope: Scope) -> str:
    """A file of cited figures beside a simulated release says so in its ``meta``."""
    stamps = list(scope.shown.stamps)
    answer = json.loads(text)
    if answer["meta"]["stamps"] == stamps:
        return text
    meta = {**answer["meta"], "stamps": stamps, "brief_simulated": SIMULATED in stamps}
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in answer["rows"])
    return f'{{"meta": {json.dumps(meta, ensure_ascii=False, sort_keys=True)},\n"rows": [\n{rows}\n]}}\n'


def _package(contents: Mapping[str, str], scope: Scope, version: str) -> str:
    stamps = " ".join(f"[{stamp}]" for stamp in scope.shown.stamps)
    package = {
        "profile": "data-package",
        "name": f"finalorder-brief-{_slug(scope.operation.id)}",
        "title": f"{stamps} {scope.operation.title}".strip(),
        "description": f"As of {scope.as_of}, from release {scope.release.name}, by finalorder {version}. "
        "Counts of 1 to 10, and numbers from which they could be worked out, are empty with status hidden: never zero.",
        "version": version,
        "stamps": list(scope.shown.stamps),
        "sources": [{"title": f"EOIR Case Data, release {scope.release.name}"}, *_sources(scope)],
        "resources": [_resource(name, text) for name, text in contents.items()],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _sources(scope: Scope) -> list[dict[str, str]]:
    return [{"title": source.title, "path": source.url} for source in scope.operation.bibliography]


def _slug(text: str) -> str:
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return kept.strip("-") or "operation"


def _resource(name: str, text: str) -> dict[str, Any]:
    file, kind = name.split(".")
    data = text.encode()
    described: dict[str, Any] = {
        "name": f"{file}-{kind}",
        "path": name,
        "description": ABOUT[file],
        "format": kind,
        "mediatype": "text/csv" if kind == "csv" else "application/json",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
    }
    if kind == "csv":
        described |= {"profile": "tabular-data-resource", "schema": {"fields": _fields(), "missingValues": [""]}}
    return described


def _fields() -> list[dict[str, str]]:
    return [{"name": field.name, "type": TYPES[str(field.type)]} for field in SCHEMA]


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
