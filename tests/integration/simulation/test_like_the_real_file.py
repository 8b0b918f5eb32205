"""Where public readers found the simulated release unlike the real one of July 2026, it is like it now.

Each row of CLOSE is a figure of the real file with what is allowed beside it; docs/simulation.md lists what is not.
"""

import pytest

from finalorder.registry import list_lookup_tables, read_registry_rows
from finalorder.simulation.decisions import list_decisions_by_type
from finalorder.simulation.judges import list_judge_codes, list_judges_by_court
from finalorder.simulation.parameters import load_default_parameters
from finalorder.simulation.reference_members import build_lookup_rows

PARAMETERS = load_default_parameters()
#: what, its SQL, in the real file, and the relative distance allowed
CLOSE = {
    "charges repeated in a proceeding": (
        "SELECT 1 - count(DISTINCT (idnproceeding, charge)) / count(*) FROM charges WHERE charge IS NOT NULL",
        0.0043,
        0.4,
    ),
    "cases without a language": ("SELECT avg((lang IS NULL)::int) FROM cases", 0.012, 0.15),
    "cases without a nationality": ("SELECT avg((nat IS NULL)::int) FROM cases", 0.010, 0.15),
    "removal cases without a nationality": (
        "SELECT avg((nat IS NULL)::int) FROM cases WHERE case_type IN ('RMV', 'DEP', 'EXC')",
        0.0022,
        0.4,
    ),
    "cases with an appeal and no proceeding": (
        """SELECT count(DISTINCT idncase) / (SELECT count(*) FROM cases)
            FROM appeals a ANTI JOIN proceedings p USING (idncase)""",
        0.0104,
        0.15,
    ),
    "proceedings without a judge": ("SELECT avg((ij_code IS NULL)::int) FROM proceedings", 0.0037, 0.2),
    "transfers to what is no court": (
        "SELECT avg((transfer_to = 'DAT')::int) FROM proceedings WHERE transfer_to IS NOT NULL",
        0.019,
        0.25,
    ),
    "judges that are nobody": ("SELECT avg((ij_code = 'ZZV')::int) FROM proceedings", 0.0019, 0.35),
    "transfer numbers left blank": ("SELECT avg((trans_nbr IS NULL)::int) FROM proceedings", 0.626, 0.05),
    "hearings without a medium": ("SELECT avg((adj_medium IS NULL)::int) FROM hearings_raw", 0.127, 0.1),
    "appeals without a case type": ("SELECT avg((strcasetype IS NULL)::int) FROM appeals", 0.030, 0.25),
    "appeals without a kind of decision": ("SELECT avg((strbiadecisiontype IS NULL)::int) FROM appeals", 0.181, 0.12),
    "bonds without a new amount": ("SELECT avg((new_bond IS NULL)::int) FROM bonds", 0.538, 0.06),
    "custody without a day of detention": ("SELECT avg((datdetained IS NULL)::int) FROM custody", 0.774, 0.03),
    "custody without a day of release": ("SELECT avg((datreleased IS NULL)::int) FROM custody", 0.896, 0.04),
    "absence left blank": ("SELECT avg((absentia IS NULL)::int) FROM proceedings", 0.226, 0.06),
    "representatives without a government day": (
        "SELECT avg((ins_ta_date_assigned IS NULL)::int) FROM representatives",
        0.451,
        0.05,
    ),
    "latest hearings that are individual": (
        "SELECT avg((latest_cal_type = 'I')::int) FROM cases WHERE latest_cal_type IS NOT NULL",
        0.27,
        0.15,
    ),
    "appeals by the government": ("SELECT avg((strfiledby = 'I')::int) FROM appeals", 0.054, 0.3),
    "appeals by others": ("SELECT avg((strfiledby = 'O')::int) FROM appeals", 0.022, 0.35),
    "appeals by both": ("SELECT avg((strfiledby = 'B')::int) FROM appeals", 0.015, 0.35),
    "appeals from officers, by case type": ("SELECT avg((strcasetype = 'DDC')::int) FROM appeals", 0.063, 0.2),
    "outcomes of federal courts known": (
        "SELECT avg((strfedcourtdecision IS NOT NULL)::int) FROM federal_appeals",
        0.035,
        0.6,
    ),
}


@pytest.mark.parametrize("what", CLOSE)
def test_a_share_is_near_the_real_one(release, what):
    query, real, allowed = CLOSE[what]
    found = release.sql.execute(query).fetchone()[0]
    assert found == pytest.approx(real, rel=allowed)


OCCURS = {
    "orders in absentia of detained people": "proceedings WHERE absentia = 'Y' AND custody = 'D'",
    "two proceedings of a case completed on one day": """(SELECT idncase, comp_date FROM proceedings
        WHERE comp_date IS NOT NULL GROUP BY ALL HAVING count(*) > 1)""",
    "counsel on the case that the table of counsel knows and the case does not": """(SELECT DISTINCT idncase
        FROM representatives WHERE parent_table ILIKE 'a_tblcase' AND strattytype = 'ALIEN') r
        JOIN cases USING (idncase) WHERE e_28_date IS NULL""",
    "appeals in withholding-only proceedings": "appeals WHERE strcasetype = 'WHO'",
    "applications decided in a code that is nobody's": "applications WHERE appl_dec = 'Q'",
    "petitions that came back": "federal_appeals WHERE strfedcourtdecision = 'REM'",
    "columns of volunteers' table that were empty": "pro_bono WHERE charge_2 IS NOT NULL",
}


@pytest.mark.parametrize("what", OCCURS)
def test_what_public_readers_stumble_over_occurs(release, what):
    assert release.count(OCCURS[what]) > 0


def test_completions_after_the_release_day_occur(dirty):
    assert dirty.count("proceedings WHERE comp_date > DATE '2026-07-01'") > 0


def test_nobody_is_sent_to_the_same_country_twice(release):
    assert release.count("proceedings WHERE deported_1 = deported_2") == 0


def test_hundreds_of_citations_nationalities_and_languages_are_used(release):
    for column, table, least in (("charge", "charges", 150), ("nat", "cases", 100), ("lang", "cases", 60)):
        assert release.count(f"(SELECT DISTINCT {column} FROM {table})") > least


def read_lookup(name: str) -> list[dict[str, str]]:
    (spec,) = [item for item in list_lookup_tables() if item.file == f"{name}.csv"]
    return build_lookup_rows(spec, PARAMETERS)


def test_every_decision_and_court_that_is_written_has_a_row_in_its_lookup():
    known = {(row["strCaseType"], row["strDecCode"]) for row in read_lookup("tblLookupCourtDecision")}
    assert set(list_decisions_by_type(PARAMETERS)) <= known
    assert len(known) > len(
        {(r["strCaseType"], r["strDecCode"]) for r in read_registry_rows("lookups/tblLookupCourtDecision")}
    )
    places = {row["HEARING_LOC_CODE"] for row in read_lookup("tblLookupHloc")}
    assert {item[0] for item in PARAMETERS["courts.courts"]} <= places


def test_judges_are_about_as_many_as_in_the_real_lookups():
    codes, pairs = list_judge_codes(PARAMETERS), list_judges_by_court(PARAMETERS)
    assert len(codes) == pytest.approx(1676, rel=0.12)
    assert len(pairs) == pytest.approx(11_946, rel=0.12)
    assert {code for _, code in pairs} == set(codes)
