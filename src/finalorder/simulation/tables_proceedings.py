"""Tables about proceedings: B_TblProceeding, charges and applications."""

import numpy as np

from finalorder.simulation import ancillary_rows
from finalorder.simulation.cases import DEDICATED, DEP, EXC, FAMILY_2018, RELEASED, RMV, WHO
from finalorder.simulation.citations import sample_citations
from finalorder.simulation.column_builders import (
    PreparedBlock,
    blank_future_days,
    build_codes,
    build_court_column,
    build_date_column,
    build_location_column,
    build_nationality_vocabularies,
    sample_code_column,
    sample_share,
)
from finalorder.simulation.column_formats import Codes, ColumnData, Days, Numbers, Rows, Vocabulary
from finalorder.simulation.courts import build_courts, find_dedicated_locations, find_family_locations
from finalorder.simulation.day_numbers import Bools, Ints
from finalorder.simulation.decisions import CLOSURES, DECISIONS, IS_DEPARTURE, IS_ORDER, RESERVED_BY, VENUE
from finalorder.simulation.judges import build_judge_vocabulary, find_judge_position
from finalorder.simulation.proceedings import MOVED
from finalorder.simulation.random_draws import Draws
from finalorder.simulation.tables_cases import CASE_TYPES, CUSTODY

FAMILY_ROOM_EVERY = 3  # one in so many family cases is heard in the family room of a court that has one
#: columns that hold nothing of the life
PROCEEDING_CODES = ("HEARING_TIME", "CORRECTIONAL_FAC", "CRIM_IND", "IHP", "AGGRAVATE_FELON")
TRANSFER_NUMBERS = Vocabulary.of([*(f"{number:02d}" for number in range(9)), ""])
APPLICATION_DECISIONS = Vocabulary.of(["", "D", "A", "W", "O", "M", "G"])
REFUSED, ABANDONED, GRANTED = 1, 2, 6


def find_hearing_location(scene: PreparedBlock, at: Ints) -> Ints:
    """Find the hearing location of proceedings: the court's, the dedicated docket's, or a family one."""
    rows, people = scene.histories.proceedings, scene.histories.cases
    court, docket = rows.court[at], people.docket[rows.case[at]]
    family = (docket == FAMILY_2018) & (rows.case[at] % FAMILY_ROOM_EVERY == 0)
    dedicated, rooms = find_dedicated_locations(scene.parameters), find_family_locations(scene.parameters)
    return np.where(docket == DEDICATED, dedicated[court], np.where(family, rooms[court], court)).astype(np.int32)


def find_proceeding_judge(scene: PreparedBlock, at: Ints) -> Ints:
    """Find the judge of proceedings: the same for a family."""
    rows = scene.histories.proceedings
    lead = scene.histories.cases.lead[rows.case[at]]
    return find_judge_position(scene.parameters, rows.court[at], lead, rows.entered[at])


def build_judge_column(scene: PreparedBlock, at: Ints, blank: Bools) -> Codes:
    """Build the column of judges, blank in the rows named."""
    return build_codes(find_proceeding_judge(scene, at), build_judge_vocabulary(scene.parameters), blank)


def build_proceeding_rows(scene: PreparedBlock) -> Rows:
    """Build B_TblProceeding: one row a proceeding; what ends after the release day is open."""
    rows, people, ids = scene.histories.proceedings, scene.histories.cases, scene.proceeding_ids
    everything, draws = np.arange(rows.count, dtype=np.int32), ids.draws
    nats, langs = build_nationality_vocabularies(scene.parameters)
    coded = {name: sample_code_column(draws, name) for name in PROCEEDING_CODES}
    nobody = scene.sample_missing(draws, "IJ_CODE")
    columns: dict[str, ColumnData] = {
        "IDNPROCEEDING": Numbers(ids.keys),
        "IDNCASE": scene.build_case_numbers(rows.case),
        "OSC_DATE": build_date_column(people.charged[rows.case], scene.sample_missing(draws, "OSC_DATE")),
        "INPUT_DATE": build_date_column(rows.entered, scene.sample_missing(draws, "INPUT_DATE")),
        "BASE_CITY_CODE": build_court_column(scene, rows.court),
        "HEARING_LOC_CODE": build_location_column(scene, find_hearing_location(scene, everything)),
        "IJ_CODE": build_judge_column(scene, everything, nobody),
        "HEARING_DATE": build_date_column(rows.first_hearing, scene.sample_missing(draws, "HEARING_DATE")),
        "CUSTODY": Codes(scene.histories.custody, CUSTODY),
        "CASE_TYPE": Codes(_choose_case_type(scene, draws), CASE_TYPES),
        "NAT": build_codes(people.nationality[rows.case], nats, scene.sample_missing(draws, "NAT")),
        "LANG": Codes(people.nationality[rows.case], langs),
        **coded,
        **_build_end_columns(scene, draws),
        **_build_transfer_columns(scene),
        **_build_order_columns(scene, draws),
        **_build_destination_columns(scene, draws),
        **_build_custody_date_columns(scene, draws),
    }
    return Rows(ids.count, columns, rows.entered, ids)


def _is_over(scene: PreparedBlock) -> Bools:
    """Return which proceedings have ended by the release day."""
    over: Bools = scene.histories.proceedings.ended <= scene.histories.until
    return over


def _build_end_columns(scene: PreparedBlock, draws: Draws) -> dict[str, ColumnData]:
    """Build when and how a proceeding ended: blank while it is open, two spaces for some closures."""
    rows, over = scene.histories.proceedings, _is_over(scene)
    spaces = over & (rows.decision == 0) & sample_share(draws, "decision of two spaces")
    blank_code = np.where(spaces, DECISIONS.find_position("  "), 0)
    decision = np.where(over & (rows.decision > 0), rows.decision, blank_code)
    left_out = scene.sample_missing(draws, "ABSENTIA") & ~rows.in_absentia
    absentia = np.where(over & ~left_out, np.where(rows.in_absentia, 2, 1), 0)
    return {
        "DEC_CODE": Codes(decision.astype(np.int32), DECISIONS),
        "OTHER_COMP": Codes(np.where(over, rows.closure, 0).astype(np.int32), CLOSURES),
        "COMP_DATE": Days(blank_future_days(rows.ended, scene.histories.until)),
        "ABSENTIA": Codes(absentia.astype(np.int32), Vocabulary.of(["", "N", "Y"])),
    }


def _choose_case_type(scene: PreparedBlock, draws: Draws) -> Ints:
    """Choose the case's type; a few later proceedings contradict it."""
    rows, people = scene.histories.proceedings, scene.histories.cases
    kind = people.kind[rows.case]
    odd = scene.sample_missing(draws, "CASE_TYPE") & (rows.ordinal > 0)
    return np.where(odd, np.where(kind == RMV, WHO, RMV), kind).astype(np.int32)


def _build_transfer_columns(scene: PreparedBlock) -> dict[str, ColumnData]:
    """Build where a transferred proceeding came from."""
    rows = scene.histories.proceedings
    moved, before = rows.origin == MOVED, rows.previous.clip(0)
    none = len(build_courts(scene.parameters).codes)
    number = np.where(moved, rows.ordinal.clip(0, len(TRANSFER_NUMBERS.words) - 2), 0)
    location = np.where(moved, find_hearing_location(scene, before), none)
    draws = scene.proceeding_ids.draws
    unnumbered = ~moved & draws.sample_event("columns.proceedings.transfer_number_blank")
    return {
        "TRANS_IN_DATE": build_date_column(rows.entered, ~moved),
        "PREV_HEARING_BASE": build_court_column(scene, np.where(moved, rows.court[before], none)),
        "PREV_HEARING_LOC": build_location_column(scene, location),
        "PREV_IJ_CODE": build_judge_column(scene, before, ~moved),
        "TRANS_NBR": build_codes(number, TRANSFER_NUMBERS, unnumbered),
    }


def _build_order_columns(scene: PreparedBlock, draws: Draws) -> dict[str, ColumnData]:
    """Return how a decision was given, to which country, and the time to appeal."""
    rows, people, over = scene.histories.proceedings, scene.histories.cases, _is_over(scene)
    nats, _ = build_nationality_vocabularies(scene.parameters)
    order = over & (IS_ORDER[rows.decision] | IS_DEPARTURE[rows.decision])
    decided = over & (rows.decision > 0)
    form = np.where(decided, 1 + draws.sample_kind("columns.proceedings.forms_of_decision"), 0)
    written = over & ~decided & sample_share(draws, "closed in writing")
    unfiled = over & (rows.reserved > 0) & sample_share(draws, "no appeal filed")
    second = order & sample_share(draws, "second country")
    mexico = np.array(nats.words)[people.nationality[rows.case]] == nats.words[0]
    return {
        "DEC_TYPE": Codes(np.where(written, 2, form).astype(np.int32), Vocabulary.of(["", "O", "W", "7", "6"])),
        "DEPORTED_1": build_codes(people.nationality[rows.case], nats, ~order),
        "DEPORTED_2": build_codes(mexico.astype(np.int32), nats, ~second),
        "APPEAL_RSVD": Codes(np.where(over, rows.reserved, 0).astype(np.int32), RESERVED_BY),
        "APPEAL_NOT_FILED": Codes(unfiled.astype(np.int32), Vocabulary.of(["", "X"])),
        "DATE_APPEAL_DUE_STATUS": build_date_column(rows.appeal_due, ~over),
    }


def _build_destination_columns(scene: PreparedBlock, draws: Draws) -> dict[str, ColumnData]:
    """Build where the case went."""
    rows = scene.histories.proceedings
    gone, none = _is_over(scene) & rows.is_move, len(build_courts(scene.parameters).codes)
    other = np.where(sample_share(draws, "status of another kind"), 3, 0)
    status = np.where(gone, np.where(rows.closure == VENUE, 1, 2), other)
    scheduled = np.where(sample_share(draws, "scheduled location"), rows.court, none)
    return {
        "VENUE_CHG_GRANTED": build_date_column(rows.ended, ~gone),
        "TRANSFER_TO": build_court_column(scene, np.where(gone, rows.to_court, none)),
        "TRANSFER_STATUS": Codes(status.astype(np.int32), Vocabulary.of(["", "V", "T", "C"])),
        "SCHEDULED_HEAR_LOC": build_location_column(scene, scheduled),
    }


def _build_custody_date_columns(scene: PreparedBlock, draws: Draws) -> dict[str, ColumnData]:
    rows, people = scene.histories.proceedings, scene.histories.cases
    dated = (scene.histories.custody != 0) & sample_share(draws, "custody dated")
    freed = dated & (scene.histories.custody == RELEASED)
    released = blank_future_days(people.released_on[rows.case], scene.histories.until)
    return {
        "DATE_DETAINED": build_date_column(people.charged[rows.case], ~dated),
        "DATE_RELEASED": build_date_column(released, ~freed),
    }


def build_charge_rows(scene: PreparedBlock) -> Rows:
    """Build B_TblProceedCharges: grounds charged; codes of a quarter are padded on the right."""
    rows, people = scene.histories.proceedings, scene.histories.cases
    parent, _ = ancillary_rows.simulate_charges(scene.histories)
    ids = scene.identify_proceeding_rows("charges", parent)
    draws = ids.draws
    words, code = sample_citations(draws, parent, np.isin(people.kind[rows.case[parent]], (DEP, EXC)))
    status = sample_code_column(draws, "CHG_STATUS")
    columns: dict[str, ColumnData] = {
        "IDNPRCDCHG": Numbers(ids.keys),
        "IDNCASE": scene.build_case_numbers(rows.case[parent]),
        "IDNPROCEEDING": scene.build_proceeding_keys(parent),
        "CHARGE": Codes(code, words),
        "CHG_STATUS": build_codes(status.values, status.vocabulary, ~_is_over(scene)[parent]),
    }
    return Rows(ids.count, columns, scene.compute_proceeding_visibility(parent), ids)


def build_application_rows(scene: PreparedBlock) -> Rows:
    """Build tbl_Court_Appln: applications for relief; no decision yet while the proceeding is open."""
    rows = scene.histories.proceedings
    parent, code, received = ancillary_rows.simulate_applications(scene.histories)
    ids = scene.identify_proceeding_rows("applications", parent)
    words = [word for word, _ in scene.parameters["side.applications"]]
    strange = scene.sample_missing(ids.draws, "APPL_CODE")
    columns: dict[str, ColumnData] = {
        "IDNPROCEEDINGAPPLN": Numbers(ids.keys),
        "IDNPROCEEDING": scene.build_proceeding_keys(parent),
        "IDNCASE": scene.build_case_numbers(rows.case[parent]),
        "APPL_CODE": build_codes(code, Vocabulary.of([*words, "ZZZ"]), strange),
        "APPL_RECD_DATE": Days(received),
        "APPL_DEC": Codes(_decide_applications(scene, ids.draws, parent), APPLICATION_DECISIONS),
    }
    return Rows(ids.count, columns, scene.compute_proceeding_visibility(parent, received), ids)


def _decide_applications(scene: PreparedBlock, draws: Draws, parent: Ints) -> Ints:
    """Return what became of each application: granted with relief, refused or given up with an order, and so on."""
    rows = scene.histories.proceedings
    relief = rows.decision[parent] == DECISIONS.find_position("R")
    granted = relief & sample_share(draws, "granted with relief")
    some = np.where(
        sample_share(draws, "denied with an order"), REFUSED, 1 + draws.sample_kind("columns.applications.refusals")
    )
    refused = np.where(rows.in_absentia[parent], ABANDONED, some)
    other = ABANDONED + draws.sample_kind("columns.applications.others")
    decision = np.where(granted, GRANTED, np.where(IS_ORDER[rows.decision[parent]], refused, other))
    return np.where((_is_over(scene) & ~rows.is_move)[parent], decision, 0).astype(np.int32)
