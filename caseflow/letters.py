"""Notices by e-mail and text message: to whom they go, when, and that each goes once.

A message holds references and rules only. What was handed to a channel before a crash could be marked
goes out again with the same message id; nothing is left out.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _, ngettext

from caseflow import channels, notices
from caseflow.choices import Cadence, Channel, Role
from caseflow.models import Letter, Membership, Notice, User

BATCH = 200
RESERVED = timedelta(minutes=10)
FIRST_WAIT = timedelta(minutes=1)
MAX_ATTEMPTS = 8
LINES = 20
"""How many notices one message names; the page holds the rest."""
_log = logging.getLogger("caseflow.letters")


def address(now: datetime) -> int:
    """Write a letter to everybody before whom a new notice stands and who wants one; how many."""
    written = 0
    ways = channels.available()
    while True:
        with transaction.atomic():
            batch = _unaddressed()
            letters = [letter for notice in batch for letter in _letters(notice, ways, now)]
            Letter.objects.bulk_create(letters, ignore_conflicts=True)
            Notice.objects.filter(pk__in=[notice.pk for notice in batch]).update(addressed_at=now)
            written += len(letters)
        if not batch:
            return written


def _unaddressed() -> list[Notice]:
    new = Notice.objects.filter(addressed_at__isnull=True).select_related("user", "agency")
    if connection.features.has_select_for_update_skip_locked:
        new = new.select_for_update(skip_locked=True, of=("self",))
    return list(new.order_by("pk")[:BATCH])


def _letters(notice: Notice, ways: Iterable[Channel], now: datetime) -> Iterator[Letter]:
    for user in _readers(notice):
        if user.cadence == Cadence.NEVER:
            continue
        due = now if user.cadence == Cadence.AT_ONCE else _next_daily(now)
        for channel in ways:
            if _address_of(user, channel):
                yield Letter(notice=notice, user=user, channel=channel, due_at=due)


def _readers(notice: Notice) -> list[User]:
    """Whom the page of notices would show it."""
    if notice.user is not None:
        return [notice.user] if notice.user.is_active else []
    posts = Membership.objects.current().filter(agency=notice.agency, user__is_active=True)
    if notice.supervisors_only:
        posts = posts.filter(role=Role.SUPERVISOR)
    return [post.user for post in posts.select_related("user").order_by("pk")]


def _address_of(user: User, channel: Channel) -> str:
    return {Channel.EMAIL: user.work_email, Channel.SMS: user.work_phone}[channel]


def _next_daily(now: datetime) -> datetime:
    local = timezone.localtime(now)
    today = local.replace(
        hour=settings.DIGEST_AT.hour, minute=settings.DIGEST_AT.minute, second=0, microsecond=0
    )
    return today if today > local else today + timedelta(days=1)


def deliver(now: datetime, *, stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, one message per person and channel; returns how many letters went.

    Letters are reserved before anything is sent, so no row is locked while a server answers.
    """
    sent = 0
    ways = channels.available()
    while not stopping():
        batch = _reserve(now, ways)
        if not batch:
            break
        for (_user, channel), found in groupby(
            batch, key=lambda each: (each.user_id, each.channel)
        ):
            letters = list(found)
            sent += _send(letters, ways[Channel(channel)], now)
    return sent


def _reserve(now: datetime, ways: Iterable[Channel]) -> list[Letter]:
    with transaction.atomic():
        due = Letter.objects.filter(
            Q(reserved_until__isnull=True) | Q(reserved_until__lt=now),
            sent_at__isnull=True,
            gave_up_at__isnull=True,
            due_at__lte=now,
            channel__in=list(ways),
        )
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",))
        batch = list(
            due.select_related("user", "notice__case", "notice__clock", "notice__agency").order_by(
                "user", "channel", "pk"
            )[:BATCH]
        )
        Letter.objects.filter(pk__in=[letter.pk for letter in batch]).update(
            reserved_until=now + RESERVED, attempts=F("attempts") + 1
        )
    return batch


def _send(letters: Sequence[Letter], sender: channels.Sender, now: datetime) -> int:
    rows = Letter.objects.filter(pk__in=[letter.pk for letter in letters])
    first = letters[0]
    with translation.override(settings.LANGUAGE_CODE):
        subject, lines = words([letter.notice for letter in letters])
    try:
        sender.send(
            to=_address_of(first.user, Channel(first.channel)),
            subject=subject,
            lines=lines,
            message_id=_message_id(letters),
        )
    except Exception as error:  # noqa: BLE001 - any provider's error: kept, counted, tried again
        _log.warning("letters not sent by %s: %s", first.channel, type(error).__name__)
        wait = FIRST_WAIT * 2**first.attempts
        rows.update(reserved_until=None, due_at=now + wait)
        rows.filter(attempts__gte=MAX_ATTEMPTS).update(gave_up_at=now)
        return 0
    rows.update(sent_at=now)
    return len(letters)


def _message_id(letters: Sequence[Letter]) -> str:
    """The same letters make the same id."""
    mixed = 0
    for letter in letters:
        mixed ^= letter.uid.int
    return UUID(int=mixed).hex


def words(told: Sequence[Notice]) -> tuple[str, list[str]]:
    """Subject and lines of one message: references and rules; no person, no place, no address."""
    subject = _("Tiếp Bước: %(count)s") % {
        "count": ngettext("%(n)s thông báo", "%(n)s thông báo", len(told)) % {"n": len(told)}
    }
    lines = [_line(notice) for notice in told[:LINES]]
    if len(told) > LINES:
        lines.append(_("Và %(more)s thông báo khác.") % {"more": len(told) - LINES})
    lines.append("")
    lines.append(_("Đăng nhập Tiếp Bước để xem."))
    return subject, lines


def _line(notice: Notice) -> str:
    line = notices.sentence(notice.kind)
    if notice.case is not None:
        line = f"{notice.case.reference} · {line}"
    if notice.clock is None:
        return line
    rule = notice.clock.ruling()
    return f"{line} · {rule.label} ({rule.source})"
