"""What a text claims about removal orders and enforcement, and what the records say to each claim."""

from finalorder.reports.check_formats import to_csv, to_json, to_table
from finalorder.reports.markup import write_markup
from finalorder.reports.report_check import (
    AUTO,
    CHECK_COLUMNS,
    CheckResult,
    CheckRow,
    CheckSettings,
    check_report,
    read_mentions,
)
from finalorder.reports.report_text import read_report

__all__ = [
    "AUTO",
    "CHECK_COLUMNS",
    "CheckResult",
    "CheckRow",
    "CheckSettings",
    "check_report",
    "read_mentions",
    "read_report",
    "to_csv",
    "to_json",
    "to_table",
    "write_markup",
]
