"""What protects the account asks for the password again, unless it was given a moment ago."""

from __future__ import annotations

import pytest
import time_machine
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from caseflow.accounts import FRESH
from tests import factories
from tests.pages.conftest import Browser, browser

__all__ = ["browser"]
pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.mark.parametrize("page", ["mfa_deactivate_totp", "mfa_generate_recovery_codes"])
def test_a_second_factor_is_not_touched_at_a_desk_left_alone(browser: Browser, page: str) -> None:
    user = factories.user()
    Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.TOTP,
        data={"secret": get_adapter().encrypt("A" * 32)},
    )
    client = browser(user)

    assert client.get(reverse(page)).status_code == 200
    with time_machine.travel(timezone.now().timestamp() + FRESH + 1, tick=False):
        asked = client.get(reverse(page))

    assert asked.status_code == 302
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
