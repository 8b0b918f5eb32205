"""An engine takes the memory that a piece of work is given, and puts the rest where it was told to."""

from pathlib import Path

from finalorder.engines import Engine, Step, limit_memory, open_engine

ROWS = Step("rows", "SELECT count(DISTINCT n) AS n FROM (SELECT md5(CAST(range AS VARCHAR)) AS n FROM range(1500000))")
SETTING = "SELECT value FROM duckdb_settings() WHERE name = '{}'"


def read_setting(engine: Engine, name: str) -> str:
    """Read a setting of an engine."""
    return str(engine.query(Step("setting", SETTING.format(name))).column("value")[0].as_py())


def test_a_limit_holds_for_engines_that_are_started_in_it(tmp_path: Path) -> None:
    """Within the block an engine has the limit and spills into the folder; afterwards engines are as before."""
    with limit_memory("64MB", tmp_path):
        engine = open_engine()
        assert read_setting(engine, "memory_limit") == "61.0 MiB"
        assert Path(read_setting(engine, "temp_directory")).parent == tmp_path
        assert engine.query(ROWS).column("n").to_pylist() == [1_500_000]
        engine.close()
    engine = open_engine()
    assert read_setting(engine, "memory_limit") == "5.5 GiB"
    engine.close()
    assert not [*tmp_path.iterdir()], "what did not fit is removed with the engine"
