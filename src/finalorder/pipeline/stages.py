"""The stages of a build, in order: what each reads, which code it runs, and what it writes into the draft."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from finalorder import analysis, cohorts, disclosure, ledger, measures
from finalorder.engines import LOCAL_MASTER, Engine, EngineName, Step, StepRunner, open_engine
from finalorder.lake import Draft, Manifest, Release, share_files
from finalorder.operations import publish_scopes, to_toml
from finalorder.registry import build_file_notes

StepCallback = Callable[[str], None]
Found = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How to build: which core tables, whether counts may disagree, the release's day where nothing else says it, and
    where the SQL runs. ``fresh`` runs every stage, whether anything changed or not; ``counting_only`` leaves out the
    plan, which nobody needs who counts on their own machine and publishes nothing; ``analysis`` adds the wide tables of
    :mod:`finalorder.analysis`, which a release that has them keeps up to date without being asked again; ``plan_from``
    is another version with the same rows and by the same code, whose plan is taken over.
    """

    only: tuple[str, ...] = ()
    allow_mismatch: bool = False
    release_day: date | None = None
    engine: EngineName = "duckdb"
    master: str = LOCAL_MASTER
    fresh: bool = False
    counting_only: bool = False
    analysis: bool = False
    plan_from: Path | None = None


@dataclass(frozen=True, slots=True)
class StageContext:
    """What a stage works on: a draft whose earlier stages are done, and whom to tell of a step."""

    draft: Draft
    manifest: Manifest
    options: BuildOptions
    said: StepCallback

    @property
    def release(self) -> Release:
        """The draft, read like a release."""
        return Release(self.draft.name, self.draft.path, self.manifest)

    @property
    def allows_mismatch(self) -> bool:
        """Whether the release was read with leave to publish what does not add up."""
        return bool(self.manifest.details.get("allow_mismatch"))


@dataclass(frozen=True, slots=True)
class Stage:
    """A named part of a build. ``run`` writes files and gives what later readers want to know of it."""

    name: str
    #: stages whose files it reads
    reads: tuple[str, ...]
    #: rooms of the package whose change runs it again
    code: tuple[str, ...]
    #: options that change what it writes
    settings: tuple[str, ...]
    writes: str
    run: Callable[[StageContext], Found]

    def choose_settings(self, options: BuildOptions) -> Found:
        """Choose the options that the stage depends on."""
        every = asdict(options)
        return {name: every[name] for name in self.settings}


@contextmanager
def _lend_engine(build: StageContext) -> Iterator[Engine | None]:
    """Start Spark for a stage, if the build runs there; None lets the stage start DuckDB as it needs it.

    What Spark keeps lies in the draft, which its workers reach under the same path as the release's tables.
    """
    if build.options.engine == "duckdb":
        yield None
        return
    with (
        TemporaryDirectory(dir=build.draft.path, prefix="steps-") as aside,
        open_engine(build.options.engine, master=build.options.master, scratch=Path(aside)) as engine,
    ):
        yield engine


def _derive_ledger(build: StageContext) -> Found:
    tables = {name: build.draft.path / "tables" / f"{name}.parquet" for name in ledger.list_ledger_inputs()}
    (build.draft.path / ledger.CARRIED_FOLDER).mkdir(exist_ok=True)
    rows = ledger.derive_release(
        tables,
        build.manifest.release_day,
        build.draft.path / "ledger",
        engine=build.options.engine,
        master=build.options.master,
        done=build.said,
    )
    ledger.write_registry_tables(build.draft.path / "registry")
    return {"rows": rows}


def _check_ledger(build: StageContext) -> Found:
    with _lend_engine(build) as engine:
        invariants = ledger.check_ledger_invariants(
            build.draft.path / "ledger", build.manifest.release_day, engine=engine
        )
    if not build.allows_mismatch:
        ledger.require_invariants(invariants)
    return {"invariants": {each.name: each.violations for each in invariants}}


def _write_cohorts(build: StageContext) -> Found:
    """Write ``cohorts/NAME.parquet`` as of the release day; other days are asked of the ledger when they are needed."""
    target = build.draft.path / "cohorts"
    target.mkdir()
    with (
        _lend_engine(build) as engine,
        cohorts.open_cohorts(build.release, build.release.day, engine=engine) as runner,
    ):
        for name in cohorts.list_cohort_names():
            _write_cohort(runner, name, build)
            build.said(f"cohort {name}")
    return {}


def _write_cohort(runner: StepRunner, name: str, build: StageContext) -> None:
    rows = Step(f"{name}_in_order", f"SELECT idncase, order_id, lower, upper, evidence FROM {name} ORDER BY idncase")
    notes = build_file_notes(f"cohorts/{name}")
    runner.extend({}, [rows]).write(rows.name, build.draft.path / "cohorts" / f"{name}.parquet", notes)


def _write_cubes(build: StageContext) -> Found:
    target = build.draft.path / measures.CUBES_FOLDER
    with _lend_engine(build) as engine:
        written = measures.write_cubes(build.release, target, done=build.said, engine=engine)
    return {"methods": written}


def _write_plan(build: StageContext) -> Found:
    """Write ``plan/``: what the release publishes, protected once."""
    if build.options.counting_only:
        return {}
    if build.options.plan_from is not None:
        share_files(build.options.plan_from / disclosure.PLAN_FOLDER, build.draft.path / disclosure.PLAN_FOLDER)
        return Manifest.read(build.options.plan_from).stages[PLAN].found
    release = build.release
    published = [*disclosure.publish_measures(release, build.said), *publish_scopes(release, build.said)]
    described = disclosure.describe_plan(release, published)
    (release.path / disclosure.PLAN_FOLDER / disclosure.PLAN_FILE).write_text(to_toml(described), encoding="utf-8")
    return {"rows": described["rows"], "shown": described["shown"]}


def _write_analysis(build: StageContext) -> Found:
    """Write ``analysis/``: one wide row an order, one a case."""
    rows = analysis.write_analysis_tables(build.release, build.draft.path / analysis.ANALYSIS_FOLDER, build.said)
    return {"rows": rows}


READ, PLAN = "read", "plan"
_SQL_ROOMS = ("engines", "registry")
_PLAN_ROOMS = (
    "disclosure", "operations", "measures", "cohorts", "projection", "simulation/parameters", "answers", *_SQL_ROOMS
)  # fmt: skip

#: the stages after reading, in order; reading is the only one that needs the release's zip or folder
STAGES = (
    Stage("derive", (READ,), ("ledger", *_SQL_ROOMS), ("engine",), "ledger/, registry/", _derive_ledger),
    Stage("check", ("derive",), ("ledger",), (), "invariants in release.json", _check_ledger),
    Stage("cohorts", (READ, "derive"), ("cohorts", *_SQL_ROOMS), (), "cohorts/", _write_cohorts),
    Stage("cubes", (READ, "derive"), ("measures", "cohorts", *_SQL_ROOMS), (), "cubes/", _write_cubes),
    Stage(PLAN, (READ, "derive", "cubes"), _PLAN_ROOMS, ("counting_only",), "plan/", _write_plan),
)
#: the stage that runs where it is asked for, and from then on where what it reads has changed
ANALYSIS = Stage("analysis", (READ, "derive"), ("analysis", *_SQL_ROOMS), (), "analysis/", _write_analysis)
#: what the read stage depends on besides the release itself
READ_CODE, READ_SETTINGS = ("releases", "registry"), ("only", "allow_mismatch", "release_day")
READ_WRITES = "tables/, lookups/, accounting.parquet and its kind"
