"""The application's role on PostgreSQL: it does the whole work and cannot rewrite the log."""

from __future__ import annotations

import pytest
from django.conf import settings as project
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from pytest_django.fixtures import Settings

from audit import checks, guard, roles, tasks
from audit.models import AuditEvent, Leaf
from audit.verify import verify
from caseflow.choices import CaseState, Role
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
ON_SERVER = pytest.mark.skipif(
    not project.ON_POSTGRES, reason="needs PostgreSQL (TB_TEST_DB=postgres)"
)
FORBIDDEN = [
    "UPDATE audit_event SET act = 'x'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event CASCADE",
    "UPDATE audit_leaf SET number = number + 1",
    "DELETE FROM audit_checkpoint",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "DROP TRIGGER audit_event_no_change ON audit_event",
    "ALTER FUNCTION audit_event_append_only() RENAME TO gone",
    "SET session_replication_role = replica",
    "SELECT setval(pg_get_serial_sequence('audit_event', 'id'), 1)",
    "CREATE TABLE public.elsewhere (id int)",
    "ALTER TABLE caseflow_case DISABLE TRIGGER ALL",
    "DROP TABLE caseflow_notice",
    "DELETE FROM django_migrations",
]


@ON_SERVER
@pytest.mark.postgres
def test_the_application_does_its_whole_work_with_it(as_application: None) -> None:
    case = factories.case_in(CaseState.REINTEGRATED, by=factories.user(Role.OFFICER))
    tasks.one_round()

    assert case.state == CaseState.REINTEGRATED
    assert AuditEvent.objects.count() > 10
    assert Leaf.objects.count() == AuditEvent.objects.count()
    assert verify(with_rows=True).findings == []
    assert roles.shortcomings("default") == []


@ON_SERVER
@pytest.mark.postgres
@pytest.mark.parametrize("statement", FORBIDDEN, ids=lambda text: text[:40])
def test_it_cannot(as_application: None, statement: str) -> None:
    factories.case()
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@ON_SERVER
@pytest.mark.postgres
def test_a_server_does_not_start_as_the_owner(settings: Settings) -> None:
    settings.AUDIT_SEPARATE_OWNER = True
    with pytest.raises(ImproperlyConfigured, match=r"every right.*database_roles"):
        checks.refuse_mighty_role()
    [found] = checks.separate_owner(None, databases=["default"])
    assert found.id == "audit.E001"
    with guard.relaxed():
        assert checks.separate_owner(None, databases=["default"]) == []
    assert checks.separate_owner(None, databases=None) == []


@ON_SERVER
@pytest.mark.postgres
def test_a_server_starts_as_the_application(as_application: None, settings: Settings) -> None:
    settings.AUDIT_SEPARATE_OWNER = True
    checks.refuse_mighty_role()
    assert checks.separate_owner(None, databases=["default"]) == []


@pytest.mark.parametrize(
    ("role", "sentence"),
    [("Robert'); DROP", "small letters"), ("postgres", "owns the tables|no PostgreSQL")],
)
def test_the_command_refuses_what_is_no_role(role: str, sentence: str) -> None:
    expected = sentence if project.ON_POSTGRES else "no PostgreSQL"
    with pytest.raises(CommandError, match=expected):
        call_command("database_roles", role)


def test_an_embedded_file_has_one_owner(settings: Settings) -> None:
    settings.AUDIT_SEPARATE_OWNER = not project.ON_POSTGRES
    checks.refuse_mighty_role()
    assert checks.separate_owner(None, databases=["default"]) == []
