"""Tables about proceedings: B_TblProceeding, charges, the schedule, applications and bonds."""

import numpy as np

from finalorder.docket import side
from finalorder.docket.bench import judge_of, judges
from finalorder.docket.cases import DEDICATED, DEP, EXC, FAMILY_2018, RELEASED
from finalorder.docket.columns import Coded, Column, Constant, Days, Numbers, Rows, Vocabulary
from finalorder.docket.courts import base_cities, courts, dedicated_location, family_location, locations, states
from finalorder.docket.days import NEVER, Bools, Ints, years
from finalorder.docket.draws import Draws, along
from finalorder.docket.emit import (
    Scene,
    blank_days,
    clock,
    generation,
    nationalities,
    office,
    past,
    sparse,
)
from finalorder.docket.hearings import DECIDED_AT, KINDS, VACATED, reasons
from finalorder.docket.parameters import value
from finalorder.docket.proceedings import CLOSURES, DECISIONS, IS_ORDER, MOVED, RESERVED_BY, VENUE
from finalorder.docket.tables_cases import CASE_TYPES, CUSTODY


def location(scene: Scene, at: Ints) -> Ints:
    """Hearing location of proceedings: the court's, the dedicated docket's, or a family one."""
    rows, people = scene.lives.proceedings, scene.lives.cases
    court, docket = rows.court[at], people.docket[rows.case[at]]
    family = (docket == FAMILY_2018) & (rows.case[at] % 3 == 0)
    return np.where(
        docket == DEDICATED, dedicated_location()[court], np.where(family, family_location()[court], court)
    ).astype(np.int32)


def judge(scene: Scene, at: Ints) -> Ints:
    """The judge of proceedings: the same for a family."""
    rows = scene.lives.proceedings
    return judge_of(rows.court[at], scene.lives.cases.lead[rows.case[at]], rows.entered[at])


def proceedings(scene: Scene) -> Rows:
    """B_TblProceeding: one row a proceeding; what ends after the release day is open."""
    rows, people, until = scene.lives.proceedings, scene.lives.cases, scene.lives.until
    n, everything = rows.count, np.arange(rows.count, dtype=np.int32)
    over = rows.ended <= until
    draws = scene.draws(n)
    nats, langs = nationalities()
    blank_code = np.where(over & (rows.decision == 0) & draws.chance(0.35), DECISIONS.place("  "), 0)
    columns: dict[str, Column] = {
        "IDNPROCEEDING": scene.keys(n),
        "IDNCASE": scene.case_of(rows.case),
        "OSC_DATE": blank_days(people.charged[rows.case], scene.missing(n, 0.005)),
        "INPUT_DATE": blank_days(rows.entered, scene.missing(n, 0.028)),
        "BASE_CITY_CODE": Coded(rows.court, base_cities()),
        "HEARING_LOC_CODE": Coded(location(scene, everything), locations()),
        "IJ_CODE": Coded(
            np.where(scene.missing(n, 0.009), len(judges().words) - 1, judge(scene, everything)).astype(np.int32),
            judges(),
        ),
        "HEARING_DATE": blank_days(rows.first_hearing, scene.missing(n, 0.033)),
        "HEARING_TIME": clock(draws, 0.032),
        "DEC_CODE": Coded(np.where(over & (rows.decision > 0), rows.decision, blank_code).astype(np.int32), DECISIONS),
        "OTHER_COMP": Coded(np.where(over, rows.closure, 0).astype(np.int32), CLOSURES),
        "COMP_DATE": Days(past(rows.ended, until)),
        "ABSENTIA": Coded(_absentia(scene, over), Vocabulary.of(["", "N", "Y"])),
        "CUSTODY": Coded(scene.lives.custody, CUSTODY),
        "CASE_TYPE": Coded(_case_type(scene), CASE_TYPES),
        "NAT": Coded(
            np.where(scene.missing(n, 0.003), len(nats.words) - 1, people.nationality[rows.case]).astype(np.int32), nats
        ),
        "LANG": Coded(people.nationality[rows.case], langs),
        "CORRECTIONAL_FAC": sparse(draws, ("S", "F", "M"), (71, 26, 3), 0.976),
        "CRIM_IND": sparse(draws, ("N", "Y"), (92.3, 7.7), 0.025),
        "IHP": sparse(draws, ("S", "F", "M"), (188, 68, 7), 0.984),
        "AGGRAVATE_FELON": sparse(draws, ("0", "1"), (999_999, 1), 0.258),
        **_before(scene),
        **_ends(scene, over),
        **_custody_days(scene),
    }
    return Rows(n, columns, rows.entered)


def _absentia(scene: Scene, over: Bools) -> Ints:
    """Y and N for ended proceedings; blank for open ones and a few of the rest."""
    rows = scene.lives.proceedings
    known = over & ~(scene.missing(rows.count, 0.037) & ~rows.absent)
    return np.where(known, np.where(rows.absent, 2, 1), 0).astype(np.int32)


def _case_type(scene: Scene) -> Ints:
    """The case's type; a few later proceedings contradict it."""
    rows, people = scene.lives.proceedings, scene.lives.cases
    kind = people.kind[rows.case]
    odd = scene.missing(rows.count, 0.00006) & (rows.turn > 0)
    return np.where(odd, np.where(kind == 0, 5, 0), kind).astype(np.int32)


def _before(scene: Scene) -> dict[str, Column]:
    """Where a transferred proceeding came from."""
    rows = scene.lives.proceedings
    moved = rows.origin == MOVED
    before = rows.previous.clip(0)
    none = len(courts().codes)
    from_court = np.where(moved, rows.court[before], none).astype(np.int32)
    from_judge = np.where(moved, judge(scene, before), len(judges().words) - 1).astype(np.int32)
    return {
        "TRANS_IN_DATE": blank_days(rows.entered, ~moved),
        "PREV_HEARING_BASE": Coded(from_court, base_cities()),
        "PREV_HEARING_LOC": Coded(np.where(moved, location(scene, before), none).astype(np.int32), locations()),
        "PREV_IJ_CODE": Coded(from_judge, judges()),
        "TRANS_NBR": Coded(
            np.where(moved, rows.turn.clip(0, 8), 0).astype(np.int32),
            Vocabulary.of(["00", *(f"{k:02d}" for k in range(1, 9))]),
        ),
    }


def _ends(scene: Scene, over: Bools) -> dict[str, Column]:
    """What was decided, to which country, where the case went, and the time to appeal."""
    rows, people, draws = scene.lives.proceedings, scene.lives.cases, scene.draws(scene.lives.proceedings.count)
    nats, _ = nationalities()
    gone = over & rows.is_move
    none = len(courts().codes)
    to_court = np.where(gone, rows.to_court, none).astype(np.int32)
    order = over & (IS_ORDER[rows.decision] | (rows.decision == DECISIONS.place("V")))
    decided = over & (rows.decision > 0)
    oral = np.where(decided, 1 + draws.pick([47, 42, 9, 2]), 0)
    other_way = over & ~decided & draws.chance(0.42)
    unfiled = over & (rows.reserved > 0) & draws.chance(0.30)
    venue = gone & (rows.closure == VENUE)
    status = np.where(gone, np.where(venue, 1, 2), np.where(scene.draws(rows.count).chance(0.16), 3, 0))
    return {
        "DEC_TYPE": Coded(np.where(other_way, 2, oral).astype(np.int32), Vocabulary.of(["", "O", "W", "7", "6"])),
        "DEPORTED_1": Coded(np.where(order, people.nationality[rows.case], len(nats.words) - 1).astype(np.int32), nats),
        "DEPORTED_2": Coded(np.where(order & draws.chance(0.02), 0, len(nats.words) - 1).astype(np.int32), nats),
        "APPEAL_RSVD": Coded(np.where(over, rows.reserved, 0).astype(np.int32), RESERVED_BY),
        "APPEAL_NOT_FILED": Coded(unfiled.astype(np.int32), Vocabulary.of(["", "X"])),
        "VENUE_CHG_GRANTED": blank_days(rows.ended, ~gone),
        "TRANSFER_TO": Coded(to_court, base_cities()),
        "TRANSFER_STATUS": Coded(status.astype(np.int32), Vocabulary.of(["", "V", "T", "C"])),
        "DATE_APPEAL_DUE_STATUS": blank_days(rows.due, ~over),
        "SCHEDULED_HEAR_LOC": Coded(np.where(draws.chance(0.26), rows.court, none).astype(np.int32), locations()),
    }


def _custody_days(scene: Scene) -> dict[str, Column]:
    rows, people = scene.lives.proceedings, scene.lives.cases
    dated = (scene.lives.custody != 0) & scene.draws(rows.count).chance(0.62)
    freed = dated & (scene.lives.custody == RELEASED)
    return {
        "DATE_DETAINED": blank_days(people.charged[rows.case], ~dated),
        "DATE_RELEASED": blank_days(past(people.released_on[rows.case], scene.lives.until), ~freed),
    }


def charges(scene: Scene) -> Rows:
    """B_TblProceedCharges: grounds charged; codes of a quarter are padded on the right."""
    rows, people = scene.lives.proceedings, scene.lives.cases
    parent, _ = side.charges(scene.source, scene.lives)
    n, draws = len(parent), scene.draws(len(parent))
    new, new_code = side.weighted(draws, "side.charges")
    old, old_code = side.weighted(draws, "side.charges_old")
    before = np.isin(people.kind[rows.case[parent]], (DEP, EXC))
    code = np.where(before, len(new.words) + old_code, new_code)
    words = [*new.words, *old.words]
    decided = (rows.ended <= scene.lives.until)[parent]
    status = sparse(draws, ("S", "O", "N", "W"), (10.37, 2.99, 0.415, 0.153), 0.02)
    status.values = np.where(decided, status.values, 4).astype(np.int32)
    columns: dict[str, Column] = {
        "IDNPRCDCHG": scene.keys(n),
        "IDNCASE": scene.case_of(rows.case[parent]),
        "IDNPROCEEDING": scene.key_of(parent),
        "CHARGE": Coded(code.astype(np.int32), Vocabulary.of(words)),
        "CHG_STATUS": status,
    }
    return Rows(n, columns, scene.from_proceeding(parent))


def applications(scene: Scene) -> Rows:
    """tbl_Court_Appln: applications for relief; no decision yet while the proceeding is open."""
    rows = scene.lives.proceedings
    parent, code, received = side.applications(scene.source, scene.lives)
    n, draws = len(parent), scene.draws(len(parent))
    words = [word for word, _ in value("side.applications")]
    strange = scene.missing(n, value("side.application_unknown"))
    decided = (rows.ended <= scene.lives.until)[parent] & ~rows.is_move[parent]
    relief = rows.decision[parent] == DECISIONS.place("R")
    granted = relief & draws.chance(0.45)
    removed = IS_ORDER[rows.decision[parent]]
    refused = np.where(rows.absent[parent], 2, np.where(draws.chance(0.55), 1, 1 + draws.pick([30, 25, 20, 15, 10])))
    other = 2 + draws.pick([12, 26, 30, 32])
    decision = np.where(granted, 6, np.where(removed, refused, other))
    columns: dict[str, Column] = {
        "IDNPROCEEDINGAPPLN": scene.keys(n),
        "IDNPROCEEDING": scene.key_of(parent),
        "IDNCASE": scene.case_of(rows.case[parent]),
        "APPL_CODE": Coded(np.where(strange, len(words), code).astype(np.int32), Vocabulary.of([*words, "ZZZ"])),
        "APPL_RECD_DATE": Days(received),
        "APPL_DEC": Coded(
            np.where(decided, decision, 0).astype(np.int32), Vocabulary.of(["", "D", "A", "W", "O", "M", "G"])
        ),
    }
    return Rows(n, columns, scene.from_proceeding(parent, received))


def hearings(scene: Scene) -> Rows:
    """tbl_schedule: every hearing ever set; those ahead of the release day have no reason and no medium."""
    found, rows, people, until = scene.hearings, scene.lives.proceedings, scene.lives.cases, scene.lives.until
    n, draws, at = found.count, scene.draws(found.count), found.proceeding
    _, langs = nationalities()
    updated = np.where(found.upcoming, found.noticed, found.held)
    elapsed = sparse(draws, ("0000", *(str(28 + 7 * k) for k in range(40))), (30, *(1.0,) * 40), 0.476)
    minutes = sparse(draws, tuple(office_stop()), (1,) * len(office_stop()), 0.104)
    # a session is a judge's half day: all who are called to it share its number
    session = 1_000_000 + (found.held.astype(np.int64) * 2 + found.calendar) * len(judges().words) + judge(scene, at)
    columns: dict[str, Column] = {
        "IDNSCHEDULE": scene.keys(n),
        "IDNPROCEEDING": scene.key_of(at),
        "IDNCASE": scene.case_of(rows.case[at]),
        "OSC_DATE": Days(people.charged[rows.case[at]]),
        "GENERATION": generation(rows.turn[at]),
        "SUB_GENERATION": sparse(draws, ("99", "98", "97"), (88, 9, 2), 0.952),
        "REC_TYPE": Coded(found.row_type, Vocabulary.of(["X", "A", "B"])),
        "LANG": Coded(
            np.where(scene.missing(n, 0.037), len(langs.words) - 1, people.nationality[rows.case[at]]).astype(np.int32),
            langs,
        ),
        **_bench(scene, at),
        **_entry(draws, found.noticed, np.minimum(updated, until).astype(np.int32)),
        "ASSIGNMENT_PATH": sparse(draws, ("W", "A", "F"), (85, 14, 1), 0.853),
        "CAL_TYPE": Coded(found.calendar, Vocabulary.of(["M", "I"])),
        "ADJ_DATE": Days(found.held),
        "ADJ_TIME_START": clock(draws),
        "ADJ_TIME_STOP": minutes,
        "ADJ_RSN": Coded(found.reason, reasons()),
        "ADJ_MEDIUM": Coded(_medium(scene), Vocabulary.of(["", "P", "p", "H", "V", "A", "C", "T", "'"])),
        "ADJ_MSG": sparse(draws, ("7C", "U3", "V3", "N3", "Q6", "F6", "B2"), (10, 30, 20, 15, 10, 10, 5), 0.853),
        "ADJ_ELAP_DAYS": elapsed,
        "LNGSESSNID": _sessions(scene, session),
        "SCHEDULE_TYPE": Coded(found.kind, KINDS),
        "NOTICE_CODE": sparse(
            draws, ("U3", "V3", "N3", "Y3", "B2", "B3", "X3", "F6", "U7"), (30, 20, 12, 8, 8, 6, 6, 5, 5), 0.43
        ),
        "BLNCLOCKOVERRIDE": sparse(draws, ("0", "1"), (99.77, 0.23), 0.0),
        "EOIRAttorneyID": _attorney(scene, draws),
    }
    return Rows(n, columns, scene.from_proceeding(at, found.noticed))


def _attorney(scene: Scene, draws: Draws) -> Coded:
    """Made-up counsel of those who have one: the same for a family."""
    rows, people, at = scene.lives.proceedings, scene.lives.cases, scene.hearings.proceeding
    attorney = np.where(
        (people.represented_on[rows.case[at]] > NEVER) & rows.represented[at] & draws.chance(0.9),
        people.lead[rows.case[at]],
        -1,
    )
    guid = np.where(
        attorney >= 0,
        (attorney * 31 + scene.lives.block * 17) % (len(scene.attorneys.words) - 1),
        len(scene.attorneys.words) - 1,
    )
    return Coded(guid.astype(np.int32), scene.attorneys)


def _bench(scene: Scene, at: Ints) -> dict[str, Column]:
    """The court, the room and the judge of proceedings."""
    return {
        "HEARING_LOC_CODE": Coded(location(scene, at), locations()),
        "BASE_CITY_CODE": Coded(scene.lives.proceedings.court[at], base_cities()),
        "IJ_CODE": Coded(judge(scene, at), judges()),
    }


def _entry(draws: Draws, entered: Ints, changed: Ints) -> dict[str, Column]:
    """When the row was put in and last changed."""
    return {
        "INPUT_DATE": Days(entered),
        "INPUT_TIME": office(draws),
        "UPDATE_DATE": Days(changed),
        "UPDATE_TIME": office(draws),
    }


def _sessions(scene: Scene, session: np.ndarray) -> Column:
    return Numbers(np.where(scene.draws(len(session)).chance(0.203), -1, session))


def office_stop() -> list[str]:
    """Times at which hearings end."""
    return ["0900", "0930", "1000", "1030", "1100", "1200", "1330", "1400", "1430", "1500", "1600", "1700"]


def _medium(scene: Scene) -> Ints:
    """How a hearing was held: blank ahead of the day, none when it was vacated, mostly in person before 2020."""
    found, draws = scene.hearings, scene.draws(scene.hearings.count)
    when = years(found.held)
    remote = along(
        when, [[1980, 0.0], [2000, 0.03], [2010, 0.10], [2019, 0.16], [2020.4, 0.30], [2021.5, 0.62], [2027, 0.58]]
    )
    far = 4 + draws.pick([54, 23, 17, 5])
    near = np.where(draws.chance(0.027), 2, np.where(draws.chance(0.0004), 8, 1))
    held = np.where(draws.chance(remote), far, near)
    words = reasons()
    off = (
        (found.reason == words.place(VACATED))
        | (found.reason == words.place("9A"))
        | (found.reason == words.place("99"))
    )
    off |= (found.reason != words.place(DECIDED_AT)) & draws.chance(0.13)
    return np.where(found.upcoming, 0, np.where(off, 3, held)).astype(np.int32)


def bonds(scene: Scene) -> Rows:
    """D_TblAssociatedBond: custody redeterminations."""
    found, rows, until = scene.bonds, scene.lives.proceedings, scene.lives.until
    at, n = found.proceeding, len(found.proceeding)
    draws = scene.draws(n)
    _, cities = states()
    open_ = found.decided > until
    words = ("C", "A", "N", "S", "J", "G", "W", "R", "D", "E", "I", "O", "F", "L")
    weights = (563.8, 363.2, 182.6, 158.0, 111.2, 68.6, 64.8, 16.6, 16.5, 14.4, 13.3, 6.6, 0.17, 0.02)
    ruling = sparse(draws, words, weights, 0.0)
    lowered = np.isin(ruling.values, (0, 5)) & ~open_
    ruling.values = np.where(open_, len(words), ruling.values).astype(np.int32)
    amounts = sparse(
        draws, ("1500", "2500", "3000", "5000", "7500", "10000", "15000", "20000"), (12, 9, 10, 26, 14, 16, 8, 5), 0.0
    )
    amounts.values = np.where(lowered, amounts.values, 8).astype(np.int32)
    columns: dict[str, Column] = {
        "IDNASSOCBOND": scene.keys(n),
        "IDNPROCEEDING": scene.key_of(at),
        "IDNCASE": scene.case_of(rows.case[at]),
        "OSC_DATE": blank_days(scene.lives.cases.charged[rows.case[at]], scene.missing(n, 0.066)),
        "REC_TYPE": Constant("B"),
        "GENERATION": generation(rows.turn[at]),
        "SUB_GENERATION": sparse(draws, ("99", "98", "97"), (86.5, 11, 2.5), 0.0),
        **_entry(draws, found.asked, np.where(open_, found.asked, found.decided).astype(np.int32)),
        "BASE_CITY_CODE": Coded(rows.court[at], base_cities()),
        "BASE_CITY_NAME": Coded(
            np.where(draws.chance(0.463), rows.court[at], len(cities.words) - 1).astype(np.int32), cities
        ),
        "HEARING_LOC_CODE": Coded(location(scene, at), locations()),
        "IJ_CODE": Coded(
            np.where(scene.missing(n, 0.086), len(judges().words) - 1, judge(scene, at)).astype(np.int32), judges()
        ),
        "DEC": ruling,
        "COMP_DATE": blank_days(found.decided, open_),
        "INITIAL_BOND": sparse(draws, ("0000001500", "5000", "10000", "7500.00"), (25, 40, 25, 10), 0.831),
        "REL_CON": sparse(draws, ("N", "Y"), (68, 32), 0.896),
        "BOND_HEARING_TELEPHONIC": sparse(draws, ("P", "V", "T"), (81, 12, 7), 0.918),
        "BOND_HEAR_REQ_DATE": _asked(scene),
        "NEW_BOND": amounts,
        "DATE_APPEAL_DUE": blank_days(found.decided + 30, open_ | draws.chance(0.07)),
        "BOND_TYPE": sparse(draws, ("BB", "BD", "SB"), (75, 23, 2), 0.047),
        **_filing(draws),
    }
    return Rows(n, columns, scene.from_proceeding(at, found.asked))


def _filing(draws: Draws) -> dict[str, Column]:
    """Who asked for the bond hearing and how, and who appealed."""
    return {
        "APPEAL_REVD": sparse(draws, ("A", "I", "B"), (75, 16, 9), 0.768),
        "APPEAL_NOT_FILED": sparse(draws, ("X",), (1,), 0.990),
        "FILING_METHOD": sparse(draws, ("W", "O"), (87, 13), 0.292),
        "FILING_PARTY": sparse(draws, ("A", "I", "B"), (91, 8.5, 0.5), 0.270),
    }


def _asked(scene: Scene) -> Days:
    """The request's day; on one row in a thousand it lies after the decision."""
    late = scene.missing(len(scene.bonds.asked), 0.00106)
    return Days(np.where(late, scene.bonds.decided + 12, scene.bonds.asked).astype(np.int32))
