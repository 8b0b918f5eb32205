"""Operation files: written, validated, compared."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from finalorder.cohorts import list_cohort_names
from finalorder.errors import InputError
from finalorder.lake import Lake, Release
from finalorder.operations import (
    Change,
    Operation,
    OperationState,
    ScopeByRevision,
    compare_operations,
    compose_operation_toml,
    count_scope_by_revision,
    list_revision_states,
    list_shipped_operations,
    load_operation,
)

#: what an operation's own revisions change; all else in them is what became known later
_REVISED_SUBJECTS = frozenset({"starts", "ends", "city", "cohort", "revision"})


def compose_operation(answers: Mapping[str, Any]) -> str:
    """Write the text of an operation file that loads, from the few things it needs.

    :raises FinalorderError: if an answer cannot be.
    """
    return compose_operation_toml(dict(answers), cohorts=list_cohort_names())


def list_operations() -> list[Operation]:
    """List the operations that come with the package, the newest first."""
    found = [load_operation(name) for name in list_shipped_operations()]
    return sorted(found, key=lambda each: each.first_day, reverse=True)


def validate_operation(operation: str) -> Operation:
    """Read an operation file, or the shipped operation of that id.

    :raises FinalorderError: with the line and what is wrong there.
    """
    return load_operation(operation, cohorts=list_cohort_names())


@dataclass(frozen=True, slots=True)
class OperationDiff:
    """The states compared, in order, and the scope of each if a lake was given."""

    states: list[OperationState]
    over_its_life: bool
    scopes: ScopeByRevision | None
    releases: tuple[Release, ...] = ()

    def list_changes(self) -> Iterator[tuple[str, Change]]:
        """List every change, under the label of the state that brought it.

        Over an operation's own life only what was announced anew counts, not what became known.
        """
        for before, after in pairwise(self.states):
            for change in compare_operations(before.operation, after.operation):
                if not self.over_its_life or change.subject in _REVISED_SUBJECTS:
                    yield after.label, change


def read_operation_names(subject: str) -> tuple[str, str | None]:
    """Read the one or two operations that a question about a change names, quoted as a shell has them."""
    names = shlex.split(subject)
    if len(names) not in (1, 2):
        raise InputError("a change is of one operation over its life, or between two: finalorder operation diff A [B].")
    return names[0], names[1] if len(names) > 1 else None


def diff_operations(
    first: str,
    second: str | None = None,
    lake_dir: str | Path | None = None,
    *,
    release: str | None = None,
    profile: str = "public",
) -> OperationDiff:
    """Compare two operations, or with one alone its states over its own life; with a lake, their scopes too.

    :raises FinalorderError: if a file is wrong, or the lake has no such release.
    """

    states = _load_states(first, second)
    if lake_dir is None:
        return OperationDiff(states, second is None, None)
    opened = Lake(Path(lake_dir)).open_release(release)
    scopes = count_scope_by_revision(states, opened, profile=profile)
    return OperationDiff(states, second is None, scopes, (opened,))


def _load_states(first: str, second: str | None) -> list[OperationState]:
    before = validate_operation(first)
    if second is None:
        return list_revision_states(before)
    return [OperationState(first, before), OperationState(second, validate_operation(second))]
