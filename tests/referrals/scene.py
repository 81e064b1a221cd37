"""An officer with a case, and a worker elsewhere who may take it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from caseflow.actions import consents
from caseflow.choices import (
    AgencyKind,
    ConsentAnswer,
    ConsentBasis,
    Role,
)
from caseflow.models import Agency, Consent, User
from referrals import actions, catalogue
from referrals.actions import Draft
from referrals.choices import (
    Beyond,
    Condition,
    HandoffKind,
    Purpose,
    Section,
)
from referrals.models import Handoff, HandoverRequest
from tests import factories

LEAST = catalogue.least_for(AgencyKind.SOCIAL_AFFAIRS)
"""What the worker's agency needs at least."""


def send(handoff: Handoff, *, by: User) -> Handoff:
    """Looked at, then sent."""
    actions.preview(handoff, by=by, now=timezone.now())
    return actions.send(Handoff.objects.get(pk=handoff.pk), by=by, now=timezone.now())


class Scene:
    """An officer with a case, and a worker elsewhere who may take it."""

    def __init__(self) -> None:
        self.officer = factories.user()
        self.worker = factories.user(
            Role.SOCIAL_WORKER, at=factories.agency(AgencyKind.SOCIAL_AFFAIRS)
        )
        self.stranger = factories.user(
            Role.SOCIAL_WORKER, at=factories.agency(AgencyKind.SOCIAL_AFFAIRS)
        )
        self.case = factories.case(self.officer)

    @property
    def receiver(self) -> Agency:
        """The worker's agency."""
        return self.worker.get_standing().agency  # type: ignore[union-attr]

    def draft(self, *, sections: Iterable[Section] | None = None, **more: Any) -> Handoff:
        """Of whole `sections` or single `fields`, with a reason where that is more than the least."""
        now = timezone.now()
        choice: dict[str, Any] = {
            "kind": HandoffKind.TRANSFER,
            "receiver": self.receiver,
            "purpose": Purpose.SUPPORT,
            "fields": LEAST if sections is None else catalogue.fields_of(sections),
            "beyond": Beyond.PROCEDURE,
        } | more
        if "consent" not in choice:
            choice["consent"] = self.agreed()
        return actions.draft_handoff(self.case, draft=Draft(**choice), by=self.officer, now=now)

    def agreed(self) -> Consent:
        return consents.record_consent(
            self.case,
            answer=ConsentAnswer.AGREES,
            basis=ConsentBasis.NONE,
            by=self.officer,
            now=timezone.now(),
        )

    def sent(self, **more: Any) -> Handoff:
        return self.send(self.draft(**more))

    def send(self, handoff: Handoff) -> Handoff:
        return send(handoff, by=self.officer)

    def requested(self) -> HandoverRequest:
        """The stranger asks for the file by its reference."""
        actions.ask_for_case(
            self.case.reference, reason="Mẹ chị gọi đến", by=self.stranger, now=timezone.now()
        )
        return HandoverRequest.objects.latest("pk")

    def received(self) -> Handoff:
        return self.receive(self.sent(), by=self.worker)

    def receive(self, handoff: Handoff, *, by: User) -> Handoff:
        return actions.receive(
            handoff,
            condition=Condition.WELL,
            condition_note="",
            belongings="Một ba lô",
            by=by,
            now=timezone.now(),
        )
