"""The registry's files, read once: CSV tables of codes and facts, TOML for the law."""

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def data_path(*parts: str) -> Path:
    """Where a registry file lies on disk."""
    return HERE.joinpath(*parts)


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``registry/NAME.csv``; every cell is text, empty text where nothing is known."""
    with data_path(f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


@cache
def codes(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``registry/codes/NAME.csv``: code, name, what it means for the pipeline, source."""
    return rows(f"codes/{name}")


@cache
def law() -> dict[str, Any]:
    """The rules of law with dates: ``registry/law.toml``."""
    return tomllib.loads(data_path("law.toml").read_text(encoding="utf-8"))
