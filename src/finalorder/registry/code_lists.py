"""What a code means: the project's own levels, the registry's codes, the court's own lists."""

from collections.abc import Mapping
from functools import cache

from finalorder.registry.codebook import LEVELS_FILE, CodebookColumn, read_codebook_file
from finalorder.registry.files import find_registry_path, read_codes, read_registry_rows

CodeList = Mapping[str, tuple[str, str]]
NO_CODES: CodeList = {}
#: lists whose first column of words says too little: the column to take instead
_BETTER_WORDS = {"tblLookupBaseCity": "BASE_CITY", "cities": "base_city"}
#: columns of a list that are no words
_NOT_WORDS = ("source", "blnActive", "docket")


def get_code_list(column: CodebookColumn) -> CodeList:
    """Get the codes of a column with what each means, in English and Spanish; empty if it has no list."""
    return column.levels or (find_code_list(column.codes) if column.codes else NO_CODES)


@cache
def find_code_list(name: str) -> CodeList:
    """Find a list by its name: ``category``, ``custody``, ``cities.court_code``, ``tblLookupState.state_code``.

    What the court names is given in the court's words in both languages. Empty if the package has no such list: those
    of judges and of the government's lawyers are not handed on.
    """
    levels = read_codebook_file(LEVELS_FILE)
    if name in levels:
        return {code: (said[0], said[1]) for code, said in levels[name].items()}
    list_name, _, column = name.partition(".")
    if list_name == "decisions":
        return _list_decisions(column)
    rows = _read_list_rows(list_name)
    return _list_words(list_name, column or "code", rows) if rows else NO_CODES


def _read_list_rows(name: str) -> tuple[dict[str, str], ...]:
    if find_registry_path("codes", f"{name}.csv").is_file():
        return read_codes(name)
    if find_registry_path(f"{name}.csv").is_file():
        return read_registry_rows(name)
    known = {path.stem.lower(): path.stem for path in find_registry_path("lookups").glob("*.csv")}
    return read_registry_rows(f"lookups/{known[name.lower()]}") if name.lower() in known else ()


def _list_words(name: str, column: str, rows: tuple[dict[str, str], ...]) -> CodeList:
    code = next((each for each in rows[0] if each.lower() == column.lower()), None)
    words = _BETTER_WORDS.get(name) or next((each for each in rows[0] if each not in (code, *_NOT_WORDS)), code)
    if name == "juveniles":
        words = "name"
    if code is None or words is None:
        return NO_CODES
    said = {row[code]: row[words] or row[code] for row in rows if row[code]}
    return {each: (text, text) for each, text in said.items()}


def _list_decisions(kind: str) -> CodeList:
    """List the codes of one kind of decision; one that means several things by case type has all of them."""
    meant: dict[str, list[str]] = {}
    for row in read_codes("decisions"):
        if row["code"] != "*" and row["decision_type"] == kind and row["name"] not in meant.setdefault(row["code"], []):
            meant[row["code"]].append(row["name"])
    return {code: (" / ".join(names), " / ".join(names)) for code, names in meant.items()}
