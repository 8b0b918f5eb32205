"""The people who come to court: one row a case, families side by side."""

from dataclasses import dataclass

import numpy as np

from finalorder.simulation.courts import Courts, build_courts
from finalorder.simulation.day_numbers import (
    NEVER,
    Bools,
    Ints,
    Reals,
    convert_from_years,
    convert_to_years,
    convert_year_to_day,
    count_months,
    parse_day_number,
)
from finalorder.simulation.nationalities import list_origins
from finalorder.simulation.parameters import Parameters
from finalorder.simulation.random_draws import Draws, Keys, Scenario, choose_weighted, make_keys

BLOCK = 16_384  # cases among which families form and years fill evenly; never changes, whatever is written at once
FIRST_CASE = 900_000_000

CASE_TYPE_CODES = (
    "RMV",
    "DEP",
    "EXC",
    "CFR",
    "DDC",
    "WHO",
    "RFR",
    "AOC",
    "REC",
    "CSR",
    "MAA",
    "NAC",
    "CDR",
    "BND",
    "00",
)
RMV, DEP, EXC, CFR, DDC, WHO, RFR, AOC, REC, CSR, MAA, NAC, CDR = range(13)
NO_DOCKET, FAMILY_2018, DEDICATED, AWC_ATD, AWC_D, UC, RBC_D, CR = range(8)
NOT_DETAINED, DETAINED, RELEASED = range(3)
ADULT, UNACCOMPANIED, ACCOMPANIED = range(3)


@dataclass(slots=True)
class Cases:
    """Arrays with one entry a case; ``lead`` is the position of the family's lead (the case itself if alone)."""

    number: np.ndarray
    keys: Keys  # what its draws are made from
    lead: Ints
    size: Ints
    severed_on: Ints
    kind: Ints
    charged: Ints
    filed: Ints
    court: Ints
    detained_first: Bools
    released_on: Ints
    docket: Ints
    child_status: Ints
    nationality: Ints
    entered: Ints
    birth_month: Ints
    sex: Ints
    represented_on: Ints
    asks_asylum: Bools
    distance: Ints  # position in appearing.distance
    moved_on: Ints
    court_notified: Bools  # whether the court was notified of the move

    @property
    def count(self) -> int:
        """How many cases."""
        return len(self.lead)

    @property
    def is_rider(self) -> Bools:
        """Whether another case leads."""
        return np.not_equal(self.lead, np.arange(self.count))

    def find_deciding_case(self, case: Ints, entered: Ints) -> Ints:
        """Find whose draws decide a proceeding: the lead's, unless the rider was severed before it was entered."""
        severed = (self.severed_on[case] > NEVER) & (self.severed_on[case] < entered)
        return np.where(severed, case, self.lead[case]).astype(np.int32)

    @property
    def in_removal(self) -> Bools:
        """Removal, deportation and exclusion cases."""
        return self.kind <= EXC


@dataclass(frozen=True, slots=True)
class _Arrivals:
    """What is known of people when they are charged; ``shared`` are draws that a family has in common."""

    draws: Draws
    shared: Draws
    family: Bools
    kind: Ints
    charged: Ints
    child: Ints
    detained: Bools

    @property
    def parameters(self) -> Parameters:
        return self.draws.parameters

    @property
    def when(self) -> Reals:
        """The moment of charging."""
        return convert_to_years(self.charged)

    @property
    def courts(self) -> Courts:
        return build_courts(self.parameters)

    def is_charged_in(self, period: str) -> Bools:
        """Return whether each is charged in a period of the parameters."""
        first, last = find_period(self.parameters, period)
        return (self.charged >= first) & (self.charged <= last)


def find_period(parameters: Parameters, name: str) -> tuple[int, int]:
    """Find the first and last day of a period in which a docket took cases."""
    first, last = next(days for period, *days in parameters["arrivals.periods"] if period == name)
    return parse_day_number(first), parse_day_number(last)


def simulate_arrivals(scenario: Scenario, block: int) -> Cases:
    """Simulate the cases of one block, whole lives ahead of them."""
    number = FIRST_CASE + block * BLOCK + np.arange(BLOCK, dtype=np.int64)
    draws = Draws(scenario, make_keys(number))
    lead, size = _sample_family_units(draws)
    shared, family = draws.select(lead), size > 1
    kind, charged = _sample_type_and_charging_day(draws, family, lead)
    when = convert_to_years(charged)
    child = _sample_child_status(draws, shared, lead, family, kind, when)
    detained = _sample_detention(shared, family, kind, child, when)
    people = _Arrivals(draws, shared, family, kind, charged, child, detained)
    court = people.courts.sample_court(shared.sample_uniform("court"), when, detained)
    court = _send_to_dedicated_courts(people, court)
    docket = _assign_dockets(people, court)
    filed = (charged + 1 + _sample_filing_lag(people, docket)).astype(np.int32)
    severed = (lead != np.arange(BLOCK)) & draws.sample_event("arrivals.severed")
    moves, until_move, tells = draws.parameters["appearing.moves"]
    moved = shared.sample_bernoulli("moves", moves)
    distances = [share for share, _, _ in draws.parameters["appearing.distance"]]
    return Cases(
        number=number,
        keys=draws.keys,
        lead=lead,
        size=size,
        severed_on=np.where(severed, filed + draws.sample_wait("arrivals.severed_wait"), NEVER).astype(np.int32),
        kind=kind,
        charged=charged,
        filed=filed,
        court=court,
        detained_first=detained,
        released_on=_sample_release_day(people, filed),
        docket=docket,
        child_status=child,
        nationality=_sample_nationality(people, docket),
        entered=_sample_entry_day(people, docket),
        birth_month=_sample_birth_month(people),
        sex=_sample_sex(people),
        represented_on=_sample_representation_day(people, docket, filed),
        asks_asylum=shared.sample_bernoulli("asks asylum", shared.interpolate("representation.asylum", when)),
        distance=shared.sample_positions("distance", distances),
        moved_on=np.where(moved, filed + shared.sample_waiting_days("move", until_move), NEVER).astype(np.int32),
        court_notified=shared.sample_bernoulli("tells of move", tells),
    )


def _sample_family_units(draws: Draws) -> tuple[Ints, Ints]:
    """Sample families and single people filling the block: each case's lead and the size of its unit."""
    family = draws.sample_event("arrivals.unit_is_family")
    sizes = np.where(family, 2 + draws.sample_kind("arrivals.family_sizes"), 1)
    lead = np.repeat(np.cumsum(sizes) - sizes, sizes)[:BLOCK].astype(np.int32)
    return lead, np.bincount(lead, minlength=BLOCK)[lead].astype(np.int32)


def _sample_type_and_charging_day(draws: Draws, family: Bools, lead: Ints) -> tuple[Ints, Ints]:
    """Sample the case type and charging day of each unit."""
    shared, others = draws.select(lead), draws.parameters["arrivals.other_types"]
    table = np.asarray(draws.parameters["arrivals.by_year"], dtype=float)
    single = ~family
    # families are never of the rare types, so that single people must be more often
    share = np.array([item[1] for item in others]) * len(single) / max(int(single.sum()), 1)
    pick = shared.sample_positions("case type", [1 - share.sum(), *share])
    other = single & (pick > 0)
    spot = _spread_evenly(draws, lead)
    removal = np.where(
        family, _find_arrival_moment(table, table[:, 2], spot), _find_arrival_moment(table, 1 - table[:, 2], spot)
    )
    position = np.where(other, pick - 1, 0)
    first, last, steep = (np.array([item[k] for item in others], dtype=float)[position] for k in (2, 3, 4))
    charged = convert_from_years(np.where(other, first + (last + 1 - first) * spot ** (1 / steep), removal))
    old = charged < parse_day_number(draws.parameters["arrivals.removal_begins"])
    excluded = shared.sample_event("arrivals.exclusion_share")
    kind = np.where(old, np.where(excluded, EXC, DEP), RMV)
    codes = np.array([CASE_TYPE_CODES.index(item[0]) for item in others])
    return np.where(other, codes[position], kind).astype(np.int32), charged


def _spread_evenly(draws: Draws, lead: Ints) -> Reals:
    """Return numbers spread evenly over [0, 1): one a unit, in random order, so that years fill without chance gaps."""
    order = np.argsort(draws.sample_uniform("order of arrival")).astype(np.float32)
    return ((order + draws.sample_uniform("moment of arrival")) / len(lead))[lead]


def _find_arrival_moment(table: np.ndarray, share: np.ndarray, spot: Reals) -> Reals:
    """Find the moment (year and fraction) before which ``spot`` of the arrivals lie."""
    ends = np.concatenate([[0], np.cumsum(table[:, 1] * share)])
    return np.asarray(np.interp(spot, ends / ends[-1], np.concatenate([table[:, 0], [table[-1, 0] + 1]])))


def _sample_child_status(draws: Draws, shared: Draws, lead: Ints, family: Bools, kind: Ints, when: Reals) -> Ints:
    chance = shared.interpolate("arrivals.unaccompanied", when)
    alone = ~family & (kind <= EXC) & shared.sample_bernoulli("unaccompanied", chance)
    rider = (lead != np.arange(len(lead))) & draws.sample_event("arrivals.rider_is_child")
    return np.where(alone, UNACCOMPANIED, np.where(rider, ACCOMPANIED, ADULT)).astype(np.int32)


def _sample_detention(shared: Draws, family: Bools, kind: Ints, child: Ints, when: Reals) -> Bools:
    adult = shared.interpolate("arrivals.detained_at_first", when)
    share = np.where(family, shared.interpolate("arrivals.family_detained_at_first", when), adult)
    share = np.where(child == UNACCOMPANIED, shared.parameters["arrivals.unaccompanied_detained"], share)
    for code, often in shared.parameters["arrivals.types_detained"]:
        share = np.where(kind == CASE_TYPE_CODES.index(code), often, share)
    return shared.sample_bernoulli("detained at first", share.astype(np.float32))


def _sample_release_day(people: _Arrivals, filed: Ints) -> Ints:
    chance = people.shared.interpolate("arrivals.released", people.when)
    leaves = people.detained & people.shared.sample_bernoulli("released", chance)
    return np.where(leaves, filed + people.shared.sample_wait("arrivals.release_wait"), NEVER).astype(np.int32)


def _send_to_dedicated_courts(people: _Arrivals, court: Ints) -> Ints:
    """Return families bound for the dedicated docket in its first months: more of them at its courts."""
    where, shared = people.courts, people.shared
    sent = people.family & ~people.detained & ~where.has_dedicated[court] & people.is_charged_in("dedicated docket")
    sent &= shared.sample_bernoulli("sent to dedicated", shared.interpolate("arrivals.dedicated_gathered", people.when))
    there = np.flatnonzero(where.has_dedicated)
    other = there[shared.sample_positions("dedicated court", where.non_detained[-1][there])]
    return np.where(sent, other, court).astype(np.int32)


def _assign_dockets(people: _Arrivals, court: Ints) -> Ints:
    """Assign the family dockets and priorities, each in its period and courts."""
    where, shared, family, held = people.courts, people.shared, people.family, people.detained
    u, parameters = shared.sample_uniform("docket"), people.parameters
    shares = [shared.interpolate("arrivals.family_docket_ten", people.when, column) for column in (1, 2)]
    on_family_docket = u < np.where(where.family_docket[court], *shares)
    on_dedicated = where.has_dedicated[court] & (u < shared.interpolate("arrivals.dedicated_docket", people.when))
    attend, attend_held = parameters["arrivals.adults_with_children"]
    surge, adult = people.is_charged_in("surge"), people.child == ADULT
    alone = (people.child == UNACCOMPANIED) & people.is_charged_in("unaccompanied priority")
    reviewed = people.is_charged_in("custody review") & (u > 1 - parameters["arrivals.custody_review"])
    marks = (
        (FAMILY_2018, family & people.is_charged_in("family docket") & ~held & on_family_docket),
        (DEDICATED, family & people.is_charged_in("dedicated docket") & ~held & on_dedicated),
        (AWC_ATD, family & surge & ~held & (u < attend)),
        (AWC_D, family & surge & held & (u < attend_held)),
        (UC, alone & (u < shared.interpolate("arrivals.unaccompanied_priority", people.when))),
        (RBC_D, ~family & adult & held & surge & (u < parameters["arrivals.recent_crosser"])),
        (CR, ~family & adult & held & reviewed),
    )
    docket = np.zeros(len(court), dtype=np.int32)
    for code, rows in marks:
        docket[rows & (people.kind == RMV)] = code
    return docket


def _sample_filing_lag(people: _Arrivals, docket: Ints) -> Ints:
    prompt, longest = people.parameters["arrivals.filing_bounds"]
    free, held = (people.shared.interpolate("arrivals.filing_lag", people.when, column) for column in (1, 2))
    mean = np.where(np.isin(docket, (FAMILY_2018, DEDICATED)), prompt, np.where(people.detained, held, free))
    return people.shared.sample_waiting_days("filing", mean).clip(0, longest)


def _sample_nationality(people: _Arrivals, docket: Ints) -> Ints:
    """Sample positions in the list of origins; family dockets and lone children come mostly from Central America."""
    listed = list_origins(people.parameters)
    weights = np.array([item[2] for item in listed], dtype=float)
    near, more, less = people.parameters["arrivals.central_america"]
    central = weights * np.where(np.isin([item[0] for item in listed], near), more, less)
    u = people.shared.sample_uniform("nationality")
    is_central = (docket > 0) | (people.child == UNACCOMPANIED)
    return np.where(is_central, choose_weighted(u, central), choose_weighted(u, weights)).astype(np.int32)


def _sample_entry_day(people: _Arrivals, docket: Ints) -> Ints:
    """Sample the day of entry: at the border for most, years earlier for others; blank for many."""
    border, soon, late, earliest = people.parameters["arrivals.entry"]
    at_border = (docket > 0) | people.shared.sample_bernoulli("entered at the border", border)
    wait = np.where(at_border, np.float32(soon), np.float32(late))
    gap = people.shared.sample_waiting_days("entry before charging", wait)
    known = people.draws.sample_bernoulli("entry known", people.draws.interpolate("arrivals.entry_known", people.when))
    day = np.maximum(people.charged - gap, convert_year_to_day(earliest))
    return np.where(known | (docket > 0), day, NEVER).astype(np.int32)


def _sample_birth_month(people: _Arrivals) -> Ints:
    """Sample the month of birth since January 1900, -1 where the release leaves it blank."""
    u, draws = people.draws.sample_uniform("age"), people.draws
    lone, young, adult = (start + span * u**power for start, span, power in people.parameters["arrivals.ages"])
    age = np.where(people.child == UNACCOMPANIED, lone, np.where(people.child == ACCOMPANIED, young, adult))
    month = count_months(people.when - age).clip(0)
    blank = draws.sample_bernoulli("birth unknown", draws.interpolate("arrivals.missing_birth", people.when))
    return np.where(blank, -1, month).astype(np.int32)


def _sample_sex(people: _Arrivals) -> Ints:
    """Sample 0 for male, 1 for female, 2 for blank."""
    draws = people.draws
    unknown = draws.sample_bernoulli("sex unknown", draws.interpolate("arrivals.missing_birth", people.when, 2))
    return np.where(unknown, 2, draws.sample_event("arrivals.female").astype(np.int32)).astype(np.int32)


def _sample_representation_day(people: _Arrivals, docket: Ints, filed: Ints) -> Ints:
    """Sample the day counsel first appears; NEVER for the others."""
    shared, held = people.shared, people.detained
    share = shared.interpolate("representation.share_free", people.when)
    share = np.where(held, shared.interpolate("representation.share_detained", people.when), share)
    share = share * np.asarray(people.parameters["representation.by_docket"], dtype=np.float32)[docket]
    least = people.parameters["representation.unaccompanied_at_least"]
    share = np.where(people.child == UNACCOMPANIED, np.maximum(share, least), share)
    found = shared.sample_bernoulli("finds counsel", share)
    means = people.parameters["representation.wait_detained"], people.parameters["representation.wait"]
    wait = shared.sample_waiting_days("counsel", np.where(held, *means))
    return np.where(found, filed + wait, NEVER).astype(np.int32)
