"""Rates and counts from the ledger. Everything here is Raw: it has not passed the disclosure gate."""

from finalorder.measures.standing import ALL, ANY, SPLITS, count, measure_sql, names, see_groups, splits_of, stamp

__all__ = ["ALL", "ANY", "SPLITS", "count", "measure_sql", "names", "see_groups", "splits_of", "stamp"]
