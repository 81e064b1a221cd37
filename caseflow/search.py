"""Finding a file by identifier, phone number or name: by keyed tokens, or by names in memory."""

from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q

from caseflow.finding import line
from caseflow.finding.index import Hit
from caseflow.models import Case, Person, SearchToken
from caseflow.sealing import blind
from caseflow.sealing.sounds import Grade

LABEL_OF_FIELD = {"id_number": "identifier", "phone": "phone", "full_name": "name"}


def index_person(person: Person, values: dict[str, str]) -> None:
    """Replace the tokens of a case for the given plain values; keys are field names of Person."""
    for field, value in values.items():
        label = LABEL_OF_FIELD.get(field)
        if label is None:
            continue
        SearchToken.objects.filter(case=person.case, label=label).delete()
        SearchToken.objects.bulk_create(
            SearchToken(case=person.case, label=label, version=version, token=token)
            for version, token in blind.tokens(label, value)
            if value
        )


def candidates(label: str, value: str) -> list[int]:
    """Ids of cases whose token matches; name tokens are truncated, so names need a second look."""
    tokens = blind.tokens(label, value)
    if not tokens:
        return []
    condition = Q()
    for version, token in tokens:
        condition |= Q(version=version, token=token)
    found = SearchToken.objects.filter(condition, label=label).values_list("case", flat=True)
    return sorted(set(found))


def people_of(case_ids: list[int]) -> list[Person]:
    """The sealed rows behind candidate cases, for comparing names after opening them."""
    return list(Person.objects.filter(case__in=case_ids).select_related("case").order_by("pk"))


def in_order(case_ids: set[int]) -> list[int]:
    """Ids of cases, newest first."""
    found = Case.objects.filter(pk__in=case_ids).order_by("-received_at", "-pk")
    return list(found.values_list("pk", flat=True))


class Matches(NamedTuple):
    """Files of all agencies that fit a search, closest first, and whether some were left out."""

    closeness: Mapping[int, str]
    """`same`, `alike` for other marks or spellings of the whole name, or `part`."""
    more: bool = False


def by_name(name: str, *, most: int) -> Matches | None:
    """Files with a name like this; None where nobody keeps names.

    Not called inside a transaction: who keeps the names records what it reads.
    """
    try:
        found = line.ask(settings.SEARCH_SOCKET, name, most=most)
    except line.Away:
        return None
    return Matches({hit.case: _closeness(hit) for hit in found.hits}, found.more)


def _closeness(hit: Hit) -> str:
    if not hit.whole or hit.grade == Grade.PART:
        return "part"
    return "same" if hit.grade == Grade.SAME else "alike"
