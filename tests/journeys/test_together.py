"""People who come together, and a person who comes again: through the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from caseflow.choices import (
    AgeBand,
    CaseState,
    Citizenship,
    Interpreter,
    Interviewer,
    LinkKind,
    Reporter,
    SafeContact,
)
from caseflow.models import Case, Incident
from tests import factories
from tests.journeys.desk import Desk, fresh, spread
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

PERSON: dict[str, Any] = {
    "route": "rescued",
    "reporter": Reporter.AGENCY.value,
    "found_in_province": "079",
    "risk": "possible",
    "sex": "female",
    "age_band": AgeBand.FROM_18.value,
    "safe_contact": SafeContact.MORNING.value,
    "interpreter": Interpreter.NONE.value,
    "interviewer": Interviewer.ANY.value,
    "citizenship": Citizenship.VIETNAMESE.value,
    "exploitation": "unknown",
    "id_kind": "unknown",
}


def test_an_adult_with_a_child_who_comes_again_later(browser: Browser) -> None:
    officer = factories.user()
    desk = Desk(browser(officer))
    now, today = timezone.now(), timezone.localdate()

    where = desk.fill(reverse("caseflow:intake_new"), **PERSON, received_at=now, **token(desk))
    adult = Case.objects.get()
    assert where.endswith(f"{adult.reference}/")

    url = reverse("caseflow:intake_child", args=[adult.reference])
    desk.fill(
        url, **PERSON | {"age_band": AgeBand.FROM_13.value}, received_at=now, **token(desk, url)
    )
    child = Case.objects.get(accompanies_adult=True)
    assert child.links.get().kind == LinkKind.ACCOMPANIES
    assert child.reference in desk.see(reverse("caseflow:case", args=[adult.reference]))

    rule_out = reverse("caseflow:step", args=[adult.reference, "rule_out"])
    desk.fill(rule_out, reason="Chưa đủ", happened_on=today, person_told="on")
    assert fresh(adult).state == CaseState.NOT_CONFIRMED

    again_url = reverse("caseflow:intake_again", args=[adult.reference])
    desk.fill(again_url, **PERSON, received_at=now, **token(desk, again_url))
    again = Case.objects.latest("pk")
    assert again.links.get().kind == LinkKind.EARLIER_EPISODE
    assert adult.reference in desk.see(reverse("caseflow:case", args=[again.reference]))


def token(desk: Desk, url: str = "") -> dict[str, Any]:
    """What the empty form carries so that a second sending is harmless."""
    page = desk.client.get(url or reverse("caseflow:intake_new"))
    return {"token": str(page.context["form"].initial["token"])}


def test_a_group_of_one_incident_is_received_once(browser: Browser) -> None:
    officer = factories.user()
    client = browser(officer)
    now = timezone.now()
    people = [factories.an_intake().token for _ in range(2)]
    form: dict[str, Any] = {"so-nguoi": "2"}
    for name, value in (
        *PERSON.items(), ("received_at", now), ("happened_on", timezone.localdate()),
    ):  # fmt: skip
        form |= spread(name, value)
        for number in range(2):
            form |= spread(f"nguoi-{number}-{name}", value)
    for number, each in enumerate(people):
        form[f"nguoi-{number}-token"] = str(each)

    first = client.post(reverse("caseflow:intake_group"), form)
    again = client.post(reverse("caseflow:intake_group"), form)

    assert (first.status_code, again.status_code) == (302, 302)
    assert Incident.objects.count() == 1
    assert Case.objects.filter(incident=Incident.objects.get()).count() == 2
