"""How often sex, age and exploitation occur together among the demonstration cases.

Source: Counter-Trafficking Data Collaborative (IOM), victim-perpetrator synthetic data set,
differentially private; the 6,281 rows whose country of exploitation lies in Asia, counted by
gender, majority status, forced labour and sexual exploitation; every combination that occurs. The
data set has no finer age or purpose: bands within adult and minor and purposes within the kinds are
spread by our own dice.
"""

from random import Random

from caseflow.choices import AgeBand, Exploitation, Sex

COUNTS: tuple[tuple[str, str, str, int], ...] = (
    ("female", "adult", "labour", 1889),
    ("male", "adult", "labour", 1592),
    ("female", "adult", "sexual", 488),
    ("female", "adult", "unknown", 330),
    ("unknown", "unknown", "unknown", 283),
    ("unknown", "adult", "labour", 226),
    ("male", "adult", "unknown", 186),
    ("male", "unknown", "unknown", 175),
    ("female", "minor", "labour", 118),
    ("unknown", "adult", "unknown", 117),
    ("male", "minor", "unknown", 116),
    ("male", "minor", "labour", 113),
    ("female", "unknown", "labour", 88),
    ("female", "adult", "both", 78),
    ("unknown", "adult", "sexual", 68),
    ("female", "unknown", "unknown", 60),
    ("unknown", "unknown", "labour", 59),
    ("female", "unknown", "sexual", 59),
    ("female", "minor", "unknown", 58),
    ("male", "unknown", "labour", 57),
    ("unknown", "minor", "unknown", 33),
    ("female", "minor", "sexual", 32),
    ("unknown", "minor", "labour", 16),
    ("unknown", "unknown", "sexual", 14),
    ("unknown", "adult", "both", 9),
    ("male", "unknown", "sexual", 6),
    ("male", "unknown", "both", 4),
    ("female", "unknown", "both", 2),
    ("unknown", "unknown", "both", 2),
    ("unknown", "minor", "sexual", 2),
    ("female", "minor", "both", 1),
)

BANDS = {
    "adult": (AgeBand.FROM_18, AgeBand.FROM_18, AgeBand.FROM_30, AgeBand.FROM_45),
    "minor": (AgeBand.UNDER_13, AgeBand.FROM_13, AgeBand.FROM_16, AgeBand.FROM_16),
    "unknown": (AgeBand.MAYBE_CHILD, AgeBand.ADULT_UNKNOWN),
}
PURPOSES = {
    "labour": (Exploitation.FORCED_LABOUR,) * 6 + (Exploitation.BEGGING, Exploitation.FORCED_CRIME),
    "sexual": (
        Exploitation.PROSTITUTION,
        Exploitation.PROSTITUTION,
        Exploitation.SEXUAL_SLAVERY,
        Exploitation.FORCED_MARRIAGE,
    ),
    "both": (Exploitation.PROSTITUTION, Exploitation.FORCED_LABOUR),
    "unknown": (Exploitation.UNKNOWN, Exploitation.UNKNOWN, Exploitation.FORCED_MARRIAGE),
}


def draw(dice: Random) -> tuple[Sex, AgeBand, Exploitation]:
    """Sex, age band and purpose of one invented case."""
    weights = [count for *_kind, count in COUNTS]
    sex, age, purpose, _count = dice.choices(COUNTS, weights)[0]
    return Sex(sex), dice.choice(BANDS[age]), dice.choice(PURPOSES[purpose])
