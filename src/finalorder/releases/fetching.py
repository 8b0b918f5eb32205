"""Get the court's release: only when it is new, going on where an earlier fetch stopped, published whole and checked.

A release lies at ``TO/2026-07/EOIR Case Data.zip`` with a small JSON record of its version beside it; several months
lie side by side and none is ever overwritten. What is on its way lies in ``TO`` itself, as ``….part``.
"""

import hashlib
import shutil
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from finalorder import registry
from finalorder.errors import Problem
from finalorder.releases.fetch_check import Checked, check, first_path, refuse_no_zip, release_name
from finalorder.releases.fetch_members import Plan, Segment, checked_names, no_ranges, plan_for
from finalorder.releases.fetch_part import Part, Record, records, refuse_to_overwrite
from finalorder.releases.fetch_terms import SILENT, Changed, Passing, Patience, Version, Watch
from finalorder.releases.fetch_wire import Greeting, Wire, version_of

FOLDER = Path("releases")
LONGEST_NAME = 120
# Room for the directory of a small zip and the records.
SPARE = 1 << 20


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch came to. ``received`` is what came over the wire this time, in bytes; ``seconds`` is wall time.

    ``status`` is fetched, or unchanged: the server holds what ``path`` holds. ``checked`` says what was compared: crc32
    (of every member) or directory; nothing when unchanged.
    """

    status: Literal["fetched", "unchanged"]
    path: Path
    size: int
    version: Version
    url: str
    tables: tuple[str, ...]
    received: int = 0
    members: int = 0
    checked: Literal["crc32", "directory", ""] = ""
    seconds: float = 0.0

    @property
    def release(self) -> str:
        """The month of the release, as its folder is called."""
        return self.path.parent.name


def court_url() -> str:
    """Where the court publishes its release now (``registry/releases.toml``)."""
    listed = tomllib.loads(registry.data_path("releases.toml").read_text(encoding="utf-8"))
    return next(str(source["url"]) for source in listed["source"] if "valid_to" not in source)


def fetch(
    url: str | None = None,
    to: Path = FOLDER,
    *,
    tables: Sequence[str] = (),
    checksums: bool = True,
    patience: Patience | None = None,
    watch: Watch = SILENT,
) -> Fetched:
    """Fetch the release at ``url`` (default: the court's) into ``to``, or only some ``tables`` of it.

    Raises Problem when there is none, when it cannot be had or kept, and when it proves damaged.
    """
    address = url or court_url()
    names = checked_names(tables)
    patience = patience or Patience()
    with Wire(address, patience, watch) as wire, Part.opened(to / f"{file_name(address, names)}.part", address) as part:
        work = _Fetch(wire, part, to, names, checksums, watch)
        for _ in range(patience.changes):
            with suppress(Changed):
                return work.run()
    raise Problem(
        f"the file at {address} kept changing while it was fetched (its ETag or its length differs from one answer to "
        "the next); try again later."
    )


def file_name(url: str, tables: Sequence[str]) -> str:
    """What the file is called on disk: as at the server, and which tables if not all."""
    last = unquote(urlsplit(url).path.rsplit("/", 1)[-1])
    plain = "".join(sign for sign in last if sign.isprintable() and sign not in '/\\:*?"<>|').strip(". ")
    stem = (plain[:-4] if plain.lower().endswith(".zip") else plain)[:LONGEST_NAME] or "release"
    if not tables:
        return f"{stem}.zip"
    listed = "+".join(tables)
    if len(listed) > LONGEST_NAME:
        listed = f"{len(tables)} tables {hashlib.sha256(listed.encode()).hexdigest()[:8]}"
    return f"{stem} {listed}.zip"


class _Fetch:
    """One fetch: what it works with, and its steps. ``run`` may be called again after Changed."""

    def __init__(
        self, wire: Wire, part: Part, to: Path, tables: tuple[str, ...], checksums: bool, watch: Watch
    ) -> None:
        self._wire, self._part, self._to, self._tables, self._watch = wire, part, to, tables, watch
        self._checksums = checksums
        self._received = 0
        self._started = time.monotonic()

    def run(self) -> Fetched:
        known = records(self._to, self._wire.url, self._tables)
        greeting = self._wire.greet(known[0].version.if_news if known else {})
        here = known[0] if greeting is None and known else _match(known, greeting)
        if here is not None:
            self._part.forget()
            return Fetched("unchanged", here.path, here.path.stat().st_size, here.version, here.url, here.tables)
        if greeting is None:
            raise Problem(
                f"{self._wire.url}: the server says that nothing changed, but was not asked; try again later."
            )
        plan = self._plan(greeting)
        self._fill(plan, greeting)
        return self._publish(plan)

    def _plan(self, greeting: Greeting) -> Plan:
        refuse_no_zip(self._wire.url, greeting.beginning)
        if not self._tables:
            plan = Plan((Segment(0, greeting.version.size),), paths=(first_path(greeting.beginning),))
        elif greeting.has_ranges:
            plan = plan_for(self._wire, greeting.version, self._tables)
        else:
            raise no_ranges(self._wire.url)
        name = release_name(plan.paths, greeting.version.last_modified)
        if name is not None:
            refuse_to_overwrite(self._target(name))
        return plan

    def _fill(self, plan: Plan, greeting: Greeting) -> None:
        part = self._part
        if not part.version.same_as(greeting.version) or part.position > (plan.size or part.position) + len(plan.tail):
            part.restart(greeting.version)
        if plan.size is not None and part.position > plan.size:
            part.cut(plan.size)
        _check_space(self._to, plan.size, part.position)
        self._watch.started(self._part.path.stem, part.position, plan.size)
        tries = self._wire.tries(part.position)
        while (missing := _missing(plan, part.position)) is not None:
            try:
                if self._receive(missing, is_whole=not self._tables):
                    break
            except Passing as trouble:
                tries.failed(trouble, part.position)

    def _receive(self, missing: Segment, *, is_whole: bool) -> bool:
        """One request and its body; gives whether a file of unknown size came to its end."""
        part = self._part
        if is_whole and (not part.version.is_known or part.version.size is None):
            # Nothing would tell whether the rest belongs to the same file, or whether there is a rest.
            part.cut(0)
        if is_whole and part.position == 0:
            return self._receive_whole()
        with self._wire.span(part.version, missing.start, missing.end) as (response, is_part):
            if not is_part and not is_whole:
                raise no_ranges(self._wire.url)
            if not is_part:
                part.cut(0)
            begin = missing.start if is_part else 0
            self._take(response.iter_raw(), None if missing.end is None else missing.end - begin)
        return missing.end is None

    def _receive_whole(self) -> bool:
        with self._wire.get({}) as response:
            if response.status_code != 200 or version_of(response).differs_from(self._part.version):
                raise Changed
            size = self._part.version.size
            self._take(response.iter_raw(), size)
        return size is None

    def _take(self, chunks: Iterator[bytes], left: int | None) -> None:
        for chunk in chunks:
            taken = chunk if left is None else chunk[:left]
            self._part.write(taken)
            self._received += len(taken)
            self._watch.advanced(self._part.position)
            if left is not None:
                left -= len(taken)
                if left == 0:
                    return
        if left:
            raise Passing("the server ended the file early")

    def _publish(self, plan: Plan) -> Fetched:
        part = self._part
        part.write(plan.tail)
        found = self._check()
        target = self._target(found.release)
        size, version = part.position, part.version
        checked: Literal["crc32", "directory"] = "crc32" if found.with_checksums else "directory"
        facts = {
            "bytes": size,
            "tables": list(self._tables),
            "members": found.members,
            "checked": checked,
            "fetched_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        part.publish(target, facts)
        seconds = time.monotonic() - self._started
        return Fetched("fetched", target, size, version, part.url, self._tables,
                       self._received, found.members, checked, seconds)  # fmt: skip

    def _check(self) -> Checked:
        part = self._part
        try:
            return check(part.path, part.version.last_modified, with_checksums=self._checksums, watch=self._watch)
        except OSError as error:
            raise Problem(
                f"cannot read {part.path} again ({error.strerror or error}); run the same command again."
            ) from error
        except Problem as problem:
            damaged = part.set_aside()
            raise Problem(str(problem).replace(str(part.path), str(damaged))) from problem

    def _target(self, release: str) -> Path:
        return self._to / release / self._part.path.stem


def _match(known: list[Record], greeting: Greeting | None) -> Record | None:
    if greeting is None:
        return None
    return next((record for record in known if record.version.same_as(greeting.version)), None)


def _missing(plan: Plan, position: int) -> Segment | None:
    """What to ask for next when so many bytes are there; None when all are."""
    before = 0
    for segment in plan.segments:
        if segment.end is None or position < before + segment.end - segment.start:
            return Segment(segment.start + position - before, segment.end)
        before += segment.end - segment.start
    return None


def _check_space(folder: Path, size: int | None, done: int) -> None:
    with suppress(OSError):
        free = shutil.disk_usage(folder).free
        if size is not None and size - done + SPARE > free:
            raise Problem(
                f"the release needs {size - done:,} more bytes and the disk that holds {folder} has {free:,} free; "
                "free some space or choose another folder with --to."
            )
