"""The SQL that counts a method's units by every dimension: its cube.

A cube is a file of its own, or a part of a shared count: methods whose units are the same but for what they are counted
for (all initial completions, all cases followed) are counted once, with what tells them apart, and each cube is read
out of that.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from finalorder import cohorts
from finalorder.engines import Step, load_steps
from finalorder.measures.methods import Method, load_methods
from finalorder.measures.unit_dimensions import list_unit_keys, list_unit_rules, write_unit_keys
from finalorder.registry import Dimension, load_dimensions

HERE = Path(__file__).parent
#: the columns that stand for all dimensions of a sort
KEYS_OF = {"case": "kind_id", "court": "court_code", "year": "year_of"}
#: the shared counts, and the columns that tell their methods apart: in this order they are sorted, so that what one
#: method reads lies together
SHARED_COUNTS: Mapping[str, tuple[str, ...]] = {
    "decision_counts": ("is_removal_case", "split"),
    "first_hearing_counts": ("days",),
    "incidence_counts": ("days", "cause", "days_to_end", "cause_of_end", "follow_days"),
    "matter_counts": ("how", "is_first"),
}
#: a step that one count reads, and questions about a few dimensions several times: the count reads it through this one
READ_ONCE = {"counted_matters": "matters"}
COUNTED_HITS = "CASE WHEN in_numerator THEN 1 ELSE 0 END"


def name_cube(method: Method) -> str:
    """Name the step that counts a method's units by its keys."""
    return f"cube_{method.name}"


@cache
def load_cube_readings() -> Mapping[str, Step]:
    """Load how the cubes of some methods, by name, are read out of a shared count or out of another method's cube."""
    return load_steps(HERE / "sums")


@cache
def load_cube_steps() -> Mapping[str, Step]:
    """Load the steps of every cube and every shared count."""
    computed = [each for each in load_methods().values() if each.is_computed]
    cubes = {name_cube(each): Step(name_cube(each), build_cube_sql(each)) for each in computed}
    shared = {name: Step(name, _build_shared_sql(name)) for name in SHARED_COUNTS}
    return cubes | shared | {name: _build_read_once(name, of) for name, of in READ_ONCE.items()}


def _build_read_once(name: str, of: str) -> Step:
    rows = load_steps(HERE / "steps")[of].sql
    return Step(name, f"-- {name}: one row as in {of}. Not kept: read by one count.\n{rows}")


def list_cube_keys(method: Method, dims: Collection[str] | None = None) -> list[str]:
    """List the columns by which a method's units are counted: those of every method, and its own.

    :param dims: the dimensions that are asked for; None is every one.
    """
    known = load_dimensions()
    asked = {name for name in known if dims is None or name in dims}
    keys = [column for of, column in KEYS_OF.items() if any(known[name].of == of for name in asked)]
    keys += [each.column for each, _ in list_unit_rules() if each.name in asked]
    keys += [name.replace("-", "_") for name in method.own if name in asked]
    keys += ["split"] if method.split and method.kind != "incidence" else []
    keys += ["cluster"] if method.clusters else []
    keys += ["days"] if method.kind in ("days", "incidence") else []
    keys += ["cause", "follow_days"] if method.kind == "incidence" else []
    return keys + [each.column for each in cohorts.select_gathered(dims or ())]


def list_counts(methods: Iterable[Method]) -> dict[str, tuple[str, list[str]]]:
    """List what a build counts for some methods: file -> the step that counts it, and the columns by which it does."""
    found: dict[str, tuple[str, list[str]]] = {}
    for each in methods:
        reading = load_cube_readings().get(each.name)
        shared = sorted(SHARED_COUNTS.keys() & reading.reads) if reading else []
        if shared:
            found |= {name: (name, list_shared_keys(name)) for name in shared}
        elif reading:
            found |= list_counts(_list_read_methods(reading))
        else:
            found[each.name] = (name_cube(each), list_cube_keys(each))
    return found


def _list_read_methods(reading: Step) -> list[Method]:
    """List the methods out of whose cubes another is read."""
    return [each for each in load_methods().values() if name_cube(each) in reading.reads]


def list_shared_keys(name: str) -> list[str]:
    """List the columns by which a shared count counts: what tells its methods apart, and the keys of every unit."""
    keys = [column for column in list_unit_keys() if column != "cluster"]
    return [*SHARED_COUNTS[name], *keys, "court_code"]


def build_cube_sql(method: Method) -> str:
    """Build the SELECT that gives a method's cube: counted, in the order of its keys, or read out of other counts."""
    keys = list_cube_keys(method)
    reading = load_cube_readings().get(method.name)
    return _order(_build_counting_sql(method, keys), keys) if reading is None else _build_reading_sql(reading, keys)


def build_narrow_cube(method: Method, dims: Collection[str]) -> Step:
    """Build the step that counts a method's units by some dimensions only: its cube, for one question."""
    gathered = cohorts.select_gathered(dims)
    return Step(name_cube(method), _build_counting_sql(method, list_cube_keys(method, dims), gathered))


def _build_counting_sql(method: Method, keys: Collection[str], gathered: Sequence[Dimension] = ()) -> str:
    hits = COUNTED_HITS if "in_numerator" in method.sql else "0"
    return _count_units(method.sql, (keys, gathered), keys, hits)


def _build_shared_sql(name: str) -> str:
    keys = list_shared_keys(name)
    units = load_steps(HERE / "counts")[name].sql
    return _order(_count_units(units, (keys, ()), keys, COUNTED_HITS if "in_numerator" in units else "0"), keys)


def _order(counting: str, keys: Collection[str]) -> str:
    return f"{counting}\nORDER BY {', '.join(f'{key} NULLS LAST' for key in keys)}"


def _count_units(
    units: str, keyed_by: tuple[Collection[str], Sequence[Dimension]], keys: Collection[str], hits: str
) -> str:
    selected = "".join(f"{key}, " for key in keys)
    grouped = f"\nGROUP BY {', '.join(keys)}" if keys else ""
    return (
        f"WITH\nunits AS (\n{units}\n),\nkeyed AS (\n{write_unit_keys(*keyed_by)}\n)\n"
        f"SELECT {selected}CAST(sum({hits}) AS BIGINT) AS numerator, count(*) AS denominator\n"
        f"FROM keyed{grouped}"
    )


def _build_reading_sql(reading: Step, keys: Collection[str]) -> str:
    """Build the SELECT that reads a cube out of other counts; several of its rows may have the same keys."""
    return (
        f"-- {reading.name}: one row a number of units, read out of another count. Not kept: a few columns of it.\n"
        f"WITH\ncounted AS (\n{reading.sql}\n)\n"
        f"SELECT {', '.join(keys)}, CAST(hits AS BIGINT) AS numerator, denominator\nFROM counted"
    )
