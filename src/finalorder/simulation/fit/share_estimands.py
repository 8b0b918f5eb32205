"""Shares that are measured directly: which parameter each is, and how much of it a release shows."""

from collections.abc import Callable

import numpy as np

from finalorder.simulation.parameters import Parameters

# days after an event in which what follows is counted, less those in which it cannot come yet
REOPENING_DAYS, RECALENDARING_DAYS = 709, 1761


def compute_elapsed_share(days: float, mean: float) -> float:
    """Compute the part of exponential waits that are over by then."""
    return float(-np.expm1(-days / mean))


def _get_never_detained_factor(parameters: Parameters) -> float:
    """Return the factor of custody on appeals of people never detained, among whom they are counted."""
    return float(parameters["aftermath.appealed_by_custody"][0])


def _see_all(_: Parameters) -> float:
    return 1


def _see_reopening(parameters: Parameters) -> float:
    """Return the part of motions to reopen that have come two years after a decision."""
    return compute_elapsed_share(REOPENING_DAYS, parameters["aftermath.other_reopening_wait"][1])


def _see_recalendaring(parameters: Parameters) -> float:
    """Return the part of motions to recalendar that have come five years after a closure."""
    return compute_elapsed_share(RECALENDARING_DAYS, parameters["aftermath.recalendared"][1])


#: name in fit_shares -> (parameter, path, unit, the part of the parameter that the release shows)
SHARE_ESTIMANDS: dict[str, tuple[str, tuple[int, ...], Callable[[Parameters], float]]] = {
    "reserved_with_counsel": ("aftermath.reserved", (0,), _see_all),
    "reserved_alone": ("aftermath.reserved", (1,), _see_all),
    "reserved_detained": ("aftermath.reserved", (2,), _see_all),
    "reserved_departure": ("aftermath.reserved", (3,), _see_all),
    "reserved_favour": ("aftermath.reserved", (4,), _see_all),
    "appealed_reserved": ("aftermath.appealed", (0,), _get_never_detained_factor),
    "appealed_unreserved": ("aftermath.appealed", (1,), _get_never_detained_factor),
    "absent_grant": ("aftermath.absent_grant", (), _see_all),
    "other_grant": ("aftermath.other_reopening", (1,), _see_all),
    "other_reopening": ("aftermath.other_reopening", (0,), _see_reopening),
    "recalendared": (
        "aftermath.recalendared",
        (0,),
        _see_recalendaring,
    ),
    "motion_appeal": ("aftermath.motion_appeal", (), _see_all),
}
