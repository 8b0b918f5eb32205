"""How standing orders came about: letter, hearing, order, notice, lawyer. Unprotected counts, for the gate."""

from finalorder.engines import DuckDB
from finalorder.measures import prepared
from finalorder.measures.standing import ALL, see_cells
from finalorder.releases.lake import Release

LETTERS = ("in_time", "short")
ENDS = ("missed_first", "missed_later", "in_court_no_appeal", "in_court_after_appeal")
#: every split of ``standing_ways``, with its levels: exhaustive and disjoint over all cases with a standing order
WAYS: dict[str, tuple[str, ...]] = {
    "flow": tuple(f"{letter}.{end}" for letter in LETTERS for end in ENDS),
    "first_letter": LETTERS,
    "first_hearing": ("missed_first", "missed_later", "in_court"),
    "notice_lead": ("under_10", "10_to_29", "30_to_89", "90_or_more", "not_recorded", "in_court"),
    "notice_trouble": ("returned", "no_address", "served_wrong", "none"),
    "lawyer_and_absence": ("lawyer.in_absence", "lawyer.in_court", "no_lawyer.in_absence", "no_lawyer.in_court"),
}
Cell = tuple[str, str]
#: counts that are sums of others: the whole as (split, level), and its parts; the splits of ``SPLITS`` among them
SUMS: tuple[tuple[Cell, tuple[Cell, ...]], ...] = (
    *((("first_letter", letter), tuple(("flow", f"{letter}.{end}") for end in ENDS)) for letter in LETTERS),
    *((("first_hearing", end), tuple(("flow", f"{letter}.{end}") for letter in LETTERS)) for end in ENDS[:2]),
    *((("path", end), tuple(("flow", f"{letter}.{end}") for letter in LETTERS)) for end in ENDS[2:]),
    (("path", "in_absence"), (("first_hearing", "missed_first"), ("first_hearing", "missed_later"))),
    (("first_hearing", "in_court"), (("path", "in_court_no_appeal"), ("path", "in_court_after_appeal"))),
    (("notice_lead", "in_court"), (("first_hearing", "in_court"),)),
    (("represented", "yes"), (("lawyer_and_absence", "lawyer.in_absence"), ("lawyer_and_absence", "lawyer.in_court"))),
    (("represented", "no"), tuple(("lawyer_and_absence", f"no_lawyer.{way}") for way in ("in_absence", "in_court"))),
    (("path", "in_absence"), tuple(("lawyer_and_absence", f"{who}.in_absence") for who in ("lawyer", "no_lawyer"))),
    (("first_hearing", "in_court"), tuple(("lawyer_and_absence", f"{w}.in_court") for w in ("lawyer", "no_lawyer"))),
)  # fmt: skip


def see_ways(engine: DuckDB, release: Release) -> None:
    """Let an engine that sees a release's ledger see how its orders came about; say which splits are counted."""
    prepared.see_ways(engine, release)
    see_cells(engine, "standing_ways", [("standing_orders", ALL, way, level) for way in WAYS for level in WAYS[way]])
