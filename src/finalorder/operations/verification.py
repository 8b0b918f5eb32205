"""A lake beside published figures: what was published, what this lake holds, and whether they agree."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from finalorder.answers import AnswerRow, Shown
from finalorder.disclosure import apply_disclosure_control
from finalorder.errors import InputError
from finalorder.lake import Lake, Release
from finalorder.measures import count_anchors, has_tables
from finalorder.operations.vanished_rows import count_vanished
from finalorder.registry import Anchor, load_anchors

#: how near the simulation is asked to come to a published figure
MODEL_TOLERANCE = 0.10


@dataclass(frozen=True, slots=True)
class AnchorComparison:
    """One published figure and ours, in its unit; a simulated count is brought to full size. ``ours`` is None where
    the gate hides it."""

    anchor: Anchor
    row: AnswerRow
    ours: float | None
    tolerance: float

    @property
    def ratio(self) -> float | None:
        """Ours over the published figure."""
        return None if self.ours is None else self.ours / self.anchor.published

    @property
    def agrees(self) -> bool | None:
        """Whether a ratio that our rounded figure allows lies within the tolerance; None where it is hidden."""
        if self.ours is None or self.ratio is None:
            return None
        return abs(self.ratio - 1) <= self.tolerance + self.ratio * _get_rounding_error(self.row)


def _get_rounding_error(row: AnswerRow) -> float:
    """Return how far the true figure may be from the rounded one, as a share of it."""
    if not row.numerator or row.floor is None or row.ceiling is None:
        return 0.0
    error = (row.ceiling + 1 - row.floor) / 2
    return error / row.numerator + (error / row.denominator if row.denominator else 0.0)


@dataclass(frozen=True, slots=True)
class AnchorGroup:
    """A group of figures the model is fitted to: how many are near, and how many of those held out of fitting."""

    name: str
    fitted: int
    near: int
    held_out: int
    held_out_near: int

    @property
    def share(self) -> float:
        """The share of the fitted figures that are near."""
        return self.near / self.fitted if self.fitted else 1.0


@dataclass(frozen=True, slots=True)
class Verification:
    """Every figure that was compared, and how many were not: by the month that they are about, or under the empty text
    those whose table the lake has not."""

    comparisons: tuple[AnchorComparison, ...]
    skipped: dict[str, int]
    simulated: bool
    shown: Shown
    releases: tuple[Release, ...] = ()

    @property
    def groups(self) -> list[AnchorGroup]:
        """The groups of a simulated lake's figures, in the order of the registry."""
        names = dict.fromkeys(item.anchor.group for item in self.comparisons)
        return [
            _summarize_anchor_group(name, [item for item in self.comparisons if item.anchor.group == name])
            for name in names
        ]

    @property
    def misses(self) -> list[AnchorComparison]:
        """The figures that do not agree."""
        return [item for item in self.comparisons if item.agrees is False]


def compare_with_anchors(lake: Lake, name: str | None = None, *, profile: str = "public") -> Verification:
    """Compare a release with the published figures of its month, and a real one with older closed periods too, and
    with what others saw vanish between two months of which the lake or its history has both.

    Without a name: the newest real release, else the only simulated one, else simulated releases that differ in their
    month only, each figure then in the release of its own month.

    :raises FinalorderError: if there is no such release, or a simulated one does not say its scale.
    """
    releases = _choose_releases(lake, name)
    pairs = [(release, anchor) for release in releases for anchor in _select_anchors(release)]
    ready = [(release, anchor) for release, anchor in pairs if has_tables(release, anchor)]
    raws = [count_anchors(release, [anchor for held, anchor in ready if held is release]) for release in releases]
    shown = apply_disclosure_control(raws, profile=profile)
    rows = {row.level_1: row for row in shown}
    found = tuple(_compare_anchor(release, anchor, rows[anchor.id]) for release, anchor in ready)
    vanished = count_vanished(lake, releases[0], profile=profile)
    found += tuple(_compare_anchor(releases[0], anchor, row) for anchor, row in vanished)
    skipped = {"": len(pairs) - len(ready)} if len(pairs) > len(ready) else {}
    skipped |= _count_other_months(
        releases, {anchor.id for _, anchor in (*pairs, *((0, each) for each, _ in vanished))}
    )
    answer = _build_verification_answer(shown, found)
    return Verification(found, skipped, releases[0].simulated, answer, tuple(releases))


def _choose_releases(lake: Lake, name: str | None) -> list[Release]:
    names = lake.list_release_names()
    if name is not None or len(names) < 2:
        return [lake.open_release(name)]
    releases = [lake.open_release(item) for item in names]
    if not all(release.simulated for release in releases) or len({release.lineage for release in releases}) != 1:
        return [lake.open_release(None)]  # the newest real one, or a sentence that one has to be chosen
    return releases


def _format_release_month(release: Release) -> str:
    return f"{release.day:%Y-%m}"


def _select_anchors(release: Release) -> Iterator[Anchor]:
    """Select the figures that a release alone can be held against."""
    for anchor in load_anchors():
        if anchor.since:
            continue
        if release.simulated:
            if anchor.is_compared_with_model and anchor.month == _format_release_month(release):
                yield anchor
        elif anchor.month == _format_release_month(release) or (
            anchor.dated and anchor.month < _format_release_month(release)
        ):
            yield anchor


def _count_other_months(releases: Sequence[Release], asked: set[str]) -> dict[str, int]:
    simulated = releases[0].simulated
    left = [a for a in load_anchors() if a.id not in asked and (a.is_compared_with_model or not simulated)]
    return dict(sorted(Counter(a.month for a in left).items()))


def get_release_scale(release: Release) -> float:
    """Return the size of a simulated release, 1 being a full one; 1 for a real release.

    :raises FinalorderError: if a simulated release does not say.
    """
    if not release.simulated:
        return 1.0
    if release.manifest.simulation is None:
        raise InputError(
            f"{release.name} does not say its scale; build it from a zip that `finalorder simulate` wrote."
        )
    return release.manifest.simulation.scale


def _compare_anchor(release: Release, anchor: Anchor, row: AnswerRow) -> AnchorComparison:
    tolerance = MODEL_TOLERANCE if release.simulated else anchor.tolerance
    if row.value is None:
        return AnchorComparison(anchor, row, None, tolerance)
    if anchor.is_share:
        return AnchorComparison(anchor, row, row.value * (100 if anchor.unit == "percent" else 1), tolerance)
    return AnchorComparison(anchor, row, row.value / get_release_scale(release), tolerance)


def _summarize_anchor_group(name: str, members: Sequence[AnchorComparison]) -> AnchorGroup:
    fitted = [item for item in members if item.anchor.use == "calibration"]
    held = [item for item in members if item.anchor.use == "held_out"]
    near = (sum(bool(item.agrees) for item in part) for part in (fitted, held))
    return AnchorGroup(name, len(fitted), next(near), len(held), next(near))


def _build_verification_answer(shown: Shown, found: Iterable[AnchorComparison]) -> Shown:
    """Build three rows a figure: as published, as counted in this lake, and the ratio with the bounds asked of it."""
    return shown.derive_rows(row for item in found for row in _build_anchor_rows(item))


def _build_anchor_rows(item: AnchorComparison) -> Iterator[AnswerRow]:
    anchor, counted = item.anchor, item.row
    same = counted._replace(period=anchor.month, numerator=None, denominator=None, value=None, low=None, high=None)
    yield same._replace(method="published", unit=anchor.unit, value=_to_int_if_whole(anchor.published), status="shown",
        note=anchor.note, source=anchor.source,
    )  # fmt: skip
    yield counted._replace(method="counted", period=anchor.month)
    ratio = None if item.ratio is None else round(item.ratio, 6)
    yield same._replace(method="ratio", unit="ratio", value=ratio, low=1 - item.tolerance, high=1 + item.tolerance,
        note=_describe_anchor_use(anchor) if counted.simulated else "", source="counted over published",
    )  # fmt: skip


def _to_int_if_whole(number: float) -> float:
    return int(number) if number.is_integer() else number


def _describe_anchor_use(anchor: Anchor) -> str:
    return "held out of fitting" if anchor.use == "held_out" else "calibration, not evidence"
