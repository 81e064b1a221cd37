"""Two people in two cases, and a key server where one was fetched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from caseflow.actions.intake import Identity
from caseflow.models import Person
from tests import factories
from tests.sealing import key_server
from tests.sealing.stored import NAME


@pytest.fixture
def person() -> Person:
    """Somebody with a name and a phone number."""
    case = factories.case(identity=Identity(full_name=NAME, phone="0912345678"))
    return Person.objects.get(case=case)


@pytest.fixture
def other() -> Person:
    """Somebody else, in another case."""
    return Person.objects.get(case=factories.case())


@pytest.fixture(scope="session")
def bao(tmp_path_factory: pytest.TempPathFactory) -> Iterator[key_server.Server]:
    """OpenBao, running; `scripts/fetch_openbao.py` fetches it."""
    found = sorted((settings.BASE_DIR / "var" / "bao").glob("bao-*"))
    if not found:
        pytest.skip("needs OpenBao (python scripts/fetch_openbao.py)")
    with key_server.running(found[-1], tmp_path_factory.mktemp("bao")) as server:
        yield server
