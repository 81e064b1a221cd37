"""Names of officials and agencies, references of cases, for the pages that show the log; the log holds ids and codes."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from caseflow import references
from caseflow.models import Agency, Case, User

OUTSIDER = "outside"
"""What the log calls whoever came by a link without an account."""


def of_people(uids: Iterable[str]) -> dict[str, str]:
    """Names by the pseudonym the log uses; unknown ones are left out."""
    asked = set(uids)
    known = [UUID(uid) for uid in asked if len(uid) == 32]
    found = {user.uid.hex: user.get_short_name() for user in User.objects.filter(uid__in=known)}
    return found | ({OUTSIDER: _("Nơi nhận ngoài hệ thống")} if OUTSIDER in asked else {})


def of_agencies(codes: Iterable[str]) -> dict[str, str]:
    """Official names by agency code, as written at their time."""
    return dict(Agency.objects.filter(code__in=list(codes)).values_list("code", "name"))


def of_cases(uids: Iterable[str]) -> dict[str, str]:
    """References by the uid the log uses."""
    found = Case.objects.filter(uid__in=[UUID(uid) for uid in uids])
    return {uid.hex: reference for uid, reference in found.values_list("uid", "reference")}


def case_uid(reference: str) -> UUID | None:
    """The uid behind a reference, however typed."""
    if not references.is_valid(reference):
        return None
    found = Case.objects.filter(reference=references.normalise(reference))
    return found.values_list("uid", flat=True).first()
