"""Who an announced operation names: counts by city and group as of a day, made of Shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa

from finalorder import measures
from finalorder.answers import AnswerRow, ArrowSource, Shown, describe_size, to_arrow
from finalorder.cohorts import CustomCohort, can_gather
from finalorder.disclosure import OPERATIONS, apply_disclosure_control, bound_union, open_plan
from finalorder.lake import Release
from finalorder.operations.operation import Operation
from finalorder.operations.question_limits import check_question

STANDING_NON_DETAINED, STANDING_DETAINED, STANDING_NATIONWIDE = (
    "standing_orders",
    "standing_orders_detained_courts",
    "standing_orders_nation",
)
STANDING_FAMILIES = "standing_families"
ORDER_CLASSES = ("removal", "removal_withheld", "voluntary_departure")


@dataclass(frozen=True, slots=True, repr=False)
class Scope(ArrowSource):
    """The answer: every count shown, for an operation, a release and a day."""

    operation: Operation
    release: Release
    as_of: date
    shown: Shown

    def __repr__(self) -> str:
        return f"<Scope {self.operation.id}, {self.as_of}, {self.release.name}: {describe_size(self.shown)}>"

    def arrow(self) -> pa.Table:
        """Return the rows in memory, as Arrow."""
        return to_arrow(self.shown)

    def find_count(
        self, city: str = "", cohort: str = measures.ALL_STANDING, by: str = "", level: str = ""
    ) -> AnswerRow:
        """Count cases with a standing order in a city's courts that are not for detainees (no city:
        all of the operation).
        """
        return self.shown.find_row(measure=STANDING_NON_DETAINED, city=city, cohort=cohort, by_1=by, level_1=level)

    def has_count(self, city: str = "", cohort: str = measures.ALL_STANDING, by: str = "", level: str = "") -> bool:
        """Whether that was counted: a group of two conditions has no splits."""
        key = (STANDING_NON_DETAINED, city, cohort, by, level)
        return any((row.measure, row.city, row.cohort, row.by_1, row.level_1) == key for row in self.shown)

    def find_detained_count(self, city: str = "", cohort: str = measures.ALL_STANDING) -> AnswerRow:
        """Find the same in the city's detained courts, shown apart."""
        return self.shown.find_row(measure=STANDING_DETAINED, city=city, cohort=cohort)

    def find_national_count(self, cohort: str = measures.ALL_STANDING) -> AnswerRow:
        """Find the same in every court of the country."""
        return self.shown.find_row(measure=STANDING_NATIONWIDE, cohort=cohort)

    def find_family_count(self, city: str = "", cohort: str = measures.ALL_STANDING) -> AnswerRow:
        """Find families (a lead case and its riders) of which anyone has a standing order; each counts once."""
        return self.shown.find_row(measure=STANDING_FAMILIES, city=city, cohort=cohort)

    def list_deadline_counts(self, clock: str, city: str = "") -> list[AnswerRow]:
        """Open deadlines by the month in which they close (``rescission`` or ``reopening``), the next month first."""
        months = measures.list_deadline_months(self.as_of, clock)
        return [self.find_count(city, measures.ALL_STANDING, f"{clock}_closes", month) for month in months]

    def list_language_counts(self, city: str = "") -> list[AnswerRow]:
        """List cases with a standing order by the language recorded, the common ones and ``other``."""
        return [self.find_count(city, measures.ALL_STANDING, "language", level) for level in measures.ORDER_LANGUAGES]

    def find_order_count(self, measure: str, city: str = "", order_class: str = "removal") -> AnswerRow:
        """Find the orders issued, undone, or not undone by the day (``orders_issued`` ...),
        in a city or all of them.
        """
        return self.shown.find_row(measure=measure, city=city, order_class=order_class)

    def find_docket_share(self, method: str) -> AnswerRow | None:
        """Find a share of the operation's family docket by a method; None if it has none, or it was not counted."""
        return next((row for row in self.shown.rows if row.method == method), None)

    @property
    def summary_group(self) -> str:
        """The group that stands for all that the operation names: those in any of its groups, else everyone."""
        return measures.ANY_COHORT if self.operation.cohorts else measures.ALL_STANDING

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups to show: each that the operation names, those in any of several, and everyone."""
        named = self.operation.cohorts
        return (*named, *((measures.ANY_COHORT,) if len(named) > 1 else ()), measures.ALL_STANDING)


def count_operation_scope(
    operation: Operation,
    release: Release,
    as_of: date | None = None,
    *,
    profile: str = "public",
    own: Sequence[CustomCohort] = (),
) -> Scope:
    """Count the standing orders of an operation's places and groups; default day: its first.

    ``own`` are groups of a user's files, counted beside those of the operation. What is said of all cities is the sum
    of what is said of each.

    :raises FinalorderError: if the release ends before the day, or a group has more conditions than the public
        profile allows.
    """
    if profile == "public":
        for each in (*operation.own_cohorts, *own):
            check_question(("city",), each.condition)
    day = as_of or operation.first_day
    published = _find_published_scope(release, ask_scope(operation, day, own)) if profile == "public" else None
    if published is not None:
        return Scope(operation, release, day, published)
    release = release.complete()
    operation = _leave_out_uncountable(operation, release)
    question = ask_scope(operation, day, own)
    published = _find_published_scope(release, question) if profile == "public" else None
    if published is not None:
        return Scope(operation, release, day, published)
    shown = apply_disclosure_control(measures.count_scope(release, question), profile=profile)
    return Scope(operation, release, day, shown.derive_rows(_settle_union(operation, shown)))


def _leave_out_uncountable(operation: Operation, release: Release) -> Operation:
    """Leave out what comes nearest to an unknown group, where the lake was built without the tables that it needs."""
    return replace(
        operation,
        uncounted=tuple(
            replace(each, nearest=None) if each.nearest and not can_gather(release, each.nearest.condition) else each
            for each in operation.uncounted
        ),
    )


def name_scope_table(operation: str) -> str:
    """Name an operation's table of the plan."""
    return f"{OPERATIONS}/{operation}"


def _find_published_scope(release: Release, question: measures.ScopeQuestion) -> Shown | None:
    """Find the published counts of an operation that ships, if the same is asked as on its first day."""
    plan, name = open_plan(release), name_scope_table(question.operation)
    table = plan.tables.get(name) if plan else None
    if plan is None or table is None or question.beside or table.question != question.encode().decode():
        return None
    return plan.read_table(name)


def ask_scope(operation: Operation, day: date, beside: Sequence[CustomCohort] = ()) -> measures.ScopeQuestion:
    """What the scope of an operation asks of a release."""
    nearest = [each.nearest for each in operation.uncounted if each.nearest]
    own = tuple(each for each in operation.own_cohorts if each.name in operation.cohorts or each in nearest)
    named = {each.name for each in own}
    return measures.ScopeQuestion(
        day,
        cities=operation.cities,
        groups=tuple(name for name in operation.cohorts if name not in named),
        own=own,
        beside=tuple(beside),
        nationwide=operation.is_nationwide,
        family_docket=operation.family_docket,
        operation=operation.id,
    )


def _settle_union(operation: Operation, shown: Shown) -> Iterator[AnswerRow]:
    """The rows, those of cases in any group made right: there are none without a group, and where the file has groups
    of its own they are bounds. A union that an asker puts together is never counted: its parts are.
    """
    has_own = any(each.name in operation.cohorts for each in operation.own_cohorts)
    if operation.cohorts and not has_own:
        yield from shown
        return
    rows = {(row.measure, row.city, row.cohort, row.by_1, row.level_1): row for row in shown}
    for row in shown:
        if row.cohort != measures.ANY_COHORT:
            yield row
        elif operation.cohorts:
            keys = [(row.measure, row.city, name, row.by_1, row.level_1) for name in operation.cohorts]
            whole = rows.get((row.measure, row.city, measures.ALL_STANDING, row.by_1, row.level_1))
            whole = whole or rows[row.measure, row.city, measures.ALL_STANDING, "", ""]
            if all(key in rows for key in keys):
                yield bound_union(row, [rows[key] for key in keys], whole)
