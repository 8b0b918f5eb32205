"""Answers counted from a lake; each has passed the disclosure gate."""

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from finalorder import cohorts
from finalorder.answers import Question, QuestionOptions, as_question, make_question
from finalorder.api import vintages
from finalorder.api.displayed import Answer
from finalorder.lake import Lake, Release

if TYPE_CHECKING:
    from finalorder.operations import ParameterFit, Scope, Verification


def scope(operation: str | Question, lake_dir: str | Path, **options: Unpack[QuestionOptions]) -> "Scope":
    """Count whom an announced operation names; ``operation`` is a file or the id of one that ships.

    From its announcement on, the operation is taken as it stood on the day asked: its cities and groups then. Options
    are ``release``, ``as_of``, ``profile``, and ``own``: files of your own cohorts, counted beside the others.

    :raises FinalorderError: if the operation file is wrong, or the lake has no such release or day.
    """
    from finalorder.api.reference import read_cohort_files
    from finalorder.operations import count_operation_scope, load_operation, reconstruct_operation

    question = as_question("scope", operation, options)
    announced = load_operation(question.subject, cohorts=cohorts.list_cohort_names())
    groups, day = read_cohort_files(question.own, profile=question.profile), question.as_of
    opened = vintages.open_asked_release(lake_dir, question.release, announced.first_day, "published")
    stood = reconstruct_operation(announced, day) if day and day >= announced.first_day else announced
    return count_operation_scope(stood, opened, day, profile=question.profile, own=groups)


def count_cohort_exits(lake_dir: str | Path, **options: Unpack[QuestionOptions]) -> Answer:
    """Count how many of the cases ordered removed left each group at which criterion, in the country or a city.

    Options are ``city``, ``own``, ``release``, ``as_of``, ``profile`` and ``lang``.

    :raises FinalorderError: if a city, a file or the release is wrong, or the lake cannot speak about the day.
    """
    from finalorder.api.reference import read_cohort_files
    from finalorder.operations import cohort_flow

    opened, question = _open_asked(lake_dir, make_question("flow", **options))
    groups = read_cohort_files(question.own, profile=question.profile)
    shown = cohort_flow.count_cohort_flow(opened, question, own=groups)
    return Answer.of_releases(question, shown, opened)


def _open_asked(lake_dir: str | Path, question: Question) -> tuple[Release, Question]:
    """Open the release that a question is about, and the question with its name and day in it."""
    opened = vintages.open_asked_release(lake_dir, question.release)
    return opened, question.resolve(opened.name, opened.day)


def measure(name: str | Question, lake_dir: str | Path, **options: Unpack[QuestionOptions]) -> Answer:
    """Answer a measure by its published methods, side by side: ``measure("in_absentia", lake, by=["city"]).polars()``.

    Options are ``methods`` (names; none, or ``all``, is every one that can be computed), ``by`` (dimensions to split
    by, every margin too: ``city`` and ``fiscal-year``, and up to two others), ``where`` (conditions as ``custody=N,R``,
    all of which must hold), ``release`` (its name or month, or several with commas between them: the answer as each had
    it), ``as_of``, ``profile`` and ``lang``.

    :raises FinalorderError: if a name is unknown, a method cannot be asked so, or the lake has no such release or day.
    """
    from finalorder.operations import measure_release, measure_vintages, resolve_question

    question = as_question("measure", name, options)
    names = question.release.split(",")
    if len(names) > 1:
        several = vintages.open_vintages(lake_dir, names)
        return Answer.of_releases(question, measure_vintages(several, question), *several)
    opened = vintages.open_asked_release(lake_dir, question.release, needs="published")
    resolved = resolve_question(question, opened)
    return Answer.of_releases(resolved, measure_release(opened, resolved), opened)


def compare_ddp(lake_dir: str | Path, **options: Unpack[QuestionOptions]) -> Answer:
    """Count how and why the Deportation Data Project's one-row-a-case method differs from the ledger.

    Options are ``release``, ``as_of`` and ``profile``.

    :raises FinalorderError: if another day than the release's is asked for: a row a case has no earlier state.
    """
    from finalorder.operations import answer_ddp_comparison

    opened, question = _open_asked(lake_dir, make_question("compare", "ddp", **options))
    return Answer.of_releases(question, answer_ddp_comparison(opened, question.as_of, profile=question.profile), opened)


def verify(lake_dir: str | Path, release: str | None = None, *, profile: str = "public") -> "Verification":
    """Compare a lake with figures that others have published about the court's releases.

    Without a release: the newest real one, else the only simulated one, else simulated releases that differ in their
    month only, each figure then in the release of its own month.

    :raises FinalorderError: if there is no such release, or a simulated one does not say its scale.
    """
    from finalorder.operations import compare_with_anchors

    return compare_with_anchors(Lake(Path(lake_dir)), release, profile=profile)


def fit(
    lake_dir: str | Path, release: str | None = None, *, hazards: bool = False, profile: str = "public"
) -> "ParameterFit":
    """Estimate the simulation's parameters from a release: answer rows, and a file for ``simulate``.

    :param hazards: rows are the rates of every kind of end, instead of the parameters.
    """
    from finalorder.operations import fit_release

    opened = Lake(Path(lake_dir)).open_release(release)
    return fit_release(opened, hazards=hazards, profile=profile)
