"""A form is carried out once, however often it is sent: twice by a double click, from two windows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from caseflow.models import SentForm, User

KEPT = timedelta(days=2)
"""How long a form is remembered; no page lives longer."""


class Repeated(Exception):
    """The form was carried out before; `url` is where it led then."""

    def __init__(self, url: str) -> None:
        super().__init__("repeated")
        self.url = url


def led_to(token: UUID, *, by: User) -> str | None:
    """Where this form of this person led, if it was carried out."""
    return SentForm.objects.filter(user=by, token=token).values_list("url", flat=True).first()


def carry_out(token: UUID, deed: Callable[[], str], *, by: User, now: datetime) -> str:
    """Do the deed and remember where it leads, in one transaction; a refused one may be sent again.

    The row of the token is written first: a twin sent at the same time waits for it on the unique
    index, until the first is committed or rolled back. Raises Repeated for a form carried out before,
    and what the deed raises.
    """
    try:
        with transaction.atomic():
            form = SentForm.objects.create(user=by, token=token, sent_at=now)
            form.url = deed()
            form.save(update_fields=["url"])
            return form.url
    except IntegrityError:
        if (url := led_to(token, by=by)) is None:
            raise
        raise Repeated(url) from None


def tidy(now: datetime) -> int:
    """Forget forms sent long ago; returns how many."""
    deleted, _by_model = SentForm.objects.filter(sent_at__lt=now - KEPT).delete()
    return deleted
