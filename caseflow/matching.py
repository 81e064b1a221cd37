"""Files that may be of one person, in all agencies: found when one is written, told to both desks.

Numbers are compared by their tokens, nothing is opened. A name alone is no reason: it must sound the
same and go with the same date of birth; the few candidates of its token are opened, which is recorded.
Neither side learns which file the other one is before both said yes (`actions.matches`).
"""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from audit import trail
from caseflow import notices, search
from caseflow.choices import MatchBasis
from caseflow.models import Case, CaseLink, Person, PersonMatch
from caseflow.sealing import keys, reading, sounds
from caseflow.sealing.errors import NotRevealed, SealError

FOUND = "match.found"
COMPARED = ("full_name", "birth_date", "id_number", "phone")
Known = Mapping[str, object]


def look(case: Case, known: Known, *, now: datetime) -> None:
    """Write down new matches of this case; `known` are plain values just written, by field.

    Part of the caller's change: called inside its transaction, after links were made.
    """
    if not any(known.get(name) for name in COMPARED):
        return
    with reading.opened("match") as reads:
        found = _candidates(case, {**_stored(case, set(COMPARED) - known.keys()), **known})
    fresh = [match for other, basis in found.items() if (match := _write(case, other, basis, now))]
    if reads.labels:
        trail.record(
            "match.looked",
            actor=trail.SYSTEM,
            at=now,
            case=case.uid,
            data={"found": len(fresh)},
            reads=trail.Reads(labels=tuple(reads.labels), row_uids=tuple(reads.row_uids)),
        )
    for match in fresh:
        for side in (match.first, match.second):
            _tell(match, side, now)


def of(case: Case) -> QuerySet[PersonMatch]:
    """Every match of this case, newest first."""
    mine = PersonMatch.objects.filter(Q(first=case) | Q(second=case))
    return mine.select_related("first", "second").order_by("-found_at", "-pk")


def asked(case: Case) -> list[PersonMatch]:
    """Matches of this case that are not settled, newest first."""
    waiting = [match for match in of(case) if not match.is_settled()]
    linked = _belonging(case) if waiting else set()
    return [match for match in waiting if match.other(case).pk not in linked]


def tell(kind: str, match: PersonMatch, case: Case, *, now: datetime) -> None:
    """A notice about the match on the desk that keeps this case."""
    dedup = f"{kind}:{match.uid.hex}:{case.pk}"
    notices.tell(kind, case=case, agency=case.responsible_agency, dedup=dedup, now=now)


def _candidates(case: Case, values: Known) -> dict[int, MatchBasis]:
    """Ids of cases that may be of the same person, each with its strongest reason."""
    asked_for = {label: str(values[name] or "") for name, label in search.LABEL_OF_FIELD.items()}
    shared = search.candidates(asked_for)
    found = dict.fromkeys(shared["phone"], MatchBasis.PHONE)
    found |= dict.fromkeys(_same_name(case, shared["name"], values), MatchBasis.NAME)
    found |= dict.fromkeys(shared["identifier"], MatchBasis.IDENTIFIER)
    for belonging in (case.pk, *_belonging(case)):
        found.pop(belonging, None)
    return found


def _same_name(case: Case, candidates: set[int], values: Known) -> set[int]:
    name, born = str(values["full_name"] or ""), values["birth_date"]
    if not name or not born:
        return set()
    people = search.people_of(candidates - {case.pk})
    keys.warm(keys.KIND_CASE, {person.scope_uid for person in people})
    return {
        person.case_id
        for person in people
        if _value(person, "birth_date") == born
        and sounds.same_name(name, str(_value(person, "full_name") or ""))
    }


def _belonging(case: Case) -> set[int]:
    """Cases that are linked already, or came with the same incident."""
    pairs = CaseLink.objects.filter(Q(case=case) | Q(other=case)).values_list("case", "other")
    linked = {pk for pair in pairs for pk in pair}
    if case.incident_id is None:
        return linked
    return linked | set(Case.objects.filter(incident=case.incident_id).values_list("pk", flat=True))


def _stored(case: Case, names: set[str]) -> dict[str, object]:
    """Values of this case that were not written now."""
    if not names:
        return {}
    person = Person.objects.get(case=case)
    return {name: _value(person, name) for name in names}


def _value(person: Person, name: str) -> object:
    """The value; nothing where it does not open."""
    try:
        return getattr(person, name)
    except NotRevealed:
        raise
    except SealError:
        return None


def _write(case: Case, other: int, basis: MatchBasis, now: datetime) -> PersonMatch | None:
    """The match of a pair, if it is a new one."""
    first, second = sorted((case.pk, other))
    match, created = PersonMatch.objects.get_or_create(
        first_id=first, second_id=second, defaults={"basis": basis, "found_at": now}
    )
    return match if created else None


def _tell(match: PersonMatch, case: Case, now: datetime) -> None:
    trail.record(
        FOUND,
        actor=trail.SYSTEM,
        at=now,
        case=case.uid,
        obj=("match", match.uid),
        data={"match_basis": match.basis},
    )
    tell(FOUND, match, case, now=now)
