"""Work ahead: an iterator run in a thread of its own, so that inflating, parsing and writing overlap."""

import queue
import threading
from collections.abc import Generator, Iterator
from typing import TypeVar

T = TypeVar("T")
PREFETCH_DEPTH = 2
_PUT_TIMEOUT = 0.2


class _Failure:
    def __init__(self, error: BaseException) -> None:
        self.error = error


class _EndOfItems:
    pass


def prefetch(items: Iterator[T], depth: int = PREFETCH_DEPTH) -> Generator[T, None, None]:
    """The same items, made at most ``depth`` ahead. An error in the making is raised here; closing stops the thread."""
    made: queue.Queue[T | _Failure | _EndOfItems] = queue.Queue(depth)
    stop = threading.Event()
    thread = threading.Thread(target=_produce_items, args=(items, made, stop), daemon=True)
    thread.start()
    try:
        while not isinstance(item := made.get(), _EndOfItems):
            if isinstance(item, _Failure):
                raise item.error
            yield item
    finally:
        stop.set()
        thread.join()


def _produce_items(items: Iterator[T], made: "queue.Queue[T | _Failure | _EndOfItems]", stop: threading.Event) -> None:
    try:
        for item in items:
            if not _put_unless_stopped(item, made, stop):
                return
        _put_unless_stopped(_EndOfItems(), made, stop)
    except BaseException as error:  # whatever it is, it belongs to the thread that asked
        _put_unless_stopped(_Failure(error), made, stop)
    finally:
        if isinstance(items, Generator):
            items.close()


def _put_unless_stopped(
    item: "T | _Failure | _EndOfItems", made: "queue.Queue[T | _Failure | _EndOfItems]", stop: threading.Event
) -> bool:
    while not stop.is_set():
        try:
            made.put(item, timeout=_PUT_TIMEOUT)
        except queue.Full:
            continue
        return True
    return False
