"""Numbers of which public reports tell that readers gave another value: the right one, or none."""

from pathlib import Path

import pytest

from finalorder.errors import FinalorderError
from finalorder.reports import read_mentions, read_report

SAID = " people have final orders of removal."
DICHO = " personas tienen órdenes finales de deportación, según la corte de inmigración."
ENGLISH: dict[str, float | None] = {
    "One point two million": 1_200_000,
    "At least five million": 5_000_000,
    "10 Million": 10_000_000,
    "One million eighty two thousand": 1_082_000,
    "One million one hundred and eighty two thousand": 1_182_000,
    "Forty five hundred thirty": 4_530,
    "Two hundred fifty million": 250_000_000,
    "A million and a half": 1_500_000,
    "One and a half million": 1_500_000,
    "Two and a half thousand": 2_500,
    "Two dozen": 24,
    "24 dozen": 288,
    "A couple hundred": 200,
    "Several thousand": 3_000,
    "A thousand and one": 1_001,
    "Two thousand and five": 2_005,
    "One hundred twenty-\nfive": 125,
    "140 K": 140_000,
    "140K": 140_000,
    "About 2,000-3,000": 2_000,
    "1,200\u00b3": 1_200,
    "350\u00b9": 350,
    "55.555": None,
    "3.3500": None,
    "1,234,56": None,
    "1'200": None,
    "1.2e6": None,
    "12 345": None,
    "Fourty thousand": None,
    "Thousand of": None,
}  # fmt: skip
SPANISH: dict[str, float | None] = {
    "Ciento un mil trescientas": 101_300,
    "Mil novecientas": 1_900,
    "Mil": 1_000,
    "Veintiuna mil": 21_000,
    "Dieciseis mil": 16_000,
    "45.000,00": 45_000,
    "3.350": 3_350,
    "Un millón y medio de": 1_500_000,
    "Uno punto dos millones de": 1_200_000,
    "Tres docenas de": 36,
    "12 345": None,
}


@pytest.mark.parametrize(("words", "value"), [*ENGLISH.items(), *SPANISH.items()])
def test_a_number_of_people_is_the_one_that_is_said_or_none(words: str, value: float | None) -> None:
    said = DICHO if (words, value) in SPANISH.items() and words not in ENGLISH else SAID
    found = [row.number for row, _ in read_mentions(words + said)]
    assert found == ([] if value is None else [value])


@pytest.mark.parametrize("content", [b"%PDF-1.7 2,100 people", b"{\\rtf1 2,100 people}", b"PK\x03\x04 2,100 people"])
def test_what_is_no_plain_text_is_refused_though_it_has_letters_only(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "report.txt").write_bytes(content)
    with pytest.raises(FinalorderError, match="is not plain text"):
        read_report(str(tmp_path / "report.txt"))


def test_a_report_in_utf_16_is_called_one(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_bytes("2,100 people".encode("utf-16"))
    with pytest.raises(FinalorderError, match="is text in UTF-16"):
        read_report(str(tmp_path / "report.txt"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Officials said that 2,=\r\n100 people have final orders of remo=\r\nval.", [2_100]),
        ("Zero families were ordered removed in absentia.", [0]),
        ("Cero familias recibieron orden de deportación en ausencia.", [0]),
        ("Two men and three women had final orders of removal.", [2, 3]),
        ("Between one thousand and two thousand people have final orders of removal.", [1_000]),
        ("People with final orders of removal were ,89 percent of all.", []),
        ("Of them 12 percent, 345 people, have final orders of removal.", [12, 345]),
    ],
)
def test_numbers_that_stand_beside_each_other_stay_apart(text: str, found: list[float]) -> None:
    assert [row.number for row, _ in read_mentions(text)] == found
