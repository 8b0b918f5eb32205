"""What was published before: the memory that stops subtraction across days, releases, cohorts and conditions.

Two files. The ledger (``publications.jsonl``) has one line a published cell: a digest of its key, the release, and the
number shown, null if hidden. The private file beside it (``publications-private.jsonl``) has what the gate itself must
remember to protect the next answer: places, true numbers and reasons. It belongs to the lake, which holds every row
anyway, and never leaves the machine.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from finalorder.disclosure.cells import Base, Key, Place, Relation
from finalorder.disclosure.model import Model
from finalorder.disclosure.protect import Guard
from finalorder.disclosure.system import is_small
from finalorder.errors import Problem


def digest(place: Place) -> str:
    """A short name for a cell that does not say which cell it is."""
    text = json.dumps([list(place.base), [list(pair) for pair in place.dims]], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


class PublicationLog:
    """The ledger at ``path``, which need not exist yet. Raises Problem if a line of it cannot be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.private_path = path.with_name(f"{path.stem}-private{path.suffix}")
        self._known: dict[Place, tuple[int, bool, str]] = {}
        self._relations: dict[str, Relation] = {}
        for line in _lines(self.private_path):
            self._learn(line)

    def private_reasons(self) -> list[dict[str, Any]]:
        """For the local user's own file: each hidden cell and why it is hidden."""
        return [
            {"key": _describe(place), "reason": reason}
            for place, (_, shown, reason) in sorted(self._known.items())
            if not shown
        ]

    def refuse_near(self, model: Model) -> None:
        """Refuse a free answer that differs from a published one by 1 to 10 cases; hide a cohort's number that does.

        Raises Problem for an answer under a condition.
        """
        published: dict[tuple[Any, ...], list[tuple[Place, int]]] = {}
        for place, (value, shown, _) in self._known.items():
            if shown:
                published.setdefault(_family(place), []).append((place, value))
        for place, cell in list(model.places.items()):
            for other, value in published.get(_family(place), []):
                near = is_small(abs(value - model.system.values[cell]))
                if near and other != place and place not in self._known:
                    self._too_near(model, cell)

    def recall(self, model: Model) -> None:
        """Add to a model the published cells that its own can be computed from or compared with."""
        asked = {_subject(place) for place in model.places}
        for place, (value, shown, _) in self._known.items():
            if _subject(place) in asked:
                model.known(place, value, shown=shown)

    def relations_for(self, model: Model) -> list[Relation]:
        """Relations declared for earlier publications that say something about this model's cells."""
        measures = {place.base.measure for place in model.places}
        return [relation for relation in self._relations.values() if relation.total.measure in measures]

    def record(self, model: Model, guard: Guard, relations: Iterable[Relation]) -> None:
        """Write down what is about to be shown and hidden; what is known already is not written again."""
        public: list[dict[str, Any]] = []
        private: list[dict[str, Any]] = []
        for place, shown, reason in _outcomes(model, guard):
            value = model.system.values[model.places[place]]
            if self._known.get(place, (None, None))[:2] == (value, shown):
                continue
            line = {"cell": digest(place), "release": place.base.release, "as_of": place.base.as_of}
            public.append({**line, "shown": value if shown else None})
            private.append(
                {"base": list(place.base), "dims": place.dims, "value": value, "shown": shown, "reason": reason}
            )
        private += [_relation_line(r) for r in relations if json.dumps(_relation_line(r)) not in self._relations]
        for line in private:
            self._learn(json.loads(json.dumps(line)))
        _append(self.private_path, private)
        _append(self.path, public)

    def _learn(self, line: dict[str, Any]) -> None:
        if "total" in line:
            parts = tuple(Key(*part) for part in line["parts"])
            self._relations[json.dumps(line)] = Relation(Key(*line["total"]), parts, line["remainder"])
            return
        place = Place(Base(*line["base"]), tuple((name, level) for name, level in line["dims"]))
        before = self._known.get(place)
        if before is None or before[0] != line["value"] or line["shown"]:
            self._known[place] = (line["value"], line["shown"], line["reason"])

    def _too_near(self, model: Model, cell: int) -> None:
        if model.where:
            raise Problem(
                "this answer differs by 1 to 10 cases from one that was published before, and the difference would"
                " be a number about very few people; widen or drop the --where condition."
            )
        model.hide_cell(cell, "1 to 10 cases from a published number")


def _family(place: Place) -> tuple[Any, ...]:
    """What two answers share that count different sets of the same kind of case."""
    base = place.base
    dims = tuple(pair for pair in place.dims if pair[0] not in {"cohort", "where"})
    return (*base[:3], base.unit, base.part, dims)


def _subject(place: Place) -> tuple[str, ...]:
    return (*place.base[:3], place.base.unit)


def _outcomes(model: Model, guard: Guard) -> Iterator[tuple[Place, bool, str]]:
    """Every cell that this answer prints or hides: its place, whether it is shown, and the private reason."""
    for place, cell in model.places.items():
        units = model.system.units_of[cell]
        if units:
            shown = not guard.hidden_cells[cell]
            reasons = [model.reasons[unit] for unit in units if unit in model.reasons]
            yield place, shown, "" if shown else (reasons or ["derivable"])[0]


def _describe(place: Place) -> dict[str, str]:
    return {**place.base._asdict(), **dict(place.dims)}


def _relation_line(relation: Relation) -> dict[str, Any]:
    parts = [list(part) for part in relation.parts]
    return {"total": list(relation.total), "parts": parts, "remainder": relation.remainder}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            yield json.loads(text)
        except json.JSONDecodeError as error:
            raise Problem(f"{path} line {number} is not JSON; restore the file or move it aside.") from error


def _append(path: Path, lines: Sequence[dict[str, Any]]) -> None:
    if not lines:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines)
