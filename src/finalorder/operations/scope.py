"""Who an announced operation names: counts by city and group as of a day, made of Shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from finalorder import cohorts, measures
from finalorder.cohorts import OwnCohort
from finalorder.disclosure import OR, AnswerRow, Key, Meanings, PublicationLog, Relation, Shown, is_small, open_door
from finalorder.errors import Problem
from finalorder.operations.model import Operation
from finalorder.releases.lake import Release

HEADLINE, DETAINED, NATION = "standing_orders", "standing_orders_detained_courts", "standing_orders_nation"
FAMILIES = "standing_families"
CLASSES = ("removal", "removal_withheld", "voluntary_departure")


@dataclass(frozen=True, slots=True)
class Scope:
    """The answer: every count shown, for an operation, a release and a day."""

    operation: Operation
    release: Release
    as_of: date
    shown: Shown

    def count(self, city: str = "", cohort: str = measures.ALL, by: str = "", level: str = "") -> AnswerRow:
        """Cases with a standing order in a city's headline courts (no city: all cities of the operation)."""
        return self.shown.cell(measure=HEADLINE, city=city, cohort=cohort, by_1=by, level_1=level)

    def detained(self, city: str = "", cohort: str = measures.ALL) -> AnswerRow:
        """The same in the city's detained courts, shown apart."""
        return self.shown.cell(measure=DETAINED, city=city, cohort=cohort)

    def nation(self, cohort: str = measures.ALL) -> AnswerRow:
        """The same in every court of the country."""
        return self.shown.cell(measure=NATION, cohort=cohort)

    def families(self, city: str = "", cohort: str = measures.ALL) -> AnswerRow:
        """Families (a lead case and its riders) of which anyone has a standing order; each counts once."""
        return self.shown.cell(measure=FAMILIES, city=city, cohort=cohort)

    def waves(self, clock: str, city: str = "") -> list[AnswerRow]:
        """Open deadlines by the month in which they close (``rescission`` or ``reopening``), the next month first."""
        months = measures.waves(self.as_of, clock)
        return [self.count(city, measures.ALL, f"{clock}_closes", month) for month in months]

    def languages(self, city: str = "") -> list[AnswerRow]:
        """Cases with a standing order by the language recorded, the common ones and ``other``."""
        return [self.count(city, measures.ALL, "language", level) for level in measures.LANGUAGES]

    def orders(self, measure: str, city: str = "", order_class: str = "removal") -> AnswerRow:
        """Orders issued, undone, or not undone by the day (``orders_issued`` ...), in a city or all of them."""
        return self.shown.cell(measure=measure, city=city, order_class=order_class)

    def share(self, method: str) -> AnswerRow:
        """A share of the family docket by one method (``M4``, ``M5i``, ``M5ii``, ``M7a``, ``M7b``)."""
        return next(row for row in self.shown.rows if row.method == method)


def scope(
    operation: Operation,
    release: Release,
    as_of: date | None = None,
    *,
    profile: str = "public",
    log: PublicationLog | None = None,
    own: Sequence[OwnCohort] = (),
) -> Scope:
    """Count the standing orders of an operation's cities and groups; default day: the announcement.

    ``own`` are groups of a user's files, counted beside those of the announcement. ``log`` is what was published
    before.

    :raises Problem: if the release ends before the day, or a group is nearly the same set of cases as another one.
    """
    day = as_of or operation.announced
    named = list(operation.cohorts)
    raws, overlaps = measures.scope_counts(release, day, operation.cities, named, own, operation=operation.id)
    beside = Beside(overlaps, day.isoformat())
    if profile != "none":
        beside.refuse()
    relations = [*relations_between(operation.cities, named, day), *beside.relations()]
    meanings = meanings_of(operation.cities, named, own)
    shown = open_door(raws, relations=relations, profile=profile, log=log, meanings=meanings, hide=beside.hidden())
    return Scope(operation, release, day, shown)


def meanings_of(cities: Sequence[str], named: Sequence[str], own: Sequence[OwnCohort] = ()) -> Meanings:
    """Rows without a city are about these cities, any group is any of these, and a user's is what its file says."""
    summed = (HEADLINE, DETAINED, FAMILIES, "orders_issued", "orders_undone", "orders_not_undone")
    groups = {each.name: each.condition.text or each.name for each in own}
    return Meanings(dict.fromkeys(summed, tuple(cities)), groups | {measures.ANY: OR.join(sorted(named))})


@dataclass(frozen=True, slots=True)
class Beside:
    """What the data say of a user's groups beside the others: which lie inside which, which are nearly the same."""

    overlaps: Sequence[cohorts.Overlap]
    as_of: str

    def refuse(self) -> None:
        """Refuse a group that as a whole differs from another by 1 to 10 cases."""
        for each in self.overlaps:
            if each.place == "nation" and is_small(each.only_own + each.only_other):
                raise Problem(
                    f"{each.own} and {each.cohort} differ by 1 to 10 cases, and the difference would be a number about"
                    " very few people; widen or narrow the cohort."
                )

    def hidden(self) -> list[Key]:
        """The cells of places where they do, neither lying inside the other (that, the gate finds by itself)."""
        near = [o for o in self.overlaps if o.only_own and o.only_other and is_small(o.only_own + o.only_other)]
        return [self._key(each, each.own) for each in near]

    def relations(self) -> Iterator[Relation]:
        """A group with no case that the other lacks lies inside it."""
        for each in self.overlaps:
            own, other = self._key(each, each.own), self._key(each, each.cohort)
            if each.place == "nation" and each.cohort == measures.ANY:
                continue  # not counted for the nation
            if not each.only_own:
                yield Relation(other, (own,), remainder=each.only_other > 0)
            elif not each.only_other:
                yield Relation(own, (other,), remainder=True)

    def _key(self, overlap: cohorts.Overlap, group: str) -> Key:
        measure = {"nation": NATION, "headline": HEADLINE, "detained": DETAINED}[overlap.place]
        return _key(measure, overlap.city, group, self.as_of)


def relations_between(cities: Sequence[str], named: Sequence[str], as_of: date) -> Iterator[Relation]:
    """What a reader knows of the counts besides their margins: subsets, sums and equalities.

    Sums over cities and over the levels of a split need no telling: the gate finds them.
    """
    day = as_of.isoformat()
    for city in ["", *cities]:
        yield from _subsets(city, named, day)
        yield from _equal_by_definition(city, named, day)
        yield from _summed(city, as_of)
        yield from _families(city, named, day)
        for order_class in CLASSES:
            yield _issued(city, order_class, day)
    for group in [measures.ALL, *named]:
        parts = tuple(_key(measure, "", group, day) for measure in (HEADLINE, DETAINED))
        yield Relation(_key(NATION, "", group, day), parts, remainder=True)


def _key(measure: str, city: str, cohort: str, as_of: str, by: str = "", level: str = "") -> Key:
    return Key(measure, city, cohort, "removal", by, level, as_of=as_of)


def _subsets(city: str, named: Sequence[str], as_of: str) -> Iterator[Relation]:
    """Each group is part of any group, split by split, in headline and in detained courts."""
    for group in named:
        yield Relation(_key(DETAINED, city, measures.ANY, as_of), (_key(DETAINED, city, group, as_of),), remainder=True)
        for split, levels in measures.splits_of(group).items():
            for level in levels:
                whole = _key(HEADLINE, city, measures.ANY, as_of, split, level)
                yield Relation(whole, (_key(HEADLINE, city, group, as_of, split, level),), remainder=True)


def _equal_by_definition(city: str, named: Sequence[str], as_of: str) -> Iterator[Relation]:
    """Numbers that are the same people under two names."""
    if "in_absentia" in named:
        absent = _key(HEADLINE, city, measures.ALL, as_of, "path", "in_absence")
        yield Relation(absent, (_key(HEADLINE, city, "in_absentia", as_of),))
        for other in (measures.ANY, *named):
            part = _key(HEADLINE, city, other, as_of, "in_absence", "yes")
            yield Relation(absent, (part,), remainder=other != measures.ANY)


def _summed(city: str, as_of: date) -> Iterator[Relation]:
    """How letters, hearings, lawyers and orders add up, and the months in which deadlines close."""
    for whole, parts in (*measures.SUMS, *measures.reach_sums(as_of)):
        keys = [_key(HEADLINE, city, measures.ALL, as_of.isoformat(), *cell) for cell in (whole, *parts)]
        yield Relation(keys[0], tuple(keys[1:]))


def _families(city: str, named: Sequence[str], as_of: str) -> Iterator[Relation]:
    """Families are no more than the cases of their members, and those of a group no more than those of any."""
    for group in (measures.ALL, measures.ANY, *named):
        yield Relation(_key(HEADLINE, city, group, as_of), (_key(FAMILIES, city, group, as_of),), remainder=True)
    for group in named:
        whole = _key(FAMILIES, city, measures.ANY, as_of)
        yield Relation(whole, (_key(FAMILIES, city, group, as_of),), remainder=True)


def _issued(city: str, order_class: str, as_of: str) -> Relation:
    total, *parts = (
        Key(measure, city, "", order_class, as_of=as_of)
        for measure in ("orders_issued", "orders_undone", "orders_not_undone")
    )
    return Relation(total, tuple(parts))
