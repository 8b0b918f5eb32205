"""Figures others have published about the court's releases (``registry/anchors.csv``), and what each of them counts."""

from dataclasses import dataclass
from functools import cache

from finalorder.registry.files import read_registry_rows

COUNT_KINDS = ("rows", "cases", "first", "share", "vanished", "decided")
CONDITION_OPERATORS = ("is", "not", "from", "before", "open", "filled", "missing")


@dataclass(frozen=True, slots=True)
class AnchorCondition:
    """What must hold of a row: ``is``/``not`` one of the values, ``from``/``before`` a day, ``open`` on that day
    (blank or not before it), ``filled``, or ``missing`` (blank, NA, N/A or NULL)."""

    column: str
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Anchor:
    """One published figure and what it counts.

    ``count`` is ``rows`` of a table, the ``cases`` among them, cases by their ``first`` row, or the ``share`` of the
    rows ``of`` that meet ``where``. About a pair of releases, that of the month ``since`` and the later one, it is the
    rows of some tables that ``vanished`` between them, or the share of these that had been ``decided``. ``linked`` and
    ``without`` name a table in which the row's case must, or must not, have a row.
    ``use`` is ``calibration``, ``held_out`` (of fitting) or ``fact`` (compared with real releases only).
    ``dated`` figures are about a closed period, so that any later release answers them.
    """

    id: str
    use: str
    group: str
    month: str
    table: str
    count: str
    where: tuple[AnchorCondition, ...]
    of: tuple[AnchorCondition, ...]
    linked: tuple[str, tuple[AnchorCondition, ...]] | None
    without: str
    dated: bool
    published: float
    unit: str
    tolerance: float
    reference: str
    source: str
    note: str
    since: str = ""

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables whose rows are counted: one, unless it is about a pair of releases."""
        return tuple(self.table.split("|"))

    @property
    def is_share(self) -> bool:
        """Whether the figure is a share rather than a number."""
        return self.count in ("share", "decided")

    @property
    def is_compared_with_model(self) -> bool:
        """Whether the simulation is compared with it."""
        return self.use != "fact"


@cache
def load_anchors() -> tuple[Anchor, ...]:
    """Load every published figure, in the order of the file."""
    return tuple(_build_anchor(row) for row in read_registry_rows("anchors"))


def _build_anchor(row: dict[str, str]) -> Anchor:
    linked, _, rest = row["with"].partition(":")
    count, _, since = row["count"].partition(" since ")
    return Anchor(
        id=row["id"],
        use=row["use"],
        group=row["group"],
        month=row["month"],
        table=row["table"],
        count=count,
        where=parse_anchor_conditions(row["where"]),
        of=parse_anchor_conditions(row["of"]),
        linked=(linked, parse_anchor_conditions(rest)) if linked else None,
        without=row["without"],
        dated=row["dated"] == "yes",
        published=float(row["published"]),
        unit=row["unit"],
        tolerance=float(row["tolerance"]),
        reference=row["reference"],
        source=row["source"],
        note=row["note"],
        since=since,
    )


def parse_anchor_conditions(text: str) -> tuple[AnchorCondition, ...]:
    """Parse conditions as written in the file: ``dec_code is X|D; comp_date from 2018-10-01``."""
    return tuple(_parse_anchor_condition(part.strip()) for part in text.split(";") if part.strip())


def _parse_anchor_condition(text: str) -> AnchorCondition:
    column, how, *rest = text.split(" ", 2)
    if how not in CONDITION_OPERATORS:
        raise ValueError(f"anchors.csv: no such condition as {text!r}")
    return AnchorCondition(column, how, tuple(rest[0].split("|")) if rest else ())
