"""What the reader noticed about a release and a person should know."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Findings:
    """What the reader noticed about a release and a person should know; kept in ``release.json``."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add_finding(self, kind: str, member: str, detail: str, column: str = "") -> None:
        self.rows.append({"kind": kind, "member": member, "column": column, "detail": detail})
