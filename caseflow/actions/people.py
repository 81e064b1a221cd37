"""Who works where: joining and leaving agencies."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks, notices
from caseflow.choices import CASE_ROLES, Cadence, Role
from caseflow.models import Agency, Case, Membership, User
from caseflow.models.user import forget_standings
from caseflow.refusals import Refused, WrongRole

LOG_READERS = frozenset({Role.AUDITOR})


def role_group(role: Role) -> Group:
    """The Django group of a role; auditors' group carries the right to read the log."""
    group, created = Group.objects.get_or_create(name=role.value)
    if created and role in LOG_READERS:
        group.permissions.add(
            Permission.objects.get(content_type__app_label="audit", codename="read_trail")
        )
    return group


@trail.deed()
def join_agency(
    user: User, agency: Agency, role: Role, *, by: User | None, now: datetime
) -> Membership:
    """Let a user work for an agency in a role, leaving the former one; signs the user out.

    `by` is None when the system sets up its first people.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if not agency.exists_on(clocks.calendar_day(now)):
        raise Refused(_("Đơn vị không còn hoặc chưa hoạt động vào ngày này."))
    return _join(user, agency, role, by=by, now=now)


@trail.deed()
def go_along(post: Membership, successor: Agency, *, by: User | None, now: datetime) -> Membership:
    """Who works for an agency that ends goes on in the same role at its successor.

    Also where that has ended meanwhile: its own succession takes its people further.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=post.user_id)
    return _join(user, successor, Role(post.role), by=by, now=now)


def _join(user: User, agency: Agency, role: Role, *, by: User | None, now: datetime) -> Membership:
    _leave(user, by=by, now=now)
    _let_go(user, but=agency if role in CASE_ROLES else None, by=by, now=now)
    membership = Membership.objects.create(
        uid=uuid4(), user=user, agency=agency, role=role, started_at=now
    )
    user.groups.set([role_group(role), agency.grantees])
    _sign_out(user)
    _record("member.joined", user.uid, {"to_agency": agency.code, "as_role": role.value}, by, now)
    return membership


@trail.deed()
def leave_agency(user: User, *, by: User | None, now: datetime) -> None:
    """End a user's present membership and sign the user out."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    _leave(user, by=by, now=now)
    _let_go(user, but=None, by=by, now=now)
    user.groups.clear()
    _sign_out(user)


@trail.deed()
def renew_password(user: User, password: str, *, by: User, now: datetime) -> None:
    """Another password, and every session over."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    user.set_password(password)
    user.save(update_fields=["password"])
    _sign_out(user)
    _record("member.reset", user.uid, {}, by, now)


@trail.deed()
def choose_letters(
    user: User, *, email: str, phone: str, cadence: Cadence, by: User, now: datetime
) -> User:
    """Say where and when one's own notices are sent on, recorded without the addresses."""
    if by.pk != user.pk:
        raise WrongRole(_("Mỗi người tự chọn cách nhận thông báo của mình."))
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    user.work_email, user.work_phone, user.cadence = email, phone, cadence
    user.save(update_fields=["work_email", "work_phone", "cadence"])
    _record("member.letters_chosen", user.uid, {"cadence": cadence.value}, by, now)
    return user


def _leave(user: User, *, by: User | None, now: datetime) -> None:
    for membership in user.memberships.current().select_related("agency"):
        membership.ended_at = now
        membership.save(update_fields=["ended_at"])
        data = {"from_agency": membership.agency.code, "as_role": membership.role}
        _record("member.left", user.uid, data, by, now)


def _let_go(user: User, *, but: Agency | None, by: User | None, now: datetime) -> None:
    """Open cases of the person, except at an agency, have nobody now; their supervisors are told."""
    held = Case.objects.open().filter(assigned_to=user)
    if but is not None:
        held = held.exclude(responsible_agency=but)
    for case in held.select_for_update(of=("self",)).order_by("pk"):
        Case.every_row.filter(pk=case.pk).update(assigned_to=None)
        uid = uuid4()
        trail.record(
            "case.unassigned",
            uid=uid,
            actor=access.actor(by) if by else trail.SYSTEM,
            at=now,
            case=case.uid,
            obj=(Case.LABEL, case.uid),
            data={"user": user.uid},
        )
        notices.tell_supervisors(
            "case.unassigned",
            case=case,
            agency=case.responsible_agency,
            dedup=f"unassigned:{uid.hex}",
            now=now,
        )


def _sign_out(user: User) -> None:
    forget_standings()
    user.session_generation += 1
    user.save(update_fields=["session_generation"])


def _record(
    act: str, user: UUID, data: Mapping[str, object], by: User | None, now: datetime
) -> None:
    actor = access.actor(by) if by else trail.SYSTEM
    trail.record(act, actor=actor, at=now, obj=("user", user), data={"user": user, **data})
