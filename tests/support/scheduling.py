"""Which worker runs which tests: a file stays with one, so that what they share is made once; Spark is one scope."""

from typing import Any

from xdist.scheduler import LoadFileScheduling


class FileScheduling(LoadFileScheduling):
    """Files in the order in which they were collected, and every test on Spark with one worker.

    A process has one Spark session, and a machine should not have two clusters.
    """

    def __init__(self, config: Any, log: Any = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return "spark" if "spark" in nodeid else super()._split_scope(nodeid)
