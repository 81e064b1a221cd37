"""People with passwords and second factors, and what their telephones show."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.urls import reverse
from django.utils import timezone

from caseflow.models import User
from tests import factories

PASSWORD = "một mật khẩu dài"
SECRET = base64.b32encode(b"twenty secret bytes!").decode()
SIGN_IN = "/dang-nhap/"
CODE_PAGE = "/tai-khoan/hai-lop/authenticate/"

Shows = Callable[[], str]


def code_of(secret: str) -> str:
    """What an authenticator shows for this secret now (RFC 6238)."""
    key = base64.b32decode(secret)
    made = TOTP(key, 6, SHA1(), 30)  # noqa: S303 - what telephones compute
    return made.generate(int(timezone.now().timestamp())).decode()


@pytest.fixture
def newcomer(db: None) -> User:
    """An officer who has not set a second factor yet."""
    return factories.user(username="moi.den", password=PASSWORD)


@pytest.fixture
def officer(db: None) -> User:
    """An officer whose second factor is set."""
    user = factories.user(username="can.bo", password=PASSWORD)
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(SECRET)}
    )
    return user


def home() -> str:
    """The first page."""
    return reverse("caseflow:home")
