"""Texts that are no reports: one sentence."""

from pathlib import Path

import pytest

from finalorder.errors import FinalorderError
from finalorder.reports.report_text import read_report


@pytest.mark.parametrize("between", ["", "\u200b", "\u00ad"], ids=["plain", "zero-width", "soft hyphen"])
def test_a_number_of_thousands_of_digits_is_refused(tmp_path: Path, between: str) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"There are {between.join('9' * 5_000)} cases.\n", encoding="utf-8")
    with pytest.raises(FinalorderError, match="a number of hundreds of digits"):
        read_report(str(path))


def test_a_long_number_is_read(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"There are {'9' * 40} cases.\n", encoding="utf-8")
    assert "9" * 40 in read_report(str(path))
