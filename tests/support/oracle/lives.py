"""Made-up lives as tables of a release: a Hypothesis strategy that shrinks, and a seeded generator that is fast."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from support.oracle.choices import Choices, DrawnChoices, SeededChoices
from support.oracle.events import ALL_EVENTS, PLOTS
from support.oracle.story import COLUMNS, LOCATIONS, RELEASE_DAY, STRAYS, Ids, Row, Story, at_noon

LifeTables = dict[str, list[Row]]
IDENTIFIERS = ["FA", "DD", "SR", "SD", "RA", "UJ"]
PRIORITIES = ["N/A", "AWC/ATD", "AWC/D", "UC", "RBC/D", None]
SCHEDULE_TYPES = ["MM", "II", "CY", "RR", "MR", "MS", "IA", "MD", "MC", "DC", "CN", "NA", "--", "CI", "ED", None]
REASONS = [None, "8B", "8A", "11", "09", "17", "55", "5A", "9B", "9A", "9C", "9V", "1A", "99", "ZZ"]
SENTINELS = [date(1900, 1, 1), date(2925, 3, 1)]
SPOILABLE_DATES = {
    "proceedings": ["osc_date", "input_date", "comp_date", "date_appeal_due_status", "hearing_date", "trans_in_date"],
    "appeals": ["datappealfiled", "datbiadecision"],
    "motions": ["comp_date", "motion_recd_date"],
    "hearings_raw": ["adj_date", "input_date"],
    "representatives": ["e_28_date"],
    "cases": ["date_of_entry"],
}
SPOILABLE_CODES = {
    "proceedings": ["case_type", "dec_code", "other_comp", "absentia", "base_city_code", "appeal_rsvd"],
    "appeals": ["strbiadecision", "strfiledby", "strappealtype"],
    "motions": ["dec", "rec_type"],
}
CODE_SPOILS = [None, "Y", "A", "G", "REM", "T", "X", "?"]


def empty_tables() -> LifeTables:
    """The tables of a release with no rows."""
    return {name: [] for name in COLUMNS}


def columns_of(table: str) -> list[str]:
    """The columns that made-up rows of a table have; all others of the release are blank."""
    return COLUMNS[table].split()


@st.composite
def lives(draw: Any, release_day: date = RELEASE_DAY, most: int = 3) -> LifeTables:
    """The tables of a release with one to three cases; shrinking drops cases, then events, then oddities."""
    stories = draw(st.lists(_drawn_stories(release_day), min_size=1, max_size=most))
    for index, story in enumerate(stories):
        story.choose = DrawnChoices(draw)
        _renumber(story, index)
    return _together(stories)


@st.composite
def _drawn_stories(draw: Any, release_day: date) -> Story:
    return _write_story(DrawnChoices(draw), Ids(), release_day)


def random_lives(seed: int, n: int, release_day: date = RELEASE_DAY) -> LifeTables:
    """The tables of a release with ``n`` cases; the same seed gives the same rows. Ids are unique across cases."""
    choose, ids = SeededChoices(seed), Ids()
    return _together([_write_story(choose, ids, release_day) for _ in range(n)])


def _write_story(choose: Choices, ids: Ids, release_day: date) -> Story:
    """The story of one case, oddities included."""
    own = empty_tables()
    story = Story(choose, own, ids, release_day)
    _live(story)
    _describe(story)
    for _ in range(choose.pick([0, 0, 1, 2, 0])):
        _spoil(choose, own, release_day)
    return story


def _together(stories: list[Story]) -> LifeTables:
    """The rows of all stories, tied to each other here and there."""
    tables, before = empty_tables(), None
    for story in stories:
        _relate(story, before)
        for name, rows in story.tables.items():
            tables[name].extend(rows)
        before = story
    return tables


def _renumber(story: Story, index: int) -> None:
    """Give a story that was written as case 1 the ids of another case, those it will yet take included."""
    shifts = {columns_of(name)[0]: 1000 for name in COLUMNS} | {"idncase": 1, "idnproceeding": 100, "parent_idn": 1}
    for row in (row for rows in story.tables.values() for row in rows):
        for column in shifts.keys() & row.keys():
            if row[column] is not None and row[column] not in STRAYS:
                row[column] += shifts[column] * index
    story.idncase += index
    story.ids.start(1000 * index)


def _live(story: Story) -> None:
    """Run a plot, then perhaps some events in no particular order, then perhaps leave a row open."""
    choose = story.choose
    if choose.chance(40):
        return
    story.open()
    for event in choose.pick(PLOTS):
        if (
            choose.number(0, 15) > 0
        ):  # the simplest life is one in which nothing happens, so that shrinking drops events
            event(story)
    for _ in range(3):
        if choose.number(0, 2) > 1:
            choose.pick(ALL_EVENTS)(story)


def _describe(story: Story) -> None:
    """What the other tables say of the person, the docket and the hearings."""
    choose = story.choose
    if not choose.chance(50):
        _add_case(story)
    for row in story.proceedings:
        if choose.chance(2):
            _add_hearing(story, row)
    for _ in range(choose.pick([0, 1, 2])):
        _add_representative(story)
    for _ in range(choose.pick([0, 0, 1, 2])):
        story.add("identifiers", "idncaseid", case_id=choose.pick(IDENTIFIERS))
    for _ in range(choose.pick([0, 0, 0, 1, 3])):
        number = choose.pick([1, 2, 3, 4, 5, 6, None, 9])
        story.add("juveniles", "idnjuvenilehistory", idnjuvenile=number, datcreatedon=at_noon(story.today))
    for _ in range(choose.pick([0, 0, 0, 1, 2])):
        made = None if choose.chance(6) else at_noon(story.today - timedelta(days=choose.number(0, 400)))
        mark = choose.pick(PRIORITIES)
        story.add("priorities", "idncaseprihistory", casepriority_code=mark, datcreatedon=made)


def _add_case(story: Story) -> None:
    choose, row = story.choose, dict.fromkeys(columns_of("cases"))
    born = None if choose.chance(3) else date(story.today.year - choose.number(14, 21), choose.number(1, 12), 1)
    row.update(
        idncase=story.idncase,
        nat=choose.pick(["HO", "GT", "MX"]),
        lang=choose.pick(["SP", "ENG"]),
        custody=choose.pick(["N", "R", "D", None]),
        case_type=story.case_type,
        date_of_entry=None if choose.chance(3) else story.today - timedelta(days=choose.number(0, 1500)),
        c_birthdate=born,
        alien_state=choose.pick(["FL", "NY", None]),
        e_28_date=None if choose.chance(2) else story.today,
        casepriority_code=choose.pick(PRIORITIES),
    )
    story.tables["cases"].append(row)


def _add_hearing(story: Story, proceeding: Row) -> None:
    choose = story.choose
    base = proceeding["comp_date"] or story.today
    held_on = base + timedelta(days=choose.pick([0, 0, -30, 1, 400]))
    story.add(
        "hearings_raw",
        "idnschedule",
        idnproceeding=None if choose.chance(15) else proceeding["idnproceeding"],
        rec_type=choose.pick(["X", "X", "X", "B", "A", "O", None]),
        hearing_loc_code=choose.pick(LOCATIONS),
        base_city_code=proceeding["base_city_code"],
        input_date=held_on - timedelta(days=choose.number(0, 60)),
        cal_type=choose.pick(["M", "I", "N", "C", None]),
        adj_date=held_on,
        adj_rsn=choose.pick(REASONS),
        adj_medium=choose.pick(["P", "p", "H", "h", "V", None]),
        schedule_type=choose.pick(SCHEDULE_TYPES),
        notice_code=choose.pick([None, "U3"]),
    )


def _add_representative(story: Story) -> None:
    choose = story.choose
    story.add(
        "representatives",
        "idnrepsassigned",
        strattylevel=choose.pick(["COURT", "COURT", "BOARD"]),
        strattytype=choose.pick(["ALIEN", "ALIEN", "INS"]),
        parent_table=choose.pick(["A_Tblcase", "b_tblproceeding", "B_TblProceeding", "tblappeal", None]),
        parent_idn=story.idncase,
        e_28_date=None if choose.chance(4) else story.today - timedelta(days=choose.pick([0, 30, 100, 700, 2000])),
    )


def _relate(story: Story, before: Story | None) -> None:
    """Tie the case to the one before: as rider and lead, or through an appeal that names the other's proceeding."""
    choose = story.choose
    for _ in range(choose.pick([0, 0, 0, 1, 2])):
        lead = choose.pick([story.idncase, before.idncase if before else None, 999_999_999])
        severed = story.today if choose.chance(3) else None
        row = story.add("riders", "idnleadrider", idnleadcase=lead, idnridercase=story.idncase, datseveredon=severed)
        row.pop("idncase")
        row.update(datcreatedon=at_noon(story.today), blnactive=not choose.chance(3))
    if before is not None and before.proceedings and choose.chance(25):
        for row in story.tables["appeals"] + story.tables["motions"]:
            row["idnproceeding"] = choose.pick(before.proceedings)["idnproceeding"]


def _spoil(choose: Choices, tables: LifeTables, release_day: date) -> None:
    """Damage one cell as real releases do: a blank, a sentinel, a future day, a stray code, a lost key."""
    if choose.chance(20):
        table = choose.pick(["appeals", "motions", "proceedings"])
        if tables[table]:
            choose.pick(tables[table])["idncase"] = None
        return
    spoil_code = choose.chance(4)
    plan = SPOILABLE_CODES if spoil_code else SPOILABLE_DATES
    table = choose.pick([name for name in plan for _ in plan[name]])
    if not tables[table]:
        return
    row, column = choose.pick(tables[table]), choose.pick(plan[table])
    if spoil_code:
        row[column] = choose.pick(CODE_SPOILS)
    else:
        row[column] = _spoiled_day(choose, row[column], release_day)


def _spoiled_day(choose: Choices, when: date | None, release_day: date) -> date | None:
    near = [release_day, release_day + timedelta(days=1), release_day + timedelta(days=200)]
    moved = [when + timedelta(days=d) for d in (1, -1, 31, -31, 3000)] if when else []
    return choose.pick([None, None, *moved, *near, *SENTINELS])
