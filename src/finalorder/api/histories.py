"""Many releases: add one to the history of a lake, list them, rebuild one from it, compare two."""

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict, Unpack

from finalorder import history
from finalorder.answers import Question, QuestionOptions, as_question
from finalorder.api import vintages
from finalorder.api.displayed import Answer
from finalorder.briefs import write_diff_pages
from finalorder.engines import LOCAL_MASTER, EngineName, check_startable
from finalorder.errors import InputError, NotInLakeError
from finalorder.history import AddedRelease, ComparedReleases, DiffOptions, History, HistoryRelease, MergeEngine
from finalorder.lake import Lake
from finalorder.operations import answer_release_diff, measure_revisions

StepCallback = Callable[[str], None]


def _ignore_step(_: str) -> None:
    pass


class HistorySettings(TypedDict, total=False):
    """Where a history is computed, and how much of a table at once."""

    engine: EngineName
    master: str
    part_rows: int


def add_history(
    lake_dir: str | Path,
    release: str | None = None,
    *,
    name: str = "",
    said: StepCallback = _ignore_step,
    **settings: Unpack[HistorySettings],
) -> list[AddedRelease]:
    """Add a release of a lake to its history, or every release that it lacks; in any order of months.

    Settings are ``engine`` and ``master`` (where the SQL runs; the history has the same rows on each) and
    ``part_rows`` (about how many rows DuckDB compares at once).

    :param release: its name in the lake, or its month; None is every release that the history lacks, oldest first.
    :param name: its name in the history, where another release of the month has its own already.
    :raises FinalorderError: if the release is of another series, is not whole, or is there with other rows.
    """
    lake, where = Lake(Path(lake_dir)), _choose_engine(settings)
    names = [vintages.resolve_release_name(lake, None, release)] if release is not None else _list_missing(lake)
    found = [history.add_release(lake, lake.open_release(each), name=name, where=where, said=said) for each in names]
    for each, added in zip(names, found, strict=True):
        vintages.keep_published(lake, added.history, each, added.release)
    return found


def _list_missing(lake: Lake) -> list[str]:
    """The releases of a lake that its history lacks, of the history's series if it has one."""
    found = history.find_history(lake)
    releases = [lake.open_release(name) for name in lake.list_release_names()]
    if not releases:
        raise NotInLakeError(f"there is no release in the lake {lake.path}; build one first.")
    if found is None:
        lineage = lake.open_release().lineage if any(not each.simulated for each in releases) else releases[0].lineage
    else:
        lineage = found.manifest.lineage
    series = sorted((each for each in releases if each.lineage == lineage), key=lambda each: (each.day, each.name))
    return [each.name for each in series if found is None or found.manifest.find_release(each.name) is None]


def list_history(lake_dir: str | Path) -> History:
    """Open the history of a lake; its ``manifest.releases`` are the releases in it, in their order.

    :raises FinalorderError: if there is none, or a file of it is damaged.
    """
    return history.open_history(Lake(Path(lake_dir)))


def list_without_numbers(lake_dir: str | Path) -> dict[str, bool]:
    """List the releases of the history whose published numbers are made by the first question about them, since
    neither the lake nor what is kept beside the history has them; each with whether there are some of an older version.

    :raises FinalorderError: as :func:`list_history`.
    """
    from finalorder.api.vintage_store import VintageStore

    return VintageStore(Lake(Path(lake_dir)), list_history(lake_dir)).list_without_numbers()


def rebuild_history(
    lake_dir: str | Path,
    release: str,
    out: str | Path,
    *,
    said: StepCallback = _ignore_step,
    **settings: Unpack[HistorySettings],
) -> HistoryRelease:
    """Rebuild a release from the history of a lake into a folder; its digest is that with which it was added.

    :raises FinalorderError: if the history lacks it, the folder is not empty, or the rows are others.
    """
    where = _choose_engine(settings)
    return history.rebuild_release(list_history(lake_dir), release, Path(out), where=where, said=said)


def diff(
    old: str | Question,
    new: str = "",
    lake_dir: str | Path = "lake",
    *,
    settings: HistorySettings | None = None,
    said: StepCallback = _ignore_step,
    **options: Unpack[QuestionOptions],
) -> Answer:
    """Count what became of every row and every order between two releases: kept, changed, appeared, vanished, returned.

    Releases are named by name or by month, and may be in the lake or in its history. Options are ``tables``, ``by``
    (``court``, ``city``, ``case-state``, ``fiscal-year``, of applications also ``application``), ``methods`` (whose
    numbers by fiscal year are compared too; ``every`` is all of them), ``profile`` and ``lang``; ``settings`` as those
    of :func:`add_history`.

    :raises FinalorderError: if a release, table or split is unknown, or the releases cannot be compared.
    """
    question = as_question("diff", old if isinstance(old, Question) else shlex.join([old, new]), options)
    lake = Lake(Path(lake_dir))
    needs: vintages.Needs = "all" if question.methods else "counted"
    first, second = (vintages.open_vintage(lake, name, needs) for name in _read_two_names(question.subject))
    asked = ComparedReleases(first, second, vintages.find_series_history(lake, first))
    wanted = DiffOptions(question.tables, question.by, _choose_engine(settings or {}), said)
    shown = answer_release_diff(asked, wanted, methods=question.methods, profile=question.profile)
    return Answer.of_releases(question, shown, first, second)


def write_diff(answer: Answer, folder: str | Path) -> list[Path]:
    """Write a comparison as pages in both languages, with its rows as CSV and JSON and an entry in an Atom feed.

    :raises FinalorderError: if the folder cannot be written.
    """
    return write_diff_pages(answer, _read_two_names(answer.question.subject), Path(folder))


def revisions(name: str | Question, lake_dir: str | Path = "lake", **options: Unpack[QuestionOptions]) -> Answer:
    """Answer a measure by fiscal year through every release of a series, with how far a year moves afterwards.

    Options are ``methods``, ``where``, ``release`` (one of the series, or several), ``profile``, ``lang``.

    :raises FinalorderError: as :func:`finalorder.api.measure`.
    """
    question = as_question("triangle", name, options)
    named = question.release.split(",") if "," in question.release else []
    names = named or vintages.list_series(lake_dir, question.release)
    opened = vintages.open_vintages(lake_dir, names)
    return Answer.of_releases(question, measure_revisions(opened, question), *opened)


def _read_two_names(subject: str) -> tuple[str, str]:
    names = shlex.split(subject)
    if len(names) != 2 or not all(names):
        raise InputError("a comparison needs two releases, the older one first: finalorder diff OLD NEW.")
    return names[0], names[1]


def _choose_engine(settings: HistorySettings) -> MergeEngine:
    engine, master = settings.get("engine", "duckdb"), settings.get("master", LOCAL_MASTER)
    check_startable(engine, master)
    return MergeEngine(engine, master, settings.get("part_rows", history.PART_ROWS))
