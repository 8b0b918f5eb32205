"""What a row of a list is besides an item: a sum, an ended agreement, a heading. One rule for every reader of lists."""

import re
from collections.abc import Sequence

from finalorder.ice.grid import clean_text, normalize_label

SUM_LABEL = re.compile(
    r"(?:^|\b)(?:grand |sub-? ?|nation(?:al|wide) |overall )?totals?\b|^(?:sub-?total|sum|all|national|nationwide)$"
    r"|^united states(?: of america)?$|\b(?:region|area) (?:sum|subtotal|total)s?$"
    r"|^(?:the )?(?:sum|total|count|number) of\b|^all (?:facilities|areas|aors|states|agencies|agreements|offices)\b",
    re.IGNORECASE,
)
ENDED = re.compile(
    r"\b(?:terminated|termination|ended|withdrawn|withdrew|rescinded|expired|revoked|inactive|cancell?ed|former)\b",
    re.IGNORECASE,
)
GOES_ON = re.compile(r"\b(?:active|participating|current|in effect|signed)\b", re.IGNORECASE)
STATUS_HEADERS = frozenset(
    normalize_label(text) for text in ("Status", "Agreement Status", "MOA Status", "State of MOA")
)


def is_sum_label(text: object) -> bool:
    """Return whether a label is that of a sum (``Total``, ``MIA Subtotal``, ``Nationwide Total``)."""
    return bool(SUM_LABEL.search(clean_text(text)))


def find_status_column(header: Sequence[object]) -> int | None:
    """Find the column of a list that says whether an item still stands; None where no column does."""
    return next((c for c, cell in enumerate(header) if normalize_label(cell) in STATUS_HEADERS), None)


def says_ended(text: object) -> bool:
    """Return whether a status or a heading says that an agreement has ended; ``inactive`` is no ``active``."""
    return bool(ENDED.search(clean_text(text)))


def says_going_on(text: object) -> bool:
    """Return whether a heading says that the items below it still stand."""
    return not says_ended(text) and bool(GOES_ON.search(clean_text(text)))
