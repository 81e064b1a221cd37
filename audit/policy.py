"""Whom to believe: the keys of logs and witnesses and the quorum, in the lines of C2SP tlog-policy."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from audit.merkle import Bad
from audit.note import LOG_KEY, WITNESS_KEY, Key, is_decimal


@dataclass
class Policy:
    """Keys of logs and witnesses, and how many witnesses must have cosigned."""

    logs: list[Key] = field(default_factory=list)
    witnesses: dict[str, Key] = field(default_factory=dict)
    groups: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str = ""

    @classmethod
    def parse(cls, text: str) -> "Policy":
        """The policy of these lines; Bad names the line that is wrong."""
        policy = cls()
        for number, line in enumerate(text.split("\n"), 1):
            words = re.split(r"[ \t]+", line.strip(" \t"))
            if line.strip(" \t") and not words[0].startswith("#"):
                try:
                    policy._take(words)
                except Bad as error:
                    raise Bad(f"policy, line {number}: {error}") from None
        if not policy.quorum:
            raise Bad("policy: no quorum line")
        return policy

    def _take(self, words: Sequence[str]) -> None:
        word, *rest = words
        if word == "log" and len(rest) in (1, 2):
            self._new_key(rest[0], LOG_KEY, self.logs)
            self.logs.append(Key.parse(rest[0]))
        elif word == "witness" and len(rest) in (2, 3):
            self._new_name(rest[0])
            self._new_key(rest[1], WITNESS_KEY, self.witnesses.values())
            self.witnesses[rest[0]] = Key.parse(rest[1])
        elif word == "group" and len(rest) > 2:
            self._new_name(rest[0])
            self._group(*rest)
        elif word == "quorum" and len(rest) == 1 and not self.quorum:
            if rest[0] != "none" and rest[0] not in {**self.witnesses, **self.groups}:
                raise Bad("the quorum is not defined")
            self.quorum = rest[0]
        else:
            raise Bad("not understood")

    def _new_name(self, name: str) -> None:
        if name == "none" or name in self.witnesses or name in self.groups:
            raise Bad("the name is taken")

    @staticmethod
    def _new_key(vkey: str, kind: int, known: Iterable[Key]) -> None:
        key = Key.parse(vkey)
        if key.kind != kind:
            raise Bad("the key is of the wrong kind")
        if key.public in {other.public for other in known}:
            raise Bad("the key is named twice")

    def _group(self, name: str, needed: str, *members: str) -> None:
        taken = {member for _least, group in self.groups.values() for member in group}
        known = {**self.witnesses, **self.groups}
        if len({*members} - taken) < len(members) or any(each not in known for each in members):
            raise Bad("a member is unknown or named twice")
        words = {"any": 1, "all": len(members)}
        least = words.get(needed) or (int(needed) if is_decimal(needed) else 0)
        if not 1 <= least <= len(members):
            raise Bad("the group asks for an impossible number")
        self.groups[name] = (least, members)

    def satisfied(self, signers: Iterable[Key]) -> bool:
        """Whether these cosigners are enough."""
        have = set(signers)

        def met(name: str) -> bool:
            if name in self.witnesses:
                return self.witnesses[name] in have
            least, members = self.groups[name]
            return sum(map(met, members)) >= least

        return self.quorum == "none" or met(self.quorum)
