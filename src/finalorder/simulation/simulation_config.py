"""What to simulate: settings as they are asked for, and the release that they come to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from finalorder.errors import InputError
from finalorder.simulation.cases import BLOCK
from finalorder.simulation.day_numbers import parse_day_number
from finalorder.simulation.month_files import MonthFile
from finalorder.simulation.parameters import Parameters, load_default_parameters
from finalorder.simulation.random_draws import Scenario
from finalorder.simulation.release_layouts import LAYOUTS, Layout
from finalorder.simulation.successive_months import PreviousRelease, read_previous_release

LINE_ENDS = ("crlf", "lf")
DEFAULT_MONTH, LAST_MONTH = "2026-07", "2027-12"
DEFAULTS: dict[str, float] = {"scale": 1 / 100, "seed": 1, "faults": 1}
MAX_SCALE, MAX_FAULTS, END_SEED = 2, 1000, 2**63


@dataclass(frozen=True, slots=True)
class SimulationConfig:
    """What is asked for. Nothing is the usual: a hundredth, seed 1 and the measured faults, or what came before.

    ``scale`` is relative to the July 2026 release (12.66 million cases). ``faults`` multiplies the measured rates of
    the release's byte faults; 0 also leaves out its blanks, orphans and contradictions. ``layout`` is the packaging of
    a year (see :mod:`finalorder.simulation.release_layouts`), or empty: the newest, or that of the release before until
    the court changed it; ``deflate64`` packs every member, or
    those of some tables, in Deflate64. ``line_end`` is what ends a record of a core table: ``crlf`` or ``lf``.
    ``blocks_at_once`` (slice size, in blocks of 16,384 cases) changes memory use only, never a byte.
    """

    scale: float | None = None
    seed: int | None = None
    month: str = DEFAULT_MONTH
    faults: float | None = None
    layout: str = ""
    parameters: Parameters = field(default_factory=load_default_parameters)
    deflate64: bool | tuple[str, ...] = False
    line_end: str = LINE_ENDS[0]
    blocks_at_once: int = 1

    def find_setting(self, name: str, before: PreviousRelease | None) -> float:
        """Find a setting as asked for, or as usual, or as the release before has it. InputError where they differ."""
        given = getattr(self, name)
        settled = DEFAULTS[name] if before is None else getattr(before, name)
        if before is not None and given not in (None, settled):
            raise InputError(f"the release before has the {name} {settled:g}, not {given:g}; leave --{name} out.")
        return float(settled if given is None else given)


@dataclass(frozen=True, slots=True)
class ReleasePlan:
    """The release to write; ``since`` is the first month, and ``before`` the last, of the releases this one follows."""

    scale: float
    scenario: Scenario
    month: str
    faults: float
    since: str
    before: str | None
    layout: Layout
    line_end: bytes = b"\r\n"
    layout_before: Layout | None = None

    @property
    def file(self) -> MonthFile:
        """What the month's file has otherwise than the first of the row."""
        return MonthFile(self.month, self.since, self.layout, self.scenario)

    @property
    def file_before(self) -> MonthFile | None:
        """The same of the release before."""
        if self.before is None or self.layout_before is None:
            return None
        return MonthFile(self.before, self.since, self.layout_before, self.scenario)

    @property
    def seed(self) -> int:
        return self.scenario.seed

    @property
    def parameters(self) -> str:
        """A short sum of the file of parameters that was given; empty without one."""
        return self.scenario.parameters.digest

    @property
    def day(self) -> date:
        """The release day: the first of its month."""
        return find_release_day(self.month)

    @property
    def case_count(self) -> int:
        """Cases to draw so that about ``scale`` of the July 2026 number is filed by that July."""
        parameters = self.scenario.parameters
        return max(1, int(self.scale * parameters["arrivals.cases"] / parameters["arrivals.filed_by_release"]))

    @property
    def outer_folder(self) -> str:
        """The outer folder, named as the court does."""
        return self.layout.build_outer_folder(self.day)

    def list_blocks(self) -> list[tuple[int, int]]:
        """List blocks and how many of their cases count."""
        count = self.case_count
        return [(number, min(BLOCK, count - number * BLOCK)) for number in range(-(-count // BLOCK))]

    def slice_blocks(self, at_once: int) -> Iterator[list[tuple[int, int]]]:
        """Yield blocks and how many of their cases count, a few at a time."""
        blocks = self.list_blocks()
        for start in range(0, len(blocks), at_once):
            yield blocks[start : start + at_once]


def find_release_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def find_release_day_number(month: str) -> int:
    """Find the same as a number."""
    return parse_day_number(f"{month}-01")


def plan_release(config: SimulationConfig, previous: Path | None = None) -> ReleasePlan:
    """Plan the release that is asked for, with what a release before it says; InputError if it cannot be simulated."""
    before = None if previous is None else read_previous_release(previous)
    plan = _validate_config(config, before)
    if before is None:
        return plan
    if config.month <= before.month:
        raise InputError(f"{previous} is of {before.month}; the next release needs a later --month.")
    if before.parameters != plan.parameters:  # its lives would be others
        raise InputError(f"{previous} was made with other parameters; pass the same --parameters, or none.")
    held = Layout(before.layout)
    last = MonthFile(before.month, before.since, held, plan.scenario)
    layout = plan.layout if config.layout else last.find_next(config.month).layout
    return replace(plan, since=before.since, before=before.month, layout=layout, layout_before=held)


def _validate_config(config: SimulationConfig, before: PreviousRelease | None) -> ReleasePlan:
    scale, seed, faults = (config.find_setting(name, before) for name in DEFAULTS)
    if config.layout and config.layout not in LAYOUTS:
        raise InputError(f"the layout {config.layout} is not one of {', '.join(LAYOUTS)}; choose one, or leave it out.")
    if config.line_end not in LINE_ENDS:
        raise InputError(f"the line end {config.line_end} is not one of {', '.join(LINE_ENDS)}; choose one.")
    if not 0 < scale <= MAX_SCALE:
        raise InputError(
            f"the scale {scale} is not between 0 and 2; 1 is the whole July 2026 release, 0.01 a hundredth."
        )
    if not re.fullmatch(r"(199\d|20[0-2]\d)-(0[1-9]|1[0-2])", config.month) or config.month > LAST_MONTH:
        raise InputError(
            f"the month {config.month} cannot be simulated; choose one from 1990-01 to {LAST_MONTH}, such as 2026-07."
        )
    if not 0 <= faults <= MAX_FAULTS:
        raise InputError(f"the fault rate {faults} is not between 0 and 1000; 0 = none, 1 = as measured.")
    if not 0 <= seed < END_SEED:
        raise InputError(f"the seed {seed} is not a whole number from 0 to 2^63 - 1.")
    scenario = Scenario(_find_seed(config, before), config.parameters)
    end = b"\n" if config.line_end == "lf" else b"\r\n"
    return ReleasePlan(
        scale, scenario, config.month, faults, config.month, None, Layout(config.layout or LAYOUTS[0]), end
    )


def _find_seed(config: SimulationConfig, before: PreviousRelease | None) -> int:
    """Find the seed as a whole number, exact however large."""
    if config.seed is not None:
        return config.seed
    return int(DEFAULTS["seed"]) if before is None else before.seed
