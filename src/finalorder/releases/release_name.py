"""What a release is called: by the day in the court's own folder or file name, or that the user gives.

Times of files are never asked: unpacking, copying and packing again change them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from finalorder.errors import InputError
from finalorder.lake import COURT_LINEAGE, SimulationSettings
from finalorder.releases.records import RecordReader
from finalorder.releases.schema import parse_header_names
from finalorder.releases.sources import Member, ReleaseSource, read_member_start, read_member_text

FIRST_SIMULATED_CASE = 900_000_000
_FOLDER_DAY = re.compile(r"(?<!\d)(20\d\d)-?([01]\d)-?([0-3]\d)(?!\d)")
_SETTING_PATTERNS = {
    "month": r"\d{4}-\d{2}",
    "seed": r"\d{1,20}",
    "scale": r"\d{1,9}(\.\d{1,9})?(e-?\d{1,3})?",
    "faults": r"\d{1,9}(\.\d{1,9})?",
}


@dataclass(frozen=True, slots=True)
class ReleaseIdentity:
    """A release's name, the last day that it knows, and whether the simulation wrote it."""

    name: str
    release_day: date
    simulated: bool
    settings: SimulationSettings | None = None

    @property
    def lineage(self) -> str:
        """What the months of one series of releases share."""
        if self.settings is not None:
            return self.settings.lineage
        return "simulation" if self.simulated else COURT_LINEAGE


def identify_release(source: ReleaseSource, cases: Member, day: date | None = None) -> ReleaseIdentity:
    """Name a release; ``day`` is the user's own word for it, where no folder or file name says it.

    :raises InputError: if its SIMULATED.txt cannot be read, nothing says its day, or two things say different days.
    """
    named_day = find_folder_day(member.path for member in source.members) or find_day_in_name(source.path.name)
    marker = next((member for member in source.members if member.name.lower() == "simulated.txt"), None)
    if marker is not None:
        settings = _parse_settings(read_member_text(source, marker), source.path)
        first = date.fromisoformat(f"{settings.month}-01")
        return ReleaseIdentity(settings.release_name, named_day or first, True, settings)
    release_day = _choose_day(named_day, day, source.path)
    month = f"{release_day:%Y-%m}"
    if is_simulated_case_number(read_first_case_number(source, cases)):
        return ReleaseIdentity(f"simulated-{month}", release_day, True)
    return ReleaseIdentity(month, release_day, False)


def _choose_day(named: date | None, given: date | None, where: Path) -> date:
    if named and given and named != given:
        raise InputError(
            f"{where} says that it is of {named}, not {given}; leave --release-day out, or rename the folder."
        )
    found = named or given
    if found is None:
        raise InputError(
            f"{where} does not say of which day it is: neither a folder in it nor its own name holds a date, as the "
            "court's 'EOIR Case Data 2026-0401' does; add --release-day YYYY-MM-DD."
        )
    return found


def find_folder_day(paths: Iterable[str]) -> date | None:
    """Find the day in the outermost folder name that holds one: ``2026-0401``, ``20221003``, ``2026-04-01``."""
    folders = sorted({tuple(path.split("/")[:-1]) for path in paths}, key=len)
    days = (find_day_in_name(part) for folder in folders for part in folder)
    return next((day for day in days if day), None)


def find_day_in_name(name: str) -> date | None:
    """Find the first day in a folder's or file's name."""
    for match in _FOLDER_DAY.finditer(name):
        try:
            return date(*(int(number) for number in match.groups()))
        except ValueError:
            continue
    return None


def _parse_settings(text: str, where: Path) -> SimulationSettings:
    lines = (line.split(":", 1) for line in text.splitlines() if ":" in line)
    given = {key.strip().lower(): value.strip() for key, value in lines}
    for key, pattern in _SETTING_PATTERNS.items():
        if not re.fullmatch(pattern, given.get(key, "")):
            raise InputError(f"{where}: SIMULATED.txt has no usable `{key}:` line; run `finalorder simulate` again.")
    if not re.fullmatch(r"\d{4}-\d{2}", given.get("since", given["month"])):
        raise InputError(f"{where}: SIMULATED.txt has no usable `since:` line; run `finalorder simulate` again.")
    if not re.fullmatch(r"[0-9a-f]{0,16}", given.get("parameters", "")):
        raise InputError(f"{where}: SIMULATED.txt has no usable `parameters:` line; run `finalorder simulate` again.")
    try:
        date.fromisoformat(f"{given['month']}-01")
    except ValueError:
        raise InputError(
            f"{where}: SIMULATED.txt has no valid month ({given['month']}); run `finalorder simulate` again."
        ) from None
    return SimulationSettings(
        month=given["month"],
        seed=int(given["seed"]),
        scale=float(given["scale"]),
        faults=float(given["faults"]),
        parameters=given.get("parameters", ""),
        since=given.get("since", given["month"]),
    )


def is_simulated_case_number(number: int | None) -> bool:
    """Return whether a case number is one that the court does not give and the simulation does."""
    return number is not None and number >= FIRST_SIMULATED_CASE


def read_first_case_number(source: ReleaseSource, cases: Member) -> int | None:
    """Read the case number on the first row of the case table, if it is one."""
    records = RecordReader(iter([read_member_start(source, cases)]), f"{source.path}: {cases.name}")
    names = [name.lower() for name in parse_header_names(records.header)]
    block = next(records.read_blocks(1), None)
    if block is None or "idncase" not in names:
        return None
    cells = bytes(block.data).split(records.record_end, 1)[0].replace(b"\0", b"").split(b"\t")
    place = names.index("idncase")
    text = cells[place].strip() if place < len(cells) else b""
    return int(text) if re.fullmatch(rb"\d{1,18}", text) else None
