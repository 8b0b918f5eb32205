"""The courts of the model: their codes, when they opened, whom they hear, and where."""

from dataclasses import dataclass

import numpy as np

from finalorder.docket.columns import Vocabulary
from finalorder.docket.days import Bools, Ints, Reals
from finalorder.docket.draws import choose_by
from finalorder.docket.parameters import derived, value
from finalorder.registry import rows

ERAS = 10  # opening years are looked up in this many steps a year, so that a table of weights suffices
START = 1980


@dataclass(frozen=True, slots=True)
class Courts:
    """Weights by opening step and custody, and the texts of codes; a court is its position in ``codes``."""

    codes: tuple[str, ...]
    free: np.ndarray
    detained: np.ndarray
    family_docket: Bools
    has_dedicated: Bools
    step_of: Ints

    def place(self, code: str) -> int:
        """The position of a court."""
        return self.codes.index(code)

    def group(self, years: Reals) -> Ints:
        """The row of ``free`` and ``detained`` that holds at a moment."""
        steps = ((years - START) * ERAS).clip(0, len(self.step_of) - 1).astype(np.int32)
        return np.asarray(self.step_of[steps])

    def draw(self, uniform: Reals, years: Reals, detained: Bools) -> Ints:
        """A court that was open then and hears people in that custody."""
        group = self.group(years)
        return np.where(
            detained, choose_by(uniform, self.detained, group), choose_by(uniform, self.free, group)
        ).astype(np.int32)


@derived
def courts() -> Courts:
    """The courts as the parameters describe them."""
    listed = value("courts.courts")
    codes = tuple(item[0] for item in listed)
    opened = np.array([item[3] for item in listed], dtype=float)
    moments = np.array(sorted(set(opened.tolist())))
    is_open = opened[None, :] <= moments[:, None]
    steps = np.arange(START, 2030, 1 / ERAS)
    dedicated = {court for court, _ in value("courts.dedicated_locations")}
    return Courts(
        codes,
        is_open * np.array([item[1] for item in listed], dtype=float),
        is_open * np.array([item[2] for item in listed], dtype=float),
        np.isin(codes, value("courts.family_docket_courts")),
        np.isin(codes, sorted(dedicated)),
        (np.searchsorted(moments, steps, side="right") - 1).clip(0).astype(np.int32),
    )


@derived
def base_cities() -> Vocabulary:
    """Court codes as written."""
    return Vocabulary.of([*courts().codes, ""])


@derived
def locations() -> Vocabulary:
    """Hearing locations: the courts' own, then dedicated and family ones."""
    special = [code for _, code in value("courts.dedicated_locations") + value("courts.family_locations")]
    return Vocabulary.of([*courts().codes, "", *dict.fromkeys(special)])


def _special(name: str) -> Ints:
    """For each court, the position of its special location; its own where it has none."""
    found = dict(value(name))
    words = locations()
    return np.array([words.place(found.get(code, code)) for code in courts().codes], dtype=np.int32)


@derived
def dedicated_location() -> Ints:
    """The dedicated docket's hearing location of each court."""
    return _special("courts.dedicated_locations")


@derived
def family_location() -> Ints:
    """The family docket's hearing location of each court, where one is named so."""
    return _special("courts.family_locations")


@derived
def states() -> tuple[Vocabulary, Vocabulary]:
    """The state and the city of each court, for addresses."""
    known = {row["BASE_CITY_CODE"]: row for row in rows("lookups/tblLookupBaseCity")}
    found = [known[code] for code in courts().codes]
    state = [row["BASE_STATE"] if len(row["BASE_STATE"]) == 2 else "IN" for row in found]
    return Vocabulary.of([*state, ""]), Vocabulary.of([*(row["BASE_CITY"].upper() for row in found), ""])
