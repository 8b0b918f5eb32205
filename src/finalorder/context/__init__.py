"""What the court does not know: detention, monitoring, local police, arrests, removals; from ICE's files."""

from finalorder.context.adding import AddReport, FileReport, add
from finalorder.context.answers import Fact
from finalorder.context.areas import Area, area_of
from finalorder.context.showing import SUBJECTS, show

__all__ = ["SUBJECTS", "AddReport", "Area", "Fact", "FileReport", "add", "area_of", "show"]
