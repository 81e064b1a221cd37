"""Files that belong with a file: links either way, and the others of one incident."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from caseflow.choices import LinkKind
from caseflow.models import Case, CaseLink, User

MOST = 20


@dataclass(frozen=True)
class Kin:
    """One file and how it belongs."""

    case: Case
    words: str


def of(case: Case, user: User) -> list[Kin]:
    """Files in reach of this person that belong with the case, each once, the linked ones first."""
    reached = Case.objects.visible_to(user).exclude(pk=case.pk)
    words = {link.other_id: _from_here(link) for link in case.links.order_by("-pk")}
    words |= {link.case_id: _from_there(link) for link in case.linked_from.order_by("-pk")}
    found = [Kin(other, words[other.pk]) for other in reached.filter(pk__in=words).order_by("pk")]
    if case.incident_id is not None:
        same = reached.filter(incident=case.incident_id).exclude(pk__in=words).order_by("pk")
        found += [Kin(other, _("Cùng vụ việc")) for other in same[:MOST]]
    return found[:MOST]


def _from_here(link: CaseLink) -> str:
    if link.kind == LinkKind.ACCOMPANIES:
        return _("Người lớn đi cùng")
    return str(link.get_kind_display())


def _from_there(link: CaseLink) -> str:
    if link.kind == LinkKind.EARLIER_EPISODE:
        return _("Lần sau của cùng một người")
    return str(link.get_kind_display())
