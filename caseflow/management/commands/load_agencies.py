"""Loads the agencies and successions of the reference data, each recorded."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from caseflow import reference_data
from caseflow.actions import agencies
from caseflow.models import Agency, AgencySuccession


class Command(BaseCommand):
    """Loading twice changes nothing."""

    help = "Load the agencies of the reference province in both generations."

    def handle(self, *args: Any, **options: Any) -> None:
        """Agencies first, parents before children, then who succeeds whom."""
        data = reference_data.load()
        now = timezone.now()
        known = {agency.code: agency for agency in Agency.objects.all()}
        made = 0
        for entry in data.agencies:
            if entry.code in known:
                continue
            fields = entry.columns()
            parent = known[entry.parent] if entry.parent else None
            known[entry.code] = agencies.register_agency(
                by=None, now=now, code=entry.code, parent=parent, **fields
            )
            made += 1
        for link in data.successions:
            AgencySuccession.objects.get_or_create(
                predecessor=known[link.predecessor],
                successor=known[link.successor],
                defaults={
                    "on": link.on,
                    "legal_basis": link.legal_basis,
                    "certainty": link.certainty,
                },
            )
        self.stdout.write(f"agencies loaded: {made}, successions: {len(data.successions)}")
