"""Files of parameters that somebody made: one sentence each, whatever is in them."""

from pathlib import Path

import pytest

from finalorder.errors import FinalorderError
from finalorder.simulation import load_parameters

WORST = {
    "dotted keys, which the reader of TOML takes minutes for": b".".join([b"a"] * 100_000) + b" = 1",
    "brackets": b"a = " + b"[" * 200_000,
    "tables in tables": b"a = " + b"{a = " * 100_000,
    "a number of many digits": b"a = " + b"9" * 200_000,
    "no text": b"\xff\xfe" + bytes(1_000),
    "more than such a file ever has": b"#" * 1_000_001,
    "a key that is none": b"[nonsense]\nvalue = 1\n",
}


@pytest.mark.parametrize("kind", WORST)
def test_a_hostile_file_of_parameters_is_refused_in_one_sentence(tmp_path: Path, kind: str) -> None:
    (tmp_path / "mine.toml").write_bytes(WORST[kind])
    with pytest.raises(FinalorderError) as refused:
        load_parameters(tmp_path / "mine.toml")
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 600


@pytest.mark.parametrize("name", ["none.toml", ".", "/dev/zero", "x" * 300])
def test_what_is_no_file_is_said_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(FinalorderError, match="cannot read the parameters"):
        load_parameters(tmp_path / name)
