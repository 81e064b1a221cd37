"""Who counts the events: each thread of each process numbers what it writes, without a lock.

A number whose transaction was rolled back is named by a `trail.rolled_back` event of the same
worker, so that the verifier can tell a roll-back from a deleted row.
"""

import os
import secrets
import threading
from functools import partial

from django.db import connection, transaction


class Worker:
    """Numbers the events of one thread and remembers which numbers never reached the database."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.name = secrets.token_hex(8)
        self.last = 0
        self.pending: dict[int, partial[None]] = {}

    def next(self) -> int:
        """The next number; it stays pending until its transaction commits."""
        self.last += 1
        number = self.last
        settled = partial(self._settle, number)
        self.pending[number] = settled
        transaction.on_commit(settled)
        return number

    def _settle(self, number: int) -> None:
        self.pending.pop(number, None)

    def lost(self) -> list[int]:
        """Numbers given in transactions or savepoints that were rolled back.

        While the latest number is alive nothing new was lost, so long transactions stay cheap.
        """
        if not self.pending:
            return []
        latest = self.pending[next(reversed(self.pending))]
        if any(entry[1] is latest for entry in reversed(connection.run_on_commit)):
            return []
        alive = {id(entry[1]) for entry in connection.run_on_commit}
        return [number for number, call in self.pending.items() if id(call) not in alive]

    def forget(self, numbers: list[int]) -> None:
        """These roll-backs are written down."""
        for number in numbers:
            self.pending.pop(number, None)


_local = threading.local()


def current() -> Worker:
    """The worker of this thread; a forked child gets its own."""
    worker: Worker | None = getattr(_local, "worker", None)
    if worker is None or worker.pid != os.getpid():
        worker = _local.worker = Worker()
    return worker


def retire() -> None:
    """Start over under a new name, as a new process would; for tests."""
    _local.worker = None
