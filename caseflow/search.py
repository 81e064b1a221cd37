"""Finding a file by identifier, phone number or name: by keyed tokens, or by names in memory."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q

from caseflow.finding import line
from caseflow.finding.index import Hit
from caseflow.models import Case, Person, SearchIndex, SearchToken
from caseflow.sealing import blind
from caseflow.sealing.sounds import Grade

LABEL_OF_FIELD = {"id_number": "identifier", "phone": "phone", "full_name": "name"}


def index_person(person: Person, values: Mapping[str, str]) -> None:
    """Replace the tokens of a case for the given plain values; keys are field names of Person."""
    known = {
        LABEL_OF_FIELD[name]: value for name, value in values.items() if name in LABEL_OF_FIELD
    }
    SearchToken.objects.filter(case=person.case, label__in=known).delete()
    SearchToken.objects.bulk_create(
        SearchToken(case=person.case, label=label, version=version, token=token)
        for label, found in tokens_of(known).items()
        for version, token in found
    )


def tokens_of(values: Mapping[str, str]) -> dict[str, list[tuple[int, bytes]]]:
    """(version, token) of each value under every version that opens, by label."""
    opened = {label: blind.index_keys(label) for label in values}
    # Asked after the keys: whoever sees a new key sees how its tokens are made.
    shapes = shapes_of(*values)
    return {
        label: blind.tokens(label, value, opened[label], shapes[label])
        for label, value in values.items()
    }


def shapes_of(*labels: str) -> dict[str, dict[int, blind.Shape]]:
    """How the tokens of each version are made, where it was fixed."""
    shapes: dict[str, dict[int, blind.Shape]] = {label: {} for label in labels}
    for fixed in SearchIndex.objects.filter(label__in=labels):
        shapes[fixed.label][fixed.version] = blind.Shape(fixed.form, fixed.bits)
    return shapes


def candidates(values: Mapping[str, str]) -> dict[str, set[int]]:
    """Ids of cases that share a token, by label; name tokens are cut, so names need a second look."""
    condition = Q(pk__in=[])
    for label, found in tokens_of(values).items():
        for version, token in found:
            condition |= Q(label=label, version=version, token=token)
    cases: dict[str, set[int]] = {label: set() for label in values}
    for label, case in SearchToken.objects.filter(condition).values_list("label", "case"):
        cases[label].add(case)
    return cases


def people_of(case_ids: Iterable[int]) -> list[Person]:
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


def by_name(name: str, *, most: int, near: Sequence[int] | None) -> Matches | None:
    """Files with a name like this, those near looked at first; None where nobody keeps names.

    Not called inside a transaction: who keeps the names records what it reads.
    """
    try:
        found = line.ask(settings.SEARCH_SOCKET, line.Question(name, most, near))
    except line.Away:
        return None
    return Matches({hit.case: _closeness(hit) for hit in found.hits}, found.more)


def _closeness(hit: Hit) -> str:
    if not hit.whole or hit.grade == Grade.PART:
        return "part"
    return "same" if hit.grade == Grade.SAME else "alike"
