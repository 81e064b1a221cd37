"""What a verification says."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """One thing wrong with the log, the event it concerns (0: none), and the how-manieth read that was."""

    event_id: int
    uid: str
    problem: str
    place: int = 0
    row: str = ""
    """Kind of the row that is wrong, where it is not the event itself."""

    def __str__(self) -> str:
        if self.row:
            told = f" (last told by event {self.event_id})" if self.event_id else ""
            return f"row {self.row} {self.uid}{told}: {self.problem}"
        named = f"event {self.event_id} ({self.uid}): " if self.event_id or self.uid else ""
        return f"{named}{self.problem}"


@dataclass
class Report:
    """What was read, what was found, and what could not be checked."""

    events: int = 0
    leaves: int = 0
    rows: int = 0
    findings: list[Finding] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
