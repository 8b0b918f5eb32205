"""Run a build: resume a draft or start one, run the stages whose inputs changed, publish by swapping one pointer."""

import shutil
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, get_args

from finalorder import ledger
from finalorder.engines import EngineName, check_startable
from finalorder.errors import DamagedError, InputError, NotInLakeError, build_write_error
from finalorder.lake import Draft, Lake, Manifest, Release, StageRecord
from finalorder.pipeline.digests import describe_files, digest_code, digest_file, digest_record
from finalorder.pipeline.stages import (
    ANALYSIS,
    READ,
    READ_CODE,
    READ_SETTINGS,
    READ_WRITES,
    STAGES,
    BuildOptions,
    Stage,
    StageContext,
)
from finalorder.releases import SILENT_PROGRESS, ReadProgress, SourceIdentity, identify_source, read_release


def _ignore_step(_: str) -> None:
    pass


@dataclass(frozen=True, slots=True)
class BuildListener:
    """Whom a build tells where it is: of members while it reads, of steps afterwards, of each stage that has run."""

    progress: ReadProgress = SILENT_PROGRESS
    said: Callable[[str], None] = _ignore_step
    finished: Callable[[str], None] = _ignore_step


@dataclass(frozen=True, slots=True)
class StagePlan:
    """A stage as a build would treat it now."""

    name: str
    reads: tuple[str, ...]
    writes: str
    runs: bool
    why: str


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made: the published release, and the stages that were kept, since nothing they read had changed."""

    release: Release
    kept: tuple[str, ...] = ()

    @property
    def ledger_rows(self) -> dict[str, int]:
        """The rows of each ledger table; empty where only some tables were read."""
        return dict(self._get_found("derive").get("rows", {}))

    @property
    def invariants(self) -> list[ledger.Invariant]:
        """What was found to hold of the ledger, or not to."""
        found = self._get_found("check").get("invariants", {})
        return [ledger.Invariant(name, violations) for name, violations in found.items()]

    def _get_found(self, stage: str) -> dict[str, Any]:
        record = self.release.manifest.stages.get(stage)
        return record.found if record else {}

    def compute_checksums(self) -> dict[str, str]:
        """Compute the SHA-256 of each ledger table's rows as CSV: equal for equal rows, whatever engine made them."""
        return {name: ledger.compute_checksum(self.release.find_ledger_path(name)) for name in self.ledger_rows}

    @property
    def summary(self) -> dict[str, Any]:
        """The release's own record with the ledger's row counts, and how many rows break each of its invariants."""
        return {
            **self.release.info,
            "path": str(self.release.path),
            "ledger": self.ledger_rows,
            "invariants": {each.name: each.violations for each in self.invariants},
            "kept": list(self.kept),
        }


@dataclass(slots=True)
class _Run:
    """A build under way: the draft with its manifest, what was kept of it, and the published release it shares."""

    draft: Draft
    manifest: Manifest
    options: BuildOptions
    listener: BuildListener
    forced: frozenset[str] = frozenset()
    kept: list[str] = field(default_factory=list)
    published: Release | None = None

    def record(self, stage: str, inputs: str, found: dict[str, Any]) -> None:
        """Write down that a stage is done, with whatever it has added to the draft."""
        known = {name for each in self.manifest.stages.values() for name in each.outputs}
        carried = f"{ledger.CARRIED_FOLDER}/"
        found_now = {name for name in _list_files(self.draft.path) if not name.startswith(carried)}
        written = tuple(sorted(found_now - known))
        tables = describe_files(self.draft.path, written)
        self.manifest = self.manifest.add_stage(stage, StageRecord(inputs, written, found), tables)
        self.manifest.write(self.draft.path)
        self.listener.finished(stage)

    def forget(self, stage: str) -> None:
        """Remove a stage and its files, so that it can run again."""
        record = self.manifest.stages.get(stage)
        if record is not None:
            self.manifest = self.manifest.remove_stage(stage)
            self.manifest.write(self.draft.path)
            for name in record.outputs:
                (self.draft.path / name).unlink(missing_ok=True)
            _remove_empty_folders(self.draft.path)


def run_build(source: Path, lake: Lake, options: BuildOptions, listener: BuildListener) -> BuildResult:
    """Build a release from the court's zip or folder, and publish it; the one that was there stays till then.

    A build that was killed or failed goes on with what it had finished; a stage whose inputs are those of the release
    that is there is not run again.

    :raises FinalorderError: if the release cannot be read whole, its accounting does not add up, an invariant of its
        ledger does not hold, the engine cannot start, or another build of the release is running.
    """
    check_startable(options.engine, options.master)
    identity = identify_source(source, options.only, options.release_day)
    with lake.lock_release(identity.name):
        inputs = _digest_source(identity, options)
        run = None if options.fresh else _resume(lake, identity.name, inputs, options, listener)
        return _finish(run or _read(source, lake, inputs, options, listener))


def derive_again(lake: Lake, name: str | None, options: BuildOptions, listener: BuildListener) -> BuildResult:
    """Run every stage after reading again from a release's tables, and publish the release with what they give.

    :raises FinalorderError: as :func:`run_build`.
    """
    check_startable(options.engine, options.master)
    release = lake.open_release(name)
    with lake.lock_release(release.name):
        draft = lake.copy_to_draft(release)
        run = _Run(
            draft, release.manifest, options, listener, frozenset(each.name for each in (*STAGES, ANALYSIS)), [READ]
        )
        return _derive(run)


def derive_draft(draft: Draft, options: BuildOptions, listener: BuildListener) -> BuildResult:
    """Run the stages after reading whose inputs changed on a draft that has its tables, and publish it.

    :raises FinalorderError: as :func:`run_build`.
    """
    return _derive(_Run(draft, Manifest.read(draft.path), options, listener, kept=[READ]))


def _derive(run: _Run) -> BuildResult:
    """Run the stages after reading on tables that were read before, or are of a history."""
    if READ not in run.manifest.stages:
        run.record(READ, "", {})
    return _finish(run)


def list_outdated_stages(manifest: Manifest) -> list[str]:
    """List the stages after reading that have not run, or on other inputs or by other code than now, on any engine."""
    ways = [BuildOptions(engine=engine) for engine in get_args(EngineName)]
    return [stage.name for stage in STAGES if not any(_is_current(stage, manifest, way) for way in ways)]


def _is_current(stage: Stage, manifest: Manifest, options: BuildOptions) -> bool:
    """Return whether a stage ran with these options on the inputs of now; a lake of bare tables has run none."""
    if stage.name not in manifest.stages:
        return False
    return _is_recorded(stage.name, _digest_inputs(stage, manifest, options), manifest)


def add_analysis(lake: Lake, name: str | None, listener: BuildListener) -> Release:
    """Add the analysis tables to a release, or bring them up to date, and touch nothing else of it.

    :raises NotInLakeError: if the release has no ledger.
    """
    release = lake.open_release(name)
    if "derive" not in release.manifest.stages:
        raise NotInLakeError(f"release {release.name} has no ledger; run `finalorder derive --lake {lake.path}` first.")
    with lake.lock_release(release.name):
        run = _Run(lake.copy_to_draft(release), release.manifest, BuildOptions(analysis=True), listener)
        _run_stage(ANALYSIS, run)
        if run.kept:
            run.draft.discard()
            return release
        return run.draft.publish()


def _choose_stages(options: BuildOptions, done: Collection[str]) -> list[Stage]:
    """Choose the stages after reading: all, and the analysis where it is asked for or there already."""
    return [*STAGES, ANALYSIS] if options.analysis or ANALYSIS.name in done else [*STAGES]


def plan_build(source: Path, lake: Lake, options: BuildOptions) -> list[StagePlan]:
    """Say which stages a build would run and why, without running any."""
    identity = identify_source(source, options.only, options.release_day)
    inputs = _digest_source(identity, options)
    base = None if options.fresh else _find_base(lake, identity.name, inputs)
    why = "every stage is asked for" if options.fresh else "no build has read this source so"
    plans = [StagePlan(READ, (), READ_WRITES, base is None, why if base is None else "nothing changed")]
    for stage in _choose_stages(options, Manifest.read(base).stages if base is not None else ()):
        plans.append(_plan_stage(stage, {each.name for each in plans if each.runs}, base, options))
    return plans


def _plan_stage(stage: Stage, running: set[str], base: Path | None, options: BuildOptions) -> StagePlan:
    before = sorted(running & set(stage.reads))
    if base is None or before:
        return StagePlan(stage.name, stage.reads, stage.writes, True, f"{' and '.join(before) or READ} runs")
    manifest = Manifest.read(base)
    changed = not _is_done(stage.name, _digest_inputs(stage, manifest, options), manifest, base)
    why = "its code or settings changed, or it has not run" if changed else "nothing changed"
    return StagePlan(stage.name, stage.reads, stage.writes, changed, why)


def _read(source: Path, lake: Lake, inputs: str, options: BuildOptions, listener: BuildListener) -> _Run:
    draft = read_release(
        source,
        lake,
        only=options.only,
        allow_mismatch=options.allow_mismatch,
        release_day=options.release_day,
        progress=listener.progress,
    )
    run = _Run(draft, Manifest.read(draft.path), options, listener)
    run.record(READ, inputs, {})
    return run


def _finish(run: _Run) -> BuildResult:
    """Run what is left to run. What is done is kept if this fails, so that the next build goes on from there."""
    if _can_derive(run.manifest):
        for stage in _choose_stages(run.options, run.manifest.stages):
            _run_stage(stage, run)
        shutil.rmtree(run.draft.path / ledger.CARRIED_FOLDER, ignore_errors=True)
    if run.published is not None and set(run.kept) == set(run.manifest.stages):
        run.draft.discard()  # nothing is new: what readers see is what this build would publish
        return BuildResult(run.published, tuple(run.kept))
    return BuildResult(run.draft.publish(), tuple(run.kept))


def _can_derive(manifest: Manifest) -> bool:
    """Return whether every table that the ledger needs was read; otherwise the tables are published without one."""
    return all(f"tables/{name}" in manifest.tables for name in ledger.list_ledger_inputs())


def _run_stage(stage: Stage, run: _Run) -> None:
    inputs = _digest_inputs(stage, run.manifest, run.options)
    if stage.name not in run.forced and _is_done(stage.name, inputs, run.manifest, run.draft.path):
        run.kept.append(stage.name)
        return
    run.forget(stage.name)
    try:
        found = stage.run(StageContext(run.draft, run.manifest, run.options, run.listener.said))
        run.record(stage.name, inputs, found)
    except OSError as error:
        raise build_write_error(
            error,
            f"the stage {stage.name} failed in {run.draft.lake.path} ({error.strerror or error}); "
            "free some space or choose another --lake, and build again.",
        ) from error


def _digest_source(identity: SourceIdentity, options: BuildOptions) -> str:
    settings = {name: value for name, value in asdict(options).items() if name in READ_SETTINGS}
    return digest_record([READ, identity.fingerprint, settings, digest_code(READ_CODE)])


def _digest_inputs(stage: Stage, manifest: Manifest, options: BuildOptions) -> str:
    files = {name for each in stage.reads for name in manifest.stages[each].outputs}
    read = {name: record.digest for name, record in manifest.tables.items() if f"{name}.parquet" in files}
    day = manifest.release_day.isoformat()
    return digest_record([stage.name, day, read, stage.choose_settings(options), digest_code(stage.code)])


def _is_done(stage: str, inputs: str, manifest: Manifest, folder: Path) -> bool:
    """Return whether a stage has run on these inputs, and its files are as it left them."""
    is_recorded = _is_recorded(stage, inputs, manifest)
    return is_recorded and all(_is_intact(name, manifest, folder) for name in manifest.stages[stage].outputs)


def _is_recorded(stage: str, inputs: str, manifest: Manifest) -> bool:
    return stage in manifest.stages and manifest.stages[stage].inputs == inputs


def _is_intact(name: str, manifest: Manifest, folder: Path) -> bool:
    path, record = folder / name, manifest.tables.get(name.removesuffix(".parquet"))
    return path.is_file() and (record is None or digest_file(path) == record.digest)


def _find_base(lake: Lake, name: str, inputs: str) -> Path | None:
    """Find a version of the release whose reading can be kept: one that a killed build left, else the published one."""
    for folder in (*lake.list_leftovers(name), *lake.list_published(name)):
        manifest = _read_manifest(folder)
        if manifest is not None and _is_done(READ, inputs, manifest, folder):
            return folder
    return None


def _read_manifest(folder: Path) -> Manifest | None:
    try:
        return Manifest.read(folder)
    except (InputError, DamagedError):
        return None  # of an older format, or damaged: it is built again


def _resume(lake: Lake, name: str, inputs: str, options: BuildOptions, listener: BuildListener) -> _Run | None:
    """Return the draft to go on with, without anything that a killed stage left half done."""
    base = _find_base(lake, name, inputs)
    if base is None:
        return None
    published = lake.open_release(name) if base in lake.list_published(name) else None
    draft = lake.copy_to_draft(published) if published else Draft(lake, name, base)
    run = _Run(draft, Manifest.read(draft.path), options, listener, kept=[READ], published=published)
    known = {output for each in run.manifest.stages.values() for output in each.outputs}
    for left in set(_list_files(draft.path)) - known:
        (draft.path / left).unlink()
    _remove_empty_folders(draft.path)
    return run


def _list_files(folder: Path) -> Iterator[str]:
    """List every file of a version but its manifest."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith("release.json"):
            yield name


def _remove_empty_folders(folder: Path) -> None:
    for path in sorted((each for each in folder.rglob("*") if each.is_dir()), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()
