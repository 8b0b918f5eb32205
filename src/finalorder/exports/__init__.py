"""A table as a file for R, Stata, SPSS, Excel and anything else: labels, dates as dates, memory that stays small."""

from finalorder.exports.export import EXPORT_FORMATS, Exported, ExportRequest, write_export
from finalorder.exports.row_filters import parse_row_filter
from finalorder.exports.workbook import write_plain_workbook

__all__ = ["EXPORT_FORMATS", "ExportRequest", "Exported", "parse_row_filter", "write_export", "write_plain_workbook"]
