"""Comparing rows as they stand with what the log told of them last (`verify_trail --rows`)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from audit import rows
from audit.findings import Finding


class _Word(NamedTuple):
    version: int
    tag: bytes
    event_id: int


@dataclass
class Told:
    """The last word of the log on every row, gathered event by event; a line of memory for each."""

    words: dict[UUID, _Word] = field(default_factory=dict)
    compared: int = 0

    def note(self, event_id: int, body: bytes) -> None:
        """Take in a genuine entry: the sealed rows it tells of, and the state it moved."""
        if b'"rows":' not in body and b'"after":' not in body:
            return
        entry = json.loads(body)
        for uid, version, tag in map(rows.read, entry.get("rows", ())):
            self._put(uid, _Word(version, tag, event_id))
        data = entry["data"]
        if "obj" in entry and "version" in data and "after" in data:
            tag = rows.state_tag(UUID(entry["uid"]), data["after"])
            self._put(UUID(entry["obj"]["u"]), _Word(data["version"], tag, event_id))

    def _put(self, uid: UUID, word: _Word) -> None:
        if uid not in self.words or self.words[uid].version <= word.version:
            self.words[uid] = word

    def differences(self) -> Iterator[Finding]:
        """Every row that is not as it was told, was never told, or is gone."""
        missing = set(self.words)
        for row in rows.live():
            self.compared += 1
            missing.discard(row.uid)
            word = self.words.get(row.uid)
            if problem := _problem(row, word):
                event_id = word.event_id if word else 0
                yield Finding(event_id, row.uid.hex, problem, row=row.name)
        for uid in sorted(missing, key=lambda uid: self.words[uid].event_id):
            yield Finding(self.words[uid].event_id, uid.hex, "it is missing", row="unknown")


def _problem(row: rows.LiveRow, word: _Word | None) -> str:
    if not row.whole:
        return "it is not what was stored last: a cell or a column was changed"
    if word is None:
        return "the log knows nothing of it" if row.always_told else ""
    if row.version < word.version:
        return "an older version was put back"
    if row.version > word.version:
        return "it is newer than the log"
    return "" if row.tag == word.tag else "it was changed behind the log"
