"""A form from an ended session, an old tab or another agency: nothing typed is lost, nothing leaks."""

from __future__ import annotations

import logging

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import reverse

from caseflow.accounts import PROVEN
from caseflow.models import Case, User
from caseflow.resend import from_our_own_page
from tests import factories

TYPED = "Chị kể là đã đi bộ hai ngày"
OURS = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def officer(db: None) -> User:
    """An officer."""
    return factories.user()


@pytest.fixture
def case(officer: User) -> Case:
    """A case of the officer's agency."""
    return factories.case(officer)


@pytest.fixture
def checking(officer: User) -> Client:
    """A browser of the officer whose forms are checked for their token, as outside tests."""
    client = Client(enforce_csrf_checks=True)
    enter(client, officer)
    return client


def enter(client: Client, user: User) -> None:
    """A session whose second factor is proven."""
    client.force_login(user, backend=BACKEND)
    session = client.session
    session[PROVEN] = user.pk
    session.save()


def token(page: str) -> str:
    """The token a drawn form carries."""
    return page.split('name="csrfmiddlewaretoken" value="')[1].split('"', maxsplit=1)[0]


def page_of(case: Case) -> str:
    """A page with a form full of typed text."""
    return reverse("caseflow:statement", args=[case.reference])


def send(client: Client, url: str, mark: str, **headers: str) -> tuple[int, str]:
    """The form, filled in."""
    fields = {"csrfmiddlewaretoken": mark, "text": TYPED, "once": "1"}
    answer = client.post(url, fields, headers=headers)
    return answer.status_code, answer.content.decode()


def test_after_the_session_ended_the_form_comes_back_and_can_be_sent_after_signing_in(
    checking: Client, officer: User, case: Case
) -> None:
    mark = token(checking.get(page_of(case)).content.decode())
    Session.objects.all().delete()

    status, kept = send(checking, page_of(case), mark, **OURS)

    assert status == 403
    assert f'name="text" value="{TYPED}"' in kept
    assert reverse("account_login") in kept
    assert "_blank" in kept


def test_a_form_from_before_signing_in_again_comes_back_with_a_fresh_token(
    checking: Client, officer: User, case: Case
) -> None:
    old = token(checking.get(page_of(case)).content.decode())
    del checking.cookies["csrftoken"]
    checking.get(page_of(case))

    status, kept = send(checking, page_of(case), old, **OURS)
    again, _page = send(checking, page_of(case), token(kept), **OURS)

    assert status == 403
    assert f'name="text" value="{TYPED}"' in kept
    assert again != 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "https://testserver"},
    ],
)
def test_a_form_from_elsewhere_is_thrown_away(
    checking: Client, case: Case, headers: dict[str, str]
) -> None:
    status, page = send(checking, page_of(case), "x" * 32, **headers)

    assert status == 403
    assert TYPED not in page
    assert "csrfmiddlewaretoken" not in page.split("<main")[1].split("</main")[0]


def test_passwords_are_never_kept(checking: Client) -> None:
    answer = checking.post(
        reverse("account_reauthenticate"), {"password": "mật khẩu"}, headers=OURS
    )

    assert answer.status_code == 403
    assert "mật khẩu" not in answer.content.decode()


def test_a_user_moved_in_mid_form_keeps_what_was_typed(
    checking: Client, officer: User, case: Case
) -> None:
    mark = token(checking.get(page_of(case)).content.decode())
    officer.session_generation += 1
    officer.save(update_fields=["session_generation"])

    status, kept = send(checking, page_of(case), mark, **OURS)

    assert status == 403
    assert f'name="text" value="{TYPED}"' in kept


def test_nothing_typed_reaches_the_log_lines(
    checking: Client, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        send(checking, page_of(case), "x" * 32, **OURS)

    assert TYPED not in caplog.text


def test_two_megabytes_of_text_are_read_and_eight_are_refused_with_a_sentence(
    checking: Client, officer: User, case: Case
) -> None:
    mark = token(checking.get(page_of(case)).content.decode())
    form = "application/x-www-form-urlencoded"

    big = checking.post(page_of(case), f"csrfmiddlewaretoken={mark}&text={'a' * 2_000_000}", form)
    huge = checking.post(page_of(case), f"csrfmiddlewaretoken={mark}&text={'a' * 9_000_000}", form)

    assert big.status_code == 422
    assert "a" * 2_000_000 in big.content.decode()
    assert huge.status_code == 400
    assert "Rút ngắn rồi gửi lại" in huge.content.decode()


def test_our_own_page_is_known_by_origin_alone() -> None:
    request = RequestFactory().post("/", headers={"Origin": "http://testserver"})

    assert from_our_own_page(request)
