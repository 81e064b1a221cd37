"""Opened data keys in the memory of one process: few, and for minutes only."""

import os
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

Name = tuple[int, UUID, int]
"""Kind and uid of the scope, version; version 0 stands for “the one that seals now”."""


@dataclass(frozen=True)
class DataKey:
    """An opened data key: a cipher for cells, subkeys for the rest; never shown, never pickled."""

    version: int
    cipher: AESGCM = field(repr=False)
    row_key: bytes = field(repr=False)
    secret: bytes = field(repr=False)

    def __reduce__(self) -> str:
        raise TypeError("Keys are not pickled.")


class Cache:
    """At most KEY_CACHE_MOST keys, each for at most KEY_CACHE_SECONDS; forked children start empty."""

    def __init__(self) -> None:
        self._start()
        os.register_at_fork(after_in_child=self._start)

    def _start(self) -> None:
        self.lock = threading.Lock()
        self.kept: OrderedDict[Name, tuple[float, DataKey]] = OrderedDict()

    def __repr__(self) -> str:
        return f"<{len(self.kept)} keys>"

    def __reduce__(self) -> str:
        raise TypeError("Keys are not pickled.")

    def get(self, name: Name) -> DataKey | None:
        """The key, unless its time is over."""
        found = self.kept.get(name)
        if found is None:
            return None
        over = found[0] < time.monotonic()
        if over or len(self.kept) >= settings.KEY_CACHE_MOST:
            with self.lock:  # who was used last matters only where somebody must go
                if over:
                    self.kept.pop(name, None)
                elif name in self.kept:
                    self.kept.move_to_end(name)
        return None if over else found[1]

    def put(self, name: Name, key: DataKey) -> None:
        """Keep a key; what is over, and the least used beyond the most, goes."""
        now = time.monotonic()
        with self.lock:
            while self.kept and next(iter(self.kept.values()))[0] < now:
                self.kept.popitem(last=False)
            self.kept[name] = (now + settings.KEY_CACHE_SECONDS, key)
            while len(self.kept) > settings.KEY_CACHE_MOST:
                self.kept.popitem(last=False)

    def drop(self, kind: int, scope: UUID) -> None:
        """Forget the keys of one scope."""
        with self.lock:
            for name in [name for name in self.kept if name[:2] == (kind, scope)]:
                del self.kept[name]

    def clear(self) -> None:
        """Forget everything."""
        with self.lock:
            self.kept.clear()
