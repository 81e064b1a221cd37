"""What waits at a desk stands in the order of its limits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from caseflow.models import Clock
from referrals import inbox
from referrals.models import Handoff
from tests import factories
from tests.pages.conftest import Browser, browser
from tests.referrals.scene import Scene

__all__ = ["browser"]

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def due_in(handoff: Handoff, hours: int) -> str:
    """The limit of its answer, moved; returns the number."""
    at = timezone.now() + timedelta(hours=hours)
    Clock.objects.running().filter(about_uid=handoff.uid).update(due_at=at)
    return handoff.number


def test_the_longest_overdue_stands_first_and_what_has_no_limit_last(browser: Browser) -> None:
    scene = Scene()
    numbers = []
    for hours in (20, -5, 3, -90):
        scene.case = factories.case(scene.officer)
        numbers.append(due_in(scene.sent(), hours))
    soon, late, sooner, latest = numbers
    scene.case = factories.case(scene.officer)
    drafted = scene.draft().number

    given = [handoff.number for handoff in inbox.outgoing(scene.officer)]
    sent_here = [handoff.number for handoff in inbox.incoming(scene.worker)]

    assert sent_here == [latest, late, sooner, soon]
    assert given == [latest, late, sooner, soon, drafted]
    page = browser(scene.worker).get(reverse("referrals:inbox")).content.decode()
    assert page.index("Quá hạn 3 ngày") < page.index("Quá hạn 5 giờ") < page.index("Còn 3 giờ")
