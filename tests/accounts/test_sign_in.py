"""Signing in: a name, a password, a code that is good once; every attempt is written down."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from caseflow.fields import REQUIRED
from caseflow.models import User
from tests.accounts.conftest import CODE_PAGE, PASSWORD, SECRET, SIGN_IN, code_of, home

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."


def log() -> list[dict[str, Any]]:
    """What the log holds, in order."""
    entries = AuditEvent.objects.order_by("pk").values_list("entry", flat=True)
    return [json.loads(bytes(entry)) for entry in entries]


def acts(user: User) -> list[str]:
    """What the log says about this account."""
    about = {"l": "user", "u": user.uid.hex}
    found = [entry["act"] for entry in log() if entry.get("obj") == about]
    return [act for act in found if act != "member.joined"]


def sign_in(client: Client, user: User, password: str = PASSWORD) -> Any:
    """Name and password."""
    return client.post(SIGN_IN, {"login": user.username, "password": password})


def test_the_page_says_nothing_of_what_it_is_about(client: Client, db: None) -> None:
    page = client.get(SIGN_IN).content.decode()

    assert "Tên đăng nhập" in page
    assert "Username" not in page
    for word in ("nạn nhân", "mua bán", "trafficking"):
        assert word not in page.lower()


def test_what_is_not_typed_is_asked_for_in_our_words(client: Client, db: None) -> None:
    page = client.post(SIGN_IN, {"login": "", "password": ""}).content.decode()

    assert page.count(str(REQUIRED)) >= 2
    assert "Trường này" not in page


def test_name_password_and_code_lead_in(client: Client, officer: User) -> None:
    first = sign_in(client, officer)
    second = client.post(CODE_PAGE, {"code": code_of(SECRET)})

    assert first["Location"] == CODE_PAGE
    assert second["Location"] == "/"
    assert client.get(reverse("caseflow:case_list")).status_code == 200
    assert acts(officer) == ["sign_in.done"]


def test_a_password_alone_opens_nothing(client: Client, officer: User) -> None:
    sign_in(client, officer)

    answer = client.get(reverse("caseflow:case_list"))

    assert answer.status_code == 302
    assert answer["Location"].startswith(SIGN_IN)


def test_a_code_is_good_once(client: Client, officer: User, clock: time_machine.Traveller) -> None:
    code = code_of(SECRET)
    sign_in(client, officer)
    client.post(CODE_PAGE, {"code": code})
    client.post(reverse("account_logout"))
    clock.shift(31)

    sign_in(client, officer)
    again = client.post(CODE_PAGE, {"code": code})

    assert "Mã không đúng hoặc đã dùng" in again.content.decode()


def test_a_telephone_half_a_minute_late_is_accepted(
    client: Client, officer: User, clock: time_machine.Traveller
) -> None:
    code = code_of(SECRET)
    clock.shift(29)

    sign_in(client, officer)

    assert client.post(CODE_PAGE, {"code": code})["Location"] == "/"


def test_a_wrong_password_is_told_in_words_and_written_down_without_them(
    client: Client, officer: User
) -> None:
    answer = sign_in(client, officer, "sai mật khẩu rồi")

    assert WRONG in answer.content.decode()
    assert acts(officer) == ["sign_in.failed"]
    assert log()[-1]["actor"] == "system"
    assert "sai mật khẩu" not in str(log())


def test_an_unknown_name_gets_the_same_answer_and_is_not_kept(client: Client, db: None) -> None:
    answer = client.post(SIGN_IN, {"login": "khong.co.ai", "password": PASSWORD})

    assert WRONG in answer.content.decode()
    assert log()[-1]["act"] == "sign_in.failed"
    assert "khong.co.ai" not in str(log())


def test_a_wrong_code_is_written_down(client: Client, officer: User) -> None:
    sign_in(client, officer)

    answer = client.post(CODE_PAGE, {"code": "000000"})

    assert "Mã không đúng hoặc đã dùng" in answer.content.decode()
    assert acts(officer) == ["sign_in.failed"]


def test_five_wrong_passwords_close_the_account_for_a_while(client: Client, officer: User) -> None:
    for _attempt in range(5):
        sign_in(client, officer, "sai mật khẩu rồi")

    answer = sign_in(client, officer)

    assert "Đã thử sai nhiều lần" in answer.content.decode()


def test_somebody_who_left_is_told_so(client: Client, officer: User) -> None:
    officer.is_active = False
    officer.save(update_fields=["is_active"])

    answer = client.post(SIGN_IN, {"login": officer.username, "password": PASSWORD}, follow=True)

    assert answer.status_code == 200
    assert "đang ngừng hoạt động" in answer.content.decode()


def test_signing_out_is_written_down(client: Client, officer: User) -> None:
    sign_in(client, officer)
    client.post(CODE_PAGE, {"code": code_of(SECRET)})

    answer = client.post(reverse("account_logout"))

    assert answer["Location"] == SIGN_IN
    assert acts(officer) == ["sign_in.done", "sign_out.done"]


def test_nobody_signs_up(client: Client, db: None) -> None:
    assert client.get("/dang-ky/").status_code == 404
    assert "signup" not in client.get(SIGN_IN).content.decode()


def test_too_many_requests_get_a_page(client: Client, db: None) -> None:
    for _attempt in range(30):
        client.post(SIGN_IN, {"login": "a", "password": "b"})

    answer = client.post(SIGN_IN, {"login": "a", "password": "b"})

    assert answer.status_code == 429
    assert "Hãy đợi năm phút" in answer.content.decode()


class TestSecondFactor:
    """Until it is set nothing else is reachable."""

    def test_a_newcomer_is_led_to_setting_it(self, client: Client, newcomer: User) -> None:
        sign_in(client, newcomer)

        answer = client.get(reverse("caseflow:case_list"))

        assert answer["Location"] == reverse("mfa_activate_totp")

    @pytest.mark.parametrize(
        "name", ["caseflow:home", "caseflow:search", "caseflow:notices", "mfa_index", "audit:trail"]
    )
    def test_nothing_else_opens(self, client: Client, newcomer: User, name: str) -> None:
        sign_in(client, newcomer)

        assert client.get(reverse(name))["Location"] == reverse("mfa_activate_totp")

    def test_setting_it_opens_the_rest(
        self,
        client: Client,
        newcomer: User,
        django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]],
    ) -> None:
        sign_in(client, newcomer)
        page = client.get(reverse("mfa_activate_totp"))
        secret = page.context["form"].secret

        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

        assert answer["Location"] == reverse("mfa_view_recovery_codes")
        assert client.get(reverse("caseflow:case_list")).status_code == 200
        assert acts(newcomer) == ["sign_in.done", "second_factor.set"]

    def test_no_secret_lies_open_anywhere(self, client: Client, newcomer: User) -> None:
        sign_in(client, newcomer)
        secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
        sessions = "".join(Session.objects.values_list("session_data", flat=True))
        client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
        stored = str(list(Authenticator.objects.values_list("data", flat=True)))

        assert secret not in sessions
        assert "mfa" not in sessions
        assert secret not in stored

    def test_recovery_codes_lead_in_when_the_telephone_is_lost(
        self, client: Client, newcomer: User
    ) -> None:
        sign_in(client, newcomer)
        secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
        client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
        code = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
        client.post(reverse("account_logout"))

        sign_in(client, newcomer)

        assert client.post(CODE_PAGE, {"code": code})["Location"] == "/"

    def test_taking_it_away_asks_again_who_it_is_and_closes_the_rest(
        self, client: Client, officer: User, clock: time_machine.Traveller
    ) -> None:
        sign_in(client, officer)
        client.post(CODE_PAGE, {"code": code_of(SECRET)})
        client.get(home())
        clock.shift(301)

        asked = client.post(reverse("mfa_deactivate_totp"))
        client.post(asked["Location"], {"password": PASSWORD})
        client.post(reverse("mfa_deactivate_totp"))

        assert client.get(home())["Location"] == reverse("mfa_activate_totp")
        assert acts(officer)[-1] == "second_factor.removed"


class TestPassword:
    """Changing it asks for the old one and is written down."""

    def test_it_changes(self, client: Client, officer: User) -> None:
        sign_in(client, officer)
        client.post(CODE_PAGE, {"code": code_of(SECRET)})
        new = "một câu dài hơn nữa"

        page = client.get(reverse("account_change_password")).content.decode()
        answer = client.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": new, "password2": new},
        )

        officer.refresh_from_db()
        assert "Mật khẩu đang dùng" in page
        assert answer["Location"] == reverse("mfa_index")
        assert officer.check_password(new)
        assert acts(officer)[-1] == "password.changed"

    def test_a_wrong_old_one_is_told_in_words(self, client: Client, officer: User) -> None:
        sign_in(client, officer)
        client.post(CODE_PAGE, {"code": code_of(SECRET)})

        answer = client.post(
            reverse("account_change_password"),
            {"oldpassword": "sai", "password1": "một câu dài 123", "password2": "một câu dài 123"},
        )

        assert "Hãy nhập đúng mật khẩu đang dùng." in answer.content.decode()


def test_a_session_that_does_not_open_is_an_empty_one(client: Client, officer: User) -> None:
    sign_in(client, officer)
    client.post(CODE_PAGE, {"code": code_of(SECRET)})

    Session.objects.update(session_data="AAAA")

    assert client.get(home())["Location"].startswith(SIGN_IN)
