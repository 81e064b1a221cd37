"""What an agency holds now: the preview and the progress of its succession."""

from dataclasses import dataclass
from datetime import datetime

from caseflow.models import Agency, Case, CaseGroupGrant, Clock, Membership
from caseflow.models.reach import live


@dataclass(frozen=True)
class Holding:
    """What an agency holds now."""

    cases: int
    ended: int
    clocks: int
    grants: int
    members: int

    @property
    def is_empty(self) -> bool:
        """Nothing left to hand on."""
        return not (self.cases or self.ended or self.clocks or self.grants or self.members)


def holding(agency: Agency, now: datetime) -> Holding:
    """Counted now: open files, running clocks, live grants, members."""
    held = Case.objects.filter(responsible_agency=agency)
    opened = held.open().count()
    return Holding(
        cases=opened,
        ended=held.count() - opened,
        clocks=Clock.objects.unended().filter(agency=agency).count(),
        grants=CaseGroupGrant.objects.filter(live(now), group=agency.grantees_id).count(),
        members=Membership.objects.current().filter(agency=agency).count(),
    )
