"""What a capacity estimate is made of, as ranges: the scope's shown counts, and the operation file's cited figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from finalorder.operations.operation import Figure, Source
from finalorder.operations.operation_scope import Scope

#: ids that an operation file uses for these figures; that of free beds may go on (``family-beds-free-june``)
SHARE_FOUND_ID, SHARE_OF_FAMILIES_ID, CITIZEN_CHILD_ID, FAMILY_SIZE_ID = (
    "share-found", "share-of-families", "families-with-a-citizen-child", "people-in-a-family",
)  # fmt: skip
BEDS_FREE_ID, BEDS_ID, MONITORS_ID = "family-beds-free", "family-beds", "ankle-monitors"
#: where the file says nothing: the whole range of a share, and a family of two to four
DEFAULT_SHARE_RANGE, DEFAULT_SIZE_RANGE = (0.0, 1.0), (2.0, 4.0)
#: a figure that is open upward (over, at_least) is drawn up to twice itself
OPEN_RANGE_FACTOR = 2.0


@dataclass(frozen=True, slots=True)
class InputRange:
    """The lowest and highest value of an input, and where they come from in words."""

    low: float
    high: float
    description: str


@dataclass(frozen=True, slots=True)
class CapacityInputs:
    """Everything that a draw takes a value of, for a city and a group of people."""

    people: InputRange
    share_of_families: InputRange
    family_size: InputRange
    share_found: InputRange
    share_citizen_child: InputRange
    beds_free: InputRange | None
    monitors_in_use: InputRange | None
    sources: tuple[Source, ...]
    release: str

    @property
    def note(self) -> str:
        """The inputs in a line."""
        ranges = (self.people, self.share_of_families, self.family_size, self.share_found,
                  self.share_citizen_child, self.beds_free, self.monitors_in_use)  # fmt: skip
        return "; ".join(each.description for each in ranges if each)

    @property
    def source(self) -> str:
        """The release and every figure's source."""
        cited = (f"{source.title} ({source.date.isoformat()}) {source.url}" for source in self.sources)
        return "; ".join([f"EOIR Case Data, release {self.release}", *cited])


def build_capacity_inputs(scope: Scope, city: str, group: str) -> CapacityInputs:
    """Build the inputs for those of a group in a city's non-detained courts (no city: all of the operation)."""
    operation = scope.operation
    used = {
        name: _find_cited_figure(operation.assumptions, name)
        for name in (SHARE_FOUND_ID, SHARE_OF_FAMILIES_ID, CITIZEN_CHILD_ID, FAMILY_SIZE_ID)
    }
    beds, monitors = (
        _find_cited_figure(operation.capacities, BEDS_FREE_ID),
        _find_cited_figure(operation.capacities, MONITORS_ID),
    )
    whole = beds or _find_cited_figure(operation.capacities, BEDS_ID)
    people = find_count_range(scope, city, group)
    return CapacityInputs(
        people=InputRange(*people, f"cases in scope {_format_number_range(people)}"),
        share_of_families=_find_family_share(scope, city, group, used[SHARE_OF_FAMILIES_ID]),
        family_size=_find_family_size(scope, city, used[FAMILY_SIZE_ID]),
        share_found=_find_cited_share(used[SHARE_FOUND_ID], "found"),
        share_citizen_child=_find_cited_share(used[CITIZEN_CHILD_ID], "with a citizen child"),
        beds_free=_find_free_beds(beds, whole),
        monitors_in_use=_find_cited_amount(monitors, "monitors in use"),
        sources=_collect_cited_sources([*used.values(), whole, monitors]),
        release=scope.release.name,
    )


def find_count_range(scope: Scope, city: str, group: str, by: str = "", level: str = "") -> tuple[float, float]:
    """Find the least and the most that a count can be: what is certain and what is possible of it, as it is shown."""
    row = scope.find_count(city, group, by, level)
    if row.floor is None or row.ceiling is None:
        value = row.value or 0.0
        return (value if row.low is None else row.low), (value if row.high is None else row.high)
    return (row.floor if row.low is None else min(row.low, row.floor)), row.ceiling


def _find_family_share(scope: Scope, city: str, group: str, figure: Figure | None) -> InputRange:
    """The share who are in a family: all of the family docket; of others at least the docket's part."""
    docket = scope.operation.family_cohort
    if group == docket:
        return InputRange(1.0, 1.0, "all of them families")
    low, high = _convert_to_fractions(figure) if figure else DEFAULT_SHARE_RANGE
    if docket:
        marked, everyone = find_count_range(scope, city, docket)[0], find_count_range(scope, city, group)[1]
        low = max(low, marked / everyone if everyone else 0.0)
    high = max(high, low)
    return InputRange(
        low, high, f"in a family {_format_percent_range(low, high)}{'' if figure else ' (the file gives no share)'}"
    )


def _find_family_size(scope: Scope, city: str, figure: Figure | None) -> InputRange:
    """Find people in a family: the cited figure, else the docket's cases for each lead case, else two to four."""
    if figure:
        low, high = _widen_by_wording(figure)
        return InputRange(max(low, 1.0), max(high, 1.0), f"in each family {_format_number_range((low, high))}")
    low, high = DEFAULT_SIZE_RANGE
    if docket := scope.operation.family_cohort:
        people = scope.find_count(city, docket)
        leads = scope.find_count(city, docket, "rider", "no")
        if people.value and leads.value:
            low = high = max(people.value / leads.value, 1.0)
    return InputRange(low, high, f"in each family {_format_number_range((low, high))} (the file gives no size)")


def _find_cited_share(figure: Figure | None, what: str) -> InputRange:
    low, high = _convert_to_fractions(figure) if figure else DEFAULT_SHARE_RANGE
    return InputRange(
        low, high, f"{what} {_format_percent_range(low, high)}{'' if figure else ' (the file gives no share)'}"
    )


def _find_free_beds(free: Figure | None, whole: Figure | None) -> InputRange | None:
    """Free beds as cited; where only all beds are, none of them to all of them; None where nothing is known."""
    if free or not whole:
        return _find_cited_amount(free, "beds free")
    return InputRange(
        0.0, whole.range[1], f"beds free 0 to {whole.range[1]:,.0f} (the file does not say how many are taken)"
    )


def _find_cited_amount(figure: Figure | None, what: str) -> InputRange | None:
    if figure is None:
        return None
    low, high = _widen_by_wording(figure)
    return InputRange(low, high, f"{what} {_format_number_range((low, high))}")


def _widen_by_wording(figure: Figure) -> tuple[float, float]:
    """Widen a figure's range by its wording: open upward to twice itself, open downward to nothing."""
    low, high = figure.range
    if figure.bound in {"over", "at_least"}:
        high *= OPEN_RANGE_FACTOR
    return (0.0 if figure.bound in {"under", "up_to"} else low), high


def _convert_to_fractions(figure: Figure) -> tuple[float, float]:
    low, high = _widen_by_wording(figure)
    scale = 100.0 if figure.unit == "percent" else 1.0
    return min(low / scale, 1.0), min(high / scale, 1.0)


def _find_cited_figure(figures: Sequence[Figure], name: str) -> Figure | None:
    """Find the figure of that id, else of free beds the first whose id goes on behind a hyphen."""
    exact = (figure for figure in figures if figure.id == name)
    longer = (figure for figure in figures if name == BEDS_FREE_ID and figure.id.startswith(f"{name}-"))
    return next(exact, None) or next(longer, None)


def _collect_cited_sources(figures: Sequence[Figure | None]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(source for figure in figures if figure for source in figure.sources))


def _format_number_range(ends: tuple[float, float]) -> str:
    low, high = (f"{end:,.0f}" if float(end).is_integer() else f"{end:,.2f}" for end in ends)
    return low if low == high else f"{low} to {high}"


def _format_percent_range(low: float, high: float) -> str:
    ends = [f"{100 * end:.1f}".removesuffix(".0") for end in (low, high)]
    return f"{ends[0]}%" if ends[0] == ends[1] else f"{ends[0]}% to {ends[1]}%"
