"""Threads that compute, each with kernels and memory of its own."""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from .tile_jobs import TileJobs

T = TypeVar("T")
R = TypeVar("R")
# jobs begun ahead of the one waited for, per thread: enough that none idles while
# others are read or written, few enough to be held in memory
JOBS_AHEAD = 2


class Workers:
    """A pool of threads for jobs on tiles."""

    def __init__(self, count: int | None = None) -> None:
        """As many as the machine has cores, or `count`."""
        self.count = count or os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(self.count)
        self._local = threading.local()

    def stream(
        self, job: Callable[[TileJobs, T], R], items: Iterable[T]
    ) -> Iterator[R]:
        """Runs a job for each item; results in their order.

        Items are taken and results given while others are under way.
        """
        waiting: deque[Future[R]] = deque()
        try:
            for item in items:
                waiting.append(self._pool.submit(self._run, job, item))
                if len(waiting) > JOBS_AHEAD * self.count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for each in waiting:
                each.cancel()

    def map(self, job: Callable[[TileJobs, T], R], items: Iterable[T]) -> list[R]:
        """Runs a job for each item; results in their order."""
        return list(self.stream(job, items))

    def ask(self, question: Callable[[TileJobs], R]) -> R:
        """Asks the kernels of one thread."""
        return self.map(lambda jobs, _: question(jobs), [None])[0]

    def close(self) -> None:
        """Lets the threads end; jobs that wait are dropped."""
        self._pool.shutdown(cancel_futures=True)

    def _run(self, job: Callable[[TileJobs, T], R], item: T) -> R:
        if not hasattr(self._local, "jobs"):
            self._local.jobs = TileJobs()
        return job(self._local.jobs, item)
