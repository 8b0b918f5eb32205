"""A table as a file for R, Stata, SPSS, Excel and anything else: labels, dates as dates, memory that stays small."""

from finalorder.exports.export import EXPORT_FORMATS, Exported, ExportRequest, write_export
from finalorder.exports.row_filters import RowFilter, parse_row_filter

__all__ = ["EXPORT_FORMATS", "ExportRequest", "Exported", "RowFilter", "parse_row_filter", "write_export"]
