"""Which worker runs which tests: a file stays with one, so that what they share is made once.

Spark is one scope, and so are the files that read all of ICE's.
"""

from typing import Any

from xdist.scheduler import LoadFileScheduling

#: files of tests that stay with one worker, since each reads the same files of ICE
OF_ALL_FILES_OF_ICE = ("ice/test_known_totals.py", "ice/test_real_files.py")


class FileScheduling(LoadFileScheduling):
    """Files in the order in which they were collected, and every test on Spark with one worker.

    A process has one Spark session, and a machine should not have two clusters.
    """

    def __init__(self, config: Any, log: Any = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        if "spark" in nodeid:
            return "spark"
        return "ice" if any(name in nodeid for name in OF_ALL_FILES_OF_ICE) else super()._split_scope(nodeid)
