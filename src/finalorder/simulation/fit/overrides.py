"""A file of measured parameters, which ``simulate --parameters`` takes in place of the published ones."""

import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Protocol

from finalorder.simulation.parameters import load_default_parameters

HEAD = """# Parameters of the simulation measured in {release} by `finalorder fit`.
# finalorder simulate OUT.zip --parameters THIS_FILE
# Entries that the release cannot speak of keep the values that they had.
"""


@dataclass(frozen=True, slots=True)
class ParameterEntry:
    """Where an estimate belongs inside its parameter, and what turns it into that entry."""

    path: tuple[int, ...]
    factor: float


class GatedRow(Protocol):
    """What is needed of an answer row."""

    @property
    def level_1(self) -> str: ...
    @property
    def level_2(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def denominator(self) -> int | None: ...
    @property
    def value(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


def format_overrides(rows: Iterable[GatedRow], entries: Mapping[tuple[str, str], ParameterEntry], release: str) -> str:
    """Format the text of the file, from rows that passed the gate: what is hidden or not measured is not in it."""
    grouped: dict[str, list[GatedRow]] = {}
    for row in rows:
        if row.status == "shown" and row.value is not None:
            grouped.setdefault(row.level_1, []).append(row)
    sections = [_format_parameter_entry(name, found, entries, release) for name, found in sorted(grouped.items())]
    return "\n".join([HEAD.format(release=release), *sections])


def _format_parameter_entry(
    name: str, rows: list[GatedRow], entries: Mapping[tuple[str, str], ParameterEntry], release: str
) -> str:
    """Format one parameter: its value with the measured entries put in, and each of them with its interval."""
    known = load_default_parameters().entries[name]
    value, n = deepcopy(known.value), 0
    measured = []
    for row in rows:
        entry = entries[name, row.level_2]
        assert row.value is not None
        value = _replace_entry(value, entry.path, round(row.value * entry.factor, 6))
        n = max(n, row.denominator or 0)
        bounds = [round(bound * entry.factor, 6) for bound in (row.low, row.high) if bound is not None]
        measured.append([row.level_2, *bounds])
    lines = {"value": value, "unit": known.unit, "source": f"EOIR Case Data, release {release}", "how": "measured"}
    lines |= {"release": release, "n": n, "measured": measured}
    written = [f"{key} = {json.dumps(item, ensure_ascii=False)}" for key, item in lines.items()]
    return "\n".join([f'["{name}"]', *written, ""])


def _replace_entry(value: Any, path: tuple[int, ...], number: float) -> Any:
    if not path:
        return number
    inner = value
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = number
    return value
