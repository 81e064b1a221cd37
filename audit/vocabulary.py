"""The closed list of events and of what each may carry in clear: codes, ids, dates of deeds."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from django.utils.functional import Promise

Text = str | Promise
Names = Callable[[Iterable[str]], dict[str, str]]
Finder = Callable[[str], UUID | None]


@dataclass(frozen=True)
class Kind:
    """How one value of the plain `data` member looks; anything else is refused."""

    name: str
    encode: Callable[[object], str | int]


def _matching(pattern: str) -> Callable[[object], str | int]:
    compiled = re.compile(pattern)

    def encode(value: object) -> str:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise ValueError
        return str(value)

    return encode


def _uid(value: object) -> str:
    return (value if isinstance(value, UUID) else UUID(str(value))).hex


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError  # noqa: TRY004 - `encode` names the key of every wrong value
    return value


def _date(value: object) -> str:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError  # noqa: TRY004 - as above
    return value.isoformat()


def instant(value: object) -> str:
    """RFC 3339 with microseconds in UTC."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


CODE = Kind("code", _matching(r"[a-z0-9][a-z0-9_.:-]{0,60}"))
AGENCY = Kind("agency", _matching(r"[a-z0-9][a-z0-9_-]{0,60}"))
REF = Kind("reference", _matching(r"[0-9A-Za-zĐ/._-]{1,60}"))
DIGEST = Kind("digest", _matching(r"[0-9a-f]{64}"))
UID = Kind("uid", _uid)
COUNT = Kind("count", _count)
DATE = Kind("date", _date)
INSTANT = Kind("instant", instant)


@dataclass(frozen=True)
class EventKind:
    """One event: its code, the words of a timeline, its group and icon, its data keys."""

    code: str
    title: Text
    group: str
    icon: str = "circle-dashed"
    data: Mapping[str, Kind] = field(default_factory=dict)


_events: dict[str, EventKind] = {}
_labels: dict[str, dict[str, Text]] = {}
_names: dict[str, Names] = {}
_finders: dict[str, Finder] = {}


def register(event: EventKind) -> None:
    """Add an event; the same code with other contents is a mistake (ValueError)."""
    known = _events.setdefault(event.code, event)
    if known is not event and known.data.keys() != event.data.keys():
        raise ValueError(f"Event {event.code} is registered twice.")


def register_labels(key: str, words: Mapping[str, Text]) -> None:
    """Add words for the codes of a data key; several apps may add to one key."""
    _labels.setdefault(key, {}).update(words)


def register_names(kind: str, names: Names) -> None:
    """How to find names for `actor` uids or `agency` codes when the log is shown."""
    _names[kind] = names


def register_finder(kind: str, finder: Finder) -> None:
    """How to find the uid behind a name people use, such as the reference of a `case`."""
    _finders[kind] = finder


def event(code: str) -> EventKind:
    """The event of this code; ValueError when nobody registered it."""
    try:
        return _events[code]
    except KeyError:
        raise ValueError(f"Event {code} is not registered.") from None


def events() -> list[EventKind]:
    """Every registered event, by code."""
    return [_events[code] for code in sorted(_events)]


def encode(code: str, data: Mapping[str, object]) -> dict[str, str | int]:
    """`data` as it goes into the entry; ValueError names the key, never the value."""
    allowed = event(code).data
    encoded: dict[str, str | int] = {}
    for key, value in data.items():
        if key not in allowed:
            raise ValueError(f"Event {code} does not carry {key}.")
        try:
            encoded[key] = allowed[key].encode(value)
        except ValueError:
            raise ValueError(f"{code}.{key} is not a {allowed[key].name}.") from None
    return encoded


def label(key: str, value: str, *, act: str = "") -> str:
    """Words for a code; those registered for `act.key` come first, the code itself comes last."""
    words = {**_labels.get(key, {}), **_labels.get(f"{act}.{key}", {})}
    return str(words.get(value, value))


def names(kind: str, values: Iterable[str]) -> dict[str, str]:
    """Names for ids or codes; unknown ones are left out."""
    return _names[kind](values) if kind in _names else {}


def find(kind: str, name: str) -> UUID | None:
    """The uid behind a name; None for one that nobody knows."""
    return _finders[kind](name) if kind in _finders else None
