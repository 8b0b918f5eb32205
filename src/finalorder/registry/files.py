"""The registry's files, read once: CSV tables of codes and facts, TOML for the law."""

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

REGISTRY_FOLDER = Path(__file__).parent


def find_registry_path(*parts: str) -> Path:
    """Find where a registry file lies on disk."""
    return REGISTRY_FOLDER.joinpath(*parts)


@cache
def read_registry_rows(name: str) -> tuple[dict[str, str], ...]:
    """Read the rows of ``registry/NAME.csv``; every cell is text, empty text where nothing is known."""
    with find_registry_path(f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


@cache
def read_codes(name: str) -> tuple[dict[str, str], ...]:
    """Read the rows of ``registry/codes/NAME.csv``: code, name, what it means for the pipeline, source."""
    return read_registry_rows(f"codes/{name}")


@cache
def read_law() -> dict[str, Any]:
    """Read the rules of law with dates: ``registry/law.toml``."""
    return tomllib.loads(find_registry_path("law.toml").read_text(encoding="utf-8"))


@cache
def read_help() -> dict[str, Any]:
    """Whom a person with an order can ask, each with its source and the day it was read: ``registry/help.toml``."""
    return tomllib.loads(find_registry_path("help.toml").read_text(encoding="utf-8"))


@cache
def read_reading_rules() -> dict[str, Any]:
    """Read windows and spans by which the file is read where it leaves something open: ``registry/reading.toml``."""
    return tomllib.loads(find_registry_path("reading.toml").read_text(encoding="utf-8"))
