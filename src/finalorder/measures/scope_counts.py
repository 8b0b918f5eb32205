"""Everything that the scope of an operation counts on a day."""

import json
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from finalorder import cohorts
from finalorder.cohorts import CustomCohort
from finalorder.engines import Engine, Raw, StepRunner
from finalorder.lake import Release
from finalorder.measures import prepared
from finalorder.measures.family_docket import compute_docket_shares
from finalorder.measures.method_runner import load_measure_steps
from finalorder.measures.open_deadlines import build_asked_reach, list_reach_cells
from finalorder.measures.order_pathways import list_pathway_cells
from finalorder.measures.standing_orders import (
    build_asked_cities,
    build_groups,
    build_stamp,
    count_cells,
    list_count_cells,
    list_family_cells,
)

#: a group of this many conditions is counted as a whole only: a split would be one condition more
MAX_SPLIT_CONDITIONS = 1


@dataclass(frozen=True, slots=True)
class ScopeQuestion:
    """What a scope asks: a day, places (none where the whole country is one), groups that ship and groups of files.

    ``beside`` are groups counted beside those of the operation, as wholes. ``family_docket`` is the docket whose shares
    in print are counted too; ``operation`` names it in every row.
    """

    as_of: date
    cities: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    own: tuple[CustomCohort, ...] = ()
    beside: tuple[CustomCohort, ...] = ()
    nationwide: bool = False
    family_docket: str = ""
    operation: str = ""

    def encode(self) -> bytes:
        """The question as bytes: what a published answer must have been asked."""
        own = [[each.name, each.condition.text] for each in self.own]
        asked = [self.as_of.isoformat(), self.cities, self.groups, own, self.nationwide, self.family_docket]
        return json.dumps(asked).encode()


def count_scope(release: Release, asked: ScopeQuestion, *, engine: Engine | None = None) -> list[Raw]:
    """The counts of a scope, unprotected; rows that describe the same number are to be added.

    :raises FinalorderError: if the release cannot speak about the day.
    """
    own, beside = (
        [step for each in each_of for step in cohorts.split_cohort(each)] for each_of in (asked.own, asked.beside)
    )
    steps = [*own, *beside]
    names = [each.name for each in steps]
    whole_only = [each.name for each in own if len(each.condition.dims) > MAX_SPLIT_CONDITIONS]
    cells = {
        "standing_counts": list_count_cells(asked.groups, names, [*whole_only, *(each.name for each in beside)]),
        "standing_ways": list_pathway_cells(),
        "standing_reach": list_reach_cells(asked.as_of),
        "standing_families": list_family_cells(asked.groups, names),
    }
    with cohorts.open_cohorts(release, asked.as_of, asked.groups, steps, engine=engine) as members:
        counter = open_counter(members, release, asked).extend(
            {
                "groups": build_groups(asked.groups, names),
                "asked_reach": build_asked_reach(asked.as_of),
                **prepared.find_pathway_files(release),
            }
        )
        tables = [count_cells(counter, name, each) for name, each in cells.items()]
        tables += [counter.query(name) for name in ("order_series", "nation")]
    tables = [cohorts.drop_step_names(table) if steps and "cohort" in table.column_names else table for table in tables]
    shares = compute_docket_shares(release, asked.as_of, asked.family_docket, asked.operation, engine=engine)
    return [Raw(table) for table in (*tables, shares)]


def open_counter(members: StepRunner, release: Release, asked: ScopeQuestion) -> StepRunner:
    """Let the measures' steps count the members of cohorts in some cities."""
    given = {
        "asked_cities": build_asked_cities(asked.cities, nationwide=asked.nationwide),
        "stamp": build_stamp(release, asked.as_of, asked.operation),
    }
    return members.extend(given, load_measure_steps().values())


def count_standing_on(release: Release, asked: ScopeQuestion, *, engine: Engine | None = None) -> Raw:
    """Count the standing orders of groups as wholes on a day: the rows of ``standing_counts`` without splits."""
    own = [step for each in asked.own for step in cohorts.split_cohort(each)]
    with cohorts.open_cohorts(release, asked.as_of, asked.groups, own, engine=engine) as members:
        cells = [cell for cell in list_count_cells(asked.groups, [each.name for each in own]) if not cell.by_1]
        counted = count_cells(open_counter(members, release, asked), "standing_counts", cells)
        return Raw(cohorts.drop_step_names(counted) if own else counted)


def count_cohort_flow(release: Release, asked: ScopeQuestion, lang: str = "en", *, engine: Engine | None = None) -> Raw:
    """Count where cases left each group: in every court, or in those of one city that are not for detainees."""
    flow_city = pa.table({"city": [asked.cities[0] if asked.cities else ""]})
    with cohorts.open_cohorts(release, asked.as_of, asked.groups, asked.own, engine=engine) as members:
        counter = open_counter(members, release, asked).extend({"flow_city": flow_city})
        flow = cohorts.ask_cohort_flow(counter, asked.groups, asked.own, lang)
        return Raw(flow.query("cohort_flow"))
