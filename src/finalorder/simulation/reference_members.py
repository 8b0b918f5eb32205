"""The parts of a release that are not case data: 78 lookups, Count.txt, a Readme, and the mark SIMULATED.txt."""

import csv
import io
from contextlib import ExitStack
from pathlib import Path

from finalorder.registry import Table, find_registry_path, list_core_tables
from finalorder.simulation.courts import build_location_vocabulary
from finalorder.simulation.decisions import list_decisions_by_type
from finalorder.simulation.judges import list_judge_codes, list_judges_by_court
from finalorder.simulation.parameters import Parameters
from finalorder.simulation.release_layouts import LAYOUTS
from finalorder.simulation.simulation_config import ReleasePlan
from finalorder.simulation.zip_writer import ZipMember, open_member

MARK = (
    "This release is simulated: a model of the immigration courts wrote it, and no row describes a real case or person."
)
README = (
    "This folder imitates the packaging of the EOIR Case Data release.\r\n"
    "Files are tab-delimited with a header line; Count.txt lists the rows of each.\r\n"
    "Everything in it is simulated; see SIMULATED.txt.\r\n"
)


def build_lookup_rows(spec: Table, parameters: Parameters) -> list[dict[str, str]]:
    """Build rows of a lookup: codes and descriptions; judges are made up; none where the contents are not public."""
    name = Path(spec.file).stem
    if name == "tblLookupJudge":
        return [{"JUDGE_CODE": code, "JUDGE_NAME": f"Judge {code}"} for code in list_judge_codes(parameters)]
    if name == "tblLookupJudgeBaseCity":
        return [
            {"BASE_CITY_CODE": court, "JUDGE_CODE": code, "JUDGE_NAME": f"Judge {code}"}
            for court, code in list_judges_by_court(parameters)
        ]
    path = find_registry_path("lookups", f"{name}.csv")
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    if name == "tblLookupCourtDecision":
        return [*rows, *_list_missing_decisions(rows, parameters)]
    if name == "tblLookupHloc":
        known = {row["HEARING_LOC_CODE"] for row in rows}
        courts = [code for code in build_location_vocabulary(parameters).words if code and code not in known]
        return [*rows, *({"HEARING_LOC_CODE": code, "HEARING_LOC_NAME": f"COURT {code}"} for code in courts)]
    return rows


def _list_missing_decisions(rows: list[dict[str, str]], parameters: Parameters) -> list[dict[str, str]]:
    """List pairs of case type and decision that the model writes and the public copy of the lookup lacks."""
    known = {(row["strCaseType"], row["strDecCode"]) for row in rows}
    alike = {row["strDecCode"]: row for row in reversed(rows)}
    return [
        {**alike.get(code, {"strDecDescription": "Other"}), "strCaseType": kind, "strDecCode": code}
        for kind, code in list_decisions_by_type(parameters)
        if (kind, code) not in known
    ]


def format_lookup(spec: Table, rows: list[dict[str, str]]) -> str:
    """Format the file's text: all columns of the release, those that are not known left blank."""
    out = io.StringIO()
    names = [column.name for column in spec.current_columns]
    out.write("\t".join(names) + "\r\n")
    for number, row in enumerate(rows, 1):
        fields = [row.get(name, str(number) if name == spec.key else "") for name in names]
        out.write("\t".join(fields) + "\r\n")
    return out.getvalue()


def write_lookups(plan: ReleasePlan, stack: ExitStack) -> tuple[list[ZipMember], dict[str, int]]:
    found, counts = [], {}
    for spec in plan.file.list_lookups():
        rows = plan.file.change_entries(spec, build_lookup_rows(spec, plan.scenario.parameters))
        found.append(write_text_member(f"{plan.outer_folder}/Lookup/{spec.file}", format_lookup(spec, rows), stack))
        counts[spec.name] = len(rows)
    return found, counts


def write_notes(plan: ReleasePlan, counts: dict[str, int], stack: ExitStack) -> list[ZipMember]:
    """Write SIMULATED.txt, Count.txt, Readme.txt, and what else lies there that is no table."""
    facts = {"month": plan.month, "seed": plan.seed, "scale": f"{plan.scale:g}", "faults": f"{plan.faults:g}"}
    if plan.since != plan.month:
        facts["since"] = plan.since  # the month of the first of the releases that this one follows
    if plan.parameters:
        facts["parameters"] = plan.parameters
    if plan.layout.name != LAYOUTS[0]:
        facts["layout"] = plan.layout.name
    mark = "".join(f"{line}\r\n" for line in [MARK, *(f"{key}: {fact}" for key, fact in facts.items())])
    specs = [*list_core_tables(), *plan.file.list_lookups()]
    listed = "".join(f"{Path(spec.file).stem}\t{counts[spec.name]}\r\n" for spec in specs)
    texts = {"SIMULATED.txt": mark, "Count.txt": listed, "Readme.txt": README}
    texts |= plan.file.list_other_files()
    return [write_text_member(f"{plan.outer_folder}/{name}", text, stack) for name, text in texts.items()]


def write_text_member(name: str, text: str, stack: ExitStack) -> ZipMember:
    """Write a finished member that holds this text."""
    made = open_member(name, stack)
    made.write(text.encode())
    made.close()
    return made
