"""Who an announced operation names: counts by city and group as of a day, made of Shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from finalorder import cohorts, measures
from finalorder.answers import AnswerRow, Shown
from finalorder.cohorts import CustomCohort
from finalorder.disclosure import (
    LEVEL_SEPARATOR,
    CellDefinitions,
    CellPattern,
    PublicationLog,
    Relation,
    apply_disclosure_control,
    is_small,
)
from finalorder.errors import RefusedError
from finalorder.lake import Release
from finalorder.operations.operation import Operation

STANDING_NON_DETAINED, STANDING_DETAINED, STANDING_NATIONWIDE = (
    "standing_orders",
    "standing_orders_detained_courts",
    "standing_orders_nation",
)
STANDING_FAMILIES = "standing_families"
ORDER_CLASSES = ("removal", "removal_withheld", "voluntary_departure")


@dataclass(frozen=True, slots=True)
class Scope:
    """The answer: every count shown, for an operation, a release and a day."""

    operation: Operation
    release: Release
    as_of: date
    shown: Shown

    def find_count(
        self, city: str = "", cohort: str = measures.ALL_STANDING, by: str = "", level: str = ""
    ) -> AnswerRow:
        """Cases with a standing order in a city's headline courts (no city: all cities of the operation)."""
        return self.shown.find_row(measure=STANDING_NON_DETAINED, city=city, cohort=cohort, by_1=by, level_1=level)

    def find_detained_count(self, city: str = "", cohort: str = measures.ALL_STANDING) -> AnswerRow:
        """The same in the city's detained courts, shown apart."""
        return self.shown.find_row(measure=STANDING_DETAINED, city=city, cohort=cohort)

    def find_national_count(self, cohort: str = measures.ALL_STANDING) -> AnswerRow:
        """The same in every court of the country."""
        return self.shown.find_row(measure=STANDING_NATIONWIDE, cohort=cohort)

    def find_family_count(self, city: str = "", cohort: str = measures.ALL_STANDING) -> AnswerRow:
        """Families (a lead case and its riders) of which anyone has a standing order; each counts once."""
        return self.shown.find_row(measure=STANDING_FAMILIES, city=city, cohort=cohort)

    def list_deadline_counts(self, clock: str, city: str = "") -> list[AnswerRow]:
        """Open deadlines by the month in which they close (``rescission`` or ``reopening``), the next month first."""
        months = measures.list_deadline_months(self.as_of, clock)
        return [self.find_count(city, measures.ALL_STANDING, f"{clock}_closes", month) for month in months]

    def list_language_counts(self, city: str = "") -> list[AnswerRow]:
        """Cases with a standing order by the language recorded, the common ones and ``other``."""
        return [self.find_count(city, measures.ALL_STANDING, "language", level) for level in measures.ORDER_LANGUAGES]

    def find_order_count(self, measure: str, city: str = "", order_class: str = "removal") -> AnswerRow:
        """Orders issued, undone, or not undone by the day (``orders_issued`` ...), in a city or all of them."""
        return self.shown.find_row(measure=measure, city=city, order_class=order_class)

    def find_method_share(self, method: str) -> AnswerRow:
        """A share of the family docket by one method (``M4``, ``M5i``, ``M5ii``, ``M7a``, ``M7b``)."""
        return next(row for row in self.shown.rows if row.method == method)


def count_operation_scope(
    operation: Operation,
    release: Release,
    as_of: date | None = None,
    *,
    profile: str = "public",
    log: PublicationLog | None = None,
    own: Sequence[CustomCohort] = (),
) -> Scope:
    """Count the standing orders of an operation's cities and groups; default day: the announcement.

    ``own`` are groups of a user's files, counted beside those of the announcement. ``log`` is what was published
    before.

    :raises FinalorderError: if the release ends before the day, or a group is nearly the same set of cases as another
        one.
    """
    day = as_of or operation.announced
    named = list(operation.cohorts)
    raws, overlaps = measures.count_scope(release, day, operation.cities, named, own, operation=operation.id)
    beside = CustomCohortOverlaps(overlaps, day.isoformat())
    if profile != "none":
        beside.refuse_near_duplicates()
    relations = [*list_scope_relations(operation.cities, named, day), *beside.list_overlap_relations()]
    meanings = build_scope_definitions(operation.cities, named, own)
    shown = apply_disclosure_control(
        raws, relations=relations, profile=profile, log=log, meanings=meanings, hide=beside.list_hidden_cells()
    )
    return Scope(operation, release, day, shown)


def build_scope_definitions(
    cities: Sequence[str], named: Sequence[str], own: Sequence[CustomCohort] = ()
) -> CellDefinitions:
    """Rows without a city are about these cities, any group is any of these, and a user's is what its file says."""
    summed = (
        STANDING_NON_DETAINED,
        STANDING_DETAINED,
        STANDING_FAMILIES,
        "orders_issued",
        "orders_undone",
        "orders_not_undone",
    )
    groups = {each.name: each.condition.text or each.name for each in own}
    return CellDefinitions(
        dict.fromkeys(summed, tuple(cities)), groups | {measures.ANY_COHORT: LEVEL_SEPARATOR.join(sorted(named))}
    )


@dataclass(frozen=True, slots=True)
class CustomCohortOverlaps:
    """What the data say of a user's groups beside the others: which lie inside which, which are nearly the same."""

    overlaps: Sequence[cohorts.CohortOverlap]
    as_of: str

    def refuse_near_duplicates(self) -> None:
        """Refuse a group that as a whole differs from another by 1 to 10 cases."""
        for each in self.overlaps:
            if each.place == "nation" and is_small(each.only_own + each.only_other):
                raise RefusedError(
                    f"{each.own} and {each.cohort} differ by 1 to 10 cases, and the difference would be a number about"
                    " very few people; widen or narrow the cohort."
                )

    def list_hidden_cells(self) -> list[CellPattern]:
        """The cells of places where they do, neither lying inside the other (that, the gate finds by itself)."""
        near = [o for o in self.overlaps if o.only_own and o.only_other and is_small(o.only_own + o.only_other)]
        return [self._build_overlap_pattern(each, each.own) for each in near]

    def list_overlap_relations(self) -> Iterator[Relation]:
        """A group with no case that the other lacks lies inside it."""
        for each in self.overlaps:
            own, other = self._build_overlap_pattern(each, each.own), self._build_overlap_pattern(each, each.cohort)
            if each.place == "nation" and each.cohort == measures.ANY_COHORT:
                continue  # not counted for the nation
            if not each.only_own:
                yield Relation(other, (own,), remainder=each.only_other > 0)
            elif not each.only_other:
                yield Relation(own, (other,), remainder=True)

    def _build_overlap_pattern(self, overlap: cohorts.CohortOverlap, group: str) -> CellPattern:
        measure = {"nation": STANDING_NATIONWIDE, "headline": STANDING_NON_DETAINED, "detained": STANDING_DETAINED}[
            overlap.place
        ]
        return _build_scope_pattern(measure, overlap.city, group, self.as_of)


def list_scope_relations(cities: Sequence[str], named: Sequence[str], as_of: date) -> Iterator[Relation]:
    """What a reader knows of the counts besides their margins: subsets, sums and equalities.

    Sums over cities and over the levels of a split need no telling: the gate finds them.
    """
    day = as_of.isoformat()
    for city in ["", *cities]:
        yield from _relate_subsets(city, named, day)
        yield from _relate_equal_cells(city, named, day)
        yield from _relate_sums(city, as_of)
        yield from _relate_families(city, named, day)
        for order_class in ORDER_CLASSES:
            yield _relate_issued_orders(city, order_class, day)
    for group in [measures.ALL_STANDING, *named]:
        parts = tuple(
            _build_scope_pattern(measure, "", group, day) for measure in (STANDING_NON_DETAINED, STANDING_DETAINED)
        )
        yield Relation(_build_scope_pattern(STANDING_NATIONWIDE, "", group, day), parts, remainder=True)


def _build_scope_pattern(
    measure: str, city: str, cohort: str, as_of: str, by: str = "", level: str = ""
) -> CellPattern:
    return CellPattern(measure, city, cohort, "removal", by, level, as_of=as_of)


def _relate_subsets(city: str, named: Sequence[str], as_of: str) -> Iterator[Relation]:
    """Each group is part of any group, split by split, in headline and in detained courts."""
    for group in named:
        yield Relation(
            _build_scope_pattern(STANDING_DETAINED, city, measures.ANY_COHORT, as_of),
            (_build_scope_pattern(STANDING_DETAINED, city, group, as_of),),
            remainder=True,
        )
        for split, levels in measures.list_group_splits(group).items():
            for level in levels:
                whole = _build_scope_pattern(STANDING_NON_DETAINED, city, measures.ANY_COHORT, as_of, split, level)
                yield Relation(
                    whole,
                    (_build_scope_pattern(STANDING_NON_DETAINED, city, group, as_of, split, level),),
                    remainder=True,
                )


def _relate_equal_cells(city: str, named: Sequence[str], as_of: str) -> Iterator[Relation]:
    """Numbers that are the same people under two names."""
    if "in_absentia" in named:
        absent = _build_scope_pattern(STANDING_NON_DETAINED, city, measures.ALL_STANDING, as_of, "path", "in_absentia")
        yield Relation(absent, (_build_scope_pattern(STANDING_NON_DETAINED, city, "in_absentia", as_of),))
        for other in (measures.ANY_COHORT, *named):
            part = _build_scope_pattern(STANDING_NON_DETAINED, city, other, as_of, "in_absentia", "yes")
            yield Relation(absent, (part,), remainder=other != measures.ANY_COHORT)


def _relate_sums(city: str, as_of: date) -> Iterator[Relation]:
    """How hearing notices, hearings, representation and orders add up, and the months in which deadlines close."""
    for whole, parts in (*measures.PATHWAY_SUMS, *measures.list_reach_sums(as_of)):
        keys = [
            _build_scope_pattern(STANDING_NON_DETAINED, city, measures.ALL_STANDING, as_of.isoformat(), *cell)
            for cell in (whole, *parts)
        ]
        yield Relation(keys[0], tuple(keys[1:]))


def _relate_families(city: str, named: Sequence[str], as_of: str) -> Iterator[Relation]:
    """Families are no more than the cases of their members, and those of a group no more than those of any."""
    for group in (measures.ALL_STANDING, measures.ANY_COHORT, *named):
        yield Relation(
            _build_scope_pattern(STANDING_NON_DETAINED, city, group, as_of),
            (_build_scope_pattern(STANDING_FAMILIES, city, group, as_of),),
            remainder=True,
        )
    for group in named:
        whole = _build_scope_pattern(STANDING_FAMILIES, city, measures.ANY_COHORT, as_of)
        yield Relation(whole, (_build_scope_pattern(STANDING_FAMILIES, city, group, as_of),), remainder=True)


def _relate_issued_orders(city: str, order_class: str, as_of: str) -> Relation:
    total, *parts = (
        CellPattern(measure, city, "", order_class, as_of=as_of)
        for measure in ("orders_issued", "orders_undone", "orders_not_undone")
    )
    return Relation(total, tuple(parts))
