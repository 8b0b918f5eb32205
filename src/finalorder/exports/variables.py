"""The variables of an exported file: name, label, kind, codes; and what one pass over the rows finds of them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from finalorder.exports.rows import RowSource, flatten_column
from finalorder.registry import CodebookColumn, get_code_list

#: words that Stata or SPSS keep for themselves
_RESERVED = frozenset(
    re.findall(
        r"\w+",
        "_all _b _coef _cons _n _pi _pred _rc _skip all and byte by double eq float ge gt if in int le long lt ne "
        "not or strl to using with",
    )
)
_KINDS = {"int": "int", "number": "real", "money": "real", "bool": "bool", "date": "date", "month_year": "date",
          "datetime": "moment"}  # fmt: skip
MAX_CODES = 30_000


@dataclass(slots=True)
class Variable:
    """A column in the file to be written.

    ``kind`` is int, real, bool, date, moment, coded or text. ``codes`` are those of a coded one in the order of their
    numbers, from 1; ``low``, ``high`` and ``width`` (bytes of the longest text) are filled by :func:`scan_rows`.
    """

    column: str
    name: str
    label: str
    kind: str
    meanings: Mapping[str, str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    low: int = 0
    high: int = 0
    width: int = 0

    def list_value_labels(self) -> list[str]:
        """List what each number of a coded variable stands for: the code, and its meaning where it has one."""
        return [format_value_label(code, self.meanings.get(code, "")) for code in self.codes]


def format_value_label(code: str, meaning: str) -> str:
    """Format what a value stands for, with the code in it, so that nothing is lost."""
    return code if not meaning or meaning.lower() == code.lower() else f"{code} {meaning}"


def describe_variables(
    columns: Sequence[CodebookColumn], schema: pa.Schema, lang: str, *, name_length: int
) -> list[Variable]:
    """Describe the variables of a file for some columns: names that fit and do not clash, labels in a language."""
    names = choose_names([column.name for column in columns], name_length)
    return [
        _describe_variable(column, name, schema.field(column.name).type, lang)
        for column, name in zip(columns, names, strict=True)
    ]


def _describe_variable(column: CodebookColumn, name: str, kind: pa.DataType, lang: str) -> Variable:
    if pa.types.is_list(kind) or pa.types.is_binary(kind):
        return Variable(column.name, name, column.describe(lang), "text")
    found = _KINDS.get(column.type, "text")
    if found == "real" and pa.types.is_integer(kind):
        found = "int"
    codes = get_code_list(column) if found == "text" else {}
    if not 0 < len(codes) <= MAX_CODES:
        return Variable(column.name, name, column.describe(lang), found)
    meanings = {code: spanish if lang == "es" else english for code, (english, spanish) in codes.items()}
    return Variable(column.name, name, column.describe(lang), "coded", meanings, sorted(codes))


def describe_unknown_column(name: str, schema: pa.Schema) -> CodebookColumn:
    """Describe a column that a newer release of the court's has and the codebook does not."""
    kind = schema.field(name).type
    known = {pa.int64(): "int", pa.float64(): "number", pa.bool_(): "bool", pa.date32(): "date"}
    found = "datetime" if pa.types.is_timestamp(kind) else known.get(kind, "text")
    return CodebookColumn(name, found, "not in the codebook: newer than it", "no está en el libro: más nueva que él")


def choose_names(names: Sequence[str], length: int) -> list[str]:
    """Choose names of letters, digits and underscores within a length, each different whatever the case."""
    chosen: list[str] = []
    for name in names:
        plain = re.sub(r"\W", "_", name, flags=re.ASCII)
        plain = f"{plain}_" if plain.lower() in _RESERVED else plain
        plain = plain if re.match(r"[A-Za-z_]", plain) else f"v_{plain}"
        chosen.append(_avoid_clash(plain[:length], {each.lower() for each in chosen}, length))
    return chosen


def _avoid_clash(name: str, taken: set[str], length: int) -> str:
    number, free = 1, name
    while free.lower() in taken:
        number += 1
        free = f"{name[: length - len(str(number)) - 1]}_{number}"
    return free


def scan_rows(source: RowSource, variables: Sequence[Variable]) -> int:
    """Read every row once: count them, note the range of numbers, the width of texts, codes without a meaning."""
    noted = {each.column: each for each in variables if each.kind in ("int", "text", "coded")}
    extra: dict[str, set[str]] = {name: set() for name, each in noted.items() if each.kind == "coded"}
    rows = 0
    for batch in source.read_batches(list(noted) or source.columns[:1]):
        rows += batch.num_rows
        for name, variable in noted.items():
            _note_column(variable, flatten_column(batch.column(name)), extra)
    for name, codes in extra.items():
        noted[name].codes += sorted(codes)
    return rows


def _note_column(variable: Variable, array: pa.Array, extra: dict[str, set[str]]) -> None:
    if variable.kind == "int":
        ends = pc.min_max(array).as_py()
        variable.low = min(variable.low, ends["min"] or 0)
        variable.high = max(variable.high, ends["max"] or 0)
    elif variable.kind == "text":
        variable.width = max(variable.width, pc.max(pc.binary_length(array.cast(pa.string()))).as_py() or 0)
    else:
        found: Iterable[Any] = pc.unique(array).to_pylist()
        extra[variable.column].update(code for code in found if code is not None and code not in variable.meanings)


def number_codes(variable: Variable, array: pa.Array) -> pa.Array:
    """Number the codes of a coded column from 1, as the variable has them; no value stays none."""
    return pc.add(pc.index_in(array, value_set=pa.array(variable.codes, pa.string())), 1)
