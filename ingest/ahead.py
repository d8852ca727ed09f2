"""Work begun ahead in a thread, in order, so that one step goes on while another waits."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
Begun = TypeVar("Begun")


@contextmanager
def in_background(name: str) -> Iterator[ThreadPoolExecutor]:
    """A thread that takes one piece of work after another; what it has not begun when the block ends is dropped."""
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def ahead(items: Iterable[T], begin: Callable[[T], Begun], most: int) -> Iterator[Begun]:
    """What ``begin`` gives for each item, begun for up to ``most`` further items before it is handed out."""
    waiting: deque[Begun] = deque()
    for item in items:
        waiting.append(begin(item))
        if len(waiting) > most:
            yield waiting.popleft()
    yield from waiting


def lots(begun: Iterable["Future[T]"], weight: Callable[[T], int], most: int) -> Iterator[Sequence[T]]:
    """Neighbours that are done by now, together until their weights reach ``most``; waits for a lot's first only."""
    lot: list[T] = []
    heavy = 0
    for future in begun:
        if lot and (heavy >= most or not future.done()):
            yield lot
            lot, heavy = [], 0
        lot.append(future.result())
        heavy += weight(lot[-1])
    if lot:
        yield lot
