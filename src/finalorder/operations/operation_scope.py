"""Who an announced operation names: counts by city and group as of a day, made of Shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from finalorder import measures
from finalorder.answers import AnswerRow, Shown
from finalorder.cohorts import CustomCohort
from finalorder.disclosure import apply_disclosure_control
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
        """Count cases with a standing order in a city's courts that are not for detainees (no city:
        all of the operation).
        """
        return self.shown.find_row(measure=STANDING_NON_DETAINED, city=city, cohort=cohort, by_1=by, level_1=level)

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

    def find_method_share(self, method: str) -> AnswerRow:
        """Find a share of the family docket by one method (``M4``, ``M5i``, ``M5ii``, ``M7a``, ``M7b``)."""
        return next(row for row in self.shown.rows if row.method == method)


def count_operation_scope(
    operation: Operation,
    release: Release,
    as_of: date | None = None,
    *,
    profile: str = "public",
    own: Sequence[CustomCohort] = (),
) -> Scope:
    """Count the standing orders of an operation's cities and groups; default day: the announcement.

    ``own`` are groups of a user's files, counted beside those of the announcement. What is said of all cities is the
    sum of what is said of each.

    :raises FinalorderError: if the release ends before the day, or a group has more conditions than the public
        profile allows.
    """
    if profile == "public":
        for each in own:
            check_question(("city",), each.condition)
    day = as_of or operation.announced
    raws = measures.count_scope(release, day, operation.cities, list(operation.cohorts), own, operation=operation.id)
    return Scope(operation, release, day, apply_disclosure_control(raws, profile=profile))
