"""Three simulated months, two of them by the month's work in one command: what became of every row between them is
exactly what the model says it did, and every question is answered as each of them had it.
"""

import json
from collections import Counter
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest

from finalorder import api, registry
from finalorder.answers import AnswerRow
from finalorder.api import watches
from finalorder.errors import InputError, NotInLakeError
from finalorder.simulation import SimulationConfig, simulate

MONTHS = ("2026-07", "2026-08", "2026-09")
FILES = {table.file: table.name for table in registry.list_core_tables()}
KINDS = ("changed", "appeared", "vanished", "returned")


class Months:
    """A lake with three months of one simulation, their truths, and a history of the first two."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.lake = folder, folder / "lake"
        self.news: dict[str, list[str]] = {}
        before: Path | None = None
        for month in MONTHS:
            config = SimulationConfig(month=month) if before else SimulationConfig(0.0005, 5, month)
            previous, before = before, folder / f"{month}.zip"
            simulate(before, config, truth=folder / month, previous=previous)
            if month == MONTHS[-1]:
                api.build(before, self.lake, counting_only=True)
            else:
                self.news[month] = self.work(month, today=date(2026, int(month[5:]), 20))

    def work(self, month: str, **options: object) -> list[str]:
        """The news of a month's work, a line a step."""
        wanted = api.WatchOptions(source=self.folder / f"{month}.zip", **options)  # type: ignore[arg-type]
        with (
            pytest.MonkeyPatch.context() as patch
        ):  # the plan of a month takes longer than all the rest, and is not read
            patch.setattr(watches, "build", partial(api.build, counting_only=True))
            return [line.text for line in api.watch(self.lake, wanted)]

    @property
    def names(self) -> list[str]:
        """The releases of the lake, oldest first."""
        return [f"simulated-{month}-seed5-x0.0005-f1" for month in MONTHS]

    def count_truth(self, month: str) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
        """By table: what happened to how many rows since the month before, and in which columns."""
        kinds: Counter[tuple[str, str]] = Counter()
        columns: Counter[tuple[str, str]] = Counter()
        for row in pq.read_table(self.folder / month / "changes.parquet").to_pylist():
            kinds[FILES[row["member"]], row["kind"]] += 1
            columns.update((FILES[row["member"]], name) for name in row["columns"])
        return kinds, columns

    def diff(self, old: str, new: str, **options: object) -> list[AnswerRow]:
        """The exact answer about two months."""
        return list(api.diff(old, new, self.lake, profile="none", **options))  # type: ignore[arg-type]

    @cached_property
    def first_two(self) -> list[AnswerRow]:
        """All that can be said of the first two months, which takes seconds and which several tests look at."""
        return self.diff(*MONTHS[:2])


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Months:
    return Months(tmp_path_factory.mktemp("months"))


def count_kinds(rows: list[AnswerRow], measure: str = "release_diff") -> Counter[tuple[str, str]]:
    """The numbers of a measure by table and level, without splits and without zeros."""
    told = [row for row in rows if row.measure == measure and not row.method and row.numerator]
    return Counter({(row.level_2, row.level_1): row.numerator for row in told})


@pytest.mark.parametrize(("old", "new"), [MONTHS[:2], MONTHS[1:]])
def test_every_change_of_the_truth_is_found_and_none_is_invented(months: Months, old: str, new: str) -> None:
    rows = months.first_two if old == MONTHS[0] else months.diff(old, new)
    found, (kinds, columns) = count_kinds(rows), months.count_truth(new)
    assert {key: count for key, count in found.items() if key[1] in KINDS} == kinds
    assert count_kinds(rows, "release_diff_columns") == columns
    assert kinds["applications", "vanished"]
    assert columns["proceedings", "absentia"]


def test_every_row_of_both_releases_is_counted_once(months: Months) -> None:
    rows = months.diff(*MONTHS[:2], tables=["applications", "cases"])
    counts, sizes = count_kinds(rows), count_kinds(rows, "release_rows")
    for table in ("applications", "cases"):
        there = counts[table, "kept"] + counts[table, "changed"]
        assert sizes[table, "old"] == there + counts[table, "vanished"]
        assert sizes[table, "new"] == there + counts[table, "appeared"] + counts[table, "returned"]


def test_what_vanished_is_told_by_decision_and_cause_and_by_what_is_asked(months: Months) -> None:
    rows = months.diff(*MONTHS[:2], tables=["applications"], by=["court", "fiscal-year"])
    vanished = [row for row in rows if row.measure == "release_diff" and row.level_1 == "vanished"]
    total = next(row.numerator for row in vanished if not row.method and not row.condition)
    for methods in ({"decided", "pending"}, {"same_court", "moved_court", "case_gone", "unknown"}):
        assert sum(row.numerator or 0 for row in vanished if row.method in methods) == total
    split = [row for row in vanished if row.condition.startswith("court in (")]
    assert sum(row.numerator or 0 for row in split) == total
    years = {row.period for row in split}
    assert {"unknown", "FY1983", "FY2026"} <= years
    assert len(split) == len(years) * len({row.condition for row in split})  # what is missing would say zero


def test_applications_are_split_by_what_is_applied_for_and_nothing_else_is(months: Months) -> None:
    rows = months.diff(*MONTHS[:2], tables=["applications"], by=["application"])
    vanished = [row for row in rows if row.measure == "release_diff" and row.level_1 == "vanished" and not row.method]
    whole = next(row.numerator for row in vanished if not row.condition)
    parts = {row.condition: row.numerator for row in vanished if row.condition}
    assert sum(count or 0 for count in parts.values()) == whole
    assert parts["application in (ASYL)"]
    assert {"application in (unknown)", "application in (UNK)"} <= parts.keys()
    with pytest.raises(InputError, match="only applications say what is applied for, not cases; pass --table"):
        months.diff(*MONTHS[:2], tables=["cases", "applications"], by=["application"])


def test_the_ledger_is_told_which_of_its_orders_are_new_late_gone_moved_final_or_undone(months: Months) -> None:
    rows = {row.level_1: row.numerator for row in months.first_two if row.measure == "ledger_diff"}
    old, new = (
        pq.read_table(months.lake / name / "ledger" / "orders.parquet").to_pylist() for name in months.names[:2]
    )
    before, now = ({row["order_id"]: row for row in each} for each in (old, new))
    both = before.keys() & now.keys()
    assert rows["vanished"] == len(before.keys() - now.keys())
    assert (rows["appeared"] or 0) + (rows["appeared_late"] or 0) == len(now.keys() - before.keys())
    assert rows["moved_date"] == sum(before[key]["ordered_on"] != now[key]["ordered_on"] for key in both)
    assert rows["undone"] == sum(before[key]["undone_on"] is None and now[key]["undone_on"] is not None for key in both)
    assert rows["appeared"]


def test_a_public_answer_is_rounded_and_says_which_population_it_counts(months: Months) -> None:
    shown = api.diff(*MONTHS[:2], months.lake, tables=["applications"])
    rows = [row for row in shown if row.measure == "release_diff" and not row.method]
    assert {row.population for row in rows} == {"release_rows"}
    assert all(row.value is None or row.value % 20 == 0 for row in rows)
    assert shown.question.to_command() == "finalorder diff 2026-07 2026-08 --table applications"


def test_a_release_that_only_the_history_has_is_compared_as_well(months: Months) -> None:
    expected = months.first_two
    assert {row.level_2 for row in expected if row.level_1 in ("new_code", "gone_code")}
    (months.lake / months.names[0]).rename(months.folder / "away")
    try:
        assert months.diff(*MONTHS[:2]) == expected
    finally:
        (months.folder / "away").rename(months.lake / months.names[0])


def test_what_cannot_be_compared_is_refused_in_a_sentence(months: Months) -> None:
    with pytest.raises(InputError, match="is not older than"):
        months.diff("2026-08", "2026-07")
    with pytest.raises(NotInLakeError, match=r"neither the lake .* nor its history has a release of the month 2019-01"):
        months.diff("2019-01", "2026-08")
    with pytest.raises(InputError, match='no table "case"; did you mean "cases"'):
        months.diff(*MONTHS[:2], tables=["case"])
    with pytest.raises(InputError, match="cannot be split by"):
        months.diff(*MONTHS[:2], by=["nationality"])


def test_a_question_is_answered_as_each_release_had_it(months: Months) -> None:
    asked = {"methods": ["M1a"], "by": ["fiscal-year"], "profile": "none"}
    both = api.measure("in_absentia", months.lake, release="2026-07,2026-09", **asked)  # type: ignore[arg-type]
    for month, name in zip(("2026-07", "2026-09"), (months.names[0], months.names[2]), strict=True):
        alone = list(api.measure("in_absentia", months.lake, release=month, **asked))  # type: ignore[arg-type]
        assert [row for row in both if row.vintage == name] == alone
        assert alone
    with pytest.raises(InputError, match="names no release"):
        api.measure("in_absentia", months.lake, release=",")
    with pytest.raises(InputError, match="one release at a time"):
        api.compare_ddp(months.lake, release="2026-07,2026-08")


def test_what_a_release_does_to_published_numbers_is_shown_before_and_after(months: Months) -> None:
    first, last = months.names[0], months.names[2]
    rows = [row for row in months.diff(first, last, tables=["riders"], methods=["M1a"]) if row.method == "M1a"]
    pairs = {}
    for row in rows:
        pairs.setdefault(row.period, {})[row.vintage] = row.value
    assert "FY2026" in pairs
    assert all(pair.keys() == {first, last} and pair[first] != pair[last] for pair in pairs.values())
    with pytest.raises(InputError, match="M99"):
        months.diff(first, last, methods=["M99"])


def test_the_triangle_has_every_release_and_says_how_far_a_year_moves(months: Months) -> None:
    rows = list(api.revisions("in_absentia", months.lake, methods=["M1a"], profile="none"))
    triangle = {(row.period, row.vintage): row.value for row in rows if row.vintage and row.period and not row.by_2}
    assert {vintage for _, vintage in triangle} == set(months.names)
    (moved,) = (row for row in rows if row.by_2 == "months_later" and row.level_2 == "1" and row.period == "FY2026")
    first, second, third = (triangle["FY2026", name] for name in months.names)
    assert first is not None
    assert second is not None
    assert third is not None
    assert moved.value == pytest.approx((third - first) / 2, abs=1e-6)
    assert (moved.low, moved.high) == pytest.approx(sorted((second - first, third - second)), abs=1e-6)
    assert not [row for row in rows if row.by_2 == "months_later" and row.level_2 == "3"]


def test_an_operation_is_counted_through_the_release_that_people_had_when_it_was_announced(months: Months) -> None:
    with pytest.raises(NotInLakeError, match="has a release of 2019-06-21 or before"):
        api.scope("2019-06-family-operation", months.lake, release="announced")
    assert api.scope("2019-06-family-operation", months.lake, release="2026-08").release.name == months.names[1]


def test_the_months_work_says_what_each_step_did_and_the_second_time_that_it_had_nothing_to_do(months: Months) -> None:
    first, second = (months.news[month] for month in MONTHS[:2])
    assert [line.partition(":")[0] for line in first] == ["update", "build", "history", "diff"]
    assert first[-1].endswith("there is nothing to compare it with")
    assert second[-1].endswith("are compared")
    again = months.work(MONTHS[1], today=date(2026, 8, 20))
    assert again[1].startswith("build: ")
    assert "in the lake" in again[1]
    assert "is there already" in again[2]
    assert again[3].endswith("were compared before")
    late = months.work(MONTHS[1], today=date(2026, 12, 24), lang="es")
    assert late[-1].startswith("pendiente: no ha llegado la publicación de 2026-09; la más reciente es de 2026-08")


def test_the_news_are_pages_in_both_languages_with_their_data_and_a_feed(months: Months) -> None:
    folder = months.lake / "news"
    (data,) = folder.glob("*.json")
    assert {row["measure"] for row in json.loads(data.read_text())["rows"]} >= {"release_diff", "ledger_diff"}
    for lang, heading in (("en", "What changed in the court’s file"), ("es", "Qué cambió en el archivo del tribunal")):
        (page,) = folder.glob(f"*.{lang}.html")
        text = page.read_text(encoding="utf-8")
        assert f"<h1>{heading}" in text
        assert '<div class="stamp" role="note">' in text
        assert "applications" in text
        (link,) = ElementTree.parse(folder / f"feed.{lang}.atom").getroot().findall("{*}entry/{*}link")
        assert link.get("href") == page.name
