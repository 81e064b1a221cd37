"""Comparing rows as they stand with what the log told of them last (`verify_trail --rows`)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from audit import keys, rows, told
from audit.findings import Finding
from audit.models import AuditEvent
from audit.readable import UNREAD

BATCH = 2000


class _Word(NamedTuple):
    version: int
    tag: bytes
    event_id: int
    kid: str


@dataclass
class Told:
    """The last word of the log on every row, gathered event by event; a line of memory for each."""

    macs: dict[str, bytes]
    words: dict[str, _Word] = field(default_factory=dict)
    compared: int = 0

    def note(self, event_id: int, body: bytes) -> None:
        """Take in a genuine entry: the sealed rows it tells of, and the state it moved."""
        if b'"rows":' not in body and b'"after":' not in body:
            return
        entry = json.loads(body)
        kid = entry["kid"]
        for key, version, tag in map(rows.read, entry.get("rows", ())):
            self._put(key, _Word(version, tag, event_id, kid))
        data = entry["data"]
        if "obj" in entry and "version" in data and "after" in data:
            tag = rows.state_tag(UUID(entry["uid"]), data["after"])
            self._put(entry["obj"]["u"], _Word(data["version"], tag, event_id, kid))

    def _put(self, key: str, word: _Word) -> None:
        if word.tag == rows.GONE:
            self.words.pop(key, None)
        elif key not in self.words or self.words[key].version <= word.version:
            self.words[key] = word

    def differences(self) -> Iterator[Finding]:
        """Every row that is not as it was told, was never told, or is gone."""
        missing = set(self.words)
        for row in rows.live():
            self.compared += 1
            missing.discard(row.key)
            word = self.words.get(row.key)
            if problem := self.problem(row, word):
                event_id = word.event_id if word else 0
                yield Finding(event_id, _bare(row.key), problem, row=row.name)
        for key in sorted(missing, key=lambda key: self.words[key].event_id):
            table = key.partition(":")[0] if ":" in key else "unknown"
            yield Finding(self.words[key].event_id, _bare(key), "it is missing", row=table)

    def problem(self, row: rows.LiveRow, word: _Word | None) -> str:
        """What is wrong with a row, by the last word on it; empty when nothing is."""
        if not row.readable:
            return UNREAD
        if not row.whole:
            return "it is not what was stored last: a cell or a column was changed"
        if word is None:
            return "the log knows nothing of it" if row.always_told else ""
        if row.version < word.version:
            return "an older version was put back"
        if row.version > word.version:
            return "it is newer than the log"
        tag = told.tag(self.macs[word.kid], row.tag) if row.plain else row.tag
        return "" if tag == word.tag else "it was changed behind the log"


def plain_rows_untold(*, changed: bool) -> Iterator[rows.LiveRow]:
    """Rows of plain columns that no event tells of; with `changed` also those that differ from it."""
    last = Told(keys.current().mac)
    events = AuditEvent.objects.order_by("pk").values_list("pk", "entry")
    for event_id, body in events.iterator(BATCH):
        last.note(event_id, bytes(body))
    for row in [row for row in rows.live() if row.plain]:
        word = last.words.get(row.key)
        if word is None or (changed and last.problem(row, word)):
            yield row


def _bare(key: str) -> str:
    """The number or uid of a row, without its table."""
    return key.rpartition(":")[2]
