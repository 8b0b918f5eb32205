"""Small workbooks in ICE's layouts, written cell by cell, and real ones rewritten with one thing changed."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from finalorder.errors import FinalorderError
from finalorder.ice import file_checks, file_families
from finalorder.ice.cell_figures import Figure
from finalorder.ice.grid import format_cell_name

Rows = list[list[object]]
Sheets = dict[str, Rows]

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def write(path: Path, sheets: Sheets, saved: str = "2019-10-20", extra: dict[str, bytes] | None = None) -> Path:
    """An .xlsx file with those sheets, saved on that day."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        archive.writestr("docProps/core.xml", f"<p><dcterms:modified>{saved}T12:00:00Z</dcterms:modified></p>")
        archive.writestr("xl/workbook.xml", _workbook(list(sheets)))
        names = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
        archive.writestr("xl/_rels/workbook.xml.rels", _relations(names))
        for n, rows in enumerate(sheets.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{n}.xml", _sheet(rows))
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return path


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    items = (f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
             for n, (kind, target) in enumerate(targets, 1))  # fmt: skip
    return f'<?xml version="1.0"?><Relationships xmlns="{RELATIONS}">{"".join(items)}</Relationships>'


def _workbook(names: Sequence[str]) -> str:
    items = (f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, 1))
    return (
        f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{"".join(items)}</sheets></workbook>'
    )


def _sheet(rows: Rows) -> str:
    lines = []
    for r, row in enumerate(rows):
        cells = "".join(_cell(r, c, value) for c, value in enumerate(row) if value is not None and value != "")
        lines.append(f'<row r="{r + 1}">{cells}</row>')
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell(r: int, c: int, value: object) -> str:
    name = format_cell_name(r, c)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f'<c r="{name}"><v>{value!r}</v></c>'
    return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


MONTHS = ["Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep"]


def monitoring(day: str = "9.30.2019", year: int = 19, areas: dict[str, tuple[int, int]] | None = None) -> Rows:
    """An ATD sheet: family status, then by area (GPS, SmartLINK)."""
    areas = areas or {"Atlanta": (60, 10), "Miami": (20, 10)}
    total = sum(gps + phone for gps, phone in areas.values())
    rows: Rows = [
        [f"ICE ALTERNATIVES TO DETENTION DATA, FY{year}"],
        ["ATD Active Population by Status"],
        ["FAMU Status", "Count", "ALIP"],
        ["FAMU", total // 2, 100.5],
        ["Single Adult", total - total // 2, 200.5],
        ["Total", total, 150.5],
        [f"Data from BI Inc. Participants Report, {day}"],
        [],
        [f"Active ATD Participants, FY{year}, as of {day.replace('.', '/')}, by AOR and Technology"],
        ["AOR/Technology", "Count", "Average Length in Program"],
        ["Total", total, 150.5],
    ]
    for area, (gps, phone) in areas.items():
        rows += [[area, gps + phone, 1.5], ["GPS", gps, 1.5], ["SmartLINK", phone, 1.5]]
    return rows


def detention(year: int = 2019, removals: int = 267258, family: float = 1315.2) -> Rows:
    """A Detention sheet: dispositions, book-ins, removals and population by month, some side by side."""
    monthly = [100.0 * n for n in range(1, 13)]
    return [
        [f"ICE DETENTION DATA, FY{year}"],
        [],
        ["ICE Currently Detained by Processing Disposition and Facility Type"],
        ["Processing Disposition", "FRC", "Adult", "Total"],
        ["Total", 3, 7, 10],
        ["Expedited Removal (I-860)", 2, 3, 5],
        ["Other", 1, 4, 5],
        [],
        [f"ICE Initial Book-Ins by Arresting Agency and Month: FY{year}", *[""] * 15, f"ICE Removals: FY{year}"],
        ["Agency", *MONTHS, "Total", "", "", "", "", "Removals"],
        ["Total", *[3] * 12, 36, "", "", "Total", "", removals],
        ["ICE ", *[1] * 12, 12, "", "", "Removals with an FRC Detention", "", 1069],
        ["CBP", *[2] * 12, 24],
        [],
        [f"ICE Average Daily Population by Facility Type and Month: FY{year}"],
        ["Facility Type", *MONTHS, "FY Overall"],
        ["Total", *[value + 10 for value in monthly], family + 48850.1],
        ["FRC", *[10] * 12, family],
        ["Adult", *monthly, 48850.1],
    ]


HEADER = ["Name", "Address", "City", "State", "Zip", "AOR", "Type Detailed", "Male/Female", "FY19 ALOS", "Level A",
          "Level B", "Level C", "Level D", "Male Crim", "Male Non-Crim", "Female Crim", "Female Non-Crim",
          "ICE Threat Level 1", "ICE Threat Level 2", "ICE Threat Level 3", "No ICE Threat Level", "Mandatory",
          "Guaranteed Minimum"]  # fmt: skip


def facility(name: str, area: str, kind: str, population: float, guaranteed: object = "") -> list[object]:
    """A row of a Facilities sheet whose population is added up alike in all three ways."""
    four = [population, 0.0, 0.0, 0.0]
    return [
        name,
        "1 Road",
        "Dilley",
        "TX",
        78017,
        area,
        kind,
        "Female/Male",
        12.2,
        *four,
        *four,
        *four,
        1.0,
        guaranteed,
    ]


def facilities(year: int = 19) -> Rows:
    """A Facilities sheet with two family residential centers and a jail."""
    return [
        [f"ICE FACILITIES DATA, FY{year}"],
        ["Source: ICE Integrated Decision Support (IIDS), 10/07/2019"],
        [*HEADER],
        facility("SOUTH TEXAS FAMILY RESIDENTIAL CENTER", "SNA", "FAMILY", 1075.5, 2400),
        facility("BERKS COUNTY FAMILY SHELTER1", "PHI", "FAMILY", 25.5, 96),
        facility("IRWIN COUNTY DETENTION CENTER", "ATL", "USMS IGA", 800.0, "N/A"),
        ["[1] houses single adults"],
    ]


def footnotes(through: str = "09/30/2019", docket: str = "10/04/2019", year: int = 2019) -> Rows:
    """A Footnotes sheet."""
    return [
        ["ICE FOOTNOTES"],
        ["Term", "Definition"],
        [f"FY{year} ICE Average Daily Population", f"Detention data is filtered through {through} (run 10/06/2019)."],
        [f"FY{year} ICE Final Releases", f"Final Releases data is filtered through {through}."],
        [f"FY{year} ICE Removals", f"Removals data is filtered through {through}."],
        ["ICE Currently Detained Population", f"National Docket data are a snapshot as of {docket}."],
        [f"FY{year} ICE Initial Book-Ins", f"Detention data is filtered through {through}."],
    ]


def fy19() -> Sheets:
    """A whole small workbook in the FY2019 layout."""
    return {
        "Header": [["ICE Detention Statistics"]],
        "ATD FY19": monitoring(),
        "Detention FY19": detention(),
        "Facilities FY19": facilities(),
        "Footnotes": footnotes(),
    }


def agencies(*rows: tuple[str, str, str, str, str, str]) -> Sheets:
    """A 287(g) list: state, agency, type, county, model, day signed."""
    header = ["STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA"]
    return {"Sheet1": [[*header], *[[*row, "link"] for row in rows], [""] * 7]}


def read_or_refused(path: Path) -> list[Figure]:
    """The figures of a file, none if it was refused; fails if the refusal is not one line."""
    try:
        return file_families.read_file(file_checks.inspect_file(path)).figures
    except FinalorderError as problem:
        refusal = str(problem)
    assert "\n" not in refusal
    return []
