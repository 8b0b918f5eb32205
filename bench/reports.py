"""Checking texts that are made to be slow to read: how time grows with length.

One line of JSON: processor seconds for texts of one piece over and over, of a length and of four times that length, and
the worst ratio of the two beside that of a text of plain sentences. Rules that try every way through a text would take
sixteen times as long for four times the text, or far longer.

    python bench/reports.py
"""

import json
import sys
import time

from finalorder.operations import load_operation
from finalorder.reports import check_report

PLAIN = "About 2,000 families in Miami were ordered removed in absentia. "
PIECES = ('"', "a", "1,", "x@", "Page1.", "(1)", "one in ", "1 - ", "5 people detained ", "\n")
LENGTH, TIMES = 4_000, 4
MOST = 12.0


def seconds(piece: str, length: int) -> float:
    """Processor seconds of checking a text of this length."""
    text = piece * (length // len(piece))
    began = time.process_time()
    check_report(text, load_operation("2019-06-family-operation"), None)
    return time.process_time() - began


def grown(piece: str) -> float:
    """How many times as long four times the text takes, less a twentieth of a second that no text can do without."""
    short, long = seconds(piece, LENGTH), seconds(piece, TIMES * LENGTH)
    return long / max(short, 0.05)


def main() -> None:
    """Measure; fail if any piece makes time grow as the square."""
    seconds(PLAIN, LENGTH)
    found = {piece: round(grown(piece), 2) for piece in (PLAIN, *PIECES)}
    worst = max(PIECES, key=lambda piece: found[piece])
    print(json.dumps({"plain": found[PLAIN], "worst": found[worst], "piece": worst, "most": MOST}))
    sys.exit(found[worst] > MOST)


if __name__ == "__main__":
    main()
