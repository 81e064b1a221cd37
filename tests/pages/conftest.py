"""People at their desks, signed in with the second factor proven."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from caseflow.accounts import PROVEN
from caseflow.choices import AgencyKind, Role
from caseflow.models import User
from tests import factories

Browser = Callable[[User], Client]


@pytest.fixture
def browser() -> Browser:
    """A browser in which this person has just signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session[PROVEN] = user.pk
        session["account_authentication_methods"] = [
            {"method": "password", "at": timezone.now().timestamp()}
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return client

    return sign_in


@pytest.fixture
def officer(db: None) -> User:
    """An officer of a police agency."""
    return factories.user(Role.OFFICER)


@pytest.fixture
def supervisor(officer: User) -> User:
    """A supervisor of the same agency."""
    standing = officer.get_standing()
    assert standing is not None
    return factories.user(Role.SUPERVISOR, at=standing.agency)


@pytest.fixture
def social_worker(db: None) -> User:
    """A social worker of the provincial agency."""
    return factories.user(Role.SOCIAL_WORKER, at=factories.agency(AgencyKind.SOCIAL_AFFAIRS))
