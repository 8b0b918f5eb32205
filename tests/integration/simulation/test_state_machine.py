"""Lives obey the law's state machine: the moves it forbids never occur (found in the truth, without faults)."""

import shutil

import duckdb
import pytest

from finalorder.registry import list_core_tables
from finalorder.simulation.cases import find_period
from finalorder.simulation.clean_release import CleanRequest, simulate_clean_release
from finalorder.simulation.day_numbers import parse_day_number
from finalorder.simulation.parameters import load_default_parameters

FAMILY_DOCKET_FROM, FAMILY_DOCKET_TO = find_period(load_default_parameters(), "family docket")
RELEASE = "DATE '2026-07-01'"
ORDERED = "p.case_type IN ('RMV', 'DEP', 'EXC') AND p.dec_code IN ('X', 'D', 'E')"

FORBIDDEN = {
    "a decision before the charge": "proceedings WHERE comp_date < osc_date",
    "a decision before the entry": "proceedings WHERE comp_date < input_date",
    "an entry before the charge": "proceedings WHERE input_date < osc_date",
    "a completion without a code": """proceedings WHERE comp_date IS NOT NULL
        AND dec_code IS NULL AND other_comp IS NULL""",
    "a code without a completion": """proceedings WHERE comp_date IS NULL
        AND (dec_code IS NOT NULL OR other_comp IS NOT NULL)""",
    "an order and a closure in one": "proceedings WHERE dec_code IS NOT NULL AND other_comp IS NOT NULL",
    "absence without a removal code": f"proceedings p WHERE absentia = 'Y' AND NOT ({ORDERED})",
    "absence without a hearing that day": """proceedings p WHERE absentia = 'Y' AND NOT EXISTS (
        FROM hearings_raw h WHERE h.idnproceeding = p.idnproceeding
        AND h.adj_date = p.comp_date AND h.adj_rsn = '8B')""",
    "a hearing held the day it was noticed or before": "hearings_raw WHERE adj_date <= input_date",
    "a hearing noticed after the release": f"hearings_raw WHERE input_date > {RELEASE}",
    "a reason for a hearing that lies ahead": f"""hearings_raw WHERE adj_date > {RELEASE}
        AND adj_rsn IS NOT NULL AND adj_rsn NOT IN ('8A', '9C')""",
    "a medium for a hearing that lies ahead": f"hearings_raw WHERE adj_date > {RELEASE} AND adj_medium IS NOT NULL",
    "an appeal before the decision": """appeals a JOIN proceedings p ON p.idnproceeding = a.idnproceeding
        WHERE a.strappealtype = 'Case Appeal' AND (p.comp_date IS NULL OR a.datappealfiled <= p.comp_date)""",
    "a Board decision before the appeal": "appeals WHERE datbiadecision <= datappealfiled",
    "a Board decision without a code": "appeals WHERE (datbiadecision IS NULL) <> (strbiadecision IS NULL)",
    "a case appeal of an order in absentia": """appeals a JOIN proceedings p ON p.idnproceeding = a.idnproceeding
        WHERE a.strappealtype = 'Case Appeal' AND p.absentia = 'Y'""",
    "a motion to reopen an order in absentia before it": """motions m JOIN proceedings p
        ON p.idnproceeding = m.idnproceeding
        WHERE m.rec_type = 'MA' AND (p.absentia <> 'Y' OR m.motion_recd_date <= p.comp_date)""",
    "a ruling before the motion": "motions WHERE comp_date < motion_recd_date",
    "a ruling without a date": "motions WHERE (dec IS NULL) <> (comp_date IS NULL)",
    "a transfer in without a transfer out": """(SELECT *, lag(other_comp) OVER w AS before FROM proceedings
        WINDOW w AS (PARTITION BY idncase ORDER BY idnproceeding)) WHERE trans_in_date IS NOT NULL
        AND (before IS NULL OR before NOT IN ('C', 'T'))""",
    "a transfer that stays in its court": "proceedings WHERE transfer_to = base_city_code",
    "two open proceedings of one case": """(SELECT idncase FROM proceedings WHERE comp_date IS NULL
        GROUP BY 1 HAVING count(*) > 1)""",
    "a proceeding entered before the one before it ended": """(SELECT *, lag(comp_date) OVER w AS ended,
        row_number() OVER w AS place FROM proceedings WINDOW w AS (PARTITION BY idncase ORDER BY idnproceeding))
        WHERE place > 1 AND (ended IS NULL OR input_date < ended)""",
    "a new proceeding without transfer, reopening, remand or recalendaring": """(
        SELECT *, lag(idnproceeding) OVER w AS before,
        lag(other_comp) OVER w AS closure FROM proceedings
        WINDOW w AS (PARTITION BY idncase ORDER BY idnproceeding)) n
        WHERE before IS NOT NULL AND coalesce(closure, '') NOT IN ('C', 'T')
        AND NOT EXISTS (FROM motions m WHERE m.idnproceeding = n.before AND m.dec = 'G'
            AND m.rec_type IN ('MA', 'O', 'MC', 'FD', 'RD', 'VO', 'SA', 'C')
            AND n.input_date - m.comp_date BETWEEN 0 AND 9)
        AND NOT EXISTS (FROM appeals a WHERE a.idncase = n.idncase AND a.strbiadecision IN ('REM', 'BCR', 'GRN')
            AND n.input_date - a.datbiadecision BETWEEN 0 AND 30)""",
    "an open proceeding with custody dates ahead": f"cases WHERE date_released > {RELEASE}",
    "removal before April 1997": "proceedings WHERE case_type = 'RMV' AND osc_date < DATE '1997-04-01'",
    "deportation after March 1997": """proceedings WHERE case_type IN ('DEP', 'EXC')
        AND osc_date >= DATE '1997-04-01'""",
    "a due date before the decision": "proceedings WHERE date_appeal_due_status <= comp_date",
    "a family that is not together": """riders r JOIN proceedings l ON l.idnproceeding = r.idnleadproceedingstart
        JOIN proceedings p ON p.idnproceeding = r.idnriderproceedingstart
        WHERE r.datseveredon IS NULL AND (l.osc_date <> p.osc_date OR l.base_city_code <> p.base_city_code
        OR l.dec_code IS DISTINCT FROM p.dec_code OR l.comp_date IS DISTINCT FROM p.comp_date)""",
    "a first hearing on a weekend": "proceedings WHERE dayofweek(hearing_date) IN (0, 6)",
    "a court of appeals that sends back what never came to it": """federal_appeals f
        JOIN appeals a ON a.idnappeal = f.lngappealid
        WHERE f.strfedcourtdecision = 'REM' AND NOT EXISTS (FROM appeals r
        WHERE r.idncase = a.idncase AND r.strappealtype = 'Circuit Court Remand')""",
    "a petition before the Board decided": """federal_appeals f JOIN appeals a ON a.idnappeal = f.lngappealid
        WHERE a.datbiadecision IS NULL OR f.datrequestedbyoil < a.datbiadecision""",
    "a volunteer for someone with counsel": """pro_bono b JOIN appeals a USING (idnappeal)
        JOIN proceedings p ON p.idnproceeding = a.idnproceeding
        JOIN representatives r ON r.idncase = p.idncase
        WHERE r.strattytype = 'ALIEN' AND r.strattylevel = 'COURT' AND r.e_28_date <= p.comp_date""",
    "a lone rider": "riders WHERE idnleadcase = idnridercase",
}


@pytest.mark.parametrize("move", FORBIDDEN)
def test_forbidden_moves_never_occur(clean, move):
    assert clean.count(FORBIDDEN[move]) == 0, move


@pytest.fixture(scope="module")
def million(tmp_path_factory):
    """More than a million lives without faults, as the tables that a lake would hold."""
    names = [spec.name for spec in list_core_tables()]
    folder = simulate_clean_release(
        tmp_path_factory.mktemp("million"), CleanRequest(scale=0.08, seed=77, faults=0), month="2026-07", only=names
    )
    sql = duckdb.connect()
    for file in (folder / "tables").glob("*.parquet"):
        sql.execute(f"CREATE VIEW {file.stem} AS SELECT * FROM '{file}'")
    yield sql
    shutil.rmtree(folder)


@pytest.mark.soak
@pytest.mark.parametrize("move", FORBIDDEN)
def test_forbidden_moves_never_occur_in_a_million_lives(million, move):
    assert million.execute("SELECT count(*) >= 1000000 FROM cases").fetchone() == (True,)
    assert million.execute(f"SELECT count(*) FROM {FORBIDDEN[move]}").fetchone() == (0,), move


PRESENT = {
    "orders in absentia": "proceedings WHERE absentia = 'Y'",
    "hearings ahead": f"hearings_raw WHERE adj_date > {RELEASE} AND adj_rsn IS NULL",
    "no-shows that were continued": "hearings_raw WHERE adj_rsn = '11'",
    "remands followed by a proceeding": """appeals a JOIN proceedings p USING (idncase)
        WHERE strbiadecision = 'REM' AND p.input_date - a.datbiadecision BETWEEN 0 AND 30""",
    "undecided appeals": "appeals WHERE strappealtype = 'Case Appeal' AND datbiadecision IS NULL",
    "appeals of DHS officers' decisions": "appeals WHERE strappealcategory = 'DD' AND idnproceeding IS NULL",
    "denied, granted and undecided motions to reopen": "(SELECT DISTINCT dec FROM motions WHERE rec_type = 'MA')",
    "government counsel": "representatives WHERE strattytype = 'INS'",
    "dedicated locations": "proceedings WHERE hearing_loc_code IN ('MAT', 'VAT', 'NLT', 'SAT', 'NDD', 'DAT')",
    "waived appeals": f"proceedings p WHERE {ORDERED} AND absentia = 'N' AND date_appeal_due_status IS NULL",
}


@pytest.mark.parametrize("what", PRESENT)
def test_what_the_ledger_must_tell_apart_is_there(release, what):
    assert release.count(PRESENT[what]) > 0, what


def test_the_family_docket_is_flagged_in_its_period_only(clean):
    charged = clean.sql.execute(
        "SELECT min(osc_date - DATE '1970-01-01'), max(osc_date - DATE '1970-01-01') "
        "FROM identifiers JOIN proceedings USING (idncase) WHERE case_id = 'FA'"
    ).fetchone()
    assert FAMILY_DOCKET_FROM <= charged[0] <= charged[1] <= FAMILY_DOCKET_TO


def test_the_dedicated_docket_starts_after_28_may_2021(clean):
    entered = clean.sql.execute(
        "SELECT min(input_date - DATE '1970-01-01') FROM identifiers JOIN proceedings USING (idncase) "
        "WHERE case_id = 'DD'"
    ).fetchone()
    assert entered[0] > parse_day_number("2021-05-28")


KEYS = {
    "proceedings": ("idncase", "cases", "idncase"),
    "hearings_raw": ("idnproceeding", "proceedings", "idnproceeding"),
    "charges": ("idnproceeding", "proceedings", "idnproceeding"),
    "applications": ("idnproceeding", "proceedings", "idnproceeding"),
    "motions": ("idnproceeding", "proceedings", "idnproceeding"),
    "bonds": ("idnproceeding", "proceedings", "idnproceeding"),
    "juveniles": ("idnproceeding", "proceedings", "idnproceeding"),
    "identifiers": ("idncase", "cases", "idncase"),
    "custody": ("idncase", "cases", "idncase"),
    "priorities": ("idncase", "cases", "idncase"),
    "representatives": ("idncase", "cases", "idncase"),
    "appeals2": ("idnappeal", "appeals", "idnappeal"),
    "federal_appeals": ("lngappealid", "appeals", "idnappeal"),
    "board_referrals": ("lngappealid", "appeals", "idnappeal"),
    "pro_bono": ("idnappeal", "appeals", "idnappeal"),
}


@pytest.mark.parametrize("child", KEYS)
def test_without_faults_every_child_has_its_parent(clean, child):
    column, parent, key = KEYS[child]
    assert clean.count(f"{child} c ANTI JOIN {parent} p ON c.{column} = p.{key} WHERE c.{column} IS NOT NULL") == 0


def test_primary_keys_are_unique(clean):
    for spec in list_core_tables():
        key = spec.key.lower()
        assert clean.count(f"(SELECT {key} FROM {spec.name} GROUP BY 1 HAVING count(*) > 1)") == 0, spec.name
