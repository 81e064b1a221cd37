"""What is written into a file without moving it: contacts, health, safety, consent, identity."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks, matching, search, workflow
from caseflow.choices import (
    ContactKind,
    SafetyManner,
)
from caseflow.models import (
    Case,
    CaseRecord,
    ContactNote,
    HealthNote,
    Membership,
    Person,
    SafetyRecord,
    User,
)
from caseflow.refusals import OutOfReach, Stale, WrongInput, WrongMoment

DESCRIPTIVE = (
    "risk", "sex", "age_band", "citizenship", "exploitation",
    "safe_contact", "interpreter", "interviewer",
)  # fmt: skip


def working(case: Case, *, by: User, version: int | None = None) -> Case:
    """The locked case, if `by` works with it and it is open; the start of every record."""
    case = workflow.lock(case)
    if not access.writes_here(by, case):
        raise OutOfReach
    if version is not None and version != case.version:
        raise Stale
    if not case.is_open:
        raise WrongMoment(_("Hồ sơ đã kết thúc. Mở lại hồ sơ trước khi ghi thêm."))
    return case


def write_record(record: CaseRecord, *, by: User, now: datetime) -> None:
    """Save a sealed row of a file under its author and agency."""
    standing = by.get_standing()
    if standing is None:
        raise OutOfReach
    record.scope_uid = record.case.uid
    record.recorded_at = now
    record.recorded_by = by
    record.agency = standing.agency
    record.save()


def note_down(
    act: str,
    record: CaseRecord,
    *,
    by: User,
    now: datetime,
    data: Mapping[str, object],
) -> None:
    """Save a sealed row of a file and tell the log by this act; OutOfReach between two posts."""
    write_record(record, by=by, now=now)
    trail.record(
        act,
        actor=access.actor(by),
        at=now,
        case=record.case.uid,
        obj=(act.split(".", maxsplit=1)[0], record.uid),
        data=data,
    )


@trail.deed()
def note_contact(
    case: Case, *, kind: ContactKind, text: str, happened_at: datetime, by: User, now: datetime
) -> ContactNote:
    """Write down a call, visit or letter."""
    case = working(case, by=by)
    if happened_at > now:
        raise WrongInput(_("Thời điểm liên hệ không được ở tương lai."))
    note = ContactNote(
        case=case,
        kind=kind,
        text=text or None,
        happened_at=happened_at,
        happened_on=clocks.calendar_day(happened_at),
    )
    note_down(
        "contact.noted",
        note,
        by=by,
        now=now,
        data={"kind": kind.value, "happened_at": happened_at},
    )
    if case.last_contact_at is None or case.last_contact_at < happened_at:
        Case.every_row.filter(pk=case.pk).update(last_contact_at=happened_at)
    clocks.meet(case, "contacted", at=happened_at)
    return note


@trail.deed()
def note_health(case: Case, *, text: str, happened_on: date, by: User, now: datetime) -> HealthNote:
    """Write down that an examination took place and what it found."""
    case = working(case, by=by)
    clocks.require_come(happened_on, now)
    note = HealthNote(case=case, text=text or None, happened_on=happened_on)
    note_down("health.noted", note, by=by, now=now, data={"happened_on": happened_on})
    return note


def write_safety(
    case: Case,
    *,
    manner: SafetyManner,
    safe_place: str,
    notes: str,
    on: date,
    by: User,
    now: datetime,
) -> SafetyRecord:
    """Write the safety record; the caller holds the lock and has asked for reach."""
    record = SafetyRecord(
        case=case,
        manner=manner,
        safe_place=safe_place or None,
        notes=notes or None,
        happened_on=on,
    )
    note_down(
        "safety.recorded",
        record,
        by=by,
        now=now,
        data={"manner": manner.value, "happened_on": on},
    )
    return record


@trail.deed()
def record_safety(
    case: Case,
    *,
    manner: SafetyManner,
    safe_place: str,
    notes: str,
    happened_on: date,
    by: User,
    now: datetime,
) -> SafetyRecord:
    """Write in any open state how the person came to safety."""
    case = working(case, by=by)
    clocks.require_come(happened_on, now)
    return write_safety(
        case,
        manner=manner,
        safe_place=safe_place,
        notes=notes,
        on=happened_on,
        by=by,
        now=now,
    )


@trail.deed()
def amend_person(
    case: Case, *, values: Mapping[str, object], by: User, now: datetime, version: int | None = None
) -> Person:
    """Change some of the sealed fields of the person; fields not named stay as they are.

    `version` is the row version of the person; Stale when somebody changed the row since.
    """
    case = working(case, by=by)
    person = Person.objects.select_for_update(of=("self",)).get(case=case)
    if version is not None and version != person.row_ver:
        raise Stale
    for name, value in values.items():
        setattr(person, name, value if value != "" else None)
    person.save()
    search.index_person(person, {name: str(value or "") for name, value in values.items()})
    trail.record(
        "person.amended",
        actor=access.actor(by),
        at=now,
        case=case.uid,
        obj=("person", person.uid),
        data={"fields": len(values)},
    )
    matching.look(case, values, now=now)
    return person


@trail.deed()
def describe_case(
    case: Case, *, values: Mapping[str, str], by: User, now: datetime, version: int | None = None
) -> Case:
    """Change the coarse, unsealed codes of a file: age band, sex, safe contact, needs.

    The file gets its next version, so that two people who describe it at once do not undo each other.
    """
    case = working(case, by=by, version=version)
    if unknown := values.keys() - set(DESCRIPTIVE):
        raise ValueError(f"Not descriptive columns: {sorted(unknown)}")
    return workflow.amend(case, "case.described", by=by, now=now, columns=values)


@trail.deed()
def assign(case: Case, *, to: User, by: User, now: datetime) -> Case:
    """Name the person who works with the file; must belong to the responsible agency."""
    case = working(case, by=by)
    members = Membership.objects.current().filter(agency=case.responsible_agency)
    if not members.filter(user=to).exists():
        raise WrongInput(_("Người này không thuộc đơn vị đang giữ hồ sơ."))
    Case.every_row.filter(pk=case.pk).update(assigned_to=to)
    case.assigned_to = to
    trail.record(
        "case.assigned",
        actor=access.actor(by),
        at=now,
        case=case.uid,
        obj=(Case.LABEL, case.uid),
        data={"to_user": to.uid},
    )
    return case
