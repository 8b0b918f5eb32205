"""Claims by month, calendar year, state, group, representation, outcome and change on a lake that is declared real: the
right question and verdict, and never a false one; with their noun, place, group or year exchanged the verdict goes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from finalorder.answers import make_question
from finalorder.lake import Lake, Release
from finalorder.operations import load_operation, measure_release
from finalorder.reports import CheckRow, CheckSettings, check_report
from support.claim_sentences import (
    ORDERS,
    TIMES,
    Counter,
    Sentence,
    format_number,
    list_changes,
    list_compositions,
    list_order_counts,
    swap_words,
)

FAMILY = load_operation("2019-06-family-operation")
EXACT = CheckSettings(profile="none")
FALSE = {True: "contradicted", False: "supported"}
OUTCOMES = (
    ("ended in a removal order", "terminó en una orden de deportación", ("removal_in_absentia", "removal_in_person")),
    ("ended in voluntary departure", "terminó en salida voluntaria", ("voluntary_departure",)),
    ("were dismissed", "", ("dismissal",)),
    ("were terminated", "", ("termination",)),
    ("ended in a removal order in absentia", "", ("removal_in_absentia",)),
)


@pytest.fixture(scope="module")
def release(simulated_lake: Path) -> Release:
    """A release that says it is real."""
    found = Lake(simulated_lake).open_release()
    return replace(found, manifest=replace(found.manifest, simulated=False))


@pytest.fixture(scope="module")
def counter(simulated_lake: Path) -> Counter:
    return Counter(simulated_lake)


def list_outcomes(release: Release) -> list[Sentence]:
    """What decided cases ended in, in some fiscal years."""
    found = []
    for year in (2021, 2023, 2024):
        asked = make_question("measure", "outcomes", where=[f"fiscal-year={year}"], profile="none")
        rows = {row.level_1: 100 * (row.value or 0) for row in measure_release(release, asked)}
        for english, spanish, levels in OUTCOMES:
            share = sum(rows.get(level, 0) for level in levels)
            far = share + 30 if share < 60 else share / 3
            measure = "in_absentia" if "absentia" in english else "outcomes"
            for is_right, value in ((True, share), (False, far)):
                text = f"In fiscal year {year}, {value:.1f} percent of the cases decided {english}."
                found.append(Sentence(text, is_right, measure))
                if spanish:
                    p = format_number(value, spanish=True, decimals=1)
                    text = f"El {p} por ciento de los casos resueltos en el año fiscal {year} {spanish}."
                    found.append(Sentence(text, is_right, measure, True))
    return found


PENDING = (
    ("", "The immigration courts have {n} pending cases.", None),
    ("city=Houston", "The immigration courts in Houston have {n} pending cases.", None),
    ("city=Chicago", "En los tribunales de inmigración de Chicago hay {n} casos pendientes.", None),
    ("state=TX", "Residents of Texas have {n} pending cases in immigration court.", None),
    ("nationality=HO", "Hondurans have {n} pending cases in the immigration courts.", None),
    ("nationality=GT", "Guatemalans have {n} pending cases in the immigration courts.", None),
    ("", "At the end of September 2023, the immigration courts had {n} pending cases.", date(2023, 9, 30)),
    ("", "On September 30, 2021, the immigration courts had {n} pending cases.", date(2021, 9, 30)),
    (
        "city=Miami",
        "At the end of March 2024, the immigration courts in Miami had {n} pending cases.",
        date(2024, 3, 31),
    ),
)
SHARES = (
    ("representation", "represented_decision", "In fiscal year {year}, {p} percent of the cases decided had a lawyer."),
    ("in_absentia", "M11", "In fiscal year {year}, {p} percent of removal orders were issued in absentia."),
    ("grants", "grants", "Relief was granted in {p} percent of the cases decided in fiscal year {year}."),
    ("rescission", "M4r", "{p} percent of in absentia orders issued in fiscal year {year} were later rescinded."),
)


def list_pending(release: Release) -> list[Sentence]:
    """What is pending on some days, of some places and groups."""
    found = []
    for where, template, day in PENDING:
        asked = make_question("measure", "backlog", where=[where] if where else [], as_of=day, profile="none")
        (number,) = (int(row.value or 0) for row in measure_release(release, asked))
        spanish = template.startswith("En ")
        for is_right, value in ((True, number), (False, 2 * number + 3)):
            text = template.format(n=format_number(value, spanish=spanish))
            has_place = "city" in where or "state" in where
            found.append(Sentence(text, is_right, "backlog", spanish, has_place))
    return found


def list_shares(release: Release) -> list[Sentence]:
    """Shares by the method that fits the words, in some fiscal years."""
    found = []
    for measure, method, template in SHARES:
        for year in (2019, 2021, 2024):
            where = [f"fiscal-year={year}"]
            asked = make_question("measure", measure, methods=[method], where=where, profile="none")
            (share,) = (100 * (row.value or 0) for row in measure_release(release, asked) if not row.level_1)
            found += [
                Sentence(template.format(year=year, p=f"{value:.1f}"), is_right, measure)
                for is_right, value in ((True, share), (False, 99.0))
            ]
    return found


def ask_all(sentences: Sequence[Sentence], release: Release) -> list[tuple[Sentence, CheckRow]]:
    """The row of each sentence; those of a language and with or without a place are paragraphs of one text."""
    found = []
    for key in {(each.is_spanish, each.has_place) for each in sentences}:
        chosen = [each for each in sentences if (each.is_spanish, each.has_place) == key]
        source = "\n\n".join(each.text for each in chosen)
        rows = [row for row in check_report(source, FAMILY, release, EXACT).rows if row.number is not None]
        starts = [source.index(each.text) for each in chosen]
        for each, start in zip(chosen, starts, strict=True):
            inner = [row for row in rows if start <= row.start < start + len(each.text)]
            assert len(inner) == 1, (each.text, inner)
            found.append((each, inner[0]))
    return found


def is_answered_rightly(sentence: Sentence, row: CheckRow) -> bool:
    wanted = "supported" if sentence.is_right else "contradicted"
    return row.verdict == wanted and row.question.startswith(f"measure/{sentence.measure}")


@pytest.mark.parametrize("every", [31, pytest.param(1, marks=pytest.mark.soak)])
def test_claims_of_every_kind_have_the_right_question_and_verdict_and_none_a_false_one(
    every: int, counter: Counter, release: Release
) -> None:
    sentences = [
        *list_order_counts(counter), *list_compositions(counter), *list_changes(counter), *list_outcomes(release),
        *list_pending(release), *list_shares(release),
    ][::every]  # fmt: skip
    answered = ask_all(sentences, release)
    assert len(answered) >= 900 // every
    told = [f"{row.verdict}: {each.text} | {row.question} | {row.answer} | {row.note}" for each, row in answered]
    false = [line for line, (each, row) in zip(told, answered, strict=True) if row.verdict == FALSE[each.is_right]]
    wrong = [line for line, (each, row) in zip(told, answered, strict=True) if not is_answered_rightly(each, row)]
    assert false == []
    assert len(wrong) <= 0.05 * len(answered), "\n".join([f"{len(wrong)} of {len(answered)}", *wrong])


@pytest.mark.parametrize("every", [83, pytest.param(5, marks=pytest.mark.soak)])
def test_a_supported_claim_of_any_kind_loses_its_verdict_with_its_noun_place_group_or_year(
    every: int, counter: Counter, release: Release
) -> None:
    right = [each for each in [*list_order_counts(counter), *list_compositions(counter)] if each.is_right][::every]
    supported = [
        each for each, row in ask_all(right, release) if row.verdict == "supported" and (row.number or 0) >= 20
    ]
    swapped = [
        replace(each, text=text, has_place=each.has_place or "Miami" in text)
        for each in supported
        for text, _ in swap_words(each)
    ]
    assert len(swapped) > 10
    found = []
    for key in {(each.is_spanish, each.has_place) for each in swapped}:
        chosen = [each.text for each in swapped if (each.is_spanish, each.has_place) == key]
        checked = check_report("\n\n".join(chosen), FAMILY, release, EXACT)
        found += [f"{row.text}: {row.question} {row.answer}" for row in checked.rows if row.verdict == "supported"]
    assert found == []


def test_a_count_that_is_only_added_is_never_the_whole(counter: Counter, release: Release) -> None:
    (first, *_) = (each for each in list_order_counts(counter) if each.is_right)
    for word in ("more", "additional", "new", "fewer"):
        text = first.text.replace(" removal orders", f" {word} removal orders")
        rows = check_report(text, FAMILY, release, EXACT).rows
        assert [row.verdict for row in rows] == ["cannot_narrow"], text
    rose = first.text.replace("immigration judges issued", "removal orders rose by").replace(" removal orders.", ".")
    assert check_report(rose, FAMILY, release, EXACT).rows[0].verdict == "cannot_narrow"


def test_words_that_make_a_true_number_untrue_take_its_verdict(counter: Counter, release: Release) -> None:
    number = format_number(counter.count(TIMES[0], ORDERS))
    sentences = (
        "The courts would issue {n} removal orders in fiscal year 2024.",
        "Each immigration judge issued {n} removal orders in fiscal year 2024.",
        "Every fiscal year since 2024, immigration judges issued {n} removal orders.",
        "In fiscal year 2024, removal orders were up {n}.",
        "In fiscal year 2024, immigration judges did not issue {n} removal orders.",
        "In fiscal year 2024, immigration judges issued an average of {n} removal orders.",
        "In fiscal year 2024, immigration judges issued {n} removal orders a month.",
        "In fiscal year 2024, immigration judges issued {n} removal orders to people on bond.",
        "In fiscal year 2024, the Board issued {n} removal orders.",
        "En el año fiscal 2024 los jueces dictaron {n} órdenes de deportación al mes.",
    )
    for sentence in sentences:
        rows = check_report(sentence.format(n=number), FAMILY, release, EXACT).rows
        assert [row.verdict for row in rows if row.verdict == "supported"] == [], sentence
