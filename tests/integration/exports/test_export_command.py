"""``finalorder export`` on a lake: every value arrives, stamps are said, and what cannot be is refused first."""

import csv
import datetime as dt
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from finalorder import api
from finalorder.cli.main import main
from finalorder.errors import DamagedError, FinalorderError, InputError, NotInLakeError, RefusedError
from finalorder.exports import export as export_room
from finalorder.lake import Lake

COLUMNS = "order_id,ordered_on,order_class,custody_code,is_in_absentia,final_on,undone_by"


def run(lake: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["export", *words, "--lake", str(lake)])


@pytest.fixture(scope="module")
def orders(simulated_lake: Path) -> pa.Table:
    """The orders of the lake, some columns."""
    path = Lake(simulated_lake).open_release().find_ledger_path("orders")
    return pq.read_table(path, columns=COLUMNS.split(","))


def test_stata_has_the_orders_with_labels_and_dates(simulated_lake: Path, orders: pa.Table, tmp_path: Path) -> None:
    out = tmp_path / "orders.dta"
    said = run(simulated_lake, "ledger/orders", "--columns", COLUMNS, "--out", str(out))
    assert said.exit_code == 0, said.output
    assert "SIMULATED\nUNPROTECTED - NOT FOR PUBLICATION\n" in said.output
    assert f"rows {orders.num_rows:,}, columns 7" in said.output
    with pd.read_stata(out, iterator=True) as reader:
        found = reader.read()
        assert reader.data_label.startswith("[SIMULATED] [UNPROTECTED - NOT FOR PUBLICATION]")
        assert reader.variable_labels()["custody_code"].startswith("custody at the order")
        assert reader.value_labels()["custody_code"][1] == "D Detained"
    expected = orders.to_pandas()
    assert (found["order_id"] == expected["order_id"]).all()
    assert [day.date() for day in found["ordered_on"]] == expected["ordered_on"].tolist()
    assert [each and each.date() for each in found["final_on"].replace({pd.NaT: None})] == [
        None if pd.isna(day) else day for day in expected["final_on"]
    ]
    codes = found["custody_code"].astype(object).where(found["custody_code"].notna(), None)
    assert [code and code.split()[0] for code in codes] == expected["custody_code"].tolist()
    assert found["is_in_absentia"].astype(bool).tolist() == expected["is_in_absentia"].tolist()


def test_conditions_and_a_sample_narrow_every_format_alike(simulated_lake: Path, tmp_path: Path) -> None:
    where = ["order_class=removal", "is_in_absentia=yes", "ordered_on>=2015-01-01"]
    rows = {
        form: api.export("ledger/orders", simulated_lake, tmp_path / f"out.{form}", where=where, sample="50%").rows
        for form in ("dta", "sav", "rds", "xlsx", "csv", "parquet")
    }
    assert len(set(rows.values())) == 1
    found = pq.read_table(tmp_path / "out.parquet")
    assert 0 < found.num_rows == rows["parquet"]
    assert min(found.column("ordered_on").to_pylist()) >= dt.date(2015, 1, 1)
    cases = api.export("ledger/cases", simulated_lake, tmp_path / "cases.parquet", sample="50%")
    kept = set(pq.read_table(tmp_path / "cases.parquet").column("idncase").to_pylist())
    assert cases.rows == len(kept)
    every = set(
        pq.read_table(Lake(simulated_lake).open_release().find_ledger_path("cases")).column("idncase").to_pylist()
    )
    assert set(found.column("idncase").to_pylist()) & every <= kept
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as lines:
        assert sum(1 for _ in csv.reader(lines)) == rows["csv"] + 1
    said = json.loads((tmp_path / "out.codebook.json").read_text(encoding="utf-8"))
    assert said["stamps"] == ["SIMULATED", "UNPROTECTED - NOT FOR PUBLICATION"]
    assert any("order_class=removal" in line for line in said["notes"])
    assert len(said["schema"]["fields"]) == found.num_columns


def test_a_published_table_comes_as_the_gate_let_it_out_and_is_not_stamped_local(
    simulated_lake: Path, tmp_path: Path
) -> None:
    said = run(simulated_lake, "plan/city", "--lang", "es", "--out", str(tmp_path / "city.xlsx"))
    assert said.exit_code == 0, said.output
    assert "SIMULADO (SIMULATED)" in said.output
    assert "NO PUBLICAR" not in said.output
    book = openpyxl.load_workbook(tmp_path / "city.xlsx", read_only=True)
    head, *rows = ([cell.value for cell in row] for row in book.worksheets[0].iter_rows())
    found = [dict(zip(head, row, strict=True)) for row in rows]
    hidden = [row for row in found if row["status"] == "hidden"]
    assert hidden
    assert all(row["numerator"] is None and row["value"] is None for row in hidden)
    counts = [row["numerator"] for row in found if row["numerator"] is not None and row["denominator"] is None]
    assert counts
    assert all(count >= 20 for count in counts)


def test_lists_of_codes_and_courts_are_not_stamped_as_local(simulated_lake: Path, tmp_path: Path) -> None:
    written = api.export("registry/cities", simulated_lake, tmp_path / "cities.dta")
    assert written.stamps == ()
    assert api.export("lookups/tbllookupstate", simulated_lake, tmp_path / "x.sav").stamps == ("SIMULATED",)
    with pd.read_stata(tmp_path / "cities.dta", iterator=True) as reader:
        assert "not for publication" not in reader.data_label.lower()


def test_the_first_export_of_an_analysis_table_makes_it_and_touches_nothing_else(
    simulated_lake: Path, tmp_path: Path
) -> None:
    import shutil

    lake = Path(shutil.copytree(simulated_lake, tmp_path / "lake", symlinks=True))
    before = Lake(lake).open_release().manifest
    written = api.export("analysis/orders", lake, tmp_path / "orders.rds")
    release = Lake(lake).open_release()
    assert (
        written.rows == release.manifest.tables["analysis/orders"].rows == release.manifest.tables["ledger/orders"].rows
    )
    assert {name: each for name, each in release.manifest.stages.items() if name != "analysis"} == before.stages
    again = api.export("analysis/cases", lake, tmp_path / "cases.rds")
    assert Lake(lake).open_release().path == release.path
    assert again.rows == release.manifest.tables["ledger/cases"].rows


def test_what_a_format_cannot_hold_is_said_before_anything_is_written(
    simulated_lake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(export_room._MOST_ROWS, "xlsx", 1000)
    with pytest.raises(InputError, match=r"xlsx holds 1,000 rows, and this has [\d,]+; narrow it with --where"):
        api.export("ledger/orders", simulated_lake, tmp_path / "out.xlsx")
    monkeypatch.setitem(export_room._LONGEST_TEXTS, "dta", 3)
    with pytest.raises(InputError, match="dta holds texts of 3 bytes, and example_rule, kind, table has longer"):
        api.export("ledger/notes", simulated_lake, tmp_path / "out.dta", columns=["example_rule", "kind", "table"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("table", "out", "settings", "kind", "said"),
    [
        ("ledger/order", "x.dta", {}, InputError, "did you mean"),
        ("ledger/orders", "x", {}, InputError, "does not say a format"),
        ("ledger/orders", "x.docx", {}, InputError, "does not say a format"),
        ("ledger/orders", "x.dta", {"columns": ["city", "ordred_on"]}, InputError, 'did you mean "ordered_on"'),
        ("ledger/orders", "x.dta", {"where": ["idncase=900000001"]}, RefusedError, "never looks anyone up"),
        ("ledger/orders", "x.dta", {"sample": "all"}, InputError, "--sample"),
        ("plan/nothing", "x.dta", {}, InputError, "the plan has no table"),
        ("history/cases", "x.dta", {}, NotInLakeError, "has no history"),
        ("tables/cases", "no/such/folder/x.csv", {}, InputError, "cannot write"),
        ("measures", "x.csv", {}, InputError, "nothing is called"),
        ("cases", "x.csv", {}, InputError, "is the name of .*ledger/cases.*; choose one"),
        ("brief/cities", "x.csv", {}, InputError, "no table of a lake"),
        ("ice/facts", "x.csv", {}, NotInLakeError, "no files of ICE were added"),
        ("ledger/orders", "x.csv", {"where": ["city=Miamy"]}, InputError, 'did you mean "Miami"'),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_and_leaves_no_file(
    simulated_lake: Path,
    tmp_path: Path,
    table: str,
    out: str,
    settings: api.ExportSettings,
    kind: type[FinalorderError],
    said: str,
) -> None:
    with pytest.raises(kind, match=said):
        api.export(table, simulated_lake, tmp_path / out, **settings)
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("keep", [0, 4, 2000])
def test_a_damaged_table_is_one_sentence_and_leaves_no_file(simulated_lake: Path, tmp_path: Path, keep: int) -> None:
    import shutil

    lake = Path(shutil.copytree(simulated_lake, tmp_path / "lake", symlinks=True))
    path = Lake(lake).open_release().find_table_path("custody")
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(DamagedError, match="tables/custody of the lake cannot be read"):
        api.export("tables/custody", lake, tmp_path / "out.sav")
    assert [each.name for each in tmp_path.iterdir()] == ["lake"]


def test_a_column_that_the_court_has_added_since_is_exported_too(simulated_lake: Path, tmp_path: Path) -> None:
    import shutil

    lake = Path(shutil.copytree(simulated_lake, tmp_path / "lake", symlinks=True))
    path = Lake(lake).open_release().find_table_path("custody")
    rows = pq.read_table(path)
    pq.write_table(rows.append_column("brand_new", pa.array(["x"] * rows.num_rows)), path)
    api.export("tables/custody", lake, tmp_path / "out.dta", columns=["idncustody", "brand_new"])
    with pd.read_stata(tmp_path / "out.dta", iterator=True) as reader:
        assert set(reader.read()["brand_new"]) == {"x"}
        assert reader.variable_labels()["brand_new"] == "not in the codebook: newer than it"


def test_every_table_of_the_codebook_that_a_lake_has_is_exported(simulated_lake: Path, tmp_path: Path) -> None:
    """A sample of each room through Stata, the narrowest of the formats, and as CSV."""
    release = Lake(simulated_lake).open_release()
    names = [
        path.relative_to(release.path).as_posix().removesuffix(".parquet") for path in release.path.rglob("*.parquet")
    ]
    rooms = {name.rpartition("/")[0]: name for name in sorted(names)}
    chosen = {
        *rooms.values(),
        "tables/cases",
        "tables/juveniles",
        "ledger/cases",
        "quarantine",
        "repairs",
        "registry/codebook",
    }
    for name in sorted(chosen):
        for form in ("csv", "dta"):
            written = api.export(name, simulated_lake, tmp_path / f"out.{form}")
            if form == "dta" and written.rows:
                assert len(pd.read_stata(tmp_path / "out.dta", convert_categoricals=False)) == written.rows, name
