"""What months did to proceedings, held against each proceeding looked at on the first day of each month."""

import random
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from finalorder.engines import StepRunner, open_engine
from finalorder.projection import lake_months
from finalorder.projection.lake_months import AGE_DAYS, BANDS, CAME, KINDS, SOON_DAYS, STEPS, WAITS, list_month_starts

STARTS = list_month_starts(date(2024, 5, 15), 26, 0)
HOW = {"transfer": "moved", "removal_order": "removal", "administrative_closure": "closed", "relief": "ended"}
Proceeding = dict[str, object]


def draw_proceedings(seed: int) -> list[Proceeding]:
    """Proceedings with days in and around the months; some come after another one of their case."""
    draw = random.Random(seed)

    def draw_day(after: date | None = None, share: float = 1.0) -> date | None:
        low = (after or STARTS[0] - timedelta(days=900)) - STARTS[0]
        return None if draw.random() > share else STARTS[0] + low + timedelta(days=draw.randint(0, 1500))

    found = []
    for number in range(200):
        entered = draw_day()
        found.append(
            {
                "idnproceeding": number,
                "idncase": draw.randint(1, 120),
                "court_code": draw.choice(["HOU", "MIA"]),
                "entered_on": entered,
                "charged_on": draw_day(share=0.9),
                "hearing_date": draw_day(share=0.8),
                "custody_code": draw.choice("DN"),
                "ended_on": draw_day(entered, 0.7),
                "category": draw.choice(list(HOW)),
                "is_in_absentia": draw.random() < 0.3,
            }
        )
    return found


def find_state(each: Proceeding, represented: date | None, day: date) -> int:
    """The state of a proceeding at the beginning of a day, by its dates."""
    hearing, aged = each["hearing_date"], day - (each["charged_on"] or each["entered_on"])  # type: ignore[operator]
    waiting = 0 if hearing is None or hearing < day else 1 if (hearing - day).days < SOON_DAYS else 2  # type: ignore[operator]
    band = sum(aged.days >= days for days in AGE_DAYS)
    return ((WAITS if represented and represented < day else 0) + waiting) * BANDS + band


def count_months(proceedings: list[Proceeding], represented: dict[int, date | None]) -> lake_months.LakeMonths:
    """What the steps count of these proceedings, in the country as one court."""
    cases = [{"idncase": n, "family_docket": "none", "priority_code": "", "first_represented_on": day}
             for n, day in represented.items()]  # fmt: skip
    ended = [each for each in proceedings if each["ended_on"]]
    names = ("idnproceeding", "idncase", "court_code", "entered_on", "charged_on", "hearing_date", "custody_code")
    texts, day = pa.string(), pa.date32()
    types = {"idnproceeding": pa.int64(), "idncase": pa.int64(), "court_code": texts, "custody_code": texts}
    table = {name: pa.array([each[name] for each in proceedings], types.get(name, day)) for name in names}
    yes = pa.array([True] * len(proceedings))
    table |= {"placed_on": table["entered_on"], "is_pending_while_open": yes, "is_entered": yes}
    sources = {
        "proceedings": pa.table(table),
        "completions": pa.table(
            {
                "idnproceeding": pa.array([each["idnproceeding"] for each in ended], pa.int64()),
                "completed_on": pa.array([each["ended_on"] for each in ended], day),
                "category": pa.array([each["category"] for each in ended], texts),
                "is_in_absentia": pa.array([each["is_in_absentia"] for each in ended], pa.bool_()),
            }
        ),
        "cases": pa.Table.from_pylist(cases, pa.schema([("idncase", pa.int64()), ("family_docket", texts),
                                                        ("priority_code", texts), ("first_represented_on", day)])),
        "registry_cities": pa.table({"court_code": ["HOU"], "city": ["Houston"]}),
        "registry_priorities": pa.table({"code": ["AC"], "came_alone": ["yes"]}),
        "asked_places": pa.table({"by_city": [False]}),
        "month_bounds": lake_months._build_bounds(STARTS),
    }  # fmt: skip
    with StepRunner(open_engine(), lake_months._load_steps(), sources) as runner:
        tables = {name: runner.query(name) for name in STEPS[:2]}
    none = {"place": [], "city": [], "is_in_absentia": [], "stage": [], "n": [], "undone": [], "final_after": []}
    tables["projection_orders"] = pa.table({name: pa.array(each, pa.int64()) for name, each in none.items()}
                                           | {"appealed_after": pa.array([], pa.int64())})  # fmt: skip
    tables["projection_appeals"] = pa.table({"n": [0], "appealed": [0], "within": [0]})
    return lake_months._build_lake_months(STARTS, tables)


@pytest.mark.parametrize("seed", range(4))
def test_the_months_are_those_of_every_proceeding_looked_at_on_every_first_day(seed: int) -> None:
    proceedings = draw_proceedings(seed)
    draw = random.Random(seed)
    represented = {n: draw.choice([None, STARTS[0] + timedelta(days=draw.randint(-200, 900))]) for n in range(1, 121)}
    months = count_months(proceedings, represented)
    stock, exits, survived, entries, gone = (Counter[tuple[int, ...]]() for _ in range(5))
    before: dict[int, str] = {}
    for each in sorted(proceedings, key=lambda one: (one["idncase"], one["entered_on"], one["idnproceeding"])):
        case, day, end = int(each["idncase"]), each["entered_on"], each["ended_on"]  # type: ignore[call-overload]
        how = "open" if end is None else "moved" if each["category"] == "transfer" else (
            "in_absentia" if each["is_in_absentia"] else HOW[str(each["category"])])  # fmt: skip
        came = CAME.index("new" if case not in before else "moved" if before[case] == "moved" else "returned")
        before[case] = how
        block = int(each["custody_code"] == "D")
        for at, (start, after) in enumerate(zip(STARTS, [*STARTS[1:], STARTS[-1]], strict=True)):
            now, then = (find_state(each, represented[case], one) for one in (start, after))
            if day < start and (end is None or end >= start):
                stock[at, 0, block, now] += 1
                if end is not None and end < after:
                    exits[at, 0, block, now, KINDS.index(how)] += 1
                else:
                    survived[at, block, now, then] += 1
            elif start <= day < after:
                if end is not None and end < after:
                    gone[at, came, 0, KINDS.index(how)] += 1
                else:
                    entries[at, came, 0, block, then] += 1
    for found, expected in ((months.stock, stock), (months.exits, exits), (months.survived, survived),
                            (months.entries, entries), (months.gone, gone)):  # fmt: skip
        assert {tuple(map(int, at)): int(found[tuple(at)]) for at in np.argwhere(found)} == dict(expected)


def test_years_are_the_sums_of_their_months() -> None:
    months = count_months(draw_proceedings(9), dict.fromkeys(range(1, 121)))
    years = lake_months._sum_years(months)
    assert years.starts == (STARTS[2], STARTS[14], STARTS[26])
    assert np.array_equal(years.stock, months.stock[2::12])
    assert years.ended.sum() == months.exits[2:-1].sum() + months.gone[2:-1].sum()
    assert years.came[1].sum() == months.entries[14:-1].sum() + months.gone[14:-1].sum()
