"""How much one client, and all together, may ask: what is more is told when to come back."""

import math
import secrets
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

#: the head of a request: its bytes, and its lines
MOST_HEAD_BYTES, MOST_HEADERS = 16 * 1024, 100
#: so many clients are remembered; those heard of longest ago are forgotten first
MOST_CLIENTS = 20_000


class RateLimit:
    """A bucket for each client: ``burst`` requests at once, ``rate`` more a second. A rate of 0 is no limit.

    Clients are remembered by a number that is another in every process, and never by their address.
    """

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = monotonic) -> None:
        self.rate, self.burst, self._clock = rate, max(burst, 1.0), clock
        self._salt = secrets.token_hex(16)
        self._buckets: OrderedDict[int, tuple[float, float]] = OrderedDict()

    def find_wait(self, client: str) -> int:
        """Count a request of a client; how many seconds it must wait if it has asked too much, 0 if it has not."""
        if not self.rate:
            return 0
        key, now = hash((self._salt, client)), self._clock()
        left, since = self._buckets.pop(key, (self.burst, now))
        left = min(self.burst, left + (now - since) * self.rate)
        self._buckets[key] = (left - 1 if left >= 1 else left, now)
        if len(self._buckets) > MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return 0 if left >= 1 else math.ceil((1 - left) / self.rate)

    def __len__(self) -> int:
        return len(self._buckets)
