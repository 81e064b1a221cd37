"""How a message leaves: e-mail by Django, text messages by whatever the settings name.

A channel gets an address, a subject and lines that name cases and rules, never persons. It returns when
the message was taken over and raises when it was not.
"""

from collections.abc import Sequence
from typing import Protocol, cast

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.module_loading import import_string

from caseflow.choices import Channel


class Sender(Protocol):
    """What a provider of text messages implements; SMS_CHANNEL names its class."""

    def send(self, *, to: str, subject: str, lines: Sequence[str], message_id: str) -> None:
        """Hand one message over; the same `message_id` again is the same message."""


class Email:
    """Django's e-mail, as EMAIL_URL says."""

    def send(self, *, to: str, subject: str, lines: Sequence[str], message_id: str) -> None:
        """One plain message to one address."""
        message = EmailMessage(
            subject=subject,
            body="\n".join(lines) + "\n",
            to=[to],
            headers={"Message-ID": f"<{message_id}@tiepbuoc>", "Auto-Submitted": "auto-generated"},
        )
        get_connection().send_messages([message])


def available() -> dict[Channel, Sender]:
    """The channels this installation has."""
    found: dict[Channel, Sender] = {}
    if settings.NOTICES_BY_EMAIL:
        found[Channel.EMAIL] = Email()
    if settings.SMS_CHANNEL:
        found[Channel.SMS] = cast("Sender", import_string(settings.SMS_CHANNEL)())
    return found
