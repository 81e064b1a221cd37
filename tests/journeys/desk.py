"""A person at a desk: fills forms by their fields and follows where the answers lead."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from caseflow.models import Case


class Desk:
    """One signed-in browser; every post carries the version and token of the page it was drawn from."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def see(self, url: str, *, status: int = 200) -> str:
        """The page as text."""
        answer = self.client.get(url)
        assert answer.status_code == status, (url, answer.status_code)
        return answer.content.decode()

    def fill(self, url: str, *, status: int = 302, **fields: Any) -> str:
        """Draw the form, send it with these answers; returns where it leads, or the page."""
        page = self.client.get(url)
        assert page.status_code == 200, (url, page.status_code)
        data = dict(page.context["hidden"])
        for name, value in fields.items():
            data |= spread(name, value)
        answer = self.client.post(url, data)
        assert answer.status_code == status, (url, answer.status_code, errors(answer))
        return answer.headers.get("Location", "") or answer.content.decode()

    def press(self, url: str, *, status: int = 200, **fields: Any) -> str:
        """A button that posts; returns where it leads, or the page."""
        answer = self.client.post(url, fields)
        assert answer.status_code == status, (url, answer.status_code)
        return answer.headers.get("Location", "") or answer.content.decode()


def spread(name: str, value: Any) -> dict[str, Any]:
    """Dates and times as the boxes of our forms send them."""
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return {**spread(name, local.date()), f"{name}_3": f"{local:%H:%M}"}
    if isinstance(value, date):
        return {f"{name}_0": value.day, f"{name}_1": value.month, f"{name}_2": value.year}
    return {name: value}


def errors(answer: Any) -> Any:
    """What the form said, for the message of a failing test."""
    context = getattr(answer, "context", None)
    form = context.get("form") if context else None
    return form.errors if form is not None else ""


def fresh(case: Case) -> Case:
    """The file as it stands."""
    return Case.objects.get(pk=case.pk)
