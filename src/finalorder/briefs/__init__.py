"""The brief: one page that a newsroom, a legal-aid office or a county can read, print and check."""

from finalorder.briefs.figures import Figures, figures_of
from finalorder.briefs.writing import write

__all__ = ["Figures", "figures_of", "write"]
