"""Who has seen what of one case, and who could now; from the log and the table of grants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.apps import apps
from django.utils.translation import gettext as _, gettext_lazy

from audit.timeline import Entry, timeline
from caseflow import access
from caseflow.choices import GrantBasis, Level
from caseflow.models import Case, CaseFile, CaseGroupGrant, CaseUserGrant
from caseflow.models.reach import live
from caseflow.reports.history import SEEN_GROUPS
from caseflow.sealing.models import SealedModel, sealed_fields

MOST = 500
READING = "seen"


@dataclass(frozen=True)
class Looker:
    """One person's readings of a case, added up."""

    name: str
    agency: str
    times: int
    last: datetime
    labels: tuple[str, ...]
    titles: tuple[str, ...]
    """What was looked at where no field was opened."""


@dataclass(frozen=True)
class Opening:
    """Who may see the case now beyond the agency that answers for it."""

    who: str
    level: Level
    basis: GrantBasis
    until: datetime | None


def seen(case: Case) -> list[Entry]:
    """Readings, grants, emergencies and refusals of one case, newest first."""
    return timeline(case.uid, groups=SEEN_GROUPS, limit=MOST)


def lookers(entries: Sequence[Entry]) -> list[Looker]:
    """People who read something, who read last first."""
    by_person: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.group == READING:
            by_person.setdefault((entry.actor, entry.agency), []).append(entry)
    return [
        Looker(
            name or _("Không rõ"),
            agency,
            len(read),
            read[0].at,
            tuple(sorted({label for entry in read for label in entry.labels})),
            tuple(dict.fromkeys(entry.title for entry in read if not entry.labels)),
        )
        for (name, agency), read in by_person.items()
    ]


def openings(case: Case, now: datetime) -> list[Opening]:
    """Live grants on a case, the widest first."""
    groups = CaseGroupGrant.objects.filter(live(now), content_object=case).select_related(
        "group__agency", "permission"
    )
    people = CaseUserGrant.objects.filter(live(now), content_object=case).select_related(
        "user", "permission"
    )
    found = [
        Opening(grant.group.agency.label, access.grant_level(grant), GrantBasis(grant.basis), grant.valid_until)
        for grant in groups
    ] + [
        Opening(grant.user.get_short_name(), access.grant_level(grant), GrantBasis(grant.basis), grant.valid_until)
        for grant in people
    ]  # fmt: skip
    return sorted(found, key=lambda each: (-each.level, each.who))


def label_words(labels: Sequence[str]) -> str:
    """What sealed fields are called, for sentences."""
    words = _words()
    named = [str(words[label]) for label in labels if label in words]
    return ", ".join(dict.fromkeys(named)) or _("nội dung")


@cache
def _words() -> dict[str, object]:
    named: dict[str, object] = {
        field.label: field.verbose_name
        for model in apps.get_models()
        if issubclass(model, SealedModel)
        for field in sealed_fields(model)
    }
    return named | {CaseFile.CONTENT_LABEL: gettext_lazy("Nội dung tệp")}
