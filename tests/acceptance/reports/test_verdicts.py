"""Claims made from a lake that is declared real for the test: right numbers are supported, wrong ones are not, and what
is of another place, year, noun or group is never certified."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from finalorder import ice
from finalorder.answers import AnswerRow, make_question
from finalorder.lake import Lake, Release
from finalorder.operations import load_operation, measure_release
from finalorder.reports import CheckRow, CheckSettings, check_report
from finalorder.reports.figures import make_figures
from finalorder.reports.routes import Route
from support.published_tables import share, through

FAMILY = load_operation("2019-06-family-operation")
YEARS = tuple(range(2012, 2026))
CITIES = ("Miami", "New York", "Los Angeles", "Chicago", "Houston", "Atlanta")
JUDGED = {"supported", "contradicted"}
EXACT = CheckSettings(profile="none")
"""Beside the true numbers: the public ones are rounded, and support no claim that is given more finely."""


@dataclass(frozen=True)
class Fact:
    """What the records say: a measure's number of a place and a fiscal year (0: as of the release)."""

    measure: str
    city: str
    year: int
    value: float


@dataclass(frozen=True)
class Claim:
    """A sentence, and the verdicts that are right for it."""

    text: str
    allowed: frozenset[str]
    question: str


@pytest.fixture(scope="module")
def release(simulated_lake: Path) -> Release:
    """A release that says it is real."""
    found = Lake(simulated_lake).open_release()
    return declare_real(found)


def declare_real(found: Release) -> Release:
    return replace(found, manifest=replace(found.manifest, simulated=False))


@pytest.fixture(scope="module")
def facts(release: Release) -> list[Fact]:
    return list(list_facts(release))


def list_facts(release: Release) -> Iterator[Fact]:
    """The true numbers of the country and of some cities, asked of the measures and not of the check."""
    wanted = {"fiscal-year": [f"FY{year}" for year in YEARS]}
    for measure, method, level in (
        ("orders_issued", "orders_issued", "removal"),
        ("in_absentia", "M1a", ""),
        ("in_absentia", "M11", ""),
        ("grants", "grants", ""),
    ):
        asked = make_question("measure", measure, methods=[method], by=["fiscal-year"], profile=EXACT.profile)
        for row in measure_release(release, asked, only=wanted):
            if row.period and row.order_class == level and _is_shown(row):
                share = 100 * (row.value or 0)
                value = share if row.denominator else float(row.value or 0)
                yield Fact(method, "", int(row.period.removeprefix("FY")), value)
    asked = make_question("measure", "backlog", by=["city"], profile=EXACT.profile)
    for row in measure_release(release, asked, only={"city": ["", *CITIES]}):
        if _is_shown(row):
            yield Fact("backlog", row.city, 0, float(row.value or 0))
    asked = make_question("measure", "orders_issued", by=["city"], profile=EXACT.profile)
    for row in measure_release(release, asked, only={"city": list(CITIES)}):
        if _is_shown(row) and row.order_class == "removal":
            yield Fact("issued_in", row.city, 0, float(row.value or 0))


def _is_shown(row: AnswerRow) -> bool:
    return row.status == "shown" and bool(row.value)


SENTENCES = {
    "orders_issued": (
        "Immigration judges issued {count} removal orders in fiscal year {year}.",
        "In fiscal year {year}, the immigration courts issued {count} removal orders nationwide.",
        "En el año fiscal {year} los jueces de inmigración dictaron {count} órdenes de deportación.",
    ),
    "M1a": (
        "In fiscal year {year}, {share} percent of the cases decided ended in an in absentia order.",
        "Of all cases completed in FY{year}, {share}% ended with an order in absentia.",
        "En el año fiscal {year}, el {share} por ciento de los casos decididos terminó en una orden en ausencia.",
    ),
    "M11": (
        "In fiscal year {year}, {share} percent of removal orders were issued in absentia.",
        "En el año fiscal {year}, el {share} % de las órdenes de deportación se dictó en ausencia.",
    ),
    "grants": ("In FY{year}, relief was granted in {share} percent of the cases decided.",),
    "backlog": (
        "The immigration courts in {city} have {count} pending cases.",
        "Los tribunales de inmigración de {city} tienen {count} casos pendientes.",
    ),
    "issued_in": ("Immigration judges in {city} issued {count} removal orders.",),
}
NATION_BACKLOG = ("The immigration courts have {count} pending cases.",)


def is_written_in_spanish(text: str) -> bool:
    return text.startswith(("En el", "Los "))


def write(template: str, fact: Fact, value: float) -> str:
    spanish = is_written_in_spanish(template)
    share = f"{value:.1f}".replace(".", ",") if spanish else f"{value:.1f}"
    count = f"{value:,.0f}".replace(",", ".") if spanish else f"{value:,.0f}"
    return template.format(share=share, count=count, year=fact.year, city=fact.city)


def list_claims(fact: Fact) -> Iterator[Claim]:
    """For a fact, sentences with its number and with a far one."""
    templates = SENTENCES[fact.measure] if fact.city or fact.measure != "backlog" else NATION_BACKLOG
    is_share = fact.measure in {"M1a", "M11", "grants"}
    far = fact.value + 30 if is_share and fact.value < 60 else fact.value * 0.3 if is_share else fact.value * 3 + 7
    for template in templates:
        right, wrong = write(template, fact, fact.value), write(template, fact, far)
        if fact.measure == "issued_in":
            yield Claim(right, frozenset({"depends_on_method", "cannot_narrow"}), "orders_issued")
            continue
        yield Claim(right, frozenset({"supported"}), _MEASURE[fact.measure])
        yield Claim(wrong, frozenset({"contradicted", "depends_on_method"}), _MEASURE[fact.measure])


_MEASURE = {
    "orders_issued": "orders_issued",
    "M1a": "in_absentia",
    "M11": "in_absentia",
    "grants": "grants",
    "backlog": "backlog",
}


def ask(text: str, release: Release, settings: CheckSettings = EXACT) -> CheckRow:
    rows = [row for row in check_report(text, FAMILY, release, settings).rows if row.number is not None]
    assert len(rows) == 1, text
    return rows[0]


def ask_claims(claims: list[Claim], release: Release) -> list[CheckRow]:
    """The rows of claims that stand as paragraphs of one text for each language."""
    found: dict[str, CheckRow] = {}
    for is_spanish in (False, True):
        texts = [claim.text for claim in claims if is_written_in_spanish(claim.text) == is_spanish]
        checked = check_report("\n\n".join(texts), FAMILY, release, EXACT)
        rows = [row for row in checked.rows if row.number is not None]
        assert len(rows) == len(texts)
        found |= dict(zip(texts, rows, strict=True))
    return [found[claim.text] for claim in claims]


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.long)])
def test_claims_go_to_the_right_question_and_none_is_certified_wrongly(
    every: int, facts: list[Fact], release: Release
) -> None:
    count, wrong, false = 0, [], []
    for fact in facts[::every]:
        claims = list(list_claims(fact))
        count += len(claims)
        for claim, row in zip(claims, ask_claims(claims, release), strict=True):
            is_right = f"measure/{claim.question}" in row.question and row.verdict in claim.allowed
            told = f"{row.verdict}: {claim.text} {row.question} {row.answer}"
            wrong += [] if is_right else [told]
            false += [told] if row.verdict in JUDGED and row.verdict not in claim.allowed else []
    assert count >= 200 // every
    assert false == []
    assert len(wrong) <= 0.05 * count, wrong


def test_rounded_records_support_a_count_only_where_its_last_place_leaves_room_for_the_rounding(
    facts: list[Fact], release: Release
) -> None:
    verdicts = set()
    for fact in [fact for fact in facts if fact.measure == "orders_issued" and fact.value >= 200][::3]:
        rounded = (fact.value + 10) // 20 * 20
        for number in (fact.value, rounded, round(fact.value, -2)):
            row = ask(write(SENTENCES["orders_issued"][0], fact, number), release, CheckSettings())
            digits = f"{number:.0f}"
            half = 10.0 ** min(len(digits) - len(digits.rstrip("0")), len(digits) - 1) / 2
            half = max(0.5, min(half, 0.05 * number))
            has_room = number - half <= rounded - 10 and rounded + 9 <= number + half
            assert row.verdict == ("supported" if has_room else "depends_on_method"), row
            verdicts.add(row.verdict)
        about = SENTENCES["orders_issued"][0].replace("{count}", "about {count}")
        assert ask(write(about, fact, rounded), release, CheckSettings()).verdict == "supported"
        far = ask(write(about, fact, 3 * fact.value), release, CheckSettings())
        assert far.verdict == "contradicted"
    assert verdicts == {"supported", "depends_on_method"}


def test_rounded_records_judge_no_share_wrongly(facts: list[Fact], release: Release) -> None:
    shares = [fact for fact in facts if fact.measure in {"M1a", "M11", "grants"}][::7]
    for claim in [claim for fact in shares for claim in list_claims(fact)]:
        row = ask(claim.text, release, CheckSettings())
        assert row.verdict in claim.allowed | {"depends_on_method"}, row


@pytest.mark.parametrize("whole", [30, 1_989, 1_990, 2_000, 2_009])
@pytest.mark.parametrize("part", [0, 1, 29, 30, 1_000])
def test_what_a_rounded_share_leaves_open_holds_the_true_one(part: int, whole: int) -> None:
    true = min(part, whole)
    (row,) = through([share(true, whole)])
    (figure,) = make_figures([row], Route("grants", kinds=("share",), verdict="depends_on_method"))
    assert figure.is_shown
    assert figure.low <= 100 * true / whole <= figure.high
    assert true >= 30 or figure.low == 0, "a hidden part may be nobody"


SWAPS = (
    ("removal orders", "hearings"),
    ("removal orders", "deportations"),
    ("removal orders", "removal orders to Venezuelans"),
    ("removal orders", "removal orders to families"),
    ("Immigration judges", "Immigration judges in Texas"),
    ("Immigration judges", "Immigration judges in Tucson"),
    ("cases decided", "asylum cases decided"),
    ("cases decided", "hearings held"),
    ("cases decided", "cases of detained people decided"),
    ("cases decided", "cases of Garifuna speakers decided"),
    ("pending cases", "asylum seekers"),
    ("pending cases", "pending cases of children"),
    ("pending cases", "judges"),
    ("in absentia", "in person"),
    ("órdenes de deportación", "audiencias"),
    ("casos decididos", "casos de familias decididos"),
    ("fiscal year", "calendar year"),
)


@pytest.mark.parametrize("every", [17, pytest.param(1, marks=pytest.mark.soak)])
def test_a_supported_claim_loses_its_verdict_when_its_noun_group_or_place_is_another(
    every: int, facts: list[Fact], release: Release
) -> None:
    swapped = 0
    for fact in facts[::every]:
        templates = SENTENCES[fact.measure] if fact.city or fact.measure != "backlog" else NATION_BACKLOG
        for template in templates:
            text = write(template, fact, fact.value)
            for old, new in SWAPS:
                if old in text and fact.measure != "issued_in":
                    swapped += 1
                    other = text.replace(old, new, 1)
                    rows = check_report(other, FAMILY, release, EXACT).rows
                    assert [row.answer for row in rows if row.verdict == "supported"] == [], other
    assert swapped > 160 // every


def test_a_supported_claim_loses_its_verdict_with_its_year(facts: list[Fact], release: Release) -> None:
    by_measure: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.year:
            by_measure.setdefault(fact.measure, []).append(fact)
    moved = 0
    for group in by_measure.values():
        for fact, other in pairwise(group[::2]):
            if abs(fact.value - other.value) > 1:
                moved += 1
                row = ask(write(SENTENCES[fact.measure][0], replace(fact, year=other.year), fact.value), release)
                assert row.verdict != "supported", row
    assert moved > 4


@pytest.mark.parametrize(
    "ending",
    [
        ", 40 percent of them in absentia",
        " of which 7 were made in absentia",
        " and 7 in absentia orders",
        ", including 7 in absentia orders",
        " with 7 in absentia",
    ],
)
def test_what_a_sentence_says_of_another_number_does_not_change_the_question(
    ending: str, facts: list[Fact], release: Release
) -> None:
    fact = next(fact for fact in facts if fact.measure == "orders_issued" and fact.value > 50)
    text = f"In fiscal year {fact.year}, the immigration courts issued {fact.value:,.0f} removal orders{ending}."
    row = check_report(text, FAMILY, release, EXACT).rows[0]
    assert row.number == fact.value
    assert row.verdict != "contradicted"


def test_a_citys_number_is_never_judged_by_the_countrys(facts: list[Fact], release: Release) -> None:
    nation = next(fact for fact in facts if fact.measure == "backlog" and not fact.city)
    for city in ("Miami", "Houston"):
        row = ask(f"The immigration courts in {city} have {nation.value:,.0f} pending cases.", release)
        assert row.city == city
        assert row.answer.startswith(city)
        assert row.verdict != "supported"


@pytest.mark.parametrize(
    ("text", "verdict", "cited"),
    [
        ("You have 180 days to ask the court to rescind an order made in your absence.", "supported", "1229a(b)(5)(C)"),
        (
            "You have 90 days to ask the court to rescind an order made in your absence.",
            "contradicted",
            "1229a(b)(5)(C)",
        ),
        ("A motion to reopen must be filed within 90 days of the final order.", "supported", "1229a(c)(7)"),
        ("You have 60 days to ask the Board for reconsideration.", "contradicted", "1229a(c)(6)"),
        ("An appeal must reach the Board within thirty days.", "supported", "1003.38"),
        ("An appeal must reach the Board within ten days.", "contradicted", "1003.38"),
        (
            "Usted tiene 180 días para pedir que se anule la orden dictada en su ausencia.",
            "supported",
            "1229a(b)(5)(C)",
        ),
        ("Para apelar ante la Junta tiene 60 días.", "contradicted", "1003.38"),
        ("You have 90 days to file a motion with the immigration court.", "depends_on_method", ""),
        ("An appeal to the Board takes 200 days on average.", "depends_on_method", ""),
        ("You have 40 days left to ask the court to rescind the order.", "depends_on_method", ""),
        ("The immigration judge gave her 60 days to appeal.", "depends_on_method", ""),
    ],
)
def test_a_deadline_is_set_beside_the_law(text: str, verdict: str, cited: str) -> None:
    (row,) = check_report(text, FAMILY).rows
    assert row.verdict == verdict
    assert cited in row.answer


def test_a_contradicted_claim_is_told_with_the_sentence_that_would_be_right(
    facts: list[Fact], release: Release
) -> None:
    fact = next(fact for fact in facts if fact.measure == "orders_issued" and fact.value > 50)
    row = ask(write(SENTENCES["orders_issued"][0], fact, fact.value * 5), release)
    assert row.verdict == "contradicted"
    assert re.search(rf"Right would be: {fact.value:,.0f} orders in the whole country, FY{fact.year}", row.answer)


def test_a_simulated_release_judges_nothing(facts: list[Fact], simulated_lake: Path) -> None:
    found = Lake(simulated_lake).open_release()
    for claim in [claim for fact in facts[::20] for claim in list_claims(fact)]:
        row = ask(claim.text, found)
        assert row.verdict not in JUDGED
        assert "SIMULAT" in row.answer or "SIMULAD" in row.answer


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("The courts have 3.6 million pending cases.", "backlog"),
        ("79.1 percent of completed cases ended in removal orders.", "outcomes"),
        ("Immigration judges granted relief in 9 percent of cases.", "grants"),
        ("People wait a median of 388 days for a first hearing.", "days_to_first_hearing"),
        ("The median case takes 812 days from charge to decision.", "days_to_decision"),
        ("Families had a median of 22 days between the notice and the hearing.", "notice_days"),
        ("Fifteen percent of in absentia orders were later rescinded.", "rescission"),
        ("Judges issued 160,000 in absentia removal orders in FY2023.", "orders_issued"),
        ("Only 29 percent of people in immigration court had a lawyer.", "representation"),
        ("There are 1.4 million people with final orders of removal.", "orders_standing"),
        ("83 percent of people attended all of their immigration hearings.", "in_absentia"),
        ("En los tribunales de inmigración hay 3,4 millones de casos pendientes.", "backlog"),
    ],
)
def test_everything_that_can_be_measured_has_a_route(text: str, measure: str) -> None:
    rows = [row for row in check_report(text, FAMILY).rows if row.number is not None]
    assert [row.question.partition("?")[0] for row in rows] == [f"measure/{measure}"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1,600,000 people have been ordered removed and are still here.", "orders_standing"),
        ("ICE arrested 41,318 people under the executive orders.", "ice arrests"),
        ("The agency arrested 112 noncitizens in a targeted effort.", "ice arrests"),
        ("ICE has 83,000 people on ankle monitors.", "ice monitoring"),
        ("ICE deported 4,300 people in May.", "ice removals"),
        ("ICE held 61,226 people in detention.", "ice detention"),
        ("ICE sent 4,000 letters to families with final orders.", "none"),
    ],
)
def test_the_predicate_of_the_clause_decides_and_no_other_word(text: str, says: str) -> None:
    (row,) = (row for row in check_report(text, FAMILY).rows if row.number is not None)
    assert row.method == says


def test_a_text_is_read_as_of_its_own_day(release: Release) -> None:
    text = "WASHINGTON, March 3, 2024 - The immigration courts have 900 pending cases."
    (row,) = (row for row in check_report(text, FAMILY, release).rows if row.number is not None)
    assert "as_of=2024-03-03" in row.question
    later = text.replace("2024", "2031")
    (row,) = (row for row in check_report(later, FAMILY, release).rows if row.number is not None)
    assert row.verdict not in JUDGED


def make_fact(value: float, **named: str) -> ice.Fact:
    return ice.Fact(
        measure="atd_active_participants", requested_day=date(2026, 4, 10), unit="people", value=value,
        as_of=date(2026, 4, 4), source_file="FY26.xlsx", **named,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("ICE had 180,701 people in monitoring.", "supported"),
        ("ICE had 180,701 people on ankle monitors.", "not_in_records"),
        ("ICE had 46,302 people on ankle monitors.", "supported"),
        ("ICE had 46,302 people in monitoring.", "not_in_records"),
        ("ICE had 180,701 Venezuelans in monitoring.", "not_in_records"),
        ("ICE in Miami had 180,701 people in monitoring.", "not_in_records"),
        ("ICE had 180,701 families in monitoring.", "not_in_records"),
    ],
)
def test_ices_figure_supports_a_number_of_the_same_thing_and_contradicts_none(
    text: str, verdict: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = [make_fact(180_701, technology="All"), make_fact(46_302, technology="Ankle Monitor")]
    monkeypatch.setattr("finalorder.reports.ice_answers.IceFiles.find_facts", lambda *_: facts)
    (row,) = (row for row in check_report(f"April 10, 2026\n\n{text}", FAMILY).rows if row.number is not None)
    assert row.verdict == verdict
    assert "180,701" in row.answer or "46,302" in row.answer


def test_ices_figure_of_another_year_supports_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = [make_fact(180_701, technology="All")]
    monkeypatch.setattr("finalorder.reports.ice_answers.IceFiles.find_facts", lambda *_: facts)
    (row,) = check_report("April 10, 2024\n\nICE had 180,701 people in monitoring.", FAMILY).rows
    assert row.verdict == "not_in_records"
