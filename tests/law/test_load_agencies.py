"""The command that loads the reference agencies."""

import pytest
from django.core.management import call_command

from audit.models import AuditEvent
from caseflow.models import Agency, AgencySuccession
from caseflow.reference_data import load


@pytest.mark.django_db(databases=["default", "keyring"])
def test_agencies_are_loaded_once_with_parents_successors_and_events():
    call_command("load_agencies", verbosity=0)
    call_command("load_agencies", verbosity=0)

    data = load()
    assert Agency.objects.count() == len(data.agencies)
    assert AgencySuccession.objects.count() == len(data.successions)
    assert AuditEvent.objects.filter(act="agency.registered").count() == len(data.agencies)
    station = Agency.objects.get(code="hc-dbp-ben-da")
    assert station.parent is not None
    assert (station.parent.code, station.validity_certainty) == ("hc-bdbp", "U")
