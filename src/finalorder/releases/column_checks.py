"""Whether a release's columns hold what such columns hold: what must stop a build, and what a person should know.

A column that the ledger is made from and that suddenly says nothing would make numbers that look whole. So it is
compared with its type, with its list of codes, with what real releases have, and with the release before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from finalorder import registry
from finalorder.releases.column_accounts import ColumnAccount
from finalorder.releases.schema import READ_DATES, REQUIRED_COLUMNS

MIN_CELLS = 3  # fewer bad cells than this are no pattern
MAX_STRANGE_SHARE = 0.2  # new codes come with new law, and not for a fifth of all cases at once
MAX_UNPARSED_SHARE = 0.1  # of days and numbers, one in thousands is mistyped
NOTED_SHARE = 0.05  # a smaller share of bad cells is the file's usual dirt
NOTED_CELLS = 20
MIN_EXPECTED = 50  # with fewer cells expected, none may be chance
MIN_EXPECTED_TO_STOP = 5_000
MAX_FALL = 20  # how many times fewer values than expected are still a release like others
MAX_FALL_SINCE = 4  # the same beside the release before
MIN_ROWS_BEFORE = 200

FilledShares = Mapping[tuple[str, str], tuple[int, float]]


@dataclass(frozen=True, slots=True)
class ColumnDoubt:
    """Something that a column should not be; ``stops`` says whether the ledger depends on it."""

    table: str
    column: str
    sentence: str
    stops: bool


def find_column_doubts(accounts: Iterable[ColumnAccount], before: FilledShares) -> Iterator[ColumnDoubt]:
    """Find what is wrong with the columns of a release's core tables.

    :param before: the columns of the release before, if the lake has one.
    """
    for account in accounts:
        is_required = _is_listed(account, REQUIRED_COLUMNS)
        is_read = is_required or _is_listed(account, READ_DATES)
        found = (
            *((sentence, grave and is_read) for sentence, grave in _check_cells(account)),
            *((sentence, True) for sentence in _check_values(account)),
            *((sentence, grave and is_required) for sentence, grave in _check_amounts(account, before)),
        )
        for sentence, stops in found:
            yield ColumnDoubt(account.table, account.column, sentence, stops)


def _is_listed(account: ColumnAccount, columns: Mapping[str, Sequence[str]]) -> bool:
    return account.column in {name.lower() for name in columns.get(account.table, ())}


def _check_cells(account: ColumnAccount) -> Iterator[tuple[str, bool]]:
    """Find cells that are there and mean nothing."""
    present = account.filled + account.unparsed
    kind = "a day" if account.type in ("date", "datetime") else f"of its type ({account.type})"
    for bad, most, what in (
        (account.unparsed, MAX_UNPARSED_SHARE, f"are not {kind}"),
        (account.outside or 0, MAX_STRANGE_SHARE, "are codes that the registry does not know"),
    ):
        is_grave = bad >= MIN_CELLS and bad > most * present
        if is_grave or (bad >= NOTED_CELLS and bad > NOTED_SHARE * present):
            yield (
                f"{bad:,} of the {present:,} cells of {_name(account)} {what}; one looks like {account.example!r}",
                is_grave,
            )


def _check_values(account: ColumnAccount) -> Iterator[str]:
    """Find a value that many rows must have and none has."""
    for value, (given, found) in account.values.items():
        if given >= value.least_rows and not found:
            yield (
                f"of {given:,} rows with {value.given_column.upper()} {value.given_value} none has {value.value} in "
                f"{_name(account)}, where a real release has {value.share:.0%}"
            )


def _check_amounts(account: ColumnAccount, before: FilledShares) -> Iterator[tuple[str, bool]]:
    """Find far fewer values than such a column has; a note for a table made by hand, grave for a real one."""
    held = account.filled + account.unparsed
    share = registry.list_column_shares().get((account.table, account.column), 0.0)
    expected = share * account.rows
    if expected >= MIN_EXPECTED and held * MAX_FALL < expected:
        yield (
            f"{held:,} of the {account.rows:,} rows have a value in {_name(account)}; of a real release {share:.0%}",
            expected >= MIN_EXPECTED_TO_STOP,
        )
    rows, usual = before.get((account.table, account.column), (0, 0.0))
    if min(rows, account.rows) >= MIN_ROWS_BEFORE and held * MAX_FALL_SINCE < usual * account.rows:
        yield (
            f"{held:,} of the {account.rows:,} rows have a value in {_name(account)}, {usual:.0%} the release before",
            True,
        )


def _name(account: ColumnAccount) -> str:
    return f"{registry.get_table(account.table).file}, column {account.column.upper()}"
