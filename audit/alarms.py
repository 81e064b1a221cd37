"""Alarms about the log itself: each sounds once, is an event, and stays open until its cause is gone."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from audit import trail
from audit.models import Alarm

Listener = Callable[[Alarm], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Upper floors name a function that tells people of a new alarm; it runs in its transaction."""
    _listeners.append(listener)


def sound(kind: str, now: datetime, *, about: str = "", size: int = 0, event: int = 0) -> bool:
    """Open an alarm unless the same one is open; True when it is new. Any process may call it."""
    with transaction.atomic():
        alarm, new = Alarm.objects.get_or_create(
            kind=kind, about=about, ended_at=None, defaults={"raised_at": now}
        )
        if new:
            data: dict[str, object] = {"kind": kind}
            data |= {"witness": about} if about and not event else {}
            data |= {"size": size} if size else {}
            data |= {"event": event} if event else {}
            trail.record("trail.alarmed", actor=trail.SYSTEM, at=now, data=data)
            for listener in _listeners:
                listener(alarm)
    return new


def end(kind: str, now: datetime, *, about: str = "") -> None:
    """The cause is gone."""
    Alarm.objects.filter(kind=kind, about=about, ended_at=None).update(ended_at=now)


def current() -> list[Alarm]:
    """Open alarms, oldest first."""
    return list(Alarm.objects.filter(ended_at=None).order_by("raised_at", "pk"))
