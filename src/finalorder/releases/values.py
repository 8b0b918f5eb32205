"""What a cell's text means: the rules of each stored type, one value at a time.

These are the rules; the fast path (``columns.py``) lets Arrow's parser apply them to whole columns and must agree.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import pyarrow as pa

LAKE_TYPES: dict[str, pa.DataType] = {
    "int": pa.int64(),
    "date": pa.date32(),
    "datetime": pa.timestamp("ms"),
    "bool": pa.bool_(),
    "money": pa.decimal128(12, 2),
    "month_year": pa.date32(),
    "code": pa.string(),
    "text": pa.string(),
    "time_hhmm": pa.string(),
    "guid": pa.string(),
}
TRUE_TEXTS = ("1", "true", "True", "TRUE")
FALSE_TEXTS = ("0", "false", "False", "FALSE")
#: rules that note something about a cell and still give it a value
RULES_KEEPING_VALUE = frozenset({"time_of_day_dropped"})
MONEY_LIMIT = Decimal(10) ** 10

_INT = re.compile(r"-?[0-9]{1,40}|0[xX][0-9a-fA-F]{1,16}")
_MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?)?", re.ASCII)
_MONTH = re.compile(r"(\d{1,2})/(\d{4})", re.ASCII)
_MONEY = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})", re.ASCII)


class UnparsableCell(ValueError):  # noqa: N818 - it names a state of a cell, not a failure of the program
    """A cell that its column's type has no value for; the message is the rule's name."""


def parse_int(text: str) -> int:
    """Parse a whole number of 64 bits."""
    if not _INT.fullmatch(text):
        raise UnparsableCell("not_an_integer")
    # Arrow reads hexadecimal digits as the bits of a signed number; so does this.
    value = int(text, 16) if text[:2] in ("0x", "0X") else int(text)
    if text[:2] in ("0x", "0X") and value >= 1 << 63:
        value -= 1 << 64
    if not -(1 << 63) <= value < 1 << 63:
        raise UnparsableCell("not_an_integer")
    return value


def parse_datetime(text: str) -> datetime:
    """Parse ``YYYY-MM-DD``, alone or with a time of day down to milliseconds."""
    match = _MOMENT.fullmatch(text)
    if not match:
        raise UnparsableCell("not_a_datetime")
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    fraction = (match.group(7) or "").ljust(9, "0")
    if fraction[3:].strip("0"):
        raise UnparsableCell("not_a_datetime")
    try:
        return datetime(year, month, day, hour, minute, second, int(fraction[:3]) * 1000)  # noqa: DTZ001 - court time
    except ValueError:
        raise UnparsableCell("not_a_datetime") from None


def parse_date(text: str) -> date:
    """Parse a day; its time of day must be zero."""
    try:
        moment = parse_datetime(text)
    except UnparsableCell:
        raise UnparsableCell("not_a_date") from None
    return moment.date()


def has_time_of_day(text: str) -> bool:
    """Return whether a text that means a date also carries a time other than midnight."""
    moment = parse_datetime(text)
    return moment - datetime.combine(moment.date(), datetime.min.time()) != timedelta(0)


def parse_bool(text: str) -> bool:
    """Parse ``1`` or ``0``."""
    if text in TRUE_TEXTS:
        return True
    if text in FALSE_TEXTS:
        return False
    raise UnparsableCell("not_zero_or_one")


def parse_money(text: str) -> Decimal:
    """Parse dollars and cents."""
    if not _MONEY.fullmatch(text):
        raise UnparsableCell("not_money")
    try:
        value = Decimal(text)
        cents = value.quantize(Decimal("0.01"))
    except InvalidOperation:
        raise UnparsableCell("not_money") from None
    if cents != value or abs(value) >= MONEY_LIMIT:
        raise UnparsableCell("not_money")
    return cents


def parse_month_year(text: str) -> date:
    """Parse ``M/YYYY`` or ``MM/YYYY``: the first day of the month."""
    match = _MONTH.fullmatch(text)
    if not match or not 1 <= int(match.group(1)) <= 12 or int(match.group(2)) == 0:
        raise UnparsableCell("not_month_year")
    return date(int(match.group(2)), int(match.group(1)), 1)


PARSERS: dict[str, Callable[[str], Any]] = {
    "int": parse_int,
    "date": parse_date,
    "datetime": parse_datetime,
    "bool": parse_bool,
    "money": parse_money,
    "month_year": parse_month_year,
}


def can_parse(kind: str, text: str) -> bool:
    """Return whether a non-empty text has a value in that type; texts and codes always have."""
    parser = PARSERS.get(kind)
    if parser is None:
        return True
    try:
        parser(text)
    except UnparsableCell:
        return False
    return True
