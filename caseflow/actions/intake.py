"""Receiving a person: the file opens, responsibility begins, the first clocks run."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError
from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks, law, matching, references, responsibility, rules, search
from caseflow.actions.links import link_cases
from caseflow.choices import (
    CASE_ROLES,
    CHILD_BANDS,
    AgeBand,
    AgencyKind,
    CaseState,
    Citizenship,
    Exploitation,
    Interpreter,
    Interviewer,
    LinkKind,
    Reporter,
    Risk,
    Route,
    SafeContact,
    Sex,
    Step,
)
from caseflow.models import Agency, Case, IdKind, Incident, Person, Serial, User
from caseflow.models.user import Standing
from caseflow.refusals import OutOfReach, WrongInput, WrongRole
from caseflow.sealing import keys


@dataclass(frozen=True)
class Identity:
    """What is known of the person; everything may be unknown."""

    full_name: str = ""
    other_names: str = ""
    birth_date: date | None = None
    id_kind: IdKind = IdKind.UNKNOWN
    id_number: str = ""
    phone: str = ""
    address: str = ""
    old_address: str = ""
    relatives: str = ""
    ethnicity: str = ""


@dataclass(frozen=True)
class Intake:
    """What a receiving desk writes down: eight things, each of which may be “unknown”."""

    route: Route
    reporter: Reporter
    received_at: datetime
    found_in_province: str
    risk: Risk
    sex: Sex
    age_band: AgeBand
    safe_contact: SafeContact
    interpreter: Interpreter = Interpreter.UNKNOWN
    interviewer: Interviewer = Interviewer.ANY
    citizenship: Citizenship = Citizenship.UNKNOWN
    exploitation: Exploitation = Exploitation.UNKNOWN
    identity: Identity = field(default_factory=Identity)
    token: UUID = field(default_factory=uuid4)


def receive_case(*, intake: Intake, by: User, now: datetime) -> Case:
    """Open a file for one person; the same form sent twice gives the same file.

    Raises WrongRole when the user's role or agency does not receive people, WrongInput when dates
    contradict each other.
    """
    return _receive(intake, by=by, now=now)


def receive_group(
    *, intakes: Sequence[Intake], happened_on: date, by: User, now: datetime
) -> Incident:
    """Open one file for each person of one incident, all or none; the same form twice, one incident."""
    if not intakes:
        raise WrongInput(_("Ghi ít nhất một người."))
    if known := _known_incident(intakes[0], by):
        return known
    standings = [_check(intake, by=by, now=now) for intake in intakes]
    uids = [uuid4() for _intake in intakes]
    for uid in uids:
        keys.create_scope(keys.KIND_CASE, uid)
    agency = standings[0].agency
    try:
        with trail.deed():
            incident = Incident.objects.create(
                reference=_next_reference(agency, now, series="incident"),
                happened_on=happened_on,
                agency=agency,
                created_at=now,
            )
            for uid, intake, standing in zip(uids, intakes, standings, strict=True):
                case = _open_file(uid, intake, standing, by=by, now=now, incident=incident)
                matching.look(case, vars(intake.identity), now=now)
            return incident
    except IntegrityError:
        if known := _known_incident(intakes[0], by):
            return known
        raise


def receive_accompanying_child(adult: Case, *, intake: Intake, by: User, now: datetime) -> Case:
    """Open a file for a child who came with the person of `adult`, linked to it.

    Raises OutOfReach for an adult's file the user does not work with.
    """
    if not access.works_here(by, adult):
        raise OutOfReach
    if intake.age_band not in CHILD_BANDS:
        raise WrongInput(_("Người đi cùng phải dưới 18 tuổi, hoặc chưa rõ tuổi."))
    return _receive(intake, linked=(LinkKind.ACCOMPANIES, adult), by=by, now=now)


def receive_again(earlier: Case, *, intake: Intake, by: User, now: datetime) -> Case:
    """Open a new file for the person of `earlier`, trafficked once more, linked to it.

    Nothing sealed is copied: each episode has a file and a key of its own. Raises OutOfReach for an
    earlier file the user does not reach.
    """
    if access.reach(by, earlier) is None:
        raise OutOfReach
    return _receive(intake, linked=(LinkKind.EARLIER_EPISODE, earlier), by=by, now=now)


def _receive(
    intake: Intake, *, by: User, now: datetime, linked: tuple[LinkKind, Case] | None = None
) -> Case:
    if known := _known(intake, by):
        return known
    uid = uuid4()
    standing = _check(intake, by=by, now=now)
    keys.create_scope(keys.KIND_CASE, uid)
    try:
        with trail.deed():
            case = _open_file(uid, intake, standing, by=by, now=now, linked=linked)
            if linked is not None:
                link_cases(case, linked[1], kind=linked[0], by=by, now=now)
            matching.look(case, vars(intake.identity), now=now)
            return case
    except IntegrityError:
        if known := _known(intake, by):  # the same form, sent a second time in the same instant
            return known
        raise


def _known(intake: Intake, by: User) -> Case | None:
    return Case.objects.visible_to(by).filter(intake_token=intake.token).first()


def _known_incident(intake: Intake, by: User) -> Incident | None:
    known = _known(intake, by)
    return known.incident if known is not None else None


def _check(intake: Intake, *, by: User, now: datetime) -> Standing:
    standing = by.get_standing()
    if (
        standing is None
        or standing.role not in CASE_ROLES
        or Step.RECEIVE not in rules.ROLE_STEPS[standing.role]
        or not standing.agency.receives_reports
        or standing.agency_kind not in _receiving_kinds(intake)
    ):
        raise WrongRole(_("Vai trò hoặc đơn vị của bạn không tiếp nhận người."))
    if not standing.agency.exists_on(clocks.calendar_day(now)):
        raise WrongRole(_("Đơn vị của bạn không còn hoạt động. Đơn vị kế nhiệm tiếp nhận người."))
    if intake.received_at > now:
        raise WrongInput(_("Ngày giờ tiếp nhận không được ở tương lai."))
    born = intake.identity.birth_date
    if born is not None and born > clocks.calendar_day(intake.received_at):
        raise WrongInput(_("Ngày sinh không được sau ngày tiếp nhận."))
    return standing


def _receiving_kinds(intake: Intake) -> frozenset[AgencyKind]:
    regime = law.regime_for_procedure(clocks.calendar_day(intake.received_at))
    return law.deciders(regime, Step.RECEIVE, intake.route)


def _open_file(
    uid: UUID,
    intake: Intake,
    standing: Standing,
    *,
    by: User,
    now: datetime,
    incident: Incident | None = None,
    linked: tuple[LinkKind, Case] | None = None,
) -> Case:
    agency = standing.agency
    accompanies = linked is not None and linked[0] == LinkKind.ACCOMPANIES
    if linked is not None and accompanies:
        incident = linked[1].incident
    reference = _next_reference(agency, intake.received_at, series="case")
    regime = law.regime_for_procedure(clocks.calendar_day(intake.received_at)).code
    data: dict[str, object] = {
        "step": Step.RECEIVE.value,
        "after": CaseState.RECEIVED.value,
        "version": 1,
        "route": intake.route.value,
        "regime": regime,
        "reference": reference,
        "happened_on": clocks.calendar_day(intake.received_at),
    }
    if incident is not None:
        data["incident"] = incident.reference
    event_uid = uuid4()
    case = Case.objects.create(
        uid=uid,
        reference=reference,
        last_event_uid=event_uid,
        route=intake.route,
        reporter=intake.reporter,
        risk=intake.risk,
        province=agency.province,
        found_in_province=intake.found_in_province,
        received_at=intake.received_at,
        recorded_at=now,
        sex=intake.sex,
        age_band=intake.age_band,
        citizenship=intake.citizenship,
        exploitation=intake.exploitation,
        safe_contact=intake.safe_contact,
        interpreter=intake.interpreter,
        interviewer=intake.interviewer,
        procedure_regime=regime,
        receiving_agency=agency,
        responsible_agency=agency,
        responsibility_uid=uuid4(),
        incident=incident,
        accompanies_adult=accompanies,
        intake_token=intake.token,
    )
    responsibility.begin(case, event_uid=event_uid, now=intake.received_at)
    _write_person(case, intake.identity)
    keys.tie(keys.KIND_CASE, uid)
    trail.record(
        Case.EVENT,
        uid=event_uid,
        actor=access.actor(by),
        at=now,
        case=uid,
        obj=(Case.LABEL, uid),
        data=data,
    )
    clocks.start(case, "received", at=intake.received_at)
    return case


def _write_person(case: Case, identity: Identity) -> Person:
    person = Person(
        case=case,
        scope_uid=case.uid,
        id_kind=identity.id_kind,
        **sealed_values(identity),
    )
    person.save()
    search.index_person(
        person,
        {
            "full_name": identity.full_name,
            "id_number": identity.id_number,
            "phone": identity.phone,
        },
    )
    return person


def sealed_values(identity: Identity) -> dict[str, object]:
    """The sealed columns of Person; an empty text is “unknown” and stays NULL."""
    names = (
        "full_name", "other_names", "birth_date", "id_number", "phone",
        "address", "old_address", "relatives", "ethnicity",
    )  # fmt: skip
    return {name: getattr(identity, name) or None for name in names}


def _next_reference(agency: Agency, at: datetime, *, series: str) -> str:
    day = clocks.calendar_day(at)
    prefix = agency.reference_prefix if series == "case" else "VV"
    name = f"{series}:{prefix}:{day.year}"
    Serial.objects.get_or_create(series=name)
    serial = Serial.objects.select_for_update(of=("self",)).get(series=name)
    serial.last += 1
    serial.save(update_fields=["last"])
    return references.make_reference(prefix, day.year, serial.last)
