"""Any question, asked: the line or the command that an answer carries gives the same rows again."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from finalorder.answers import Question, QuestionOptions, parse_command, parse_question
from finalorder.api import counts, forecasts, histories, ice_files, operation_files
from finalorder.api.displayed import Answer
from finalorder.errors import InputError

Asker = Callable[[Question, Path], Answer]


def ask(question: str | Question, lake_dir: str | Path = "lake") -> Answer:
    """Ask a question, written as answers carry it: ``measure/in_absentia?by=city``, or the command that asks it.

    :raises FinalorderError: if it is not a question that rows answer, or as the command that asks it.
    """
    asked = _read_question(question) if isinstance(question, str) else question
    if asked.kind not in _ASKERS:
        raise InputError(f"{asked} is answered by files, not by rows; run `{asked.to_command()}`.")
    return _ASKERS[asked.kind](asked, Path(lake_dir))


def _read_question(text: str) -> Question:
    return parse_command(text) if text.strip().startswith("finalorder ") else parse_question(text)


def _list_options(asked: Question) -> QuestionOptions:
    """List what a question says besides its subject, for functions that take no question."""
    return {"release": asked.release or None, "as_of": asked.as_of, "profile": asked.profile, "lang": asked.lang}


def _ask_scope(asked: Question, lake_dir: Path) -> Answer:
    found = counts.scope(asked, lake_dir)
    return Answer.of_releases(asked.resolve(found.release.name, found.as_of), found.shown, found.release)


def _ask_flow(asked: Question, lake_dir: Path) -> Answer:
    options = _list_options(asked)
    options["city"], options["own"] = asked.city or None, asked.own
    return counts.count_cohort_exits(lake_dir, **options)


def _ask_comparison(asked: Question, lake_dir: Path) -> Answer:
    return counts.compare_ddp(lake_dir, **_list_options(asked))


def _ask_verification(asked: Question, lake_dir: Path) -> Answer:
    found = counts.verify(lake_dir, asked.release or None, profile=asked.profile)
    return Answer.of_releases(asked, found.shown, *found.releases)


def _ask_fit(asked: Question, lake_dir: Path) -> Answer:
    hazards = asked.kind == "hazards"
    found = counts.fit(lake_dir, asked.release or None, hazards=hazards, profile=asked.profile)
    return Answer.of_releases(replace(asked, release=found.release.name), found.shown, found.release)


def _ask_changed_scope(asked: Question, lake_dir: Path) -> Answer:
    first, second = operation_files.read_operation_names(asked.subject)
    release = asked.release or None
    found = operation_files.diff_operations(first, second, lake_dir, release=release, profile=asked.profile)
    assert found.scopes is not None
    return Answer.of_releases(asked, found.scopes.rows, *found.releases)


def _ask_forecast(asked: Question, lake_dir: Path) -> Answer:
    options: forecasts.ForecastOptions = {"as_of": asked.as_of, "profile": asked.profile, "lang": asked.lang}
    if asked.scenario:
        options["scenario"] = asked.scenario
    if asked.subject == forecasts.LAKE:
        options |= {"lake_dir": lake_dir, "release": asked.release or None}
        options |= {"city": asked.city, "by_city": "city" in asked.by}
    return forecasts.forecast(asked.until, **options)


def _ask_backtest(asked: Question, lake_dir: Path) -> Answer:
    lake = lake_dir if asked.subject == forecasts.LAKE else None
    return forecasts.backtest(lake, release=asked.release or None, profile=asked.profile, lang=asked.lang)


_ASKERS: Mapping[str, Asker] = {
    "measure": counts.measure,
    "scope": _ask_scope,
    "flow": _ask_flow,
    "compare": _ask_comparison,
    "verify": _ask_verification,
    "fit": _ask_fit,
    "hazards": _ask_fit,
    "ice": ice_files.answer_ice_subject,
    "diff": lambda asked, lake_dir: histories.diff(asked, lake_dir=lake_dir),
    "triangle": histories.revisions,
    "revisions": _ask_changed_scope,
    "forecast": _ask_forecast,
    "backtest": _ask_backtest,
}
