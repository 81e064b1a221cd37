"""What the guards of a case ask for, read once and handed to them."""

from dataclasses import dataclass, field

from caseflow.choices import Fact, Hold


@dataclass(frozen=True)
class Evidence:
    """What the file holds now, as the guards ask for it."""

    facts: frozenset[Fact] = frozenset()
    holds: frozenset[Hold] = frozenset()
    signs_of_trafficking: bool = False
    has_proof_paper: bool = False
    has_safety_record: bool = False
    decided_steps: frozenset[str] = frozenset()
    approved_steps: frozenset[str] = field(default_factory=frozenset)
