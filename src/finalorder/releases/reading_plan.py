"""What a release holds, before its 4 GB are read: which member is which table, what is missing or not counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from finalorder import registry
from finalorder.errors import InputError
from finalorder.releases.count_file import describe_unread_lines, read_count_file
from finalorder.releases.findings import Findings
from finalorder.releases.schema import NEEDED_TABLES
from finalorder.releases.sources import Member, ReleaseSource

REQUIRED_TABLES = ("cases", "proceedings")
_TEXT_MEMBERS = {"count.txt", "simulated.txt"}


@dataclass(slots=True)
class ReadingPlan:
    """Which member holds which table, what else there is, what Count.txt says, and what cannot be whole."""

    tables: dict[str, Member]
    others: list[Member]
    wanted: tuple[str, ...]
    counts: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    mismatches: list[str] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)

    def list_tables(self) -> Iterator[tuple[registry.Table, Member | None]]:
        """List the tables to read, each with its member if there is one: the core tables asked for, all lookups."""
        for table in registry.list_core_tables():
            if table.name in self.wanted:
                yield table, self.tables.get(table.name)
        for table in registry.list_lookup_tables():
            yield table, self.tables.get(table.name)


def choose_tables(only: Sequence[str]) -> tuple[str, ...]:
    """Choose the core tables asked for, in the registry's order; all of them unless some are named."""
    core = [table.name for table in registry.list_core_tables()]
    unknown = [name for name in only if name not in core]
    if unknown:
        raise InputError(f"there is no core table {', '.join(unknown)}; the core tables are {', '.join(core)}.")
    return tuple(name for name in core if name in only) if only else tuple(core)


def plan_reading(source: ReleaseSource, only: Sequence[str]) -> ReadingPlan:
    """Match a release's members to the registry's tables. Raises InputError where there is no release at all."""
    found, others = _match_members(source)
    for name in REQUIRED_TABLES:
        if name not in found:
            raise InputError(
                f"{source.path} holds no {registry.get_table(name).file}; "
                "pass the court's whole release, zip or folder."
            )
    plan = ReadingPlan(found, others, choose_tables(only))
    _note_unknown_members(plan)
    listed = read_count_file(source, others, plan.findings)
    plan.counts = listed.counts
    plan.missing = [name for name in NEEDED_TABLES if name in plan.wanted and name not in found]
    if not only:
        plan.mismatches = [*_describe_missing(plan), *describe_unread_lines(listed), *_describe_counts(plan)]
    return plan


def _match_members(source: ReleaseSource) -> tuple[dict[str, Member], list[Member]]:
    by_file = {
        table.file.lower(): table.name for table in (*registry.list_core_tables(), *registry.list_lookup_tables())
    }
    found: dict[str, Member] = {}
    others = []
    for member in source.members:
        name = by_file.get(member.name.lower())
        if name is None:
            others.append(member)
        elif name in found:
            raise InputError(
                f"{source.path} contains {member.name} twice, in different folders; pass one release only."
            )
        else:
            found[name] = member
    return found, others


def _note_unknown_members(plan: ReadingPlan) -> None:
    for member in plan.others:
        if member.name.lower() not in _TEXT_MEMBERS and "readme" not in member.name.lower():
            plan.findings.add_finding("not_a_table", member.name, "no table of the registry; verified, not read")


def _describe_missing(plan: ReadingPlan) -> Iterator[str]:
    for name in plan.missing:
        file = registry.get_table(name).file
        yield f"the release has no {file}, which the ledger needs{_suggest_members(plan, file)}"


def _describe_counts(plan: ReadingPlan) -> Iterator[str]:
    """Describe counts of tables that the release does not have; those that the ledger needs are findings already."""
    names = {member.name.lower().removesuffix(".csv") for member in (*plan.tables.values(), *plan.others)}
    names |= {registry.get_table(name).file.lower().removesuffix(".csv") for name in plan.missing}
    for name, count in plan.counts.items():
        if name not in names:
            yield f"Count.txt counts {count:,} rows of {name}, which the release does not have" + _suggest_members(
                plan, name
            )


def _suggest_members(plan: ReadingPlan, file: str) -> str:
    stem = file.lower().removesuffix(".csv")
    near = [repr(member.name) for member in plan.others if member.name.lower().startswith(stem)]
    return f" (it has {', '.join(near[:3])}; give it its own name back)" if near else ""
