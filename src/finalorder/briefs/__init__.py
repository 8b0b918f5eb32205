"""The brief: pages that a newsroom, a legal-aid office or a county can read, print and check."""

from finalorder.briefs.figures import Figures, figures_of
from finalorder.briefs.pdf import printed
from finalorder.briefs.writing import as_json, whole, write

__all__ = ["Figures", "as_json", "figures_of", "printed", "whole", "write"]
