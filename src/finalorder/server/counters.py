"""What the server has done since it began, in numbers that say nothing of anyone."""

from collections import Counter
from dataclasses import dataclass, field
from time import monotonic


@dataclass
class Counters:
    """Requests by status, bytes sent, seconds spent, and how many requests are being answered."""

    started: float = field(default_factory=monotonic)
    by_status: Counter[int] = field(default_factory=Counter)
    bytes_sent: int = 0
    seconds: float = 0.0
    in_flight: int = 0

    def add(self, status: int, size: int, seconds: float) -> None:
        """Count an answer."""
        self.by_status[status] += 1
        self.bytes_sent += size
        self.seconds += seconds

    def format(self, reloads: int, files: int) -> str:
        """Format the numbers as Prometheus reads them."""
        plain = {
            "response_bytes_total": self.bytes_sent,
            "request_seconds_total": f"{self.seconds:.6f}",
            "requests_in_flight": self.in_flight,
            "reloads_total": reloads,
            "site_files": files,
            "uptime_seconds": f"{monotonic() - self.started:.1f}",
        }
        lines = [
            f'finalorder_requests_total{{status="{each}"}} {self.by_status[each]}' for each in sorted(self.by_status)
        ]
        return "\n".join([*lines, *(f"finalorder_{name} {value}" for name, value in plain.items())]) + "\n"
