"""Finding a file by an exact identifier, a phone number or a full name, without reading names."""

from django.db.models import Q

from caseflow.models import Case, Person, SearchToken
from caseflow.sealing import blind

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


def in_order(case_ids: set[int]) -> list[Case]:
    """Cases, newest first."""
    return list(Case.objects.filter(pk__in=case_ids).order_by("-received_at", "-pk"))
