"""Seeing in an emergency: who may, what opens, four hours of reading, told at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import access, notices
from caseflow.actions import emergency, reading, records
from caseflow.choices import (
    AgencyKind,
    Emergency,
    GrantBasis,
    Level,
    RevealReason,
    Role,
)
from caseflow.models import Case, CaseUserGrant, EmergencyView, User
from caseflow.refusals import (
    OutOfReach,
    Refused,
    TooOften,
    WrongInput,
    WrongMoment,
    WrongRole,
)
from tests import factories, telling
from tests.caseflow.emergency_scene import (
    WHY,
    agency_of,
    boss,
    case,
    keeper,
    open_file,
    reveal,
    stranger,
    told,
)

__all__ = ["boss", "case", "keeper", "stranger"]
pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


# -- Four hours ---------------------------------------------------------------------------------


def test_the_file_opens_for_four_hours_and_closes_by_itself(
    case: Case, stranger: User, clock: Any
) -> None:
    with pytest.raises(OutOfReach):
        reveal(case, stranger)

    open_file(case, stranger)

    assert access.reach(stranger, case) == Level.PACKAGE
    assert reveal(case, stranger).startswith("Lò Thị Mẫu")
    clock.shift(timedelta(hours=3, minutes=59))
    assert reveal(case, stranger).startswith("Lò Thị Mẫu")
    clock.shift(timedelta(minutes=1))
    assert access.reach(stranger, case) is None
    assert not Case.objects.visible_to(stranger).exists()
    with pytest.raises(OutOfReach):
        reveal(case, stranger)


def test_what_was_told_stays_out_of_it_and_nothing_can_be_written(
    case: Case, keeper: User, stranger: User
) -> None:
    statement = telling.statement(case, keeper, text="Chuyện đã kể")
    open_file(case, stranger)

    with pytest.raises(OutOfReach):
        reading.reveal(
            case,
            fields=[(statement, "text")],
            reason=RevealReason.SAFETY,
            by=stranger,
            now=timezone.now(),
        )
    with pytest.raises(OutOfReach):
        records.note_health(
            case, text="x", happened_on=timezone.localdate(), by=stranger, now=timezone.now()
        )


def test_the_labels_it_opens_exist_and_hold_no_statement() -> None:
    from caseflow.sealing.checks import labels_in_use

    assert set(emergency.LABELS) <= set(labels_in_use())
    assert not any(label.startswith(("statement.", "paper.")) for label in emergency.LABELS)


def test_reading_names_the_emergency_in_the_log_and_the_reason_is_sealed(
    case: Case, stranger: User
) -> None:
    view = open_file(case, stranger)
    reveal(case, stranger)

    opened = AuditEvent.objects.get(act="emergency.opened")
    read = AuditEvent.objects.get(act="personal.revealed")
    assert opened.case_uid == case.uid
    assert b'"emergency":"threat"' in bytes(opened.entry)
    assert b'"basis":"emergency"' in bytes(read.entry)
    assert AuditEvent.objects.filter(act="access.granted", case_uid=case.uid).exists()
    assert WHY.encode() not in bytes(opened.entry)
    raw = EmergencyView.objects.filter(pk=view.pk).values_list("reason", flat=True).get()
    assert WHY.encode() not in raw.cell


def test_a_package_someone_holds_anyway_is_named_before_the_emergency(
    case: Case, keeper: User, stranger: User
) -> None:
    access.grant(
        case, to=stranger, level=Level.PACKAGE, basis=GrantBasis.HANDOFF, labels=["person.full_name"],
        by=keeper, now=timezone.now(),
    )  # fmt: skip
    open_file(case, stranger)
    reveal(case, stranger)

    assert b'"basis":"handoff"' in bytes(AuditEvent.objects.get(act="personal.revealed").entry)


# -- Told at once -------------------------------------------------------------------------------


def test_supervisors_of_both_agencies_know_at_once_and_read_the_code_only(
    case: Case, keeper: User, boss: User, stranger: User
) -> None:
    own_boss = factories.user(Role.SUPERVISOR, at=agency_of(stranger))

    open_file(case, stranger)

    assert told(boss) == ["emergency.opened"]
    assert told(own_boss) == ["emergency.opened"]
    assert told(keeper) == []
    assert told(stranger) == []
    notice = notices.for_user(boss).get()
    assert notice.supervisors_only
    assert notice.case == case


# -- Who may ------------------------------------------------------------------------------------

MAY_OPEN: list[tuple[str, Role, AgencyKind, type[Exception] | None]] = [
    ("officer", Role.OFFICER, AgencyKind.BORDER_GUARD, None),
    ("social worker", Role.SOCIAL_WORKER, AgencyKind.FACILITY, None),
    ("supervisor", Role.SUPERVISOR, AgencyKind.POLICE, None),
    ("hotline", Role.OFFICER, AgencyKind.HOTLINE, None),
    ("steering committee", Role.SUPERVISOR, AgencyKind.STEERING_138, WrongRole),
    ("its officer", Role.OFFICER, AgencyKind.STEERING_138, WrongRole),
    ("auditor", Role.AUDITOR, AgencyKind.POLICE, WrongRole),
    ("administrator", Role.UNIT_ADMIN, AgencyKind.POLICE, WrongRole),
]


@pytest.mark.parametrize(("who", "role", "kind", "refused"), MAY_OPEN, ids=str)
def test_who_may_open(
    case: Case, who: str, role: Role, kind: AgencyKind, refused: type[Exception] | None
) -> None:
    person = factories.user(role, at=factories.agency(kind))

    if refused is None:
        open_file(case, person)
        assert access.reach(person, case) == Level.PACKAGE
        return
    with pytest.raises(refused):
        open_file(case, person)
    assert not EmergencyView.objects.exists()
    assert not CaseUserGrant.objects.exists()


def test_nobody_between_two_posts_opens_anything(case: Case, stranger: User) -> None:
    from caseflow.actions import people

    people.leave_agency(stranger, by=None, now=timezone.now())

    with pytest.raises(WrongRole):
        open_file(case, User.objects.get(pk=stranger.pk))


def test_moving_to_another_post_keeps_nothing_but_the_case_role(case: Case, stranger: User) -> None:
    """The grant is the person's; as an auditor the same person reaches no case at all."""
    from caseflow.actions import people

    open_file(case, stranger)
    people.join_agency(stranger, agency_of(stranger), Role.AUDITOR, by=None, now=timezone.now())

    assert access.reach(User.objects.get(pk=stranger.pk), case) is None


WRONG: list[tuple[str, dict[str, Any], type[Refused]]] = [
    ("no reason", {"reason": "  "}, WrongInput),
    ("a code of no file", {"code": "HC26-9999-"}, WrongInput),
    ("no code", {"code": "Lò Thị Mẫu"}, WrongInput),
]


@pytest.mark.parametrize(("what", "fields", "refused"), WRONG, ids=str)
def test_what_is_not_understood_opens_nothing(
    case: Case, stranger: User, what: str, fields: dict[str, Any], refused: type[Refused]
) -> None:
    from caseflow import references

    code = fields.pop("code", case.reference)
    if code.endswith("-"):
        code = references.make_reference("HC", 2026, 9999)

    with pytest.raises(refused):
        emergency.open_file(
            code, **{"kind": Emergency.LIFE, "reason": WHY, **fields}, by=stranger,
            now=timezone.now(),
        )  # fmt: skip
    assert not EmergencyView.objects.exists()


def test_it_is_not_for_those_who_work_with_the_file_nor_twice(
    case: Case, keeper: User, boss: User, stranger: User
) -> None:
    for worker in (keeper, boss):
        with pytest.raises(WrongMoment):
            open_file(case, worker)
    open_file(case, stranger)
    with pytest.raises(WrongMoment):
        open_file(case, stranger)


def test_three_files_at_once_are_enough_and_guessing_is_stopped(
    case: Case, keeper: User, stranger: User
) -> None:
    others = [factories.case(keeper) for _number in range(3)]
    for each in (case, *others[:2]):
        open_file(each, stranger)
    with pytest.raises(WrongMoment):
        open_file(others[2], stranger)
    with pytest.raises(Refused):
        open_file(others[2], stranger)

    with pytest.raises(TooOften):
        open_file(others[2], stranger)
