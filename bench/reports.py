"""Reading reports: how well marked texts are read, and how fast texts of any kind.

One line of JSON for each thing measured. `quality`: recall, precision and fields of each half of the marked texts, by
language and kind of text; how many rows of each tenth of certainty are claims. `speed`: processor seconds for a hundred
texts of 300 words, for the first text of a process, and how time grows for texts that are made to be slow to read: four
times the text beside the text.

    PYTHONPATH=tests python bench/reports.py
    PYTHONPATH=tests python bench/reports.py --fit      # the weights of certainty, from the texts that were seen
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from math import exp

from finalorder.operations import load_operation
from finalorder.reports import check_report, read_mentions
from support.marked_reports import NUMBER_KINDS, Score, list_reports, read_marked

PLAIN = "About 2,000 families in Miami were ordered removed in absentia. "
PIECES = (
    '"',
    "a",
    "1,",
    "x@",
    "Page1.",
    "(1)",
    "one in ",
    "1 - ",
    "5 people detained ",
    "\n",
    "1\t",
    "removal order ",
    "uno de ",
)
LENGTH, TIMES, HOSTILE = 4_000, 4, 200_000
MOST = 12.0
STEPS, RATE, PULL = 1_500, 0.05, 1.0
OPERATION = "2019-06-family-operation"


def measure_seconds(text: str) -> float:
    """Processor seconds of checking a text."""
    operation = load_operation(OPERATION)
    began = time.process_time()
    check_report(text, operation)
    return time.process_time() - began


def measure_growth(piece: str) -> float:
    """How many times as long four times the text takes, less a twentieth of a second that no text can do without."""
    short, long = (measure_seconds(piece * (times * LENGTH // len(piece))) for times in (1, TIMES))
    return long / max(short, 0.05)


def measure_cold_start() -> float:
    """Measure processor seconds of a process that starts and answers a short text."""
    code = (
        "from finalorder.reports import check_report\nfrom finalorder.operations import load_operation\n"
        f"check_report({PLAIN!r}, load_operation({OPERATION!r}))"
    )
    began = os.times()
    subprocess.run([sys.executable, "-c", code], check=True)
    ended = os.times()
    return ended.children_user - began.children_user + ended.children_system - began.children_system


def score_reports(half: str, prefix: str) -> dict[str, float]:
    """Recall, precision and right fields of some marked texts."""
    score = Score()
    for path in list_reports(half, prefix):
        text, expected = read_marked(path)
        score.add(text, expected, check_report(text, load_operation(OPERATION)).rows)
    fields = 1 - score.wrong_fields / max(score.fields, 1)
    return {
        "marked": score.marked,
        "recall": round(score.recall, 3),
        "precision": round(score.precision, 3),
        "fields": round(fields, 3),
    }


def count_deciles(half: str) -> dict[str, list[int]]:
    """Count the rows of each tenth of certainty, and how many of them are marked claims."""
    found: dict[str, list[int]] = {}
    for path in list_reports(half):
        text, expected = read_marked(path)
        left = list(expected)
        for row, _ in read_mentions(text):
            if row.kind in NUMBER_KINDS:
                met = next((claim for claim in left if claim.is_met_by(row)), None)
                left = [claim for claim in left if claim is not met]
                counted = found.setdefault(f"{int(row.certainty * 10) / 10:.1f}", [0, 0])
                counted[0] += 1
                counted[1] += met is not None
    return dict(sorted(found.items()))


def count_fields(half: str) -> dict[str, list[int]]:
    """Count the marked fields of the claims found, and how many of them are wrong."""
    found: dict[str, list[int]] = {}
    for path in list_reports(half):
        text, expected = read_marked(path)
        left = [row for row in check_report(text, load_operation(OPERATION)).rows if row.kind in NUMBER_KINDS]
        for claim in expected:
            met = next((row for row in left if claim.is_met_by(row)), None)
            if met is not None:
                left.remove(met)
                wrong = claim.list_wrong_fields(met)
                for name in [*(["unit"] if claim.unit else []), *claim.fields]:
                    counted = found.setdefault(name, [0, 0])
                    counted[0] += 1
                    counted[1] += name in wrong
    return found


def list_kinds(half: str) -> list[str]:
    """The beginnings of names by which texts are told apart: languages, and kinds within them."""
    names = [path.stem.rsplit("-", 1)[0] for path in list_reports(half)]
    return ["", "en", "es", *(sorted(set(names)) if half == "unseen" else [])]


def list_examples() -> Iterator[tuple[tuple[str, ...], bool]]:
    """The features of every number that the seen texts give, and whether it is a marked claim."""
    for path in list_reports("seen"):
        text, expected = read_marked(path)
        left = list(expected)
        for row, features in read_mentions(text):
            if row.kind in NUMBER_KINDS:
                met = next((claim for claim in left if claim.is_met_by(row)), None)
                left = [claim for claim in left if claim is not met]
                yield features, met is not None


def fit_weights() -> dict[str, float]:
    """A logistic curve by gradient, drawn towards nothing: what each feature adds to the log-odds of a claim."""
    examples = list(list_examples())
    names = sorted({name for features, _ in examples for name in features})
    weights = dict.fromkeys(["base", *names], 0.0)
    for _ in range(STEPS):
        slopes = {name: PULL * value for name, value in weights.items()}
        for features, holds in examples:
            points = weights["base"] + sum(weights[name] for name in features)
            error = 1 / (1 + exp(-points)) - holds
            for name in ("base", *features):
                slopes[name] += error
        weights = {name: value - RATE * slopes[name] / 10 for name, value in weights.items()}
    return {name: round(value, 2) for name, value in weights.items()}


def main() -> None:
    """Measure; fail if any piece makes time grow as the square."""
    if "--fit" in sys.argv:
        print(json.dumps(fit_weights()))
        return
    for half in ("seen", "unseen"):
        for prefix in list_kinds(half):
            print(json.dumps({"half": half, "texts": prefix or "all", **score_reports(half, prefix)}))
        deciles, fields = count_deciles(half), count_fields(half)
        print(json.dumps({"half": half, "rows and claims by certainty": deciles, "fields and wrong ones": fields}))
    measure_seconds(PLAIN)
    hundred = sum(measure_seconds(PLAIN * 27) for _ in range(100))
    found = {piece: round(measure_growth(piece), 2) for piece in (PLAIN, *PIECES)}
    hostile = max(measure_seconds(piece * (HOSTILE // len(piece))) for piece in PIECES)
    worst = max(PIECES, key=lambda piece: found[piece])
    speed = {
        "hundred_texts_seconds": round(hundred, 2),
        "cold_start_seconds": round(measure_cold_start(), 2),
        "hostile_200_kb_seconds": round(hostile, 2),
    }
    print(json.dumps({**speed, "plain": found[PLAIN], "worst": found[worst], "piece": worst, "most": MOST}))
    sys.exit(found[worst] > MOST)


if __name__ == "__main__":
    main()
