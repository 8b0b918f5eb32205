"""Faults are put in at their rates, written down, and do not touch what the rows mean."""

import pyarrow.parquet as pq
import pytest

from finalorder.registry import get_table, list_core_tables
from finalorder.simulation.parameters import load_default_parameters

BREAKS = {"extra_tab", "two_tab", "line_feed", "carriage_return", "control_byte", "latin_byte", "short_row", "long_row"}


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory, make_release):
    """A release with faults a thousandfold."""
    return make_release(tmp_path_factory.mktemp("spoiled"), scale=0.001, seed=12, faults=1000)


def records(simulated, name: str) -> list[bytes]:
    return simulated.text(name).split(b"\r\n")[1:-1]


def read_fault_log(simulated, name: str) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for record, kind in simulated.sql.execute(
        "SELECT record, kind FROM faults WHERE member = ?", [get_table(name).file]
    ).fetchall():
        found.setdefault(kind, set()).add(record)
    return found


def test_without_faults_nothing_is_logged_and_no_field_is_orphaned(clean):
    assert clean.count("faults") == 0
    assert clean.count("proceedings WHERE osc_date IS NULL OR input_date IS NULL") == 0


@pytest.mark.parametrize("name", ["cases", "proceedings", "bonds", "applications", "motions"])
def test_rows_of_the_wrong_width_are_exactly_those_logged(dirty, name):
    columns = len(get_table(name).current_columns)
    rows = records(dirty, name)
    wrong = {number for number, row in enumerate(rows, 1) if row.count(b"\t") != columns - 1}
    kinds = read_fault_log(dirty, name)
    assert wrong == set().union(*(kinds.get(kind, set()) for kind in ("extra_tab", "two_tab", "short_row", "long_row")))
    assert wrong or name in ("bonds", "applications")  # seven and fifteen rows at scale 1


def test_line_feeds_lie_inside_records_and_are_logged(dirty):
    for name in ("proceedings", "bonds", "applications"):
        broken = {number for number, row in enumerate(records(dirty, name), 1) if b"\n" in row}
        assert broken == read_fault_log(dirty, name).get("line_feed", set()), name


LONE_BYTES = [
    ("proceedings", "DEPORTED_2", b"\r"),
    ("proceedings", "DEC_TYPE", b"\r"),
    ("applications", "APPL_DEC", b"\r"),
    ("bonds", "DEC", b"\0"),
    ("appeals", "strBIADecision", b"\0"),
    ("charges", "CHG_STATUS", b"\x1b"),
]


@pytest.mark.parametrize(("name", "column", "byte"), LONE_BYTES)
def test_a_field_can_hold_one_byte_that_is_no_text_and_then_says_nothing(spoiled, name, column, byte):
    spec = get_table(name)
    place = [item.name for item in spec.current_columns].index(column)
    found = {number for number, row in enumerate(records(spoiled, name), 1) if row.split(b"\t")[place] == byte}
    kinds = read_fault_log(spoiled, name)
    assert found
    assert found <= kinds["carriage_return" if byte == b"\r" else "control_byte"]
    values = pq.read_table(spoiled.truth / f"{name}.parquet", columns=[column.lower()]).column(0)
    assert {values[number - 1].as_py() for number in found} == {None}


def test_a_quarter_of_charges_are_padded_at_the_measured_rate(release):
    rows = [row.split(b"\t") for row in records(release, "charges")]
    padded = {number for number, row in enumerate(rows, 1) if row[3].endswith(b" ")}
    assert padded == read_fault_log(release, "charges")["padding"]
    assert len(padded) / len(rows) == pytest.approx(0.2516, abs=0.01)


def test_motion_rows_can_hold_43_fields(dirty):
    long = [row for row in records(dirty, "motions") if row.count(b"\t") == 42]
    assert long
    assert all(row.endswith(b"\tA.2.a") for row in long)


def test_the_truth_of_unbroken_rows_is_what_the_file_says(dirty):
    spec = get_table("proceedings")
    broken = {
        number for kind, numbers in read_fault_log(dirty, "proceedings").items() if kind in BREAKS for number in numbers
    }
    truth = pq.read_table(
        dirty.truth / "proceedings.parquet", columns=["idnproceeding", "dec_code", "comp_date", "custody"]
    )
    names = [column.name for column in spec.current_columns]
    places = [names.index(name) for name in ("IDNPROCEEDING", "DEC_CODE", "COMP_DATE", "CUSTODY")]
    for number, (row, meant) in enumerate(zip(records(dirty, "proceedings"), truth.to_pylist(), strict=True), 1):
        if number in broken:
            continue
        key, decision, completed, custody = (row.split(b"\t")[place].decode().strip() for place in places)
        assert key == str(meant["idnproceeding"])
        assert (decision or None, custody or None) == (meant["dec_code"], meant["custody"])
        assert completed[:10] == (str(meant["comp_date"]) if meant["comp_date"] else "")


def test_truth_has_the_lakes_types_and_one_row_a_record(dirty):
    kinds = {
        "int": "int64",
        "date": "date32[day]",
        "datetime": "timestamp[ms]",
        "bool": "bool",
        "money": "decimal128(12, 2)",
        "month_year": "date32[day]",
    }
    for spec in list_core_tables():
        schema = pq.read_schema(dirty.truth / f"{spec.name}.parquet")
        kept = [column for column in spec.current_columns if column.kept]
        assert schema.names == [column.lake_name for column in kept]
        assert [str(kind) for kind in schema.types] == [kinds.get(column.type, "string") for column in kept]
        assert dirty.count(spec.name) == dirty.counts[spec.name] == len(records(dirty, spec.name))


def test_orphans_point_to_no_parent(dirty):
    lost = "charges c ANTI JOIN proceedings p ON c.idnproceeding = p.idnproceeding"
    assert dirty.count(lost) == len(read_fault_log(dirty, "charges")["orphan"]) > 0


def test_faults_change_neither_ids_nor_decisions(clean, dirty):
    """But for days of completion that cannot be, which are faults of what the row says."""
    same = "SELECT idnproceeding, idncase, dec_code, comp_date FROM proceedings WHERE idncase < 900010000 ORDER BY 1"
    before, after = (simulated.sql.execute(same).fetchall() for simulated in (clean, dirty))
    assert [row[:3] for row in before] == [row[:3] for row in after]
    moved = [new for old, new in zip(before, after, strict=True) if old != new]
    assert {str(row[3]) for row in moved} <= {"2099-12-31"}
    assert len(moved) < 0.01 * len(before)


def test_every_table_named_in_the_fault_parameters_exists():
    known = {spec.name: {column.name for column in spec.current_columns} for spec in list_core_tables()}
    for kind in ("controls", "padding", "latin", "bad_dates", "stray_codes", "orphans"):
        for name, column, *_ in load_default_parameters()[f"faults.{kind}"]:
            assert column in known[name], (kind, name, column)
