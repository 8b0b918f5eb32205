"""What changed: between two operations, and over one operation's life."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from finalorder.errors import InputError
from finalorder.operations.operation import CITIES, Figure, Operation, Revision, Source


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``before`` is None where something was added, ``after`` where it was taken out.

    ``subject`` is city, cohort, announced, begun, starts, ends, scope, states, title, summary, revision, phase, claim,
    capacity, assumption, outcome, unpublished or police; ``name`` is the city, the id or, for parts without one, the
    day or agency.
    """

    subject: str
    name: str
    before: str | None
    after: str | None

    @property
    def sentence(self) -> str:
        """The change in one line of English."""
        what = f"{self.subject} {self.name}".strip()
        if self.before is None:
            return f"{what}: added" + (f" ({self.after})" if self.after else "")
        if self.after is None:
            return f"{what}: taken out" + (f" ({self.before})" if self.before else "")
        return f"{what}: {self.before} -> {self.after}"


def compare_operations(a: Operation, b: Operation) -> list[Change]:
    """List the changes that lead from ``a`` to ``b``: dates, cities, cohorts, then each part by its id."""
    return [*_compare_operation_fields(a, b), *_compare_parts(a, b)]


def reconstruct_operation(operation: Operation, day: date) -> Operation:
    """Return the operation as it stood at the end of a day: revisions up to it applied, and nothing said later known.

    Claims, outcomes and statements of police from after the day are left out, capacities and assumptions are kept: they
    describe the time and not the announcement. Raises ``FinalorderError`` for a day before the announcement.
    """
    if day < operation.first_day:
        what = "was announced" if operation.first_day == operation.announced else "began"
        raise InputError(f"{operation.title} {what} on {operation.first_day}; choose that day or a later one.")
    made = tuple(revision for revision in operation.revisions if revision.on <= day)
    for revision in made:
        operation = _apply_revision(operation, revision)
    return replace(
        operation,
        revisions=made,
        claims=tuple(claim for claim in operation.claims if claim.on <= day),
        outcomes=tuple(outcome for outcome in operation.outcomes if outcome.as_of <= day),
        police=tuple(police for police in operation.police if police.on <= day),
        phases=tuple(phase for phase in operation.phases if phase.starts <= day),
    )


def list_change_days(operation: Operation) -> list[date]:
    """The days on which the operation changed, the announcement first."""
    return sorted({operation.first_day, *(revision.on for revision in operation.revisions)})


def _apply_revision(operation: Operation, revision: Revision) -> Operation:
    return replace(
        operation,
        starts=revision.starts or operation.starts,
        ends=revision.ends or operation.ends,
        scope=CITIES if revision.cities else operation.scope,
        cities=revision.cities or operation.cities,
        cohorts=revision.cohorts or operation.cohorts,
    )


def _compare_operation_fields(a: Operation, b: Operation) -> Iterator[Change]:
    for field in ("title", "summary", "announced", "begun", "starts", "ends", "scope", "states"):
        before, after = getattr(a, field), getattr(b, field)
        if before != after:
            yield Change(field, "", _format_field_value(before), _format_field_value(after))
    yield from _compare_names("city", a.cities, b.cities)
    yield from _compare_names("cohort", a.cohorts, b.cohorts)


def _compare_names(subject: str, before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Change]:
    yield from (Change(subject, name, name, None) for name in before if name not in after)
    yield from (Change(subject, name, None, name) for name in after if name not in before)


def _compare_parts(a: Operation, b: Operation) -> Iterator[Change]:
    yield from _compare_indexed_parts("revision", _index_revisions(a), _index_revisions(b))
    yield from _compare_indexed_parts("claim", _index_by_id(a.claims), _index_by_id(b.claims))
    yield from _compare_indexed_parts("capacity", _index_by_id(a.capacities), _index_by_id(b.capacities))
    yield from _compare_indexed_parts("assumption", _index_by_id(a.assumptions), _index_by_id(b.assumptions))
    yield from _compare_indexed_parts("outcome", _index_by_id(a.outcomes), _index_by_id(b.outcomes))
    yield from _compare_indexed_parts("phase", _index_by_id(a.phases), _index_by_id(b.phases))
    yield from _compare_indexed_parts("unpublished", _index_by_id(a.unpublished), _index_by_id(b.unpublished))
    yield from _compare_indexed_parts("police", _index_police_statements(a), _index_police_statements(b))


def _index_by_id(parts: Iterable[Any]) -> dict[str, Any]:
    return {part.id: part for part in parts}


def _index_revisions(operation: Operation) -> dict[str, Any]:
    """Index revisions by day, and by place among those of the same day."""
    seen: dict[date, int] = {}
    named = {}
    for revision in operation.revisions:
        seen[revision.on] = seen.get(revision.on, 0) + 1
        again = "" if seen[revision.on] == 1 else f" ({seen[revision.on]})"
        named[f"{revision.on}{again}"] = revision
    return named


def _index_police_statements(operation: Operation) -> dict[str, Any]:
    return {f"{police.agency}, {police.on}": police for police in operation.police}


def _compare_indexed_parts(subject: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    for name, part in before.items():
        if name not in after:
            yield Change(subject, name, _summarize_part(part), None)
        elif part != after[name]:
            yield _build_change(subject, name, part, after[name])
    yield from (
        Change(subject, name, None, _summarize_part(part)) for name, part in after.items() if name not in before
    )


def _build_change(subject: str, name: str, before: Any, after: Any) -> Change:
    """Build a change of a figure shows the figure; any other shows the fields that differ."""
    if isinstance(before, Figure) and _summarize_part(before) != _summarize_part(after):
        return Change(subject, name, _summarize_part(before), _summarize_part(after))
    keys = [field.name for field in fields(before) if getattr(before, field.name) != getattr(after, field.name)]
    return Change(subject, name, _format_fields(before, keys), _format_fields(after, keys))


def _format_fields(part: Any, keys: list[str]) -> str:
    return "; ".join(f"{key} {_format_field_value(getattr(part, key)) or 'none'}" for key in keys)


def _summarize_part(part: Any) -> str:
    if not isinstance(part, Figure):
        return str(next(text for key in ("what", "says", "name") if (text := getattr(part, key, None))))
    low, high = part.range
    amount = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    return f"{part.bound} {amount} {part.unit}, {part.as_of}".removeprefix("exactly ")


def _format_field_value(value: object) -> str | None:
    if isinstance(value, tuple):
        return ", ".join(item.key if isinstance(item, Source) else str(item) for item in value)
    return None if value is None else str(value)
