"""Work ahead: an iterator run in a thread of its own, so that inflating, parsing and writing overlap."""

import queue
import threading
from collections.abc import Generator, Iterator
from typing import TypeVar

T = TypeVar("T")
DEPTH = 2
_PATIENCE = 0.2


class _Failed:
    def __init__(self, error: BaseException) -> None:
        self.error = error


class _Done:
    pass


def ahead(items: Iterator[T], depth: int = DEPTH) -> Generator[T, None, None]:
    """The same items, made at most ``depth`` ahead. An error in the making is raised here; closing stops the thread."""
    made: queue.Queue[T | _Failed | _Done] = queue.Queue(depth)
    stop = threading.Event()
    thread = threading.Thread(target=_make, args=(items, made, stop), daemon=True)
    thread.start()
    try:
        while not isinstance(item := made.get(), _Done):
            if isinstance(item, _Failed):
                raise item.error
            yield item
    finally:
        stop.set()
        thread.join()


def _make(items: Iterator[T], made: "queue.Queue[T | _Failed | _Done]", stop: threading.Event) -> None:
    try:
        for item in items:
            if not _put(item, made, stop):
                return
        _put(_Done(), made, stop)
    except BaseException as error:  # whatever it is, it belongs to the thread that asked
        _put(_Failed(error), made, stop)
    finally:
        if isinstance(items, Generator):
            items.close()


def _put(item: "T | _Failed | _Done", made: "queue.Queue[T | _Failed | _Done]", stop: threading.Event) -> bool:
    while not stop.is_set():
        try:
            made.put(item, timeout=_PATIENCE)
        except queue.Full:
            continue
        return True
    return False
