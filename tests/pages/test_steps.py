"""Moving a file by its pages: evidence, a stale tab, a second person, sent twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import law
from caseflow.choices import AgencyKind, CaseState, ProposalState, Role
from caseflow.models import Case, Proposal, User
from tests import factories
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def step_url(case: Case, step: str) -> str:
    return reverse("caseflow:step", args=[case.reference, step])


def paper_form(case: Case, **more: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "version": case.version,
        "once": uuid4().hex,
        "paper": law.proof_papers(case.procedure_regime)[0].code,
        "issuer": "Công an mẫu",
        "number": "12/GXN",
        "grounds": "Căn cứ rất dài",
        "issued_on_0": today.day,
        "issued_on_1": today.month,
        "issued_on_2": today.year,
        **more,
    }


def test_the_page_of_a_step_tells_what_begins(browser: Browser, officer: User) -> None:
    case = factories.case_in(CaseState.VERIFIED, by=officer)

    page = browser(officer).get(step_url(case, "identify")).content.decode()

    assert "Hạn bắt đầu khi chuyển bước" in page
    assert "<select" in page


def test_evidence_moves_the_file(browser: Browser, officer: User) -> None:
    case = factories.case_in(CaseState.VERIFIED, by=officer)

    answer = browser(officer).post(step_url(case, "identify"), paper_form(case))

    case = Case.objects.get(pk=case.pk)
    assert answer.status_code == 302
    assert case.state == CaseState.IDENTIFIED


def test_a_form_sent_twice_moves_once_and_says_so(browser: Browser, officer: User) -> None:
    case = factories.case_in(CaseState.RECEIVED, by=officer)
    today = timezone.localdate()
    form = {
        "version": case.version, "once": uuid4().hex, "result": "signs", "asked": ["person"],
        "happened_on": f"{today:%d/%m/%Y}",
    }  # fmt: skip
    client = browser(officer)

    client.post(step_url(case, "verify"), form)
    again = client.post(step_url(case, "verify"), form, follow=True)

    case = Case.objects.get(pk=case.pk)
    assert case.state == CaseState.VERIFIED
    assert "đã được ghi ở lần gửi trước" in again.content.decode()
    assert AuditEvent.objects.filter(act="case.stepped", case_uid=case.uid).count() == 2


def test_an_old_tab_is_refused_and_keeps_what_was_typed(browser: Browser, officer: User) -> None:
    case = factories.case_in(CaseState.VERIFIED, by=officer)

    answer = browser(officer).post(step_url(case, "identify"), paper_form(case, version=1))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Hồ sơ đã thay đổi" in page
    assert "Căn cứ rất dài" in page
    assert f'name="version" value="{case.version}"' in page
    assert AuditEvent.objects.filter(act="refused.moment", case_uid=case.uid).count() == 1


def test_a_form_without_a_version_counts_as_stale(browser: Browser, officer: User) -> None:
    case = factories.case_in(CaseState.VERIFIED, by=officer)

    answer = browser(officer).post(step_url(case, "identify"), paper_form(case, version="x"))

    assert answer.status_code == 409


def test_bad_input_keeps_the_version_the_person_saw(browser: Browser, officer: User) -> None:
    case = factories.case_in(CaseState.VERIFIED, by=officer)
    late = timezone.localdate() + timedelta(days=400)

    answer = browser(officer).post(
        step_url(case, "identify"), paper_form(case, version=1, issued_on_2=late.year)
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "tương lai" in page
    assert 'name="version" value="1"' in page
    assert "Căn cứ rất dài" in page


def test_a_file_that_moved_on_shows_the_typed_text(browser: Browser, officer: User) -> None:
    case = factories.case_in(CaseState.VERIFIED, by=officer)
    form = paper_form(case)
    factories.identify(case, by=officer, now=timezone.now())

    answer = browser(officer).post(step_url(case, "identify"), form)

    assert answer.status_code == 409
    assert "Căn cứ rất dài" in answer.content.decode()
    assert "chưa làm được việc này" in answer.content.decode()


def test_who_does_not_decide_is_told_so(browser: Browser) -> None:
    desk = factories.agency(AgencyKind.COMMUNE)
    worker = factories.user(Role.OFFICER, at=desk)
    case = factories.case(worker)

    answer = browser(worker).get(step_url(case, "verify"))

    assert answer.status_code == 403
    assert "không quyết định bước này" in answer.content.decode()


def test_an_unknown_step_is_not_found(browser: Browser, officer: User) -> None:
    case = factories.case(officer)

    assert browser(officer).get(step_url(case, "teleport")).status_code == 404
    assert browser(officer).get(step_url(case, "receive")).status_code == 404


def proposed(client: Any, case: Case) -> Proposal:
    form = {"version": case.version, "close_reason": "withdrew", "grounds": "Xin thôi"}
    answer = client.post(step_url(case, "close"), form)
    assert answer.status_code == 302
    return Proposal.objects.get(case=case)


def decide_url(proposal: Proposal) -> str:
    return reverse("caseflow:decide", args=[proposal.case.reference, proposal.uid])


def test_a_second_person_approves(browser: Browser, officer: User, supervisor: User) -> None:
    case = factories.case(officer)
    proposal = proposed(browser(officer), case)

    board = browser(supervisor).get(reverse("caseflow:board")).content.decode()
    answer = browser(supervisor).post(decide_url(proposal), {"approve": "1"})

    case = Case.objects.get(pk=case.pk)
    assert decide_url(proposal) in board
    assert answer.status_code == 302
    assert case.state == CaseState.CLOSED


def test_the_proposer_cannot_approve(browser: Browser, officer: User) -> None:
    proposal = proposed(browser(officer), factories.case(officer))

    answer = browser(officer).post(decide_url(proposal), {"approve": "1"})

    assert answer.status_code == 403


def test_approving_a_file_that_moved_is_refused(
    browser: Browser, officer: User, supervisor: User
) -> None:
    case = factories.case(officer)
    proposal = proposed(browser(officer), case)
    factories.verify(case, by=officer, now=timezone.now())

    answer = browser(supervisor).post(decide_url(proposal), {"approve": "1"})

    assert answer.status_code == 409
    assert "Hồ sơ đã thay đổi" in answer.content.decode()


def test_a_proposal_goes_back_with_a_reason(
    browser: Browser, officer: User, supervisor: User
) -> None:
    proposal = proposed(browser(officer), factories.case(officer))
    client = browser(supervisor)

    without = client.post(decide_url(proposal), {"answer": ""})
    answer = client.post(decide_url(proposal), {"answer": "Chưa rõ lý do"})

    proposal = Proposal.objects.get(pk=proposal.pk)
    assert without.status_code == 422
    assert answer.status_code == 302
    assert proposal.state == ProposalState.RETURNED


def test_a_second_proposal_waits_for_the_first(browser: Browser, officer: User) -> None:
    case = factories.case(officer)
    client = browser(officer)
    proposed(client, case)

    form = {"version": case.version, "close_reason": "died", "grounds": "Lý do khác"}
    answer = client.post(step_url(case, "close"), form)

    assert answer.status_code == 409
    assert "Lý do khác" in answer.content.decode()
