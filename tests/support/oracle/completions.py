"""Completions: what ended a proceeding, decoded by the proceeding's case type."""

from dataclasses import dataclass
from datetime import date

from support.oracle import codes
from support.oracle.records import Records, Row, code, day


@dataclass
class Completion:
    """One completed proceeding: the ledger's row and the release's."""

    row: Row
    raw: Row

    @property
    def category(self) -> str:
        """What the completion was."""
        return str(self.row["category"])

    @property
    def place(self) -> tuple[date, int]:
        """Where it stands in the life of its case."""
        return (self.row["completed_on"], self.row["idnproceeding"])


def completions_of(proceedings: list[Row], records: Records) -> list[Completion]:
    """The completions of one case, in the order of its life."""
    done = [_completion(row, records) for row in proceedings if _is_completed(row, records)]
    done.sort(key=lambda completion: completion.place)
    initial_seen = False
    for position, completion in enumerate(done, start=1):
        completion.row["sequence"] = position
        completion.row["is_initial"] = bool(completion.row["is_dispositive"]) and not initial_seen
        initial_seen = initial_seen or bool(completion.row["is_dispositive"])
    return done


def _is_completed(row: Row, records: Records) -> bool:
    completed_on = day(row, "comp_date")
    if completed_on is None:
        if code(row, "dec_code") or code(row, "other_comp"):
            records.note("decision_without_date")
        return False
    if completed_on > records.release_day:
        records.note("completion_after_release")
        return False
    return True


def _completion(raw: Row, records: Records) -> Completion:
    category = _category(raw, records)
    dec_code = code(raw, "dec_code")
    says_absent = code(raw, "absentia") == "Y"
    can_be_absent = category in ("removal_order", "removal_withheld")
    records.note("absence_without_removal_order", says_absent and not can_be_absent)
    row = {
        "idncase": raw.get("idncase"),
        "idnproceeding": raw.get("idnproceeding"),
        "sequence": None,
        "court_code": code(raw, "base_city_code"),
        "completed_on": day(raw, "comp_date"),
        "category": category,
        "dec_code": dec_code,
        "other_comp": code(raw, "other_comp"),
        "is_in_absentia": says_absent and can_be_absent,
        "is_dispositive": category in codes.DISPOSITIVE or (category == "other" and dec_code in ("W", "O")),
        "is_initial": False,
        "custody_code": code(raw, "custody"),
    }
    return Completion(row, raw)


def _category(raw: Row, records: Records) -> str:
    """The kind of completion; a merits decision wins over an administrative one."""
    case_type, merits, administrative = code(raw, "case_type"), code(raw, "dec_code"), code(raw, "other_comp")
    if case_type not in codes.PIPELINE | codes.REVIEW:
        records.note("case_type_unknown")
    if merits is None and administrative in codes.MOVES:
        return "transfer"
    if case_type in codes.REVIEW:
        records.note("completion_without_code", merits is None and administrative is None)
        return "review"
    if merits is not None:
        return _merits(case_type, merits, records)
    return _administrative(administrative, records)


def _merits(case_type: str | None, letter: str, records: Records) -> str:
    pair = (case_type or "", letter)
    for pairs, category in (
        (codes.REMOVAL, "removal_order"),
        (codes.WITHHELD, "removal_withheld"),
        (codes.VOLUNTARY, "voluntary_departure"),
    ):
        if pair in pairs:
            return category
    if case_type in codes.PIPELINE:
        if letter in codes.RELIEF or (letter == "G" and case_type != "RMV"):
            return "relief"
        if letter == "T" or pair == ("RMV", "I"):
            return "termination"
        if letter == "U":
            return "dismissal"
        if letter in codes.OTHER_KNOWN:
            return "other"
    records.note("completion_code_unknown")
    return "other"


def _administrative(letter: str | None, records: Records) -> str:
    if letter in codes.CLOSURES:
        return "administrative_closure"
    if letter is None:
        records.note("completion_without_code")
    elif letter not in ("O", "X"):
        records.note("completion_code_unknown")
    return "other"
