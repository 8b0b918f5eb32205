"""What changed since the release before, in published numbers; and what became of every record of the court's file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from finalorder.answers import AnswerRow
from finalorder.errors import InputError
from finalorder.lake import Release
from finalorder.site.checksums import ARCHIVE
from finalorder.site.published_rows import PublishedRows
from finalorder.site.site_record import RECORD, open_site

#: the numbers that the first screen of a place has, the first of each measure that is published
FIRST_NUMBERS = (("orders_standing", ""), ("backlog", ""), ("in_absentia", "M1a"))
#: what the home says of the nation besides
NATION_NUMBERS = (*FIRST_NUMBERS, ("orders_issued", ""), ("representation", "represented_decision"))
#: what is told of the records of each file of the release; totals of whole tables are exempt from disclosure control
LEAST_RECORDS = 1_000
ACCOUNT_COLUMNS = ("member", "records", "accepted", "repaired", "quarantined")


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A number of a place, in the release before and now; ``place`` is empty for the nation."""

    place: str
    measure: str
    before: AnswerRow
    now: AnswerRow

    @property
    def is_change(self) -> bool:
        """Whether the number that people see is another."""
        return (self.before.value, self.before.status) != (self.now.value, self.now.status)


@dataclass(frozen=True, slots=True)
class FileAccount:
    """What became of the records of a file: taken as they are, repaired, set aside."""

    member: str
    records: int
    accepted: int
    repaired: int
    quarantined: int


def find_first_numbers(
    rows: PublishedRows, place: str, numbers: Sequence[tuple[str, str]] = FIRST_NUMBERS
) -> list[tuple[str, AnswerRow]]:
    """Find the first numbers of a place, each with its measure."""
    found = []
    for measure, wanted in numbers:
        methods = [each for each in rows.measures.get(measure, ()) if wanted in ("", each.id)]
        totals = rows.list_totals(place, methods[0].id) if methods else ()
        whole = [row for row in totals if not row.order_class or row.order_class == "removal"]
        found += [(measure, row) for row in whole[:1]]
    return found


def list_earlier_releases(before: Path | None, release: Release) -> list[str]:
    """List the releases that a site has published before this one, the latest first; of the same series only."""
    folder = before / ARCHIVE if before else None
    names = [each.name for each in folder.iterdir() if (each / RECORD).is_file()] if folder and folder.is_dir() else []
    days = {name: _find_earlier_day(folder / name, release) for name in names} if folder else {}
    return sorted((name for name, day in days.items() if day), key=lambda name: (days[name], name), reverse=True)


def _find_earlier_day(folder: Path, release: Release) -> str:
    """Find the day of a published release, if it is earlier and of the same series; else empty."""
    try:
        earlier = open_site(folder).rows.release
    except InputError:
        return ""
    return earlier.day.isoformat() if earlier.lineage == release.lineage and earlier.day < release.day else ""


def compare_first_numbers(rows: PublishedRows, earlier: PublishedRows) -> list[NumberChange]:
    """Compare the first numbers of the nation and of each city with those that were published before."""
    return list(_compare_places(rows, earlier, ["", *rows.cities]))


def _compare_places(rows: PublishedRows, earlier: PublishedRows, places: Sequence[str]) -> Iterator[NumberChange]:
    for place in places:
        before = dict(find_first_numbers(earlier, place))
        for measure, now in find_first_numbers(rows, place):
            if measure in before:
                yield NumberChange(place, measure, before[measure], now)


def list_accounts(release: Release) -> list[FileAccount]:
    """List what became of the records of each large file, and of each that was not taken as it is.

    Nothing for a release that has no accounts.
    """
    path = release.path / "accounting.parquet"
    if not path.is_file():
        return []
    read = pq.read_table(path, columns=list(ACCOUNT_COLUMNS)).to_pylist()
    accounts = [
        FileAccount(line["member"], line["records"], line["accepted"], line["repaired"] or 0, line["quarantined"] or 0)
        for line in read
        if line["records"]
    ]
    large = [each for each in accounts if each.records >= LEAST_RECORDS or each.records != each.accepted]
    return sorted(large, key=lambda each: (-each.records, each.member))
