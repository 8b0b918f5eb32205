"""What makes a lake: simulate, fetch, build, derive."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from finalorder import pipeline
from finalorder.engines import EngineName
from finalorder.lake import Lake
from finalorder.pipeline import BuildListener, BuildOptions, BuildResult, StagePlan, derive_again, run_build
from finalorder.releases import SILENT_PROGRESS, ReadProgress

if TYPE_CHECKING:
    from finalorder.fetch import FetchListener, FetchResult

StepCallback = Callable[[str], None]


def _ignore_step(_: str) -> None:
    pass


def fetch(
    url: str | None = None,
    to: str | Path = "releases",
    *,
    tables: Sequence[str] = (),
    checksums: bool = True,
    listener: "FetchListener | None" = None,
) -> "FetchResult":
    """Fetch the court's release into a folder, if it is new; interrupted, it goes on where it stopped.

    :param tables: only these tables, by range requests; ``lookups`` means all lookups.
    :raises FinalorderError: if there is none, or it cannot be had, kept or trusted.
    """
    from finalorder.fetch import SILENT_FETCH_LISTENER, fetch_release

    watching = listener or SILENT_FETCH_LISTENER
    return fetch_release(url, Path(to), tables=tables, checksums=checksums, listener=watching)


class BuildSettings(TypedDict, total=False):
    """The options of :class:`finalorder.pipeline.BuildOptions`, by name."""

    only: Sequence[str]
    allow_mismatch: bool
    release_day: date | None
    engine: EngineName
    master: str
    fresh: bool
    counting_only: bool
    analysis: bool


def build(
    source: Path,
    lake_dir: str | Path,
    *,
    progress: ReadProgress = SILENT_PROGRESS,
    said: StepCallback = _ignore_step,
    **settings: Unpack[BuildSettings],
) -> BuildResult:
    """Read a release, derive its ledger, and publish it; the release that was there before stays till then.

    Settings are ``only`` (core tables by name), ``allow_mismatch``, ``release_day`` (where neither a folder in the
    release nor its own name says it), ``engine`` and ``master`` (where the ledger's SQL runs; the rows are the same on
    each), ``fresh`` (run every stage; without it a stage runs only if something that it reads has changed, and a
    build that was killed goes on where it stopped), ``counting_only`` (leave out the plan, what the release
    publishes) and ``analysis`` (add the wide tables for models; see ``docs/analysis.md``).

    :raises FinalorderError: if the release cannot be read whole, its accounting does not add up, an invariant of its
        ledger does not hold, or the engine cannot start.
    """
    return run_build(source, Lake(Path(lake_dir)), _make_options(settings), BuildListener(progress, said))


def plan_build(source: Path, lake_dir: str | Path, **settings: Unpack[BuildSettings]) -> list[StagePlan]:
    """Say which stages a build would run, and why, without running any.

    :raises FinalorderError: if the source is no release.
    """
    return pipeline.plan_build(source, Lake(Path(lake_dir)), _make_options(settings))


def derive(
    lake_dir: str | Path,
    name: str | None = None,
    *,
    said: StepCallback = _ignore_step,
    **settings: Unpack[BuildSettings],
) -> BuildResult:
    """Derive the ledger, cohorts and cubes again from a release's tables, and publish them with it.

    :raises FinalorderError: as :func:`build`.
    """
    return derive_again(Lake(Path(lake_dir)), name, _make_options(settings), BuildListener(said=said))


def _make_options(settings: BuildSettings) -> BuildOptions:
    default = BuildOptions()
    return BuildOptions(
        only=tuple(settings.get("only", default.only)),
        allow_mismatch=settings.get("allow_mismatch", default.allow_mismatch),
        release_day=settings.get("release_day", default.release_day),
        engine=settings.get("engine", default.engine),
        master=settings.get("master", default.master),
        fresh=settings.get("fresh", default.fresh),
        counting_only=settings.get("counting_only", default.counting_only),
        analysis=settings.get("analysis", default.analysis),
    )
