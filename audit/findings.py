"""What a verification says."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """One thing wrong with the log, the event it concerns (0: none), and the how-manieth read that was."""

    event_id: int
    uid: str
    problem: str
    place: int = 0


@dataclass
class Report:
    """What was read, what was found, and what could not be checked."""

    events: int = 0
    leaves: int = 0
    findings: list[Finding] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
