"""The shapes of the law: typed rows of the law files; they hold no code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import get_language

from caseflow.choices import AgencyKind, Certainty, Route, Step
from caseflow.law.events import SUPPORT_EVENTS, Event
from caseflow.workdays import Unit


@dataclass(frozen=True)
class Words:
    """A text of the law in both languages, shown in the reader's."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "vi").startswith("en") else self.vi


class Answer(StrEnum):
    """What the law answers to "does this person get this support"."""

    YES = "yes"
    NO = "no"
    CASE_BY_CASE = "case_by_case"


class Column(StrEnum):
    """The columns of the entitlement table (Law 53/2024 Art. 37; Law 66/2011 Art. 32)."""

    VN_VICTIM = "vn_victim"
    CHILD_WITH_VICTIM = "child_with_victim"
    IN_IDENTIFICATION = "in_identification"
    IN_IDENTIFICATION_ABROAD = "in_identification_abroad"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Extension:
    """How often and by how many days a limit may be lengthened."""

    count: int
    length: int


@dataclass(frozen=True)
class ClockRule:
    """One time limit: what starts, meets and ends it, how long, whom it binds, where it stands."""

    code: str
    regime: str
    digest: str
    """Of the version the rule stands in."""
    label: Words
    duty: Words
    """Who must act, as the law says."""
    triggers: frozenset[Event]
    met_by: frozenset[Event]
    unit: Unit
    length: int
    """Hours of tolerance for a limit "at once"; zero where no limit is known."""
    routes: frozenset[Route]
    binds: frozenset[AgencyKind]
    """Kinds of agencies at whose desk the clock runs."""
    source: Words
    certainty: Certainty
    note: Words | None = None
    extension: Extension | None = None
    pausable: bool = False
    """Whether the limit may be paused while it runs."""
    valid_from: date | None = None
    valid_to: date | None = None
    provinces: frozenset[str] = frozenset()
    """Codes of the provinces where the rule holds; empty is everywhere."""
    replaces: str = ""
    """The rule of the whole country that does not hold where this one does."""
    ended_by: frozenset[Event] = frozenset()
    """After these the limit no longer applies, without having been met."""

    @property
    def is_limited(self) -> bool:
        """Whether a limit is known; without one there is no clock."""
        return self.unit != Unit.NONE

    @property
    def about_support(self) -> bool:
        """Whether the limit follows the law of support (Law 53/2024 Art. 63)."""
        return self.triggers <= SUPPORT_EVENTS

    def covers(self, day: date) -> bool:
        """Whether the rule is in force on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def holds_in(self, province: str) -> bool:
        """Whether the rule holds in this province."""
        return not self.provinces or province in self.provinces


@dataclass(frozen=True)
class Decider:
    """Which kinds of agencies decide a step for some routes."""

    step: Step
    routes: frozenset[Route]
    kinds: frozenset[AgencyKind]
    source: Words
    certainty: Certainty


@dataclass(frozen=True)
class Paper:
    """A paper or document the regime names."""

    code: str
    label: Words
    source: Words
    certainty: Certainty


@dataclass(frozen=True)
class Duty:
    """Something the law asks for without a time limit for one case."""

    code: str
    label: Words
    source: Words
    certainty: Certainty


@dataclass(frozen=True)
class Entitlement:
    """One kind of support and the answer for each column of the table."""

    code: str
    label: Words
    services: tuple[str, ...]
    """What is given, in words that mean the same in both regimes; the columns of form 508."""
    answers: Mapping[Column, Answer]
    source: Words
    certainty: Certainty


@dataclass(frozen=True)
class Regime:
    """One law file as data, with its canonical text and the digest of that text."""

    code: str
    version: int
    """Counts up with every change of the file."""
    title: Words
    effective_from: date
    effective_to: date | None
    sources: tuple[Words, ...]
    clocks: tuple[ClockRule, ...]
    deciders: tuple[Decider, ...]
    papers: tuple[Paper, ...]
    documents: tuple[Paper, ...]
    evidence: tuple[Paper, ...]
    """Kinds of evidence that prove the status."""
    duties: tuple[Duty, ...]
    entitlements: tuple[Entitlement, ...]
    canonical: str
    """Canonical JSON of the file: sorted keys, no spaces; comments and layout do not count."""
    digest: str
    """SHA-256 of `canonical`, hexadecimal."""

    def clock(self, code: str) -> ClockRule | None:
        """A limit of this version by its code."""
        return next((rule for rule in self.clocks if rule.code == code), None)
