"""Any valid operation file makes a brief, and no number in it is without an input."""

import csv
import random
import re
from pathlib import Path
from shutil import rmtree

import pytest

from finalorder import api
from finalorder.operations import Operation, parse_operation
from finalorder.registry import list_court_places
from support.brief_pages import find_parts_above_wholes

PLACES = ["Minneapolis", "Raleigh", "Harris County, Texas", *(city for city, _, _ in list_court_places())]
STATES = ["Florida", "Texas", "Oregon", "Maine", "New York", "Minnesota"]
COHORTS = ["in_absentia", "turned_18", "no_show_no_response", "rocket_docket", "recent_arrival_final_order"]
CONDITIONS = [
    ["nationality=Guatemala"], ["language=SP", "represented=no"], ["custody=D"], ["juvenile=came_alone"],
    ["in-absentia=yes", "rider=no"], ["fiscal-year=2023,2024"], ["month=2024-03.."], ["entry-year=2014.."],
    ["criminal-charge=yes", "motion-pending=yes"], ["board-outcome=stands"], ["closed-before=dismissed"],
]  # fmt: skip
MEASURES = ["in_absentia", "backlog", "grants", "standing_orders", "outcomes", "notice_days", "cannot", "appearance"]
NEEDS = {"families_found", "beds_needed", "beds_free", "beds_short", "monitors_needed", "monitors_in_use"}


def write_operation(seed: int) -> str:
    """A valid operation file with parts left out at random."""
    draw = random.Random(seed)
    dates = draw.choice([
        ["announced = 2025-06-10"], ["begun = 2025-06-01"], ["announced = 2025-06-10", "begun = 2025-06-01"],
        ["announced = 2024-03-01", "starts = 2024-03-05", "ends = 2024-04-01"],
    ])  # fmt: skip
    where = draw.choice([
        'scope = "nation"', f"states = {draw.sample(STATES, draw.randint(1, 2))}".replace("'", '"'),
        f"cities = {draw.sample(PLACES, draw.randint(1, 3))}".replace("'", '"'),
    ])  # fmt: skip
    named = draw.sample(COHORTS, draw.randint(0, 2))
    parts, has_own = [], draw.random() < 0.5
    if has_own:
        parts.append('[[cohort]]\nname = "mine"\ntitle = "Mine"\ndefinition = "Mine."\n'
                     f"conditions = {draw.choice(CONDITIONS)}".replace("'", '"'))  # fmt: skip
        named.append("mine")
    if draw.random() < 0.3:
        nearest = draw.choice(["", '\nnearest = ["criminal-charge=yes"]\nnearest_title = "Charged so"'])
        parts.append(f'[[cohort]]\nname = "worst"\ntitle = "The worst"\nunknown = "convictions"{nearest}')
        named.append("worst")
    parts += _write_parts(draw, named)
    head = ['id = "random"', 'title = "Random"', *dates, where, 'source = "wire"']
    head += [f"cohorts = {named}".replace("'", '"')] if named else []
    source = '[sources.wire]\ntitle = "W"\nurl = "https://example.org/w"\ndate = 2025-06-01'
    return "\n".join([*head, "", source, "", "\n\n".join(parts), ""])


def _write_parts(draw: random.Random, named: list[str]) -> list[str]:
    parts = []
    if draw.random() < 0.4:
        cohort = 'cohort = "rocket_docket"\n' if "rocket_docket" in named else ""
        parts.append(f'[focus]\ndimension = "family-docket"\nlevel = "family_unit_2018"\nagainst = "none"\n{cohort}')
    if draw.random() < 0.4:
        parts.append('[placement]\ncitizen_child = "monitoring"\nothers = "beds"\nsource = "wire"')
    for kind, name, unit in (("capacity", "family-beds", "beds"), ("capacity", "ankle-monitors", "monitors"),
                             ("assumption", "share-found", "percent")):  # fmt: skip
        if draw.random() < 0.4:
            parts.append(f'[[{kind}]]\nid = "{name}"\nname = "{name}"\nvalue = {draw.randint(1, 90)}\nunit = "{unit}"\n'
                         'as_of = 2025-05-01\nsource = "wire"')  # fmt: skip
    for number in range(draw.randint(0, 3)):
        records = draw.choice(MEASURES)
        text = [f'[[claim]]\nid = "c{number}"\nwho = "W"\nwhere = "x"\non = 2025-06-10\nsays = "S."']
        text += [f'records = "{records}"', 'source = "wire"']
        text += ['reason = "R."'] if records == "cannot" else []
        text += [f'number = {draw.randint(1, 99)}\nunit = "percent"'] if draw.random() < 0.7 else []
        text += [f'cities = ["{draw.choice(PLACES)}"]'] if draw.random() < 0.4 else []
        counted = [name for name in named if name != "worst"]
        text += [f'cohort = "{draw.choice(counted)}"'] if counted and draw.random() < 0.4 else []
        some = draw.choice(["represented=yes", "month=2025-01..", "entry-manner=several", "appeal-pending=yes"])
        text += [f'conditions = ["{some}"]'] if draw.random() < 0.4 else []
        text += ["period_from = 2023-10-01\nperiod_to = 2024-09-30"] if draw.random() < 0.3 else []
        parts.append("\n".join(text))
    return parts


def build_brief(seed: int, lake: Path, folder: Path) -> tuple[Operation, Path]:
    file, out = folder / f"{seed}.toml", folder / str(seed)
    file.write_text(write_operation(seed), encoding="utf-8")
    api.brief(str(file), lake, out, lang=["en", "es"][seed % 2])
    return parse_operation(file.read_bytes(), file.name), out


def check_brief(operation: Operation, out: Path) -> None:
    with (out / "data" / "capacity.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    measures = {row["measure"] for row in rows} & NEEDS
    ids = {each.id for each in operation.capacities}
    assert bool(measures) == bool(operation.placement)
    assert ("beds_free" in measures) == bool(operation.placement and "family-beds" in ids)
    assert ("monitors_in_use" in measures) == bool(operation.placement and "ankle-monitors" in ids)
    handles = {f"capacity/{n}" for n, _ in enumerate(rows, 1)}
    drawn = {f"capacity/{n}" for n, row in enumerate(rows, 1) if row["measure"] in NEEDS}
    for page in out.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        zeros = re.findall(r'<data value="-?0(?:\.0*)?" data-row="([a-z]+/\d+)" data-part="([a-z]+)"', text)
        whole = {row for row, part in zeros if part != "low"}  # an interval may begin with nobody
        assert whole <= drawn, "a number that is unknown, or too small to print, is no zero"
        assert not re.search(r"June (?:\d+, )?2019|junio de 2019|Morgan|Barry|one cities|una ciudades", text)
        assert set(re.findall(r'data-row="(capacity/\d+)"', text)) <= handles
        has_inputs = operation.capacities or operation.assumptions or operation.placement
        assert has_inputs or "table-capacity" not in text
        assert ">None<" not in text
        assert find_parts_above_wholes(out, page.name, operation.cohorts) == []


@pytest.mark.parametrize("seed", range(4))
def test_a_random_operation_makes_a_brief_without_a_number_that_has_no_input(
    seed: int, simulated_lake: Path, tmp_path: Path
) -> None:
    check_brief(*build_brief(seed, simulated_lake, tmp_path))


@pytest.mark.soak
def test_two_hundred_random_operations_make_briefs(simulated_lake: Path, tmp_path: Path) -> None:
    """Make them in one process: each takes two seconds of processor time, half of it the engine's."""
    for seed in range(4, 204):
        operation, out = build_brief(seed, simulated_lake, tmp_path)
        check_brief(operation, out)
        rmtree(out)
