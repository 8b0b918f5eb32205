"""What a capacity estimate is made of, as ranges: the scope's shown counts, and the operation file's cited figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from finalorder.disclosure import AnswerRow
from finalorder.measures import ALL, ANY
from finalorder.operations.model import Figure, Source
from finalorder.operations.scope import Scope

FAMILY_DOCKET = "rocket_docket"
#: ids that an operation file uses for these figures; that of free beds may go on (``family-beds-free-june``)
FOUND, FAMILIES, CITIZEN_CHILD, SIZE = (
    "share-found", "share-of-families", "families-with-a-citizen-child", "people-in-a-family",
)  # fmt: skip
BEDS_FREE, BEDS, MONITORS = "family-beds-free", "family-beds", "ankle-monitors"
#: where the file says nothing: the whole range of a share, and a family of two to four
ANY_SHARE, ANY_SIZE = (0.0, 1.0), (2.0, 4.0)
#: a figure that is open upward (over, at_least) is drawn up to twice itself
OPEN_UPWARD = 2.0


@dataclass(frozen=True, slots=True)
class Range:
    """The lowest and highest value of an input, and where they come from in words."""

    low: float
    high: float
    said: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that a draw takes a value of, for a city and a group of people."""

    people: Range
    share_of_families: Range
    family_size: Range
    share_found: Range
    share_citizen_child: Range
    beds_free: Range
    monitors_in_use: Range
    sources: tuple[Source, ...]
    release: str

    @property
    def note(self) -> str:
        """The inputs in a line."""
        ranges = (self.people, self.share_of_families, self.family_size, self.share_found,
                  self.share_citizen_child, self.beds_free, self.monitors_in_use)  # fmt: skip
        return "; ".join(each.said for each in ranges)

    @property
    def source(self) -> str:
        """The release and every figure's source."""
        cited = (f"{source.title} ({source.date.isoformat()}) {source.url}" for source in self.sources)
        return "; ".join([f"EOIR Case Data, release {self.release}", *cited])


def inputs_of(scope: Scope, city: str, group: str) -> Inputs:
    """The inputs for those of a group in a city's headline courts (no city: all of the operation)."""
    operation = scope.operation
    used = {name: _figure(operation.assumptions, name) for name in (FOUND, FAMILIES, CITIZEN_CHILD, SIZE)}
    beds, monitors = _figure(operation.capacities, BEDS_FREE), _figure(operation.capacities, MONITORS)
    whole = beds or _figure(operation.capacities, BEDS)
    people = counted(scope, city, group)
    return Inputs(
        people=Range(*people, f"cases in scope {_span(people)}"),
        share_of_families=_families(scope, city, group, used[FAMILIES]),
        family_size=_size(scope, city, used[SIZE]),
        share_found=_share(used[FOUND], "found"),
        share_citizen_child=_share(used[CITIZEN_CHILD], "with a citizen child"),
        beds_free=_beds(beds, whole),
        monitors_in_use=_amount(monitors, "monitors in use"),
        sources=_cited([*used.values(), whole, monitors]),
        release=scope.release.name,
    )


def counted(scope: Scope, city: str, group: str, by: str = "", level: str = "") -> tuple[float, float]:
    """The least and the most that a shown count can be; of a hidden one, what the counts shown around it allow.

    A hidden count is at least 0 and at most every shown count that holds it: any group, all standing orders, the
    whole of its split, and the cities' total less the other cities that are shown.
    """
    row = scope.count(city, group, by, level)
    if row.value is not None:
        return (row.value if row.low is None else row.low), (row.value if row.high is None else row.high)
    around = [scope.count(city, wider, by, level) for wider in (ANY, ALL) if _has(scope, city, wider, by, level)]
    around += [scope.count(city, wider) for wider in (group, ANY, ALL)]
    most = [most for most in map(_most, around) if most is not None]
    most += _left_over(scope, city, group, by, level)
    return 0.0, min(most, default=_most(scope.nation()) or 0.0)


def _left_over(scope: Scope, city: str, group: str, by: str, level: str) -> list[float]:
    """What the total over the cities leaves for this one, where it is shown."""
    total = _most(scope.count("", group, by, level))
    if not city or total is None:
        return []
    others = (scope.count(other, group, by, level) for other in scope.operation.cities if other != city)
    return [max(total - sum(row.value if row.low is None else row.low for row in others if row.value is not None), 0.0)]


def _has(scope: Scope, city: str, group: str, by: str, level: str) -> bool:
    try:
        scope.count(city, group, by, level)
    except KeyError:
        return False
    return True


def _most(row: AnswerRow) -> float | None:
    return row.value if row.high is None else row.high


def _families(scope: Scope, city: str, group: str, figure: Figure | None) -> Range:
    """The share who are in a family: all of the family docket; of others at least the docket's part."""
    if group == FAMILY_DOCKET:
        return Range(1.0, 1.0, "all of them families")
    low, high = _fractions(figure) if figure else ANY_SHARE
    if FAMILY_DOCKET in scope.operation.cohorts:
        marked, everyone = counted(scope, city, FAMILY_DOCKET)[0], counted(scope, city, group)[1]
        low = max(low, marked / everyone if everyone else 0.0)
    high = max(high, low)
    return Range(low, high, f"in a family {_percent(low, high)}{'' if figure else ' (the file gives no share)'}")


def _size(scope: Scope, city: str, figure: Figure | None) -> Range:
    """People in a family: the cited figure, else the docket's cases for each lead case, else two to four."""
    if figure:
        low, high = _open(figure)
        return Range(max(low, 1.0), max(high, 1.0), f"in each family {_span((low, high))}")
    low, high = ANY_SIZE
    if FAMILY_DOCKET in scope.operation.cohorts:
        people = scope.count(city, FAMILY_DOCKET)
        leads = scope.count(city, FAMILY_DOCKET, "rider", "no")
        if people.value and leads.value:
            low = high = max(people.value / leads.value, 1.0)
    return Range(low, high, f"in each family {_span((low, high))} (the file gives no size)")


def _share(figure: Figure | None, what: str) -> Range:
    low, high = _fractions(figure) if figure else ANY_SHARE
    return Range(low, high, f"{what} {_percent(low, high)}{'' if figure else ' (the file gives no share)'}")


def _beds(free: Figure | None, whole: Figure | None) -> Range:
    """Free beds as cited; where only all beds are, none of them to all of them."""
    if free or not whole:
        return _amount(free, "beds free")
    return Range(
        0.0, whole.range[1], f"beds free 0 to {whole.range[1]:,.0f} (the file does not say how many are taken)"
    )


def _amount(figure: Figure | None, what: str) -> Range:
    low, high = _open(figure) if figure else (0.0, 0.0)
    return Range(low, high, f"{what} {_span((low, high))}" if figure else f"{what}: the file gives none")


def _open(figure: Figure) -> tuple[float, float]:
    """A figure's range by its wording: open upward to twice itself, open downward to nothing."""
    low, high = figure.range
    if figure.bound in {"over", "at_least"}:
        high *= OPEN_UPWARD
    return (0.0 if figure.bound in {"under", "up_to"} else low), high


def _fractions(figure: Figure) -> tuple[float, float]:
    low, high = _open(figure)
    scale = 100.0 if figure.unit == "percent" else 1.0
    return min(low / scale, 1.0), min(high / scale, 1.0)


def _figure(figures: Sequence[Figure], name: str) -> Figure | None:
    """The figure of that id, else of free beds the first whose id goes on behind a hyphen."""
    exact = (figure for figure in figures if figure.id == name)
    longer = (figure for figure in figures if name == BEDS_FREE and figure.id.startswith(f"{name}-"))
    return next(exact, None) or next(longer, None)


def _cited(figures: Sequence[Figure | None]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(source for figure in figures if figure for source in figure.sources))


def _span(ends: tuple[float, float]) -> str:
    low, high = (f"{end:,.0f}" if float(end).is_integer() else f"{end:,.2f}" for end in ends)
    return low if low == high else f"{low} to {high}"


def _percent(low: float, high: float) -> str:
    ends = [f"{100 * end:.1f}".removesuffix(".0") for end in (low, high)]
    return f"{ends[0]}%" if ends[0] == ends[1] else f"{ends[0]}% to {ends[1]}%"
