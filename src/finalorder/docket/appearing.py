"""Who stays away from a hearing: published shares, spread over people by their mail, their moves and their distance.

Each person's chance is the share that is published for people like them, times factors of what is not in the records.
The factors are made so that, over the mail that may or may not arrive and over distances, their mean is one: what is
counted in a release is the published share.
"""

from dataclasses import dataclass

import numpy as np

from finalorder.docket.cases import Cases
from finalorder.docket.days import NEVER, Bools, Ints, Reals
from finalorder.docket.draws import Draws
from finalorder.docket.parameters import value

MOST = 0.95  # nobody stays away for certain


@dataclass(frozen=True, slots=True)
class Absence:
    """For each hearing: whether the person stays away, whether its notice arrived, and how likely it had not."""

    missed: Bools
    unserved: Bools
    doubt: Reals  # the chance that the notice had not arrived, of a person who stayed away


def lost_mail(cases: Cases, case: Ints, day: Ints) -> Reals:
    """The chance that a notice of a hearing on that day does not arrive."""
    known, moved = value("appearing.mail_lost")
    moved_on = cases.moved_on[case]
    gone = (moved_on > NEVER) & (moved_on <= day) & ~cases.told[case]
    return np.asarray(np.where(gone, moved, known), dtype=np.float32)


def far_factor(cases: Cases, case: Ints) -> tuple[Reals, float]:
    """Each person's factor of distance, with mean one over all people, and the largest there is."""
    table = np.asarray(value("appearing.distance"), dtype=np.float64)
    factors = table[:, 1] / (table[:, 0] @ table[:, 1] / table[:, 0].sum())
    return factors[cases.distance[case]].astype(np.float32), float(factors.max())


def stays_away(draws: Draws, cases: Cases, case: Ints, day: Ints, share: Reals) -> Absence:
    """Who stays away from hearings on these days, when ``share`` of people like them do."""
    lost = lost_mail(cases, case, day)
    far, farthest = far_factor(cases, case)
    room = ((MOST / np.maximum(share, 1e-6) - 1) / (farthest - 1)).clip(
        0, 1
    )  # where most stay away, distance does less
    far = 1 + (far - 1) * room
    times = np.minimum(value("appearing.unserved"), MOST / np.maximum(share * (1 + (farthest - 1) * room), 1e-6))
    times = np.minimum(times, 0.9 / lost)
    unserved = draws.chance(lost)
    chance = share * far * spread(unserved, lost, times)
    return Absence(draws.chance(chance), unserved, (lost * times).astype(np.float32))


def spread(unserved: Bools, doubt: Reals, times: Reals) -> Reals:
    """A factor: ``times`` where the notice did not arrive, and a mean of one when that is so of ``doubt`` of them."""
    return np.where(unserved, times, (1 - doubt * times) / (1 - doubt)).astype(np.float32)


def asks_to_reopen(draws: Draws, share: Reals, unserved: Bools, doubt: Reals) -> Bools:
    """Whether an order in absence is followed by a motion: more often where the notice had not arrived."""
    times = np.minimum(value("appearing.unserved_motion"), MOST / np.maximum(share, 1e-6))
    return draws.chance(share * spread(unserved, doubt, times))
