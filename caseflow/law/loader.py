"""Reads and checks the law files; a mistake is named by file, rule, field and line."""

import json
import re
import tomllib
from collections import Counter
from datetime import date
from hashlib import sha256
from itertools import product
from pathlib import Path

from caseflow.choices import AgencyKind, Certainty, Route, Step
from caseflow.law.events import ENDINGS, Event
from caseflow.law.reader import LawError, Place, Reader, Row
from caseflow.law.shapes import (
    Answer,
    ClockRule,
    Column,
    Decider,
    Duty,
    Entitlement,
    Extension,
    Paper,
    Regime,
)
from caseflow.workdays import Unit

HERE = Path(__file__).parent
LAWS = ("regime_2011", "regime_2024")
BESIDE = ("house_rules", "data_protection")
"""Files whose rules hold beside either law."""
HOUSE, DATA = "house", "data"
DECIDED_STEPS = tuple(step for step in Step if step not in (Step.CLOSE, Step.REOPEN))
"""Closing and reopening are matters of the second person, not of the law."""
_PROVINCE = re.compile(r"\d{3}")
_CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")


def parse(text: str, name: str, *, at_once_hours: int) -> Regime:
    """A law file from its text. Raises LawError naming file, rule, field and line."""
    try:
        return read(toml(text, name), name, at_once_hours)
    except LawError as error:
        if error.place is None:
            raise
        raise LawError(f"{error} (line {error.place.line(text)})") from None


def read(raw: Row, name: str, at_once_hours: int) -> Regime:
    """A law file from its parsed rows. Raises LawError naming file, rule and field."""
    canonical = json.dumps(
        raw, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=date.isoformat
    )
    digest = sha256(canonical.encode()).hexdigest()
    head = Reader(raw, name)
    code = head.text("code")
    regime = Regime(
        code=code,
        version=_version(head),
        title=head.words("title"),
        effective_from=head.day("effective_from"),
        effective_to=head.optional_day("effective_to"),
        sources=head.citations("sources"),
        clocks=tuple(_clock(row, code, digest, at_once_hours) for row in head.rows("clock")),
        deciders=tuple(map(_decider, head.rows("decider"))),
        papers=tuple(map(_paper, head.rows("paper"))),
        documents=tuple(map(_paper, head.rows("document"))),
        evidence=tuple(map(_paper, head.rows("evidence"))),
        duties=tuple(map(_duty, head.rows("duty"))),
        entitlements=tuple(map(_entitlement, head.rows("entitlement"))),
        canonical=canonical,
        digest=digest,
    )
    if code == HOUSE:
        head.get("tolerance")
    head.close()
    _check_whole(regime, name)
    return regime


def _version(head: Reader) -> int:
    version = head.number("version")
    if version is None:
        raise head.refuse("version", "must be a whole number above zero")
    return version


def toml(text: str, name: str) -> Row:
    """The rows of a text, not checked yet. Raises LawError where it is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LawError(f"{name}: {error}") from None


def _check_whole(regime: Regime, name: str) -> None:
    if regime.effective_to is not None and regime.effective_to < regime.effective_from:
        place = Place(field="effective_to")
        raise LawError(f"{name}, effective_to: lies before effective_from", place)
    for table, rows in (
        ("clock", regime.clocks),
        ("paper", regime.papers),
        ("document", regime.documents),
        ("evidence", regime.evidence),
        ("duty", regime.duties),
        ("entitlement", regime.entitlements),
    ):
        codes = [row.code for row in rows]
        for code, times in Counter(codes).items():
            if times > 1:
                last = len(codes) - codes[::-1].index(code)
                place = Place(table, last, "code")
                raise LawError(f"{name}, {table} {code}, code: stands {times} times", place)
    known = {rule.code for rule in regime.clocks}
    for number, rule in enumerate(regime.clocks, 1):
        if rule.replaces and rule.replaces not in known:
            raise LawError(
                f"{name}, clock {rule.code}, replaces: no rule {rule.replaces!r}",
                Place("clock", number, "replaces"),
            )
    if regime.deciders:
        _check_deciders(regime, name)


def _check_deciders(regime: Regime, name: str) -> None:
    named = Counter(pair for rule in regime.deciders for pair in product([rule.step], rule.routes))
    for step, route in product(DECIDED_STEPS, Route):
        if named[step, route] != 1:
            raise LawError(
                f"{name}, decider {step.value}, routes: {route.value} is named "
                f"{named[step, route]} times instead of once",
                _last_named(regime, step, route),
            )


def _last_named(regime: Regime, step: Step, route: Route) -> Place:
    """The last row about the step, of those that name the route if there are any."""
    rows = [(number, row) for number, row in enumerate(regime.deciders, 1) if row.step == step]
    naming = [number for number, row in rows if route in row.routes]
    return Place("decider", (naming or [number for number, _row in rows] or [1])[-1], "routes")


def _clock(row: Reader, regime: str, digest: str, at_once_hours: int) -> ClockRule:
    unit = row.choice("unit", Unit)
    rule = ClockRule(
        code=_code(row),
        regime=regime,
        digest=digest,
        label=row.words("label"),
        duty=row.words("duty"),
        triggers=row.choices("triggers", Event),
        met_by=row.choices("met_by", Event),
        ended_by=row.optional_choices("ended_by", Event),
        unit=unit,
        length=_length(row, unit, at_once_hours),
        routes=row.choices("routes", Route),
        binds=row.choices("binds", AgencyKind),
        source=row.citation("source"),
        certainty=row.choice("certainty", Certainty),
        note=row.optional_words("note"),
        extension=_extension(row),
        pausable=row.flag("pausable"),
        valid_from=row.optional_day("valid_from"),
        valid_to=row.optional_day("valid_to"),
        provinces=frozenset(row.optional_texts("provinces")),
        replaces=row.optional_text("replaces"),
    )
    row.close()
    _check_clock(row, rule)
    _check_endings(row, rule)
    return rule


def _check_endings(row: Reader, rule: ClockRule) -> None:
    if rule.ended_by & rule.met_by:
        raise row.refuse("ended_by", "names what meets the limit")
    if unnamed := rule.ended_by - ENDINGS.keys():
        raise row.refuse("ended_by", f"{min(unnamed).value!r} does not end a limit")


def _check_clock(row: Reader, rule: ClockRule) -> None:
    if not rule.code.startswith(f"{rule.regime}."):
        raise row.refuse("code", f"must begin with {rule.regime}.")
    if rule.is_limited == (rule.certainty == Certainty.UNVERIFIED):
        raise row.refuse("certainty", "no limit is known exactly where the mark is U")
    if (rule.certainty == Certainty.HOUSE) != (rule.regime == HOUSE):
        raise row.refuse("certainty", "the mark H belongs to the house rules, and only to them")
    _check_given(row, rule)
    if rule.valid_from and rule.valid_to and rule.valid_to < rule.valid_from:
        raise row.refuse("valid_to", "lies before valid_from")
    if rule.replaces and not rule.provinces:
        raise row.refuse("replaces", "only a rule of named provinces replaces another")
    if odd := sorted(code for code in rule.provinces if not _PROVINCE.fullmatch(code)):
        raise row.refuse("provinces", f"{odd[0]!r} is not a three-digit code")


def _check_given(row: Reader, rule: ClockRule) -> None:
    if rule.extension is not None and rule.unit != Unit.CALENDAR_DAYS:
        raise row.refuse("extension", "only a limit in calendar days can be extended")
    if rule.pausable and rule.unit in (Unit.AT_ONCE, Unit.NONE):
        raise row.refuse("pausable", "only a limit with a length can be paused")


def _length(row: Reader, unit: Unit, at_once_hours: int) -> int:
    length = row.number("length")
    if unit in (Unit.AT_ONCE, Unit.NONE):
        if length is not None:
            raise row.refuse("length", f"a limit {unit.value} has no length")
        return at_once_hours if unit == Unit.AT_ONCE else 0
    if length is None:
        raise row.refuse("length", "must be a whole number above zero")
    return length


def _extension(row: Reader) -> Extension | None:
    if row.get("extension") is None:
        return None
    part = Reader(row.get("extension"), f"{row.where}, extension", row.at("extension"))
    count, length = part.number("count"), part.number("length")
    part.close()
    if count is None or length is None:
        raise row.refuse("extension", "needs count and length")
    return Extension(count=count, length=length)


def _code(row: Reader) -> str:
    code = row.text("code")
    if not _CODE.fullmatch(code):
        raise row.refuse("code", "small letters, digits, dot, dash and underscore only")
    return code


def _decider(row: Reader) -> Decider:
    rule = Decider(
        step=row.choice("step", Step),
        routes=row.choices("routes", Route),
        kinds=row.choices("kinds", AgencyKind),
        source=row.citation("source"),
        certainty=row.choice("certainty", Certainty),
    )
    row.close()
    return rule


def _paper(row: Reader) -> Paper:
    paper = Paper(
        code=_code(row),
        label=row.words("label"),
        source=row.citation("source"),
        certainty=row.choice("certainty", Certainty),
    )
    row.close()
    return paper


def _duty(row: Reader) -> Duty:
    duty = Duty(
        code=_code(row),
        label=row.words("label"),
        source=row.citation("source"),
        certainty=row.choice("certainty", Certainty),
    )
    row.close()
    return duty


def _entitlement(row: Reader) -> Entitlement:
    kind = Entitlement(
        code=_code(row),
        label=row.words("label"),
        services=row.texts("services"),
        answers={column: row.choice(column.value, Answer) for column in Column},
        source=row.citation("source"),
        certainty=row.choice("certainty", Certainty),
    )
    row.close()
    return kind
