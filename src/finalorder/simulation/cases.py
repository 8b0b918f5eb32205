"""The people who come to court: one row a case, families side by side."""

from dataclasses import dataclass

import numpy as np

from finalorder.simulation.courts import build_courts
from finalorder.simulation.day_numbers import (
    NEVER,
    Bools,
    Ints,
    Reals,
    convert_to_years,
    convert_year_to_day,
    parse_day_number,
)
from finalorder.simulation.parameters import get_parameter
from finalorder.simulation.random_draws import Draws, choose_weighted, interpolate

BLOCK = 16_384  # cases that share one random stream; never changes, whatever is written at once
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

REMOVAL_BEGINS = parse_day_number("1997-04-01")
FAMILY_DOCKET_FROM, FAMILY_DOCKET_TO = parse_day_number("2018-09-24"), parse_day_number("2021-05-27")
DEDICATED_FROM = parse_day_number("2021-05-29")
SURGE_FROM, SURGE_TO = parse_day_number("2014-07-18"), parse_day_number("2017-03-09")


@dataclass(slots=True)
class Cases:
    """Arrays with one entry a case; ``lead`` is the position of the family's lead (the case itself if alone)."""

    number: np.ndarray
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
    court_notified: Bools  # whether the court was told of the move

    @property
    def count(self) -> int:
        """How many cases."""
        return len(self.lead)

    @property
    def is_rider(self) -> Bools:
        """Whether another case leads."""
        return np.not_equal(self.lead, np.arange(self.count))

    def find_deciding_case(self, case: Ints, entered: Ints) -> Ints:
        """Whose draws decide a proceeding: the lead's, unless the rider was severed before it was entered."""
        severed = (self.severed_on[case] > NEVER) & (self.severed_on[case] < entered)
        return np.where(severed, case, self.lead[case]).astype(np.int32)

    @property
    def in_removal(self) -> Bools:
        """Removal, deportation and exclusion cases."""
        return self.kind <= EXC


def simulate_arrivals(draws: Draws, block: int) -> Cases:
    """The cases of one block, whole lives ahead of them."""
    n = draws.rows
    lead, size = _sample_family_units(draws)
    shared = Draws(draws.generator, n, lead)
    family = size > 1
    kind, charged = _sample_type_and_charging_day(shared, family, lead)
    when = convert_to_years(charged)
    child = _sample_child_status(draws, shared, lead, family, kind, when)
    detained = _sample_detention(shared, family, kind, child, when)
    court = build_courts().sample_court(shared.sample_uniform(), when, detained)
    court = _send_to_dedicated_courts(shared, court, family, detained, charged)
    docket = _assign_dockets(shared, court, family, detained, child, kind, charged)
    filed = charged + 1 + _sample_filing_lag(shared, detained, docket, when)
    moves, until_move, tells = get_parameter("appearing.moves")
    severed = (lead != np.arange(n)) & draws.sample_bernoulli(get_parameter("arrivals.severed"))
    return Cases(
        number=FIRST_CASE + block * BLOCK + np.arange(n, dtype=np.int64),
        lead=lead,
        size=size,
        severed_on=np.where(severed, filed + 60 + draws.sample_waiting_days(500), NEVER).astype(np.int32),
        kind=kind,
        charged=charged,
        filed=filed.astype(np.int32),
        court=court,
        detained_first=detained,
        released_on=_sample_release_day(shared, detained, filed, when),
        docket=docket,
        child_status=child,
        nationality=_sample_nationality(shared, child, docket),
        entered=_sample_entry_day(draws, shared, charged, docket, when),
        birth_month=_sample_birth_month(draws, child, charged, when),
        sex=_sample_sex(draws, when),
        represented_on=_sample_representation_day(shared, detained, docket, child, filed, when),
        asks_asylum=shared.sample_bernoulli(interpolate(when, get_parameter("representation.asylum"))),
        distance=shared.sample_positions([share for share, _, _ in get_parameter("appearing.distance")]),
        moved_on=np.where(shared.sample_bernoulli(moves), filed + shared.sample_waiting_days(until_move), NEVER).astype(
            np.int32
        ),
        court_notified=shared.sample_bernoulli(tells),
    )


def _sample_family_units(draws: Draws) -> tuple[Ints, Ints]:
    """Families and single people filling the block: each case's lead and the size of its unit."""
    family = draws.sample_bernoulli(get_parameter("arrivals.unit_is_family"))
    sizes = np.where(family, 2 + draws.sample_positions(get_parameter("arrivals.family_sizes")), 1)
    lead = np.repeat(np.cumsum(sizes) - sizes, sizes)[: draws.rows].astype(np.int32)
    return lead, np.bincount(lead, minlength=draws.rows)[lead].astype(np.int32)


def _sample_type_and_charging_day(shared: Draws, family: Bools, lead: Ints) -> tuple[Ints, Ints]:
    """Case type and charging day of each unit."""
    others = get_parameter("arrivals.other_types")
    table = np.asarray(get_parameter("arrivals.by_year"), dtype=float)
    single = ~family
    # families are never of the rare types, so that single people must be more often
    share = np.array([item[1] for item in others]) / max(float(single.mean()), 0.1)
    pick = choose_weighted(shared.sample_uniform(), [1 - share.sum(), *share])
    other = single & (pick > 0)
    spot = _spread_evenly(shared, lead)
    removal = np.where(
        family, _find_arrival_moment(table, table[:, 2], spot), _find_arrival_moment(table, 1 - table[:, 2], spot)
    )
    position = np.where(other, pick - 1, 0)
    first, last, steep = (np.array([item[k] for item in others], dtype=float)[position] for k in (2, 3, 4))
    moment = np.where(other, first + (last + 1 - first) * spot ** (1 / steep), removal)
    charged = ((moment - 1970) * 365.2425).astype(np.int32)
    old = charged < REMOVAL_BEGINS
    excluded = shared.sample_bernoulli(get_parameter("arrivals.exclusion_share"))
    kind = np.where(old, np.where(excluded, EXC, DEP), RMV)
    codes = np.array([CASE_TYPE_CODES.index(item[0]) for item in others])
    return np.where(other, codes[position], kind).astype(np.int32), charged


def _spread_evenly(shared: Draws, lead: Ints) -> Reals:
    """Numbers spread evenly over [0, 1): one a unit, in random order, so that years fill without chance gaps."""
    order = np.argsort(shared.generator.random(shared.rows, dtype=np.float32)).astype(np.float32)
    return ((order + shared.generator.random(shared.rows, dtype=np.float32)) / shared.rows)[lead]


def _find_arrival_moment(table: np.ndarray, share: np.ndarray, spot: Reals) -> Reals:
    """The moment (year and fraction) before which ``spot`` of the arrivals lie."""
    ends = np.concatenate([[0], np.cumsum(table[:, 1] * share)])
    return np.asarray(np.interp(spot, ends / ends[-1], np.concatenate([table[:, 0], [table[-1, 0] + 1]])))


def _sample_child_status(draws: Draws, shared: Draws, lead: Ints, family: Bools, kind: Ints, when: Reals) -> Ints:
    alone = (
        ~family & (kind <= EXC) & shared.sample_bernoulli(interpolate(when, get_parameter("arrivals.unaccompanied")))
    )
    rider = (lead != np.arange(len(lead))) & draws.sample_bernoulli(0.85)
    return np.where(alone, UNACCOMPANIED, np.where(rider, ACCOMPANIED, ADULT)).astype(np.int32)


def _sample_detention(shared: Draws, family: Bools, kind: Ints, child: Ints, when: Reals) -> Bools:
    adult = interpolate(when, get_parameter("arrivals.detained_at_first"))
    share = np.where(family, interpolate(when, get_parameter("arrivals.family_detained_at_first")), adult)
    share = np.where(child == UNACCOMPANIED, 0.22, share)
    share = np.where((kind == CFR) | (kind == RFR), 0.96, np.where(kind == WHO, 0.8, share))
    return shared.sample_bernoulli(share)


def _sample_release_day(shared: Draws, detained: Bools, filed: Ints, when: Reals) -> Ints:
    leaves = detained & shared.sample_bernoulli(interpolate(when, get_parameter("arrivals.released")))
    return np.where(
        leaves, filed + 3 + shared.sample_waiting_days(get_parameter("arrivals.release_wait")), NEVER
    ).astype(np.int32)


def _send_to_dedicated_courts(shared: Draws, court: Ints, family: Bools, detained: Bools, charged: Ints) -> Ints:
    """Families bound for the dedicated docket in its first months: more of them at its courts."""
    where, when = build_courts(), convert_to_years(charged)
    sent = family & ~detained & ~where.has_dedicated[court] & (charged >= DEDICATED_FROM)
    sent = sent & shared.sample_bernoulli(interpolate(when, get_parameter("arrivals.dedicated_gathered")))
    there = np.flatnonzero(where.has_dedicated)
    other = there[choose_weighted(shared.sample_uniform(), where.non_detained[-1][there])]
    return np.where(sent, other, court).astype(np.int32)


def _assign_dockets(
    shared: Draws, court: Ints, family: Bools, detained: Bools, child: Ints, kind: Ints, charged: Ints
) -> Ints:
    """The family dockets and priorities, each in its period and courts."""
    where, when = build_courts(), convert_to_years(charged)
    u = shared.sample_uniform()
    shares = get_parameter("arrivals.family_docket_ten")
    ten, elsewhere = interpolate(when, shares, 1), interpolate(when, shares, 2)
    attend, held = get_parameter("arrivals.adults_with_children")
    surge = (charged >= SURGE_FROM) & (charged <= SURGE_TO)
    in_family_period = (charged >= FAMILY_DOCKET_FROM) & (charged <= FAMILY_DOCKET_TO)
    removal, adult = kind == RMV, child == ADULT
    dedicated = interpolate(when, get_parameter("arrivals.dedicated_docket"))
    priority = interpolate(when, get_parameter("arrivals.unaccompanied_priority"))
    marks = (
        (
            FAMILY_2018,
            family & in_family_period & ~detained & (u < np.where(where.family_docket[court], ten, elsewhere)),
        ),
        (DEDICATED, family & (charged >= DEDICATED_FROM) & where.has_dedicated[court] & ~detained & (u < dedicated)),
        (AWC_ATD, family & surge & ~detained & (u < attend)),
        (AWC_D, family & surge & detained & (u < held)),
        (UC, (child == UNACCOMPANIED) & (charged >= SURGE_FROM) & (u < priority)),
        (RBC_D, ~family & adult & detained & surge & (u < get_parameter("arrivals.recent_crosser"))),
        (CR, ~family & adult & detained & (when > 2014) & (u > 1 - get_parameter("arrivals.custody_review"))),
    )
    docket = np.zeros(len(court), dtype=np.int32)
    for code, rows in marks:
        docket[rows & removal] = code
    return docket


def _sample_filing_lag(shared: Draws, detained: Bools, docket: Ints, when: Reals) -> Ints:
    lags = get_parameter("arrivals.filing_lag")
    mean = np.where(detained, interpolate(when, lags, 2), interpolate(when, lags, 1))
    return shared.sample_waiting_days(np.where(np.isin(docket, (FAMILY_2018, DEDICATED)), 14, mean)).clip(0, 1500)


def _sample_nationality(shared: Draws, child: Ints, docket: Ints) -> Ints:
    """Positions in ``arrivals.nationalities``; family dockets and lone children come mostly from Central America."""
    weights = np.array([item[2] for item in get_parameter("arrivals.nationalities")], dtype=float)
    codes = np.array([item[0] for item in get_parameter("arrivals.nationalities")])
    central = weights * np.where(np.isin(codes, ("GT", "HO", "ES")), 4.0, 0.25)
    u = shared.sample_uniform()
    return np.where(
        (docket > 0) | (child == UNACCOMPANIED), choose_weighted(u, central), choose_weighted(u, weights)
    ).astype(np.int32)


def _sample_entry_day(draws: Draws, shared: Draws, charged: Ints, docket: Ints, when: Reals) -> Ints:
    """The day of entry: at the border for most, years earlier for others; blank for many."""
    u = shared.sample_uniform()
    gap = np.where((docket > 0) | (u < 0.55), shared.sample_waiting_days(6), shared.sample_waiting_days(2200))
    known = (draws.sample_uniform() < interpolate(when, get_parameter("arrivals.entry_known"))) | (docket > 0)
    return np.where(known, np.maximum(charged - gap, convert_year_to_day(1950)), NEVER).astype(np.int32)


def _sample_birth_month(draws: Draws, child: Ints, charged: Ints, when: Reals) -> Ints:
    """Month of birth since January 1900, -1 where the release leaves it blank."""
    u = draws.sample_uniform()
    lone = 17.9 - 14 * u**3
    young = 17.9 * u**1.2
    adult = 18 + 45 * u**1.8
    age = np.where(child == UNACCOMPANIED, lone, np.where(child == ACCOMPANIED, young, adult))
    month = ((1970 + charged / 365.2425 - age - 1900) * 12).astype(np.int32).clip(0)
    blank = draws.sample_uniform() < interpolate(when, get_parameter("arrivals.missing_birth"))
    return np.where(blank, -1, month).astype(np.int32)


def _sample_sex(draws: Draws, when: Reals) -> Ints:
    """0 male, 1 female, 2 blank."""
    known = draws.sample_uniform() >= interpolate(when, get_parameter("arrivals.missing_birth"), 2)
    return np.where(known, (draws.sample_uniform() < 0.405).astype(np.int32), 2).astype(np.int32)


def _sample_representation_day(
    shared: Draws, detained: Bools, docket: Ints, child: Ints, filed: Ints, when: Reals
) -> Ints:
    """The day counsel first appears; NEVER for the others."""
    base = interpolate(when, get_parameter("representation.share_free"))
    share = np.where(detained, interpolate(when, get_parameter("representation.share_detained")), base)
    share = share * np.asarray(get_parameter("representation.by_docket"), dtype=np.float32)[docket]
    share = np.where(child == UNACCOMPANIED, np.maximum(share, 0.62), share)
    found = shared.sample_uniform() < share
    wait = shared.sample_waiting_days(np.where(detained, 25.0, get_parameter("representation.wait")))
    return np.where(found, filed + wait, NEVER).astype(np.int32)
