"""Files on their way, everybody who may try something, and what is looked at after each attempt."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.actions import steps
from caseflow.actions.intake import Identity
from caseflow.choices import AgencyKind, Role
from caseflow.models import Case, Responsibility, StateRow, User
from tests import factories
from tests.canary import needles
from tests.machine import deeds
from tests.machine.attempts import SEALED, Try, words

PLACES = (
    (AgencyKind.POLICE, (Role.OFFICER, Role.SUPERVISOR, Role.SUPERVISOR)),
    (AgencyKind.SOCIAL_AFFAIRS, (Role.SOCIAL_WORKER, Role.SUPERVISOR, Role.SUPERVISOR)),
    (AgencyKind.FACILITY, (Role.SOCIAL_WORKER, Role.SUPERVISOR)),
    (AgencyKind.POLICE, (Role.OFFICER, Role.AUDITOR, Role.UNIT_ADMIN)),
    (AgencyKind.STEERING_138, (Role.SUPERVISOR,)),
)
HANDED_OVER = (
    ("draft", "giver"),
    ("preview", "giver"),
    ("send", "giver"),
    ("receive", "receiver"),
    ("sign for the giver", "giver"),
    ("sign for the receiver", "receiver"),
)
FLOORS = ("caseflow", "referrals", "support")
NEEDLES = needles.needles(SEALED)


class World:
    """Four files: received, verified, handed over, supported; five agencies, twelve people."""

    def __init__(self) -> None:
        self.desks = {
            agency: [factories.user(role, at=agency) for role in roles]
            for kind, roles in PLACES
            for agency in [factories.agency(kind)]
        }
        self.people = list(chain.from_iterable(self.desks.values()))
        officer, worker = self.people[0], self.people[3]
        known = Identity(full_name=words(), relatives=words())
        cases = [factories.case(officer, identity=known) for _ in range(4)]
        for case in cases[1:]:
            factories.verify(case, by=officer, now=timezone.now())
        for case in cases[2:]:
            factories.identify(case, by=officer, now=timezone.now())
            steps.secure(case, **deeds.safe(), by=officer, now=timezone.now())
            for name, by in HANDED_OVER:
                giver = by == "giver"
                deeds.DEEDS[name].act(
                    Try(Case.objects.get(pk=case.pk), officer if giver else worker)
                )
        for name in ("assess", "draft plan", "plan service", "agree"):
            deeds.DEEDS[name].act(Try(Case.objects.get(pk=cases[3].pk), worker))
        steps.begin_support(cases[3], by=worker, now=timezone.now())
        self.cases = [case.pk for case in cases]

    def near(self, case: Case, side: str, number: int) -> User:
        """Somebody of the agency whose deed it usually is."""
        agency = case.responsible_agency
        handoff = case.handoffs.order_by("-pk").first()
        if handoff is not None and side != "holder":
            agency = getattr(handoff, side)
        own = self.desks[agency]
        return own[number % len(own)]


def machines() -> dict[tuple[str, str], tuple[str, int]]:
    """State and version of every row that has a state, by its name in the log."""
    return {
        (model.LABEL, uid.hex): (state, version)
        for model in apps.get_models()
        if issubclass(model, StateRow)
        for uid, state, version in model._base_manager.values_list("uid", "state", "version")  # type: ignore[misc]  # declared by each
    }


def responsible() -> dict[int, int]:
    """The agency each file names as the one that answers, or answered last."""
    return dict(Case.objects.values_list("pk", "responsible_agency"))


def who_holds() -> dict[int, list[int]]:
    """The agencies with an open stretch of responsibility, by file."""
    held: dict[int, list[int]] = {}
    for case, agency in Responsibility.objects.filter(ended_at=None).values_list("case", "agency"):
        held.setdefault(case, []).append(agency)
    return held


def tables() -> dict[str, list[Any]]:
    """Every row of every table of the three floors, column by column as stored."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model._meta.app_label in FLOORS:
                cursor.execute(f"SELECT * FROM {model._meta.db_table}")
                found[model._meta.label] = sorted(cursor.fetchall(), key=repr)
    return found


def events_after(last: int) -> list[dict[str, Any]]:
    """The entries written since, each with its number."""
    rows = AuditEvent.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "entry")
    return [json.loads(bytes(entry)) | {"id": number} for number, entry in rows]


def tells(values: Iterable[Any]) -> bool:
    """Whether any of these stored values shows a text that is sealed."""
    shown = b"\0".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for value in values
    )
    return any(needle in shown for needle in NEEDLES)
