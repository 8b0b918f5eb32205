"""The courts of the model: their codes, when they opened, whom they hear, and where."""

from dataclasses import dataclass

import numpy as np

from finalorder.registry import read_registry_rows
from finalorder.simulation.column_formats import Vocabulary
from finalorder.simulation.day_numbers import Bools, Ints, Reals
from finalorder.simulation.parameters import Parameters, cache_in_parameters
from finalorder.simulation.random_draws import choose_by_group

STEPS_PER_YEAR = 10  # opening years are looked up in this many steps a year, so that a table of weights suffices
START, END = 1980, 2030


@dataclass(frozen=True, slots=True)
class Courts:
    """Weights by opening step and custody, and the texts of codes; a court is its position in ``codes``."""

    codes: tuple[str, ...]
    non_detained: np.ndarray
    detained: np.ndarray
    family_docket: Bools
    has_dedicated: Bools
    step_group: Ints

    def find_court(self, code: str) -> int:
        return self.codes.index(code)

    def find_opening_group(self, years: Reals) -> Ints:
        """Find the row of ``free`` and ``detained`` that holds at a moment."""
        steps = ((years - START) * STEPS_PER_YEAR).clip(0, len(self.step_group) - 1).astype(np.int32)
        return np.asarray(self.step_group[steps])

    def sample_court(self, uniform: Reals, years: Reals, detained: Bools) -> Ints:
        """Sample a court that was open then and hears people in that custody."""
        group = self.find_opening_group(years)
        return np.where(
            detained, choose_by_group(uniform, self.detained, group), choose_by_group(uniform, self.non_detained, group)
        ).astype(np.int32)


@cache_in_parameters
def build_courts(parameters: Parameters) -> Courts:
    listed = parameters["courts.courts"]
    codes = tuple(item[0] for item in listed)
    opened = np.array([item[3] for item in listed], dtype=float)
    moments = np.array(sorted(set(opened.tolist())))
    is_open = opened[None, :] <= moments[:, None]
    steps = np.arange(START, END, 1 / STEPS_PER_YEAR)
    dedicated = {court for court, _ in parameters["courts.dedicated_locations"]}
    return Courts(
        codes,
        is_open * np.array([item[1] for item in listed], dtype=float),
        is_open * np.array([item[2] for item in listed], dtype=float),
        np.isin(codes, parameters["courts.family_docket_courts"]),
        np.isin(codes, sorted(dedicated)),
        (np.searchsorted(moments, steps, side="right") - 1).clip(0).astype(np.int32),
    )


@cache_in_parameters
def build_court_vocabulary(parameters: Parameters) -> Vocabulary:
    """Build court codes as written."""
    return Vocabulary.of([*build_courts(parameters).codes, ""])


@cache_in_parameters
def build_location_vocabulary(parameters: Parameters) -> Vocabulary:
    """Build hearing locations: the courts' own, then dedicated and family ones."""
    special = parameters["courts.dedicated_locations"] + parameters["courts.family_locations"]
    return Vocabulary.of([*build_courts(parameters).codes, "", *dict.fromkeys(code for _, code in special)])


def _find_special_locations(parameters: Parameters, name: str) -> Ints:
    """Find for each court the position of its special location; its own where it has none."""
    found = dict(parameters[name])
    words = build_location_vocabulary(parameters)
    return np.array(
        [words.find_position(found.get(code, code)) for code in build_courts(parameters).codes], dtype=np.int32
    )


@cache_in_parameters
def find_dedicated_locations(parameters: Parameters) -> Ints:
    """Find the dedicated docket's hearing location of each court."""
    return _find_special_locations(parameters, "courts.dedicated_locations")


@cache_in_parameters
def find_family_locations(parameters: Parameters) -> Ints:
    """Find the family docket's hearing location of each court, where one is named so."""
    return _find_special_locations(parameters, "courts.family_locations")


@cache_in_parameters
def build_address_vocabularies(parameters: Parameters) -> tuple[Vocabulary, Vocabulary]:
    """Build the state and the city of each court, for addresses."""
    known = {row["BASE_CITY_CODE"]: row for row in read_registry_rows("lookups/tblLookupBaseCity")}
    found = [known[code] for code in build_courts(parameters).codes]
    state = [row["BASE_STATE"] if len(row["BASE_STATE"]) == 2 else "IN" for row in found]
    return Vocabulary.of([*state, ""]), Vocabulary.of([*(row["BASE_CITY"].upper() for row in found), ""])
