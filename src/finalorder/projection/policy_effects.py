"""What a policy changes in a month of a lake's courts: factors on ends, counsel given, cases reopened, appeals in time.

Where the release does not say how much a policy would do, the simulation's parameters do (notices that do not arrive);
docs/forecast.md names each assumption.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from finalorder.projection.lake_months import BANDS, BLOCKS, KINDS, PLACES, WAITS, Reals
from finalorder.projection.lake_rates import DECISIONS, Rates
from finalorder.projection.policies import Policy
from finalorder.simulation import Parameters, load_parameters

IN_ABSENTIA = KINDS.index("in_absentia")
#: of a place in a block: without counsel are the first half, and the wait for the first hearing is the next digit
WITHOUT, PER_WAIT = WAITS * BANDS, BANDS
PLAIN_APPEAL_DAYS = 30


class HasStock(Protocol):
    """A state: its stock and rates."""

    @property
    def stock(self) -> Reals:
        """City, block, place."""

    @property
    def rates(self) -> Rates:
        """What moves it."""


@dataclass(frozen=True, slots=True)
class Effects:
    """A policy as what it does to a month; all of it does nothing where nothing is changed."""

    exit_factors: Reals  # block, place, kind
    receipts: float
    counsel: float  # share of those without counsel who wait for a first hearing and are given it
    reopened: float  # share of final orders in absentia reopened a month
    appeal_days: float | None

    def give_counsel(self, stock: Reals) -> Reals:
        """Give counsel to a share of those who wait for their first hearing without it."""
        if self.counsel:
            waiting = slice(PER_WAIT, WITHOUT)
            given = stock[..., waiting] * self.counsel
            stock[..., waiting] -= given
            stock[..., WITHOUT + PER_WAIT : 2 * WITHOUT] += given
        return stock

    def place_reopened(self, reopened: Reals) -> Reals:
        """Put reopened cases among those heard with counsel, of middle age, on no docket of their own."""
        found = np.zeros((*reopened.shape, BLOCKS, PLACES))
        found[..., 0, WITHOUT + BANDS // 2] = reopened
        return found

    def change_order_exits(self, rates: Rates) -> Reals:
        """The shares of standing orders undone, final and appealed in a month, under the policy's days to appeal."""
        if self.appeal_days is None:
            return rates.order_exits
        found = rates.order_exits.copy()
        kept = rates.appeals_within if self.appeal_days < PLAIN_APPEAL_DAYS else 1.0
        found[:, 0, 2] *= kept
        sooner = found[:, 0, 1] * PLAIN_APPEAL_DAYS / self.appeal_days
        found[:, 0, 1] = np.minimum(sooner, 1 - found[:, 0, 2] - found[:, 0, 0])
        return found


def build_effects(state: HasStock, policy: Policy, receipts: float = 1.0) -> Effects:
    """What a policy does to a state."""
    factors = np.ones((BLOCKS, PLACES, len(KINDS)))
    if policy.judges is not None:
        factors[..., DECISIONS] *= policy.judges
    if policy.notices_in_time is not None:
        factors[:, :, IN_ABSENTIA] *= 1 - policy.notices_in_time * compute_notice_share(load_parameters())
    if policy.priority is not None:
        factors[..., DECISIONS] *= _share_time(state, policy.priority)[:, None, None]
    return Effects(
        factors, receipts, policy.lawyer_at_first_hearing or 0.0, policy.reopened_a_month or 0.0, policy.appeal_days
    )


def compute_notice_share(parameters: Parameters) -> float:
    """The share of orders in absentia that would not be made if every notice arrived, as the simulation has it."""
    moves, _, tells = parameters["appearing.moves"]
    current, old = parameters["appearing.mail_lost"]
    lost = old * moves * (1 - tells) + current * (1 - moves * (1 - tells))
    more = float(parameters["appearing.unserved"]) - 1
    return float(lost * more / (1 + lost * more))


def _share_time(state: HasStock, priority: float) -> Reals:
    """Factors by block: priority dockets so many times as fast, others slower by the judges' time that takes."""
    decided = np.einsum("cbp,bpk->b", state.stock, state.rates.exits[..., DECISIONS])
    first = np.arange(BLOCKS) >= 2
    taken, left = decided[first].sum(), decided[~first].sum()
    rest = max((taken + left - priority * taken) / max(left, 1e-9), 0.0)
    reached = priority if rest > 0 else (taken + left) / max(taken, 1e-9)
    return np.where(first, reached, rest)
