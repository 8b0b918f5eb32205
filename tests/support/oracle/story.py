"""The life of one case, written event by event as rows of the release."""

from datetime import date, datetime, time, timedelta
from typing import Any

from support.oracle.choices import Choices

Row = dict[str, Any]
RELEASE_DAY = date(2026, 6, 30)

COLUMNS = {
    "cases": "idncase nat lang custody case_type date_of_entry c_birthdate alien_state updated_state e_28_date "
    "casepriority_code",
    "proceedings": "idnproceeding idncase osc_date input_date base_city_code hearing_loc_code trans_in_date "
    "hearing_date dec_code other_comp appeal_rsvd appeal_not_filed comp_date absentia date_appeal_due_status "
    "transfer_status custody case_type",
    "hearings_raw": "idnschedule idnproceeding idncase rec_type hearing_loc_code base_city_code input_date cal_type "
    "adj_date adj_rsn adj_medium schedule_type notice_code",
    "motions": "idnmotion idnproceeding idncase rec_type input_date dec comp_date motion_recd_date strfilingparty",
    "appeals": "idnappeal idncase idnproceeding strappealcategory strappealtype datappealfiled strfiledby "
    "datbiadecision strbiadecision",
    "representatives": "idnrepsassigned idncase strattylevel strattytype parent_table parent_idn e_28_date",
    "identifiers": "idncaseid idncase case_id",
    "riders": "idnleadrider idnleadcase idnridercase datcreatedon datseveredon blnactive",
    "juveniles": "idnjuvenilehistory idncase idnproceeding idnjuvenile datcreatedon",
    "priorities": "idncaseprihistory casepriority_code idncase datcreatedon",
}

BIRTHDAYS_OF_RULES = [
    date(2019, 1, 15),
    date(2018, 9, 20),
    date(2014, 8, 1),
    date(2021, 5, 27),
    date(1992, 6, 11),
    date(1996, 5, 30),
    date(2008, 3, 3),
    date(2025, 10, 1),
    date(2026, 4, 15),
]
GAPS = [30, 0, 1, 3, 10, 29, 31, 45, 60, 90, 150, 400, 1500]
COURTS = ["MIA", "KRO", "ATL", "CHI", "LOS", "LAD", "NYC", "NYV", "HOU", "HOD", "SFR", "AUR", "OAK", "HYA", None]
LOCATIONS = [None, "MIA", "MAT", "VAT", "NDD", "BDD", "HFU", "APC"]
CASE_TYPES = ["RMV"] * 10 + ["DEP"] * 4 + ["EXC"] * 3 + ["WHO", "AOC", "CFR", "RFR", "REC", "NAC", "MAA", None]
STRAYS = [999_999_999, 0]


class Ids:
    """Ids that no two cases of one set of tables share."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}
        self._offset = 0

    def take(self, table: str) -> int:
        """The next id of a table."""
        self._next[table] = self._next.get(table, self._offset) + 1
        return self._next[table]

    def start(self, offset: int) -> None:
        """Let every id from now on lie above an offset."""
        self._next = {table: offset + last for table, last in self._next.items()}
        self._offset = offset


class Story:
    """One case being written: its rows, the day it has come to, and its current proceeding."""

    def __init__(self, choose: Choices, tables: dict[str, list[Row]], ids: Ids, release_day: date) -> None:
        self.choose, self.tables, self.ids, self.release_day = choose, tables, ids, release_day
        self.idncase = ids.take("cases")
        self.today = choose.pick(BIRTHDAYS_OF_RULES) + timedelta(days=choose.number(0, 12))
        self.case_type = choose.pick(CASE_TYPES)
        self.court = choose.pick(COURTS)
        self.charged_on: date | None = self.today
        self.proceedings: list[Row] = []
        self._middle = 100 * self.idncase + 50

    def add(self, table: str, key: str, **values: Any) -> Row:
        """Add a row with a new id; what is not said is blank."""
        row: Row = dict.fromkeys(COLUMNS[table].split())
        row["idncase"] = self.idncase
        row[key] = self.ids.take(table)
        row.update(values)
        self.tables[table].append(row)
        return row

    def later(self) -> date:
        """Let some time pass."""
        self.today += timedelta(days=self.choose.pick(GAPS))
        return self.today

    @property
    def current(self) -> Row:
        """The latest proceeding."""
        return self.proceedings[-1]

    def proceeding_id(self) -> int:
        """An id of this case's own block, as a rule higher than the ones before, now and then lower."""
        step = len(self.proceedings)
        return self._middle - step if self.choose.chance(6) else self._middle + step

    def open(self, **values: Any) -> Row:
        """Open a proceeding today."""
        row: Row = dict.fromkeys(COLUMNS["proceedings"].split())
        row.update(
            idncase=self.idncase,
            idnproceeding=self.proceeding_id(),
            osc_date=self.charged_on,
            input_date=self.today,
            base_city_code=self.court,
            case_type=self.case_type,
            hearing_date=self.today + timedelta(days=20),
            hearing_loc_code=self.choose.pick(LOCATIONS),
        )
        row.update(values)
        self.proceedings.append(row)
        self.tables["proceedings"].append(row)
        return row

    def ready(self) -> Row:
        """An open proceeding, which is entered first if the latest is done."""
        if self.current["comp_date"] is not None:
            self.later()
            self.open()
        return self.current

    def complete(self, **values: Any) -> Row:
        """Complete the current proceeding after some time."""
        row = self.ready()
        row.update(comp_date=self.later(), custody=self.choose.pick(["N", "R", "D", None]), absentia="N")
        row.update(values)
        return row

    def order_code(self) -> str:
        """The code by which a judge orders removal in this type of case."""
        return {"RMV": "X", "DEP": "D", "EXC": "E"}.get(self.case_type or "", "X")

    def about(self) -> int | None:
        """The proceeding that a motion or an appeal names: mostly the latest, else an earlier one, none or a stray."""
        found: int | None = self.current["idnproceeding"]
        if self.choose.chance(5):
            earlier = self.choose.pick(self.proceedings)["idnproceeding"]
            found = self.choose.pick([None, earlier, *STRAYS, None])
        return found


def at_noon(when: date) -> datetime:
    """A timestamp on a day."""
    return datetime.combine(when, time(12, 30))
