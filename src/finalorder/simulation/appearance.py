"""Who stays away from a hearing: published shares, spread over people by their mail, their moves and their distance.

Each person's chance is the share that is published for people like them, times factors of what is not in the records.
The factors are made so that, over the mail that may or may not arrive and over distances, their mean is one: what is
counted in a release is the published share.
"""

from dataclasses import dataclass

import numpy as np

from finalorder.simulation.cases import Cases
from finalorder.simulation.day_numbers import NEVER, TINY, Bools, Ints, Reals
from finalorder.simulation.parameters import Parameters
from finalorder.simulation.random_draws import Draws


@dataclass(frozen=True, slots=True)
class Absence:
    """For each hearing: whether the person stays away, whether its notice arrived, and how likely it had not."""

    missed: Bools
    unserved: Bools
    unserved_chance: Reals  # the chance that the notice had not arrived, of a person who stayed away


def compute_lost_notice_chance(parameters: Parameters, cases: Cases, case: Ints, day: Ints) -> Reals:
    """Compute the chance that a notice of a hearing on that day does not arrive."""
    known, moved = parameters["appearing.mail_lost"]
    moved_on = cases.moved_on[case]
    gone = (moved_on > NEVER) & (moved_on <= day) & ~cases.court_notified[case]
    return np.asarray(np.where(gone, moved, known), dtype=np.float32)


def compute_distance_factor(parameters: Parameters, cases: Cases, case: Ints) -> tuple[Reals, float]:
    """Compute each person's factor of distance, with mean one over all people, and the largest there is."""
    table = np.asarray(parameters["appearing.distance"], dtype=np.float64)
    factors = table[:, 1] / (table[:, 0] @ table[:, 1] / table[:, 0].sum())
    return factors[cases.distance[case]].astype(np.float32), float(factors.max())


def simulate_absence(draws: Draws, hearing: str, cases: Cases, case: Ints, day: Ints, share: Reals) -> Absence:
    """Simulate who stays away from hearings on these days, when ``share`` of people like them do;
    ``hearing`` names which.
    """
    parameters = draws.parameters
    lost = compute_lost_notice_chance(parameters, cases, case, day)
    far, farthest = compute_distance_factor(parameters, cases, case)
    most, most_unserved = parameters["appearing.most_absent"]
    room = ((most / np.maximum(share, TINY) - 1) / (farthest - 1)).clip(
        0, 1
    )  # where most stay away, distance does less
    far = 1 + (far - 1) * room
    times = np.minimum(parameters["appearing.unserved"], most / np.maximum(share * (1 + (farthest - 1) * room), TINY))
    times = np.minimum(times, most_unserved / lost)
    unserved = draws.sample_bernoulli(f"{hearing}: notice lost", lost)
    chance = share * far * compute_notice_factor(unserved, lost, times)
    missed = draws.sample_bernoulli(f"{hearing}: missed", chance)
    return Absence(missed, unserved, (lost * times).astype(np.float32))


def compute_notice_factor(unserved: Bools, doubt: Reals, times: Reals) -> Reals:
    """Compute a factor: ``times`` where the notice did not arrive,
    and a mean of one when that is so of ``doubt`` of them.
    """
    return np.where(unserved, times, (1 - doubt * times) / (1 - doubt)).astype(np.float32)


def simulate_motion_filing(draws: Draws, share: Reals, unserved: Bools, doubt: Reals) -> Bools:
    """Return whether an order in absentia is followed by a motion: more often where the notice had not arrived."""
    most, _ = draws.parameters["appearing.most_absent"]
    times = np.minimum(draws.parameters["appearing.unserved_motion"], most / np.maximum(share, TINY))
    chance = share * compute_notice_factor(unserved, doubt, times)
    return draws.sample_bernoulli("moves to reopen order in absentia", chance)
