"""Administrators look after the people of their agencies; nobody looks after themselves."""

import secrets
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit import trail
from caseflow import access
from caseflow.actions import people
from caseflow.choices import Role
from caseflow.models import Agency, Membership, User
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment, WrongRole

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without signs that are taken for each other when read aloud or copied."""


@trail.deed()
def add_member(
    agency: Agency, *, username: str, name: str, role: Role, by: User, now: datetime
) -> str:
    """Somebody new in an agency; returns the temporary password, which is kept nowhere.

    Raises WrongRole for anybody but a unit administrator, OutOfReach for an agency that is neither
    the administrator's own nor below it, WrongInput for a user name that is taken.
    """
    _administered(agency, by=by)
    password = _temporary()
    try:
        with transaction.atomic():
            user = User.objects.create_user(username, password, name=name)
    except IntegrityError as taken:
        raise WrongInput(_("Tên đăng nhập này đã được dùng. Hãy chọn tên khác.")) from taken
    people.join_agency(user, agency, role, by=by, now=now)
    return password


@trail.deed()
def move_member(user: User, *, agency: Agency, role: Role, by: User, now: datetime) -> Membership:
    """Another role or agency, or back after having left; signs the person out.

    Raises as `add_member`, for both agencies, and WrongInput where nothing changes.
    """
    post = _looked_after(user, by=by)
    _administered(agency, by=by)
    if post.ended_at is None and (post.agency, post.role) == (agency, role):
        raise WrongInput(_("Chưa có thay đổi nào."))
    return people.join_agency(user, agency, role, by=by, now=now)


@trail.deed()
def end_member(user: User, *, by: User, now: datetime) -> None:
    """The person works for the agency no longer, and is signed out.

    Raises as `add_member`, and WrongMoment for somebody who left already.
    """
    if _looked_after(user, by=by).ended_at is not None:
        raise WrongMoment(_("Người này đã rời đơn vị."))
    people.leave_agency(user, by=by, now=now)


@trail.deed()
def reset_member(user: User, *, by: User, now: datetime) -> str:
    """A new temporary password, which is returned, and no second factor until one is set anew.

    Raises as `end_member`.
    """
    if _looked_after(user, by=by).ended_at is not None:
        raise WrongMoment(_("Người này đã rời đơn vị."))
    password = _temporary()
    Authenticator.objects.filter(user=user).delete()
    people.renew_password(user, password, by=by, now=now)
    return password


def _administered(agency: Agency, *, by: User) -> None:
    if not access.keeps_running(by):
        raise WrongRole(_("Chỉ quản trị đơn vị quản lý cán bộ."))
    if not access.administers(by, agency):
        raise OutOfReach


def _looked_after(user: User, *, by: User) -> Membership:
    """The last post of somebody this administrator looks after."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    post = user.memberships.select_related("agency").order_by("-pk").first()
    if post is None:
        raise OutOfReach
    _administered(post.agency, by=by)
    if user.pk == by.pk:
        raise WrongRole(_("Không ai tự quản lý mình. Nhờ một quản trị đơn vị khác."))
    return post


def _temporary() -> str:
    """Eighty bits in four groups, to be read out once."""
    return "-".join("".join(secrets.choice(LETTERS) for _each in range(4)) for _group in range(4))
