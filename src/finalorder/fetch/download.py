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
from finalorder.errors import DamagedError, FinalorderError, UnavailableError
from finalorder.fetch.client import FetchClient, ProbeResult, parse_file_version
from finalorder.fetch.partial_file import FetchRecord, PartFile, find_records, require_free_name
from finalorder.fetch.remote_zip import FetchPlan, Segment, build_no_ranges_error, parse_table_names, plan_member_fetch
from finalorder.fetch.retries import (
    SILENT_FETCH_LISTENER,
    FetchListener,
    FileChangedError,
    FileVersion,
    RetryPolicy,
    TransientError,
)
from finalorder.fetch.validation import ZipCheck, check_zip, derive_release_name, read_first_path, require_zip

DEFAULT_RELEASES_FOLDER = Path("releases")
MAX_NAME_LENGTH = 120
# Room for the directory of a small zip and the records.
SPARE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What a fetch came to. ``received`` is what came over the client this time, in bytes; ``seconds`` is wall time.

    ``status`` is fetched, or unchanged: the server holds what ``path`` holds. ``checked`` says what was compared: crc32
    (of every member) or directory; nothing when unchanged.
    """

    status: Literal["fetched", "unchanged"]
    path: Path
    size: int
    version: FileVersion
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


def find_court_url() -> str:
    """Find where the court publishes its release now (``registry/releases.toml``)."""
    listed = tomllib.loads(registry.find_registry_path("releases.toml").read_text(encoding="utf-8"))
    return next(str(source["url"]) for source in listed["source"] if "valid_to" not in source)


def fetch_release(
    url: str | None = None,
    to: Path = DEFAULT_RELEASES_FOLDER,
    *,
    tables: Sequence[str] = (),
    checksums: bool = True,
    retry_policy: RetryPolicy | None = None,
    listener: FetchListener = SILENT_FETCH_LISTENER,
) -> FetchResult:
    """Fetch the release at ``url`` (default: the court's) into ``to``, or only some ``tables`` of it.

    Raises FinalorderError when there is none, when it cannot be had or kept, and when it proves damaged.
    """
    address = url or find_court_url()
    names = parse_table_names(tables)
    retry_policy = retry_policy or RetryPolicy()
    with (
        FetchClient(address, retry_policy, listener) as client,
        PartFile.open_or_resume(to / f"{build_file_name(address, names)}.part", address) as part,
    ):
        work = _FetchRun(client, part, to, names, checksums, listener)
        for _ in range(retry_policy.max_changes):
            with suppress(FileChangedError):
                return work.run()
    raise UnavailableError(
        f"the file at {address} kept changing while it was fetched (its ETag or its length differs from one answer to "
        "the next); try again later."
    )


def build_file_name(url: str, tables: Sequence[str]) -> str:
    """Return what the file is called on disk: as at the server, and which tables if not all."""
    last = unquote(urlsplit(url).path.rsplit("/", 1)[-1])
    plain = "".join(sign for sign in last if sign.isprintable() and sign not in '/\\:*?"<>|').strip(". ")
    stem = (plain[:-4] if plain.lower().endswith(".zip") else plain)[:MAX_NAME_LENGTH] or "release"
    if not tables:
        return f"{stem}.zip"
    listed = "+".join(tables)
    if len(listed) > MAX_NAME_LENGTH:
        listed = f"{len(tables)} tables {hashlib.sha256(listed.encode()).hexdigest()[:8]}"
    return f"{stem} {listed}.zip"


class _FetchRun:
    """One fetch: what it works with, and its steps. ``run`` may be called again after Changed."""

    def __init__(
        self,
        client: FetchClient,
        part: PartFile,
        to: Path,
        tables: tuple[str, ...],
        checksums: bool,
        listener: FetchListener,
    ) -> None:
        self._client, self._part, self._folder, self._tables, self._listener = client, part, to, tables, listener
        self._with_checksums = checksums
        self._received_bytes = 0
        self._start_time = time.monotonic()

    def run(self) -> FetchResult:
        known = find_records(self._folder, self._client.url, self._tables)
        greeting = self._client.probe(known[0].version.if_changed_headers if known else {})
        here = known[0] if greeting is None and known else _find_same_version(known, greeting)
        if here is not None:
            self._part.remove()
            return FetchResult("unchanged", here.path, here.path.stat().st_size, here.version, here.url, here.tables)
        if greeting is None:
            raise UnavailableError(
                f"{self._client.url}: the server answered 'not modified' to an unconditional request; try again later."
            )
        plan = self._make_plan(greeting)
        self._receive_missing(plan, greeting)
        return self._publish(plan)

    def _make_plan(self, greeting: ProbeResult) -> FetchPlan:
        require_zip(self._client.url, greeting.first_bytes)
        if not self._tables:
            plan = FetchPlan((Segment(0, greeting.version.size),), paths=(read_first_path(greeting.first_bytes),))
        elif greeting.supports_ranges:
            plan = plan_member_fetch(self._client, greeting.version, self._tables)
        else:
            raise build_no_ranges_error(self._client.url)
        name = derive_release_name(plan.paths, greeting.version.last_modified)
        if name is not None:
            require_free_name(self._build_target_path(name))
        return plan

    def _receive_missing(self, plan: FetchPlan, greeting: ProbeResult) -> None:
        part = self._part
        if not part.version.is_same_as(greeting.version) or part.position > (plan.size or part.position) + len(
            plan.tail
        ):
            part.restart(greeting.version)
        if plan.size is not None and part.position > plan.size:
            part.truncate(plan.size)
        _require_disk_space(self._folder, plan.size, part.position)
        self._listener.on_start(self._part.path.stem, part.position, plan.size)
        tries = self._client.start_retries(part.position)
        while (missing := _find_missing_segment(plan, part.position)) is not None:
            try:
                if self._receive_segment(missing, is_whole=not self._tables):
                    break
            except TransientError as trouble:
                tries.wait_or_give_up(trouble, part.position)

    def _receive_segment(self, missing: Segment, *, is_whole: bool) -> bool:
        """Receive one request's body; gives whether a file of unknown size came to its end."""
        part = self._part
        if is_whole and (not part.version.has_validator or part.version.size is None):
            # Nothing would tell whether the rest belongs to the same file, or whether there is a rest.
            part.truncate(0)
        if is_whole and part.position == 0:
            return self._receive_whole()
        with self._client.open_range(part.version, missing.start, missing.end) as (response, is_part):
            if not is_part and not is_whole:
                raise build_no_ranges_error(self._client.url)
            if not is_part:
                part.truncate(0)
            begin = missing.start if is_part else 0
            self._write_chunks(response.iter_raw(), None if missing.end is None else missing.end - begin)
        return missing.end is None

    def _receive_whole(self) -> bool:
        with self._client.open_response({}) as response:
            if response.status_code != 200 or parse_file_version(response).differs_from(self._part.version):
                raise FileChangedError
            size = self._part.version.size
            self._write_chunks(response.iter_raw(), size)
        return size is None

    def _write_chunks(self, chunks: Iterator[bytes], left: int | None) -> None:
        for chunk in chunks:
            taken = chunk if left is None else chunk[:left]
            self._part.append(taken)
            self._received_bytes += len(taken)
            self._listener.on_progress(self._part.position)
            if left is not None:
                left -= len(taken)
                if left == 0:
                    return
        if left:
            raise TransientError("the server ended the file early")

    def _publish(self, plan: FetchPlan) -> FetchResult:
        part = self._part
        part.append(plan.tail)
        found = self._check_part()
        target = self._build_target_path(found.release)
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
        seconds = time.monotonic() - self._start_time
        return FetchResult("fetched", target, size, version, part.url, self._tables,
                       self._received_bytes, found.members, checked, seconds)  # fmt: skip

    def _check_part(self) -> ZipCheck:
        part = self._part
        try:
            return check_zip(
                part.path, part.version.last_modified, with_checksums=self._with_checksums, listener=self._listener
            )
        except OSError as error:
            raise DamagedError(
                f"cannot read {part.path} again ({error.strerror or error}); run the same command again."
            ) from error
        except FinalorderError as problem:
            damaged = part.keep_as_damaged()
            raise type(problem)(str(problem).replace(str(part.path), str(damaged))) from problem

    def _build_target_path(self, release: str) -> Path:
        return self._folder / release / self._part.path.stem


def _find_same_version(known: list[FetchRecord], greeting: ProbeResult | None) -> FetchRecord | None:
    if greeting is None:
        return None
    return next((record for record in known if record.version.is_same_as(greeting.version)), None)


def _find_missing_segment(plan: FetchPlan, position: int) -> Segment | None:
    """Find what to ask for next when so many bytes are there; None when all are."""
    before = 0
    for segment in plan.segments:
        if segment.end is None or position < before + segment.end - segment.start:
            return Segment(segment.start + position - before, segment.end)
        before += segment.end - segment.start
    return None


def _require_disk_space(folder: Path, size: int | None, done: int) -> None:
    with suppress(OSError):
        free = shutil.disk_usage(folder).free
        if size is not None and size - done + SPARE_BYTES > free:
            raise DamagedError(
                f"the release needs {size - done:,} more bytes and the disk that holds {folder} has {free:,} free; "
                "free some space or choose another folder with --to."
            )
