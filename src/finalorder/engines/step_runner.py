"""Runs steps in the order that they need, each once, each with exactly the tables that it reads."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

from finalorder.engines.interface import NO_NOTES, Engine, Notes, Source, Table
from finalorder.engines.sql import Step, StepError


class StepRunner:
    """An engine, the steps that it may run and the sources they begin with; tables are made when they are asked for.

    A source goes before a step of the same name: give ``orders`` as a file, and no step derives it again.
    """

    def __init__(
        self,
        engine: Engine,
        steps: Mapping[str, Step],
        sources: Mapping[str, Source],
        *,
        parent: "StepRunner | None" = None,
        is_lent: bool = False,
    ) -> None:
        self.engine = engine
        #: whether the engine is somebody else's, who closes it
        self._is_lent = is_lent
        self.steps = steps
        self._sources = dict(sources)
        self._parent = parent
        self._made: dict[str, Table] = {}
        self._changed: set[str] = set(sources)
        self._known_changes: dict[str, bool] = {}
        self._every_source: frozenset[str] = frozenset(sources) | (parent._every_source if parent else frozenset())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._is_lent:
            self.engine.close()

    def extend(self, sources: Mapping[str, Source], steps: Iterable[Step] = ()) -> "StepRunner":
        """Ask the same steps about further or other sources; what those do not change is made only once for both."""
        added = {step.name: step for step in steps if self.steps.get(step.name) != step}
        wider = StepRunner(self.engine, {**self.steps, **added}, sources, parent=self, is_lent=self._is_lent)
        wider._changed |= added.keys()
        return wider

    def table(self, name: str) -> Table:
        """Return the table of that name, made now with what it needs, if it is not there yet.

        :raises StepError: if it is neither a source nor a step.
        """
        if name not in self._made:
            self._made[name] = self._obtain_table(name)
        return self._made[name]

    def drop_tables(self) -> None:
        """Let go of every table that was made for this runner, those of the one it extends among them."""
        for table in self._made.values():
            self.engine.drop_table(table)
        self._made.clear()

    def forget_table(self, name: str) -> None:
        """Let go of one table that was made for this runner and is asked for no more."""
        if name in self._made:
            self.engine.drop_table(self._made.pop(name))

    def query(self, name: str) -> pa.Table:
        """Run a step and give its rows; nothing is kept of them."""
        return self.query_step(self._find_step(name))

    def query_step(self, step: Step) -> pa.Table:
        """Run and give the same for a step that is not one of the runner's."""
        return self.engine.query(step, self._collect_inputs(step))

    def write(self, name: str, target: Path, notes: Notes = NO_NOTES) -> int:
        """Run a step into a Parquet file with its notes, which is its table from then on; gives the rows."""
        step = self._find_step(name)
        rows = self.engine.write(step, self._collect_inputs(step), target, notes)
        self._made[name] = self.engine.load_table(name, target)
        return rows

    def create_user_table(self, step: Step) -> Table:
        """Keep the rows of SQL that a user wrote; see :meth:`Engine.create_user_table`."""
        return self.engine.create_user_table(step, self._collect_inputs(step))

    def _collect_inputs(self, step: Step) -> dict[str, Table]:
        return {name: self.table(name) for name in sorted(step.reads)}

    def _obtain_table(self, name: str) -> Table:
        if self._parent is not None and not self._is_changed(name):
            return self._parent.table(name)
        if name in self._sources:
            return self._load_source(name, self._sources[name])
        step = self._find_step(name)
        return self.engine.create_table(step, self._collect_inputs(step))

    def _load_source(self, name: str, source: Source) -> Table:
        return source if isinstance(source, Table) else self.engine.load_table(name, source)

    def _is_changed(self, name: str) -> bool:
        """Return whether a table is this runner's own: it, or something that it comes from, was given here."""
        if name not in self._known_changes:
            self._known_changes[name] = name in self._changed or self._comes_from_a_change(name)
        return self._known_changes[name]

    def _comes_from_a_change(self, name: str) -> bool:
        if name in self._every_source or name not in self.steps:
            return False
        return any(self._is_changed(read) for read in sorted(self.steps[name].reads))

    def _find_step(self, name: str) -> Step:
        if name not in self.steps:
            raise StepError(f"there is no table {name}: no step makes it, and it was not given")
        return self.steps[name]
