"""The emergency on the pages, and every person against every page of who sees what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import access
from caseflow.choices import (
    AgencyKind,
    GrantBasis,
    Level,
    Role,
    Verdict,
)
from caseflow.models import Case, EmergencyView, User
from caseflow.views import presenting
from tests import factories
from tests.pages.conftest import Browser
from tests.pages.sight_scene import NAME, PLACE, WHY, case, open_file, stranger

__all__ = ["case", "stranger"]
pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


# -- Who may open which page --------------------------------------------------------------------


def people(case: Case) -> dict[str, User]:
    """One person of each kind that could try."""
    now = timezone.now()
    former = factories.user(Role.OFFICER, at=factories.agency(AgencyKind.COMMUNE))
    access.grant(case, to=former, level=Level.TRAIL, basis=GrantBasis.FORMER, by=former, now=now)
    receiver = factories.user(Role.SOCIAL_WORKER, at=factories.agency(AgencyKind.FACILITY))
    access.grant(
        case, to=receiver, level=Level.PACKAGE, basis=GrantBasis.HANDOFF,
        labels=["person.full_name"], by=receiver, now=now,
    )  # fmt: skip
    rescuer = factories.user(Role.OFFICER, at=factories.agency(AgencyKind.COAST_GUARD))
    open_file(case, rescuer)
    return {
        "holder": factories.user(Role.OFFICER, at=case.responsible_agency),
        "supervisor": factories.user(Role.SUPERVISOR, at=case.responsible_agency),
        "former": former,
        "receiver": receiver,
        "rescuer": rescuer,
        "stranger": factories.user(Role.OFFICER, at=factories.agency()),
        "other boss": factories.user(Role.SUPERVISOR, at=factories.agency()),
        "committee": factories.user(Role.SUPERVISOR, at=factories.agency(AgencyKind.STEERING_138)),
        "auditor": factories.user(Role.AUDITOR, at=case.responsible_agency),
        "administrator": factories.user(Role.UNIT_ADMIN, at=case.responsible_agency),
    }


WHO = (
    "holder", "supervisor", "former", "receiver", "rescuer", "stranger", "other boss",
    "committee", "auditor", "administrator",
)  # fmt: skip
TABLE: dict[str, tuple[int, ...]] = {
    # page          hold sup  form recv resc stra oboss comm audi admin
    "emergency":    (200, 200, 200, 200, 200, 200, 200, 403, 403, 403),
    "emergencies":  (403, 200, 403, 403, 403, 403, 200, 200, 403, 403),
    "sight":        (403, 200, 403, 403, 403, 403, 200, 403, 403, 403),
    "seen":         (200, 200, 404, 404, 404, 404, 404, 404, 404, 404),
    "records":      (200, 200, 404, 404, 200, 404, 404, 404, 404, 404),
    "review":       (403, 200, 404, 404, 404, 404, 404, 404, 404, 404),
    "judge":        (403, 302, 404, 404, 404, 404, 404, 404, 404, 404),
    "end":          (403, 302, 404, 404, 302, 404, 404, 404, 404, 404),
    "reveal":       (200, 200, 404, 200, 200, 404, 404, 404, 404, 404),
    "reveal place": (200, 200, 404, 404, 200, 404, 404, 404, 404, 404),
    "reveal story": (200, 200, 404, 404, 404, 404, 404, 404, 404, 404),
}  # fmt: skip


def asking(name: str, case: Case, view: EmergencyView) -> Callable[[Any], Any]:
    """How a browser asks for one row of the table."""
    of_case, of_view = [case.reference], [case.reference, view.uid]
    fields = {
        "reveal": presenting.reveal_field(case.person, "full_name"),
        "reveal place": presenting.reveal_field(case.safety_records.get(), "safe_place"),
        "reveal story": presenting.reveal_field(case.statements.get(), "text"),
    }
    if name in fields:
        data = {"field": fields[name][1], "reason": "safety"}
        return lambda client: client.post(reverse("caseflow:reveal", args=of_case), data)
    if name in ("seen", "records"):
        return lambda client: client.get(reverse(f"caseflow:{name}", args=of_case))
    if name == "review":
        return lambda client: client.get(reverse("caseflow:emergency_review", args=of_view))
    if name == "judge":
        data = {"verdict": "justified"}
        return lambda client: client.post(reverse("caseflow:emergency_review", args=of_view), data)
    if name == "end":
        return lambda client: client.post(reverse("caseflow:emergency_end", args=of_view))
    return lambda client: client.get(reverse(f"caseflow:{name}"))


@pytest.mark.parametrize("name", TABLE)
def test_who_may_do_what(browser: Browser, case: Case, name: str) -> None:
    everybody = people(case)
    assert tuple(everybody) == WHO
    got = {}
    for who, person in everybody.items():
        view = EmergencyView.objects.filter(open_until__gt=timezone.now()).first()
        view = view or open_file(case, everybody["rescuer"])
        got[who] = asking(name, case, view)(browser(person)).status_code

    assert got == dict(zip(WHO, TABLE[name], strict=True))


# -- The emergency on the page ------------------------------------------------------------------


def test_the_form_opens_the_file_and_every_page_says_until_when(
    browser: Browser, case: Case, stranger: User
) -> None:
    client = browser(stranger)
    page = client.get(reverse("caseflow:emergency"), {"ma": case.reference})
    assert case.reference in page.content.decode()
    assert " checked" not in page.content.decode()
    answer = client.post(
        reverse("caseflow:emergency"),
        {"reference": case.reference.lower(), "kind": "threat", "reason": WHY, "understood": "on"},
    )
    assert answer.status_code == 302
    shown = client.get(answer.headers["Location"]).content.decode()
    kept = client.get(reverse("caseflow:records", args=[case.reference])).content.decode()

    assert "Bạn đang xem khẩn cấp đến 23/11/2026 · 12:00" in shown
    assert NAME not in shown
    assert "Nơi an toàn" in kept
    assert PLACE not in kept
    assert "Lời kể" not in kept


@pytest.mark.parametrize("missing", ["kind", "reason", "understood", "reference"])
def test_every_answer_is_needed(browser: Browser, case: Case, stranger: User, missing: str) -> None:
    data = {"reference": case.reference, "kind": "threat", "reason": WHY, "understood": "on"}
    del data[missing]

    assert browser(stranger).post(reverse("caseflow:emergency"), data).status_code == 422
    assert not EmergencyView.objects.exists()


def test_a_wrong_code_comes_back_with_the_reason_as_typed_and_too_many_are_stopped(
    browser: Browser, case: Case, stranger: User
) -> None:
    client = browser(stranger)
    data = {"reference": "HC26-9999-X", "kind": "threat", "reason": WHY, "understood": "on"}

    statuses = [client.post(reverse("caseflow:emergency"), data).status_code for _n in range(6)]

    assert statuses == [409] * 5 + [429]
    assert AuditEvent.objects.filter(act="refused.moment", actor=stranger.uid.hex).count() == 6


def test_the_reason_is_covered_in_the_queue_and_opens_with_a_reason_of_its_own(
    browser: Browser, case: Case, supervisor: User, stranger: User
) -> None:
    view = open_file(case, stranger)
    client = browser(supervisor)
    queue = client.get(reverse("caseflow:emergencies")).content.decode()
    at = [case.reference, view.uid]
    page = client.get(reverse("caseflow:emergency_review", args=at)).content.decode()

    assert case.reference in queue
    assert "Còn 3 ngày" in queue
    assert "Xem khẩn cấp: 1 chờ xem xét" in client.get(reverse("caseflow:board")).content.decode()
    for shown in (queue, page):
        assert WHY not in shown
        assert NAME not in shown
    opened = client.post(
        reverse("caseflow:reveal", args=[case.reference]),
        {"field": presenting.reveal_field(view, "reason")[1], "reason": "verify"},
    ).content.decode()
    assert WHY in opened

    client.post(
        reverse("caseflow:emergency_review", args=at),
        {"verdict": "misused", "answer": "Không liên quan"},
    )
    after = client.get(reverse("caseflow:emergencies")).content.decode()
    assert str(Verdict.MISUSED.label) in after
    assert "Không có lần xem nào chờ xem xét" in after


def test_a_trail_offers_the_way_a_committee_does_not(
    browser: Browser, case: Case, stranger: User
) -> None:
    access.grant(
        case, to=stranger, level=Level.TRAIL, basis=GrantBasis.FORMER, by=stranger,
        now=timezone.now(),
    )  # fmt: skip
    committee = factories.user(Role.SUPERVISOR, at=factories.agency(AgencyKind.STEERING_138))
    url = reverse("caseflow:case", args=[case.reference])

    assert "/xem-khan-cap/?ma=" in browser(stranger).get(url).content.decode()
    assert "/xem-khan-cap/" not in browser(committee).get(url).content.decode()
