"""What a text claims about removal orders and enforcement, and what the records say to each claim."""

from finalorder.reports.report_check import (
    CHECK_COLUMNS,
    CheckResult,
    CheckRow,
    check_report,
    to_csv,
    to_json,
    to_table,
)
from finalorder.reports.report_text import read_report

__all__ = ["CHECK_COLUMNS", "CheckResult", "CheckRow", "check_report", "read_report", "to_csv", "to_json", "to_table"]
