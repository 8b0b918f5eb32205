"""What a history says of itself: ``history.json``. The releases in it, in their order, and the files of each table."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Self

from finalorder.errors import DamagedError, InputError, UnavailableError, quote_value
from finalorder.history.digests import RowSums, digest_release

FORMAT = 2
MANIFEST_FILE = "history.json"
Key = int | str


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table by name and Arrow type."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class ReleaseTable:
    """A table as one release has it: its columns in file order, its rows, and their digest."""

    columns: tuple[TableColumn, ...]
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class HistoryRelease:
    """A release of the history. ``source`` is what its manifest said, without its stages and files; ``lists`` are the
    files of the court's lists, none if it was added when a history had no lists.
    """

    name: str
    release_day: date
    tables: Mapping[str, ReleaseTable]
    source: Mapping[str, Any]
    lists: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The digest of all its tables."""
        return digest_release((name, table.digest) for name, table in self.tables.items())

    @property
    def rows(self) -> int:
        """The rows of all its tables."""
        return sum(table.rows for table in self.tables.values())


@dataclass(frozen=True, slots=True)
class KeyRange:
    """The keys from ``low`` up to and without ``high``; None is no limit, and the first range has the blank keys."""

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class TablePart:
    """The rows of a range of keys that stand in the latest release. ``file`` is empty if it is the whole folder."""

    file: str
    keys: KeyRange
    sums: RowSums


@dataclass(frozen=True, slots=True)
class HistoryTable:
    """A table of the history: every column that any release has, the parts of what stands, the bytes of every file."""

    columns: tuple[TableColumn, ...] = ()
    parts: tuple[TablePart, ...] = ()
    ended: tuple[str, ...] = ()
    files: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HistoryManifest:
    """Everything that is known of a history besides its rows; ``lineage`` is that of all its releases, ``lists`` the
    bytes of every file of the court's lists.
    """

    lineage: str
    simulated: bool
    releases: tuple[HistoryRelease, ...] = ()
    tables: Mapping[str, HistoryTable] = field(default_factory=dict)
    lists: Mapping[str, int] = field(default_factory=dict)

    def find_release(self, name: str) -> HistoryRelease | None:
        """The release of that name, if the history has it."""
        return next((each for each in self.releases if each.name == name), None)

    def require_release(self, name: str) -> HistoryRelease:
        """The release of that name, or the only one of that month (YYYY-MM).

        :raises InputError: if the history lacks it, naming those that it has.
        """
        of_month = [each for each in self.releases if f"{each.release_day:%Y-%m}" == name]
        found = self.find_release(name) or (of_month[0] if len(of_month) == 1 else None)
        if found is None:
            held = ", ".join(each.name for each in self.releases)
            raise InputError(f"the history has no release {quote_value(name)}; it has {held}.")
        return found

    def add_release(self, release: HistoryRelease) -> Self:
        """The manifest with one more release, in its place."""
        listed = sorted((*self.releases, release), key=lambda each: (each.release_day, each.name))
        return replace(self, releases=tuple(listed))

    def list_missing_months(self) -> list[str]:
        """The months between the first release and the last of which there is none, as YYYY-MM."""
        numbers = {each.release_day.year * 12 + each.release_day.month - 1 for each in self.releases}
        whole = range(min(numbers, default=0), max(numbers, default=0))
        return [f"{number // 12}-{number % 12 + 1:02}" for number in whole if number not in numbers]

    def find_place(self, name: str) -> int:
        """The place of a release among all, from 0."""
        return [each.name for each in self.releases].index(name)

    def write(self, folder: Path) -> None:
        """Write ``history.json`` into a version's folder."""
        record = {"format": FORMAT, **asdict(self)}
        (folder / MANIFEST_FILE).write_text(json.dumps(record, indent=1, default=str) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of a version.

        :raises FinalorderError: if it is damaged, or of another format than this program's.
        """
        path = folder / MANIFEST_FILE
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            _require_format(record["format"], folder)
            return cls(
                str(record["lineage"]),
                bool(record["simulated"]),
                tuple(_read_release(each) for each in record["releases"]),
                {name: _read_table(each) for name, each in record["tables"].items()},
                {str(name): int(size) for name, size in record.get("lists", {}).items()},
            )
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise DamagedError(
                f"{path} is damaged ({error}); remove that folder and add its releases again, from the lake."
            ) from error


def _require_format(found: object, folder: Path) -> None:
    if not isinstance(found, int):
        raise ValueError(f"format {found!r}")  # noqa: TRY004 - damage, like any other wrong value
    if found > FORMAT:
        raise UnavailableError(
            f"{folder} has the history format {found} and this finalorder knows {FORMAT}; install a newer finalorder."
        )


def _read_release(record: Mapping[str, Any]) -> HistoryRelease:
    tables = {
        name: ReleaseTable(_read_columns(each["columns"]), int(each["rows"]), str(each["digest"]))
        for name, each in record["tables"].items()
    }
    lists = {str(name): str(file) for name, file in record.get("lists", {}).items()}
    day = date.fromisoformat(record["release_day"])
    return HistoryRelease(str(record["name"]), day, tables, record["source"], lists)


def _read_table(record: Mapping[str, Any]) -> HistoryTable:
    parts = tuple(
        TablePart(
            str(each["file"]),
            KeyRange(**each["keys"]),
            RowSums(int(each["sums"]["rows"]), tuple(map(int, each["sums"]["words"]))),
        )
        for each in record["parts"]
    )
    files = {str(name): int(size) for name, size in record["files"].items()}
    return HistoryTable(_read_columns(record["columns"]), parts, tuple(map(str, record["ended"])), files)


def _read_columns(records: Any) -> tuple[TableColumn, ...]:
    return tuple(TableColumn(str(each["name"]), str(each["type"])) for each in records)
