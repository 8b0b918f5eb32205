"""The levels that are gathered only when somebody asks them, of one case on a day, in plain Python."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from finalorder.registry import read_codes
from support.oracle.codes import NOT_YET
from support.oracle.records import Row, Tables, code, day, group_rows, loud

UNDOING = {"MA", "O", "MC", "FD", "RD", "SA", "VO"}
CLOSED = {"dismissal": "dismissed", "termination": "terminated", "administrative_closure": "administratively_closed"}


class Gathered:
    """A release and its ledger, ready to be asked about cases on a day."""

    def __init__(self, ledger: Mapping[str, Any], tables: Tables, release_day: date, as_of: date) -> None:
        self.as_of, self.release_day = as_of, release_day
        self.grounds = {row["code"]: row for row in read_codes("charges")}
        self.effects = {row["code"]: row["effect"] for row in read_codes("board_decisions")}
        self.cases = {row["idncase"]: row for row in ledger["cases"]}
        self.charges = group_rows(tables.get("charges", []), "idncase")
        self.motions = group_rows(tables.get("motions", []), "idncase")
        self.completions = group_rows(ledger["completions"], "idncase")
        owners = {row["idnproceeding"]: row.get("idncase") for row in tables.get("proceedings", [])}
        self.appeals: dict[Any, list[Row]] = {}
        for row in tables.get("appeals", []):
            owner = owners.get(row.get("idnproceeding"), row.get("idncase"))
            self.appeals.setdefault(owner, []).append(row)

    def describe(self, idncase: int, since: date | None) -> dict[str, str]:
        """The levels of a case; motions count from a day on: that of the order, or of the charging document."""
        entered = self.cases.get(idncase, {}).get("entered_on")
        return {
            "entry_year": str(entered.year) if entered and 1960 <= entered.year <= 2049 else "unknown",
            "entry_manner": self.find_manner(idncase),
            "criminal_charge": self.find_criminal(idncase),
            "motion_pending": "yes" if self.has_motion(idncase, since) else "no",
            "appeal_pending": "yes" if self.has_appeal(idncase) else "no",
            "board_outcome": self.find_outcome(idncase),
            "closed_before": self.find_closing(idncase),
        }

    def _list_grounds(self, idncase: int) -> list[Row | None]:
        return [self.grounds.get(str(row["charge"]).strip()) for row in self.charges.get(idncase, []) if row["charge"]]

    def find_manner(self, idncase: int) -> str:
        known = [ground for ground in self._list_grounds(idncase) if ground is not None]
        manners = {ground["entry_manner"] for ground in known} - {""}
        if not known:
            return "unknown"
        return "several" if len(manners) > 1 else next(iter(manners), "none")

    def find_criminal(self, idncase: int) -> str:
        said = [ground["is_criminal"] if ground else "" for ground in self._list_grounds(idncase)]
        if "yes" in said:
            return "yes"
        return "no" if said and set(said) == {"no"} else "unknown"

    def has_motion(self, idncase: int, since: date | None) -> bool:
        for row in self.motions.get(idncase, []):
            received = day(row, "motion_recd_date") or day(row, "input_date")
            decided = day(row, "comp_date")
            waits = decided is None or decided > self.as_of
            is_here = received is not None and (since or received) <= received <= self.as_of
            if code(row, "rec_type") in UNDOING and is_here and waits:
                return True
        return False

    def _list_appeals(self, idncase: int, kinds: set[str]) -> list[tuple[int, date | None, str]]:
        """Appeals filed by the day: number, the day of a decision made by the day, its code."""
        found = []
        for row in self.appeals.get(idncase, []):
            kind, filed = loud(row, "strappealtype"), day(row, "datappealfiled")
            decided, letters = day(row, "datbiadecision"), code(row, "strbiadecision")
            is_rejected = letters == "REJ" and (decided is None or decided <= self.release_day)
            if loud(row, "strappealcategory") != "IJ" or kind not in kinds or is_rejected:
                continue
            if filed is not None and filed > self.as_of:
                continue
            is_decided = decided is not None and letters is not None and letters not in NOT_YET
            by_then = decided if is_decided and decided and decided <= min(self.as_of, self.release_day) else None
            found.append((row["idnappeal"], by_then, letters or ""))
        return found

    def has_appeal(self, idncase: int) -> bool:
        filed = self._list_appeals(idncase, {"CASE APPEAL", "APPEAL OF IJ MTR"})
        return any(decided is None for _, decided, _ in filed)

    def find_outcome(self, idncase: int) -> str:
        decided = [(on, at, letters) for at, on, letters in self._list_appeals(idncase, {"CASE APPEAL"}) if on]
        return self.effects.get(max(decided)[2], "unclear") if decided else "none"

    def find_closing(self, idncase: int) -> str:
        done = [
            (row["completed_on"], row["idnproceeding"], row["category"])
            for row in self.completions.get(idncase, [])
            if row["category"] in CLOSED and row["completed_on"] <= self.as_of
        ]
        return CLOSED[max(done)[2]] if done else "none"
