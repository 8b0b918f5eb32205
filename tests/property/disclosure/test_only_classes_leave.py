"""Whatever a command prints is a function of the classes that counts are rounded to, and of nothing else.

Every count that reaches the gate is replaced by another of its class, at random, and every public command is asked
again: answers, messages, pages in both languages, charts with their coordinates and data files are the same to the
byte. So what a reader can learn from all of them together is what the classes say; ``test_attack`` solves those.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from finalorder import api, briefs, disclosure, measures, projection
from finalorder.answers import AnswerRow, read_answer_rows, to_json
from finalorder.api import publishing, watches
from finalorder.disclosure import gate, plan_writer
from finalorder.disclosure.rounding import round_count
from finalorder.errors import FinalorderError
from finalorder.lake import Lake, Release
from finalorder.measures import group_methods_by_measure
from finalorder.operations import measure_answers, operation_scope
from finalorder.projection import lake_forecasts
from finalorder.registry import load_dimensions
from finalorder.words import LANGUAGES
from support.months import MONTHS

OPERATION = "2019-06-family-operation"
QUESTIONS, MOST_LEVELS = 30, 80
LATER, LATEST = date(2021, 3, 14), date(2025, 11, 2)
Command = Callable[[Path, Path], str]

MEASURES = [name for name, methods in group_methods_by_measure().items() if any(each.is_computed for each in methods)]
TEXT = (
    "In Miami, 4,000 people have a final order of removal. In 2019, 44% of decisions in Houston were in absentia. "
    "1,200 cases are pending in Denver."
)


def ask(name: str, **options: object) -> Command:
    return lambda lake, _: api.measure(name, lake, **options).to_json()


def read_files(folder: Path) -> str:
    """Every file of a folder, by its name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return "\n".join(f"{path.relative_to(folder)}\n{path.read_bytes()!r}" for path in files)


def write_pages(lake: Path, folder: Path) -> str:
    """Write pages, hand-outs, charts and data files; a PDF is what a browser prints of a page."""
    api.brief(OPERATION, lake, folder, lang="all", command="x", cities=["Miami", "Denver"], handout=True)
    assert {path.suffix for path in folder.rglob("*.*")} >= {".html", ".svg", ".csv", ".json"}
    return read_files(folder)


def check_text(lake: Path, folder: Path) -> str:
    folder.mkdir()
    (folder / "report.txt").write_text(TEXT, encoding="utf-8")
    return "\n".join(map(repr, api.check(str(folder / "report.txt"), lake).rows))


def write_answer_files(lake: Path, folder: Path) -> str:
    """Draw an answer, and write another as sentences."""
    folder.mkdir()
    by_year = api.measure("orders_issued", lake, by=["fiscal-year"], where=["city=Miami"])
    drawn = api.write_chart(by_year, folder / "answer.svg").read_text(encoding="utf-8")
    said = (api.write_sentences(api.measure("in_absentia", lake, methods=["M1a"], lang=lang)) for lang in LANGUAGES)
    return "\n".join([drawn, *map(str, said)])


def publish_tables(lake: Path, folder: Path) -> str:
    """Publish tables of the plan; a site is made of these, of briefs and of nothing else (a test below)."""
    found = Lake(lake).open_release()
    copied = folder / found.name
    shutil.copytree(found.path, copied, ignore=shutil.ignore_patterns("plan", "tables", "ledger", "lookups"))
    tables = disclosure.publish_measures(Release(found.name, copied, found.manifest), lambda _: None)
    assert sum(table.shown for table in tables) > 1000
    return read_files(copied / disclosure.PLAN_FOLDER)


def do_the_months_work(lake: Path, folder: Path) -> str:
    """Watch a lake that has the release already: what is left to do is to compare it, in a folder of news."""
    source = lake.parent / f"{MONTHS[-1]}.zip"
    lines = [
        line.text for lang in LANGUAGES
        for line in api.watch(lake, api.WatchOptions(source, news=folder, today=LATEST, lang=lang))
    ]  # fmt: skip
    return "\n".join([*lines, read_files(folder)])


def write_diff_pages(lake: Path, folder: Path) -> str:
    """Compare one table by two dimensions; watching a lake compares all of them."""
    answer = api.diff(*MONTHS[:2], lake, tables=["proceedings"], by=["fiscal-year", "court"], methods=["M1a"])
    api.write_diff(answer, folder)
    return answer.to_json() + read_files(folder)


def write_forecasts(lake: Path, folder: Path) -> str:
    api.write_forecast("2026-12", folder, lake_dir=lake)
    by_city = api.forecast("2026-12", lake_dir=lake, by_city=True, scenario="lawyers")
    return by_city.to_json() + read_files(folder)


COMMANDS: dict[str, Command] = {
    **{f"measure {name} --by city": ask(name, by=["city"]) for name in MEASURES if name != "languages"},
    "measure outcomes --by fiscal-year,represented": ask("outcomes", by=["fiscal-year", "represented"]),
    "measure orders_issued --by court --as-of": ask("orders_issued", by=["court"], as_of=LATER),
    "measure orders_standing --by docket --where": ask("orders_standing", by=["docket"], where=["nationality=GT,HO"]),
    "measure backlog --by nationality --where": ask("backlog", by=["nationality"], where=["city=Denver", "custody=N"]),
    "measure --chart --sentence": write_answer_files,
    "scope": lambda lake, _: to_json(api.scope(OPERATION, lake).shown),
    "scope --as-of": lambda lake, _: to_json(api.scope(OPERATION, lake, as_of=LATER).shown),
    "cohorts --flow": lambda lake, _: api.count_cohort_exits(lake, city="Miami").to_json(),
    "operation diff": lambda lake, _: to_json(api.diff_operations(OPERATION, lake_dir=lake).scopes.rows),
    "compare ddp": lambda lake, _: api.compare_ddp(lake).to_json(),
    "verify": lambda lake, _: to_json(api.verify(lake).shown),
    "fit": lambda lake, _: to_json((found := api.fit(lake)).shown) + found.parameters_toml,
    "forecast": write_forecasts,
    "backtest": lambda lake, _: api.backtest(lake).to_json(),
    "check": check_text,
    "brief": write_pages,
    "publish": publish_tables,
}
#: those of several releases
COMMANDS_OF_MONTHS: dict[str, Command] = {
    "measure --vintage": ask("orders_issued", by=["city", "fiscal-year"], release=",".join(MONTHS)),
    "scope --vintage announced": lambda lake, _: to_json(
        api.scope("2025-09-midway-blitz", lake, release="announced", as_of=date(2025, 8, 20)).shown
    ),
    "revisions": lambda lake, _: api.revisions("in_absentia", lake, methods=["M1a", "M11"]).to_json(),
    "diff": write_diff_pages,
    "watch": do_the_months_work,
}
#: commands that say no number of cases from a lake, or none by place or trait, and why
EXEMPT = {
    "simulate": "writes what it makes up",
    "fetch": "downloads a file",
    "build": "says how many records a table has, in the whole country",
    "derive": "as build",
    "audit": "as build",
    "update": "what watch does, with a file that is here",
    "history add": "as build",
    "history list": "as build",
    "history rebuild": "writes the court's rows, for the machine that has them",
    "export": "rows, stamped as not for publication, for the machine that has them; tables as they are published",
    "reproduce": "whether a file is what its command prints; that command is attacked",
    "serve": "the files of a published site",
    "mcp": "the published tables of a site",
    "show": "definitions",
    "cities": "names",
    "dimensions": "names",
    "values": "names",
    "law": "rules",
    "deadlines": "days computed from a day",
    "methods": "definitions",
    "ice add": "files of ICE's own aggregates",
    "ice show": "ICE's own aggregates",
    "operation list": "files",
    "operation new": "a file from words",
    "operation validate": "a file",
}


def mark_slow(name: str) -> Any:
    """A command that takes some seconds is asked in the long run of the tests."""
    return pytest.param(name, marks=pytest.mark.long) if name in ("forecast", "backtest", "watch") else name


def test_every_command_is_attacked_or_says_why_it_need_not_be() -> None:
    attacked = [*COMMANDS, *COMMANDS_OF_MONTHS]
    named = {name for name in api.COMMAND_FUNCTIONS if any(f"{each} ".startswith(f"{name} ") for each in attacked)}
    named |= {"cohorts"} if "cohorts --flow" in COMMANDS else set()
    assert named.isdisjoint(EXEMPT)
    assert named | set(EXEMPT) == set(api.COMMAND_FUNCTIONS)


def replace_counts(row: AnswerRow, random: Random) -> AnswerRow:
    """Another row that the rule cannot tell from it."""

    def draw(number: int | float | None, least: int = 0, most: int | None = None) -> int:
        known = round_count(int(number or 0))
        floor = max(known.floor, least)
        return random.randint(floor, max(floor, known.ceiling if most is None else min(most, known.ceiling)))

    if row.is_count:
        number = draw(row.numerator)
        low = None if row.low is None else draw(row.low, most=number)
        high = None if row.high is None else draw(row.high, least=number)
        return row._replace(numerator=number, value=number, low=low, high=high)
    if row.is_share and row.low is None:
        base = draw(row.denominator)
        return row._replace(numerator=min(draw(row.numerator, most=base), base), denominator=base)
    return row


@pytest.fixture(scope="module")
def random() -> Random:
    return Random(14)


@pytest.fixture(autouse=True)
def counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count once what the gate is handed twice: which count it is replaced by does not depend on who counted."""
    for module, name in ((measures, "answer_measure"), (measures, "count_scope"), (plan_writer, "count_groupings")):
        monkeypatch.setattr(module, name, keep_counts(getattr(module, name)))


def keep_counts(count: Callable[..., Iterable[Any]]) -> Callable[..., list[Any]]:
    kept: dict[str, list[Any]] = {}

    def count_once(release: Release, *asked: Any, **more: Any) -> list[Any]:
        key = repr((release.name, asked, more))
        assert " at 0x" not in key, "two questions could have the same words"
        if key not in kept:
            kept[key] = list(count(release, *asked, **more))
        return kept[key]

    return count_once


@pytest.mark.parametrize("name", [mark_slow(name) for name in (*COMMANDS, *COMMANDS_OF_MONTHS)])
def test_other_counts_of_the_same_classes_give_the_same_bytes(
    name: str, request: pytest.FixtureRequest, tmp_path: Path, random: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = request.getfixturevalue("simulated_lake" if name in COMMANDS else "lake_of_months")
    for module in (measure_answers, operation_scope):
        monkeypatch.setattr(module, "open_plan", lambda _: None)
    monkeypatch.setattr(briefs, "print_pages", lambda _: [])
    monkeypatch.setattr(plan_writer, "load_plan", list_some_tables)
    monkeypatch.setattr(projection, "list_scenario_names", lambda: ["as-found", "lawyers"])
    for module in (projection, lake_forecasts):
        monkeypatch.setattr(module, "DRAWS", 20)
    monkeypatch.setattr(watches, "build", partial(api.build, counting_only=True))
    ask_command = (COMMANDS | COMMANDS_OF_MONTHS)[name]
    real = ask_command(lake, tmp_path / "real")
    changed: list[bool] = []

    def read_others(table: pa.Table) -> list[AnswerRow]:
        rows = read_answer_rows(table)
        others = [replace_counts(row, random) for row in rows]
        changed.append(rows != others)
        return others

    monkeypatch.setattr(gate, "read_answer_rows", read_others)
    assert ask_command(lake, tmp_path / "other") == real
    assert any(changed) or any(part in name for part in ("measure days", "notice_days", "backlog_age", "fit"))


def draw_question(random: Random) -> tuple[str, dict[str, Any]]:
    """A question of a reader's choice: it may be refused, for its words."""
    dimensions = load_dimensions()
    short = [name for name, each in dimensions.items() if len(each.levels) < MOST_LEVELS]
    where = [
        f"{name}={','.join(random.sample(sorted(dimensions[name].levels), random.choice((1, 1, 2))))}"
        for name in random.sample(sorted(dimensions), random.choice((0, 1, 1, 2)))
    ]
    return random.choice(MEASURES), {"by": random.sample(short, random.choice((0, 1, 1, 2))), "where": where}


def ask_or_hear_why_not(lake: Path, question: tuple[str, dict[str, Any]]) -> str:
    try:
        return api.measure(question[0], lake, **question[1]).to_json()
    except FinalorderError as error:
        return f"{type(error).__name__}: {error}"


def test_questions_at_random_have_answers_and_refusals_of_classes_alone(
    simulated_lake: Path, random: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure_answers, "open_plan", lambda _: None)
    questions = [draw_question(random) for _ in range(QUESTIONS)]
    real = [ask_or_hear_why_not(simulated_lake, each) for each in questions]
    monkeypatch.setattr(
        gate, "read_answer_rows", lambda table: [replace_counts(row, random) for row in read_answer_rows(table)]
    )
    for question, said in zip(questions, real, strict=True):
        assert ask_or_hear_why_not(simulated_lake, question) == said, question
    answered = [said for said in real if said.startswith("{")]
    assert QUESTIONS / 4 < len(answered) < QUESTIONS


def list_some_tables() -> tuple[disclosure.PlanTable, ...]:
    """A part of the plan; what is true of these tables is true of the others, which are written by the same lines."""
    return tuple(table for table in disclosure.load_plan() if table.name in ("nation", "city", "fiscal-year"))


def open_some_tables(release: Release) -> disclosure.PublishedPlan:
    """The plan with as many tables as a page of every kind needs."""
    plan = disclosure.open_plan(release)
    assert plan is not None
    names = ("nation", "city", "cohorts", "fiscal-year", "city.fiscal-year", "nationality")
    return replace(plan, tables={name: plan.tables[name] for name in names})


def test_a_site_is_made_of_published_tables_and_of_nothing_else(
    simulated_lake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a lake that has lost everything but its plan, the same site is made, in both languages, to the byte."""
    monkeypatch.setattr(publishing, "open_plan", open_some_tables)
    # of the same drawing the same picture: making it is half of the time
    monkeypatch.setattr("finalorder.site.publish.render_png", cache(briefs.render_png))
    found = Lake(simulated_lake).open_release()
    bare = tmp_path / "bare"
    shutil.copytree(simulated_lake, bare, symlinks=True)
    for path in Lake(bare).open_release().path.iterdir():
        if path.is_dir() and path.name != disclosure.PLAN_FOLDER:
            shutil.rmtree(path)
        elif path.suffix == ".parquet" and path.stem != "accounting":  # which says how many records a table has
            path.unlink()
    asked = api.PublishOptions(found.name, "https://example.org", with_briefs=False, cities=("Miami",))
    for lake in (simulated_lake, bare):
        api.publish(lake, tmp_path / f"site-{lake.name}", asked)
    sites = [read_files((tmp_path / f"site-{lake.name}").resolve()) for lake in (simulated_lake, bare)]
    assert sites[0] == sites[1]
    assert all(f".{ending}" in sites[0] for ending in ("html", "atom", "svg", "json", "csv", "parquet"))


def test_a_gate_that_lets_one_exact_number_out_is_caught(
    request: pytest.FixtureRequest, tmp_path: Path, random: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the test above would say if a note of a shown row had the number in it."""
    real = gate.protect_row
    monkeypatch.setattr(
        gate, "protect_row", lambda steps, **more: real(steps, **more)._replace(note=str(steps[0].numerator))
    )
    name = "measure orders_issued --by court --as-of"
    with pytest.raises(AssertionError):
        test_other_counts_of_the_same_classes_give_the_same_bytes(name, request, tmp_path, random, monkeypatch)
