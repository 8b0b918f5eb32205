"""Whatever a command prints is a function of the classes that counts are rounded to, and of nothing else.

Every count that reaches the gate is replaced by another of its class, at random, and every public command is asked
again: answers, messages, pages in both languages, charts with their coordinates and data files are the same to the
byte. So what a reader can learn from all of them together is what the classes say; ``test_attack`` solves those.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest

from finalorder import api, operations
from finalorder.answers import AnswerRow, read_answer_rows, to_json
from finalorder.disclosure import gate
from finalorder.disclosure.rounding import round_count
from finalorder.measures import group_methods_by_measure

OPERATION = "2019-06-family-operation"
LATER = date(2021, 3, 14)
Command = Callable[[Path, Path], str]

MEASURES = [name for name, methods in group_methods_by_measure().items() if any(each.is_computed for each in methods)]
TEXT = (
    "In Miami, 4,000 people have a final order of removal. In 2019, 44% of decisions in Houston were in absentia. "
    "1,200 cases are pending in Denver."
)


def ask(name: str, **options: object) -> Command:
    return lambda lake, _: api.measure(name, lake, **options).to_json()


def write_pages(lake: Path, folder: Path) -> str:
    """Write pages, charts and data files."""
    api.brief(OPERATION, lake, folder, lang="all", command="x", cities=["Miami", "Denver"])
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert {path.suffix for path in files} >= {".html", ".svg", ".csv", ".json"}
    return "\n".join(f"{path.relative_to(folder)}\n{path.read_text(encoding='utf-8')}" for path in files)


def check_text(lake: Path, folder: Path) -> str:
    folder.mkdir()
    (folder / "report.txt").write_text(TEXT, encoding="utf-8")
    return "\n".join(map(repr, api.check(str(folder / "report.txt"), lake).rows))


COMMANDS: dict[str, Command] = {
    **{f"measure {name} --by city": ask(name, by=["city"]) for name in MEASURES if name != "languages"},
    "measure outcomes --by fiscal-year,represented": ask("outcomes", by=["fiscal-year", "represented"]),
    "measure orders_issued --by court --as-of": ask("orders_issued", by=["court"], as_of=LATER),
    "measure orders_standing --by docket --where": ask("orders_standing", by=["docket"], where=["nationality=GT,HO"]),
    "measure backlog --by nationality --where": ask("backlog", by=["nationality"], where=["city=Denver", "custody=N"]),
    "scope": lambda lake, _: to_json(api.scope(OPERATION, lake).shown),
    "scope --as-of": lambda lake, _: to_json(api.scope(OPERATION, lake, as_of=LATER).shown),
    "cohorts --flow": lambda lake, _: api.count_cohort_exits(lake, city="Miami").to_json(),
    "operation diff": lambda lake, _: to_json(api.diff_operations(OPERATION, lake_dir=lake).scopes.rows),
    "compare ddp": lambda lake, _: api.compare_ddp(lake).to_json(),
    "check": check_text,
    "brief": write_pages,
}


def replace_counts(row: AnswerRow, random: Random) -> AnswerRow:
    """Another row that the rule cannot tell from it."""

    def draw(number: int | float | None, most: int | None = None) -> int:
        known = round_count(int(number or 0))
        return random.randint(
            known.floor, known.ceiling if most is None else max(known.floor, min(most, known.ceiling))
        )

    if row.is_count:
        number = draw(row.numerator)
        low = None if row.low is None else draw(row.low, number)
        return row._replace(numerator=number, value=number, low=low, high=None if row.high is None else number)
    if row.is_share and row.low is None:
        base = draw(row.denominator)
        return row._replace(numerator=min(draw(row.numerator, base), base), denominator=base)
    return row


@pytest.fixture(scope="module")
def random() -> Random:
    return Random(14)


@pytest.mark.parametrize("name", COMMANDS)
def test_other_counts_of_the_same_classes_give_the_same_bytes(
    name: str, simulated_lake: Path, tmp_path: Path, random: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (operations.measure_answers, operations.operation_scope):
        monkeypatch.setattr(module, "open_plan", lambda _: None)
    real = COMMANDS[name](simulated_lake, tmp_path / "real")
    changed: list[bool] = []

    def read_others(table: pa.Table) -> list[AnswerRow]:
        rows = read_answer_rows(table)
        others = [replace_counts(row, random) for row in rows]
        changed.append(rows != others)
        return others

    monkeypatch.setattr(gate, "read_answer_rows", read_others)
    assert COMMANDS[name](simulated_lake, tmp_path / "other") == real
    assert any(changed) or name.startswith("measure days") or "notice_days" in name or "backlog_age" in name


def test_a_gate_that_lets_one_exact_number_out_is_caught(
    simulated_lake: Path, tmp_path: Path, random: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the test above would say if a note of a shown row had the number in it."""
    real = gate.protect_row
    monkeypatch.setattr(
        gate, "protect_row", lambda steps, **more: real(steps, **more)._replace(note=str(steps[0].numerator))
    )
    name = "measure orders_issued --by court --as-of"
    with pytest.raises(AssertionError):
        test_other_counts_of_the_same_classes_give_the_same_bytes(name, simulated_lake, tmp_path, random, monkeypatch)
