"""Who plans and gives support, and what a plan asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from caseflow.choices import Role
from caseflow.rules import unless
from support.choices import FIRST_SUPPORT, ServiceKind

if TYPE_CHECKING:
    from caseflow.models import User
    from support.models import SupportPlan

PLANNERS = frozenset({Role.SOCIAL_WORKER, Role.SUPERVISOR})


def plans(_plan: Any, user: Any) -> bool:
    """A permission: social workers and supervisors plan."""
    standing = user.get_standing()
    return standing is not None and standing.role in PLANNERS


def gives(kind: ServiceKind, user: User) -> bool:
    """Whether this person's role gives this kind of service."""
    standing = user.get_standing()
    if standing is None:
        return False
    return standing.role in PLANNERS or (standing.role == Role.OFFICER and kind in FIRST_SUPPORT)


@unless(_("Kế hoạch chưa có dịch vụ nào."))
def has_items(plan: SupportPlan) -> bool:
    """At least one service is planned."""
    return plan.item_count > 0


@unless(_("Còn dịch vụ chưa xong hoặc chưa có lý do."))
def all_settled(plan: SupportPlan) -> bool:
    """Every service was delivered, refused or is not needed."""
    return plan.open_item_count == 0
