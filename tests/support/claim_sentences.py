"""Sentences with true numbers of a lake, counted by plain SQL over its ledger and not by what answers them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

import duckdb

ORDERS = "class = 'removal'"
STATES = {"Texas": "TX", "California": "CA"}


@dataclass(frozen=True)
class Time:
    """A time in both languages, and its days."""

    english: str
    spanish: str
    first: date
    last: date


@dataclass(frozen=True)
class Group:
    """A place or group of people in both languages, as a condition of SQL, and one that it may be swapped with."""

    english: str
    spanish: str
    sql: str
    place: bool = False


@dataclass(frozen=True)
class Sentence:
    """A sentence, whether its number is the true one, and the measure that answers it."""

    text: str
    is_right: bool
    measure: str
    is_spanish: bool = False
    has_place: bool = False
    swaps: tuple[str, ...] = ()


def fiscal(year: int) -> Time:
    return Time(f"fiscal year {year}", f"el año fiscal {year}", date(year - 1, 10, 1), date(year, 9, 30))


TIMES = (
    fiscal(2024),
    fiscal(2023),
    fiscal(2021),
    Time("calendar year 2024", "el año calendario 2024", date(2024, 1, 1), date(2024, 12, 31)),
    Time("2023", "2023", date(2023, 1, 1), date(2023, 12, 31)),
    Time("March 2025", "marzo de 2025", date(2025, 3, 1), date(2025, 3, 31)),
    Time(
        "the first quarter of fiscal year 2025", "el primer trimestre del año fiscal 2025", date(2024, 10, 1),
        date(2024, 12, 31),
    ),
    Time("the third quarter of 2024", "el tercer trimestre de 2024", date(2024, 7, 1), date(2024, 9, 30)),
)  # fmt: skip
NOBODY = Group("", "", "true")
GROUPS = (
    NOBODY,
    Group(" in Miami", " de Miami", "city = 'Miami'", place=True),
    Group(" in New York", " de Nueva York", "city = 'New York'", place=True),
    Group(" in Texas", " de Texas", "state = 'TX'", place=True),
    Group(" in California", " de California", "state = 'CA'", place=True),
    Group(" to Hondurans", " contra hondureños", "nationality_code = 'HO'"),
    Group(" to Guatemalans", " contra guatemaltecos", "nationality_code = 'GT'"),
    Group(" to people without a lawyer", " contra personas sin abogado", "NOT was_represented"),
    Group(" to people with a lawyer", " contra personas con abogado", "was_represented"),
)
COUNTS = (
    "In {time}, immigration judges{place} issued {n} {noun}{group}.",
    "Immigration courts{place} issued {n} {noun}{group} in {time}, according to court data.",
    "Federal records show that immigration judges{place} handed down {n} {noun}{group} during {time}.",
)
COUNTS_ES = "En {time}, los jueces de inmigración{place} dictaron {n} {noun}{group}."
NOUNS = (
    ("removal orders", "órdenes de deportación", "true"),
    ("in absentia removal orders", "órdenes de deportación en ausencia", "is_in_absentia"),
)
SWAPPED_NOUNS = ("hearings", "deportations", "bond hearings", "detainers", "arrests", "asylum grants")


class Counter:
    """Counts a lake's orders, decisions and pending cases with SQL."""

    def __init__(self, lake: Path) -> None:
        folder = next(lake.glob("*/ledger/orders.parquet")).parent
        self.sql = duckdb.connect()
        cities = Path(__file__).parents[2] / "src/finalorder/registry/cities.csv"
        self.sql.execute(f"""CREATE TABLE orders AS
            SELECT o.*, o.order_class AS class, c.nationality_code, s.state
            FROM '{folder}/orders.parquet' o JOIN '{folder}/cases.parquet' c USING (idncase)
            LEFT JOIN (SELECT court_code, min(state) AS state FROM read_csv('{cities}') GROUP BY ALL) s
                ON s.court_code = o.court_code""")

    def count(self, time: Time, *conditions: str) -> int:
        where = " AND ".join([f"({each})" for each in conditions if each])
        found = self.sql.execute(
            f"SELECT count(*) FROM orders WHERE ordered_on BETWEEN ? AND ? AND {where}", [time.first, time.last]
        ).fetchone()
        assert found
        return int(found[0])


def format_number(number: float, *, spanish: bool = False, decimals: int = 0) -> str:
    text = f"{number:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")) if spanish else text


def list_order_counts(counter: Counter) -> Iterator[Sentence]:
    """Orders by every time, place, group and noun, right and threefold."""
    for time, group, (noun, noun_es, is_noun) in product(TIMES, GROUPS, NOUNS):
        number = counter.count(time, ORDERS, group.sql, is_noun)
        if number < 5:
            continue
        for template, spanish in [*((each, False) for each in COUNTS), (COUNTS_ES, True)]:
            words = {
                "time": time.spanish if spanish else time.english,
                "place": (group.spanish if spanish else group.english) if group.place else "",
                "group": "" if group.place else (group.spanish if spanish else group.english),
                "noun": noun_es if spanish else noun,
            }
            for is_right, value in ((True, number), (False, 3 * number + 7)):
                text = template.format(n=format_number(value, spanish=spanish), **words)
                yield Sentence(text, is_right, "orders_issued", spanish, group.place)


def list_compositions(counter: Counter) -> Iterator[Sentence]:
    """Parts of all orders that are a group's."""
    templates = (
        ("In {time}, {p} percent of removal orders went{group}.", False),
        ("En {time}, el {p} por ciento de las órdenes de deportación se dictó{group}.", True),
    )
    for time, group in product(TIMES[:3], GROUPS[5:]):
        share = 100 * counter.count(time, ORDERS, group.sql) / counter.count(time, ORDERS)
        for (template, spanish), (is_right, value) in product(
            templates, ((True, share), (False, share + 30 if share < 60 else share / 3))
        ):
            text = template.format(
                time=time.spanish if spanish else time.english,
                group=group.spanish if spanish else group.english,
                p=format_number(value, spanish=spanish, decimals=1),
            )
            yield Sentence(text, is_right, "orders_issued", spanish)


def list_changes(counter: Counter) -> Iterator[Sentence]:
    """Changes from one fiscal year to another, up and down, and in multiples."""
    pairs = ((2021, 2023), (2022, 2023), (2023, 2024), (2022, 2024), (2019, 2021), (2018, 2019))
    for (first, last), (noun, noun_es, is_noun) in product(pairs, NOUNS):
        before, after = (counter.count(fiscal(year), ORDERS, is_noun) for year in (first, last))
        change = 100 * (after / before - 1)
        if abs(change) > 400:
            continue
        rose, fell = ("rose", "fell") if change > 0 else ("fell", "rose")
        subio, bajo = ("aumentaron", "disminuyeron") if change > 0 else ("disminuyeron", "aumentaron")
        size, both = format_number(abs(change), decimals=1), f"from fiscal year {first} to fiscal year {last}"
        yield Sentence(f"{noun.capitalize()} {rose} {size} percent {both}.", True, "orders_issued")
        yield Sentence(f"{noun.capitalize()} {fell} {size} percent {both}.", abs(change) < 2, "orders_issued")
        size_es = format_number(abs(change), spanish=True, decimals=1)
        years = f"del año fiscal {first} al año fiscal {last}"
        yield Sentence(f"Las {noun_es} {subio} un {size_es} por ciento {years}.", True, "orders_issued", True)
        yield Sentence(f"Las {noun_es} {bajo} un {size_es} por ciento {years}.", False, "orders_issued", True)
        if last == first + 1:
            text = f"In fiscal year {last}, {noun} {rose} {size} percent from the year before."
            yield Sentence(text, True, "orders_issued")


def swap_words(sentence: Sentence) -> Iterator[tuple[str, str]]:
    """The sentence with its noun, place, group or time exchanged, and what was exchanged."""
    for noun in SWAPPED_NOUNS:
        if "removal orders" in sentence.text and " percent" not in sentence.text:
            yield sentence.text.replace("in absentia removal orders", noun).replace("removal orders", noun), noun
    for old, new in (
        (" in Miami", " in Tucson"), (" in New York", " in Ohio"), (" in Texas", " in Florida"),
        (" in California", " in Miami"), ("Hondurans", "Venezuelans"), ("Guatemalans", "Mexicans"),
        ("Guatemalans", "Garifuna speakers"), ("without a lawyer", "with a lawyer"), ("with a lawyer", "with children"),
        ("to people", "to families"), ("in absentia removal", "removal"), ("fiscal year 2024", "fiscal year 2020"),
        ("fiscal year 2023", "fiscal year 2019"), ("calendar year 2024", "calendar year 2021"), ("In 2023", "In 2020"),
        ("March 2025", "March 2021"), (" de Miami", " de Boston"), ("hondureños", "cubanos"),
        ("órdenes de deportación", "audiencias"), ("órdenes de deportación", "deportaciones"),
        ("año fiscal 2024", "año fiscal 2020"), ("sin abogado", "con abogado"), ("marzo de 2025", "marzo de 2021"),
    ):  # fmt: skip
        if old in sentence.text:
            yield sentence.text.replace(old, new), f"{old} to {new}"
