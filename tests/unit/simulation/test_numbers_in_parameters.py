"""Every number of the model stands in its parameters: the code holds none but mathematics and packaging."""

import ast
from pathlib import Path

import pytest

import finalorder.simulation

ROOM = Path(finalorder.simulation.__file__).parent
#: calendars, hashing, numerical tolerances, and the largest share of rows that faults may take
MATHEMATICS = {"day_numbers.py", "random_draws.py", "fit/likelihood.py"}
PACKAGING = {"faults.py", "zip_writer.py", "column_formats.py", "release_layouts.py", "simulation_config.py"}
MODEL = sorted(
    str(path.relative_to(ROOM))
    for path in ROOM.rglob("*.py")
    if str(path.relative_to(ROOM)) not in MATHEMATICS | PACKAGING
)
#: positions, halves, rounds: no number of the model is so small by nature that it could hide among these
SMALL = 4
#: spreading families over judges and days of the week over a month, numbering codes, months of a year
NUMBERING = {"judges.py", "queue.py", "column_builders.py", "fit/estimands.py", "fit/overrides.py"}


def list_numbers(name: str) -> list[ast.Constant]:
    tree = ast.parse((ROOM / name).read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) in (int, float)]


def list_numbers_in_functions(name: str) -> list[ast.Constant]:
    tree = ast.parse((ROOM / name).read_text(encoding="utf-8"))
    bodies = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return [node for body in bodies for node in ast.walk(body) if isinstance(node, ast.Constant)]


@pytest.mark.parametrize("name", MODEL)
def test_no_broken_number_lies_in_the_code(name):
    assert [f"{name}:{node.lineno} {node.value}" for node in list_numbers(name) if isinstance(node.value, float)] == []


@pytest.mark.parametrize("name", sorted(set(MODEL) - NUMBERING))
def test_no_days_or_weights_lie_in_a_function(name):
    found = [node for node in list_numbers_in_functions(name) if type(node.value) is int and abs(node.value) > SMALL]
    assert [f"{name}:{node.lineno} {node.value}" for node in found] == []


def test_the_lists_of_what_is_no_model_name_modules_that_exist():
    assert {name for name in MATHEMATICS | PACKAGING | NUMBERING if not (ROOM / name).exists()} == set()
