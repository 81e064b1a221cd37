"""What must always hold, asked of the tables themselves; nothing here repairs anything."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import Count, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from audit import triggers
from audit.models import AuditEvent
from caseflow.choices import OPEN_STATES, Hold
from caseflow.models import Case, Clock, Responsibility, StateRow, User
from caseflow.sealing import keys
from caseflow.sealing.models import KeyringKey
from referrals.choices import HandoffKind
from referrals.models import Handoff
from support import facts

Violations = Iterator[str]


def one_responsible_agency() -> Violations:
    """Every open file has one open stretch, every ended one none, and the copy on it agrees."""
    counted = Case.objects.annotate(
        held=Count("responsibilities", filter=Q(responsibilities__ended_at__isnull=True))
    )
    for case in counted.filter(state__in=OPEN_STATES).exclude(held=1):
        yield f"{case.reference}: not exactly one open stretch of responsibility"
    for case in counted.exclude(state__in=OPEN_STATES).exclude(held=0):
        yield f"{case.reference}: ended, but somebody is still responsible"
    agreeing = Responsibility.objects.filter(
        case=OuterRef("pk"), uid=OuterRef("responsibility_uid")
    )
    odd = Case.objects.annotate(agency_held=Subquery(agreeing.values("agency")[:1])).exclude(
        agency_held=F("responsible_agency")
    )
    for case in odd:
        yield f"{case.reference}: the responsible agency differs from the stretch"


def every_step_has_its_event() -> Violations:
    """As many step events as versions, the last one named by the row."""
    for model in _machines():
        rows = model._base_manager.annotate(told=Coalesce(Subquery(_events_of(model)), 0)).exclude(
            told=1
        )
        for row in rows:
            yield f"{model.__name__} {row.uid}: its last event is not in the log"


def _events_of(model: type[StateRow]) -> Any:
    named = AuditEvent.objects.filter(uid=OuterRef("last_event_uid")).order_by()
    return named.values("uid").annotate(number=Count("pk")).values("number")


def facts_and_holds() -> Violations:
    """Facts and holds on cases are what the upper tables say."""
    for case in Case.objects.prefetch_related("facts", "holds").iterator(500):
        told = {fact.kind: fact.holds for fact in case.facts.all()}
        for kind, holds in facts.compute(case).items():
            if told.get(kind.value, False) != holds:
                yield f"{case.reference}: fact {kind.value} should be {holds}"
    open_transfers = set(
        Handoff.objects.under_way().filter(kind=HandoffKind.TRANSFER).values_list("case_id", "uid")
    )
    holds_told = set(
        Case.objects.filter(holds__kind=Hold.OPEN_TRANSFER).values_list("pk", "holds__ref")
    )
    for case_id, _uid in open_transfers ^ holds_told:
        yield f"case {case_id}: the hold of an open transfer is wrong"


def next_due_copies() -> Violations:
    """The due date on the file is the earliest running clock."""
    running = (
        Clock.objects.running()
        .filter(case=OuterRef("pk"))
        .order_by()
        .values("case")
        .annotate(due=Min("due_at"))
        .values("due")
    )
    pairs = Case.objects.annotate(due=Subquery(running)).values_list(
        "reference", "next_due_at", "due"
    )
    for reference, copied, due in pairs:
        if due != copied:
            yield f"{reference}: the next due date differs from its clocks"


def every_case_has_its_key() -> Violations:
    """Every file can be opened; no key waits for a file longer than a day."""
    known = set(
        KeyringKey.objects.filter(scope_kind=keys.KIND_CASE).values_list("scope_id", flat=True)
    )
    cases = set(Case.objects.values_list("uid", flat=True))
    for uid in cases - known:
        yield f"case {uid}: no key"
    day_ago = timezone.now() - timedelta(hours=24)
    old = KeyringKey.objects.filter(scope_kind=keys.KIND_CASE, created__lt=day_ago)
    for uid in set(old.values_list("scope_id", flat=True)) - cases:
        yield f"key {uid}: no case since more than 24 hours"


def one_post_for_everybody() -> Violations:
    """Nobody works for two agencies, and groups mirror the membership."""
    people = User.objects.prefetch_related("groups", "memberships__agency__grantees")
    for person in people:
        open_posts = [post for post in person.memberships.all() if post.ended_at is None]
        if len(open_posts) > 1:
            yield f"user {person.uid}: {len(open_posts)} open memberships"
        wanted = {post.role for post in open_posts}
        wanted |= {post.agency.grantees.name for post in open_posts}
        if {group.name for group in person.groups.all()} != wanted:
            yield f"user {person.uid}: groups differ from the membership"


def triggers_stand() -> Violations:
    """The database still refuses what it must refuse."""
    tables = {model._meta.db_table: model.LABEL for model in _machines()}
    for name in triggers.missing(tables):
        yield f"trigger {name} is missing"


def _machines() -> list[type[StateRow]]:
    return [model for model in apps.get_models() if issubclass(model, StateRow)]


CHECKS: tuple[Callable[[], Violations], ...] = (
    one_responsible_agency,
    every_step_has_its_event,
    facts_and_holds,
    next_due_copies,
    every_case_has_its_key,
    one_post_for_everybody,
    triggers_stand,
)
