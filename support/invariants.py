"""What must always hold, asked of the tables themselves; nothing here repairs anything."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.contrib.auth.models import Group
from django.db.models import Count, F, Min, OuterRef, Q, Subquery
from django.utils import timezone
from guardian.models import GroupObjectPermission, UserObjectPermission

from audit import triggers
from audit.models import AuditEvent
from caseflow.actions import people
from caseflow.choices import OPEN_STATES, Hold
from caseflow.models import (
    Case,
    CaseGroupGrant,
    CaseUserGrant,
    Clock,
    Regime,
    Responsibility,
    StateRow,
    User,
)
from caseflow.sealing import keys
from caseflow.sealing.keyring import KeyringKey
from referrals.choices import HandoffKind
from referrals.models import Handoff
from support import facts

Violations = Iterator[str]
T = TypeVar("T")
BATCH = 500


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
    """The last event of every row with a state names that row, its version and its state."""
    for model in _machines():
        manager: Any = model._base_manager
        rows = manager.order_by("pk").values_list("uid", "version", "state", "last_event_uid")
        for chunk in batched(rows.iterator(BATCH), BATCH):
            told = _told({row[3] for row in chunk})
            for uid, version, state, event_uid in chunk:
                if told.get(event_uid) != (model.LABEL, uid.hex, version, state):
                    yield f"{model.__name__} {uid}: its last event does not tell of it"


def _told(event_uids: set[UUID]) -> dict[UUID, tuple[str, str, int, str]]:
    """What each of these events says: label and uid of the row, its version, its state."""
    found = {}
    for event in AuditEvent.objects.filter(uid__in=event_uids).only("uid", "entry"):
        entry = json.loads(bytes(event.entry))
        row, data = entry.get("obj", {}), entry["data"]
        found[event.uid] = (row.get("l"), row.get("u"), data.get("version"), data.get("after"))
    return found


def copies_agree() -> Violations:
    """Columns copied for lists are what they were copied from."""
    odd = Case.objects.exclude(province=F("responsible_agency__province"))
    for case in odd:
        yield f"{case.reference}: its province is not that of the responsible agency"
    for model in (CaseGroupGrant, CaseUserGrant):
        stale = model.objects.exclude(case_received_at=F("content_object__received_at"))
        for given in stale:
            yield f"{model.__name__} {given.uid}: its sort key differs from the case"


def nothing_is_due_in_an_ended_file() -> Violations:
    """Limits of an ended file do not run."""
    for clock in Clock.objects.running().exclude(case__state__in=OPEN_STATES):
        yield f"clock {clock.uid}: runs in an ended file"


def what_was_sent_is_kept() -> Violations:
    """Every file has its person, every handoff that was sent the package it told."""
    for case in Case.objects.filter(person__isnull=True):
        yield f"{case.reference}: no person"
    for handoff in Handoff.objects.filter(sent_at__isnull=False, package__isnull=True):
        yield f"handoff {handoff.uid}: sent without a package"


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


def limits_remind() -> Violations:
    """A limit that runs and is not over yet has a next reminder."""
    silent = Clock.objects.running().filter(due_at__gt=timezone.now(), reminder=None)
    for clock in silent.select_related("case"):
        yield f"{clock.case.reference}: limit {clock.rule} reminds nobody"


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
    everybody = User.objects.prefetch_related("groups", "memberships__agency__grantees")
    for person in everybody:
        open_posts = [post for post in person.memberships.all() if post.ended_at is None]
        if len(open_posts) > 1:
            yield f"user {person.uid}: {len(open_posts)} open memberships"
        wanted = {post.role for post in open_posts}
        wanted |= {post.agency.grantees.name for post in open_posts}
        if {group.name for group in person.groups.all()} != wanted:
            yield f"user {person.uid}: groups differ from the membership"


def rights_are_those_of_the_roles() -> Violations:
    """Only the auditors' group carries a right, to read the log; nobody holds one of their own."""
    for person in User.objects.filter(user_permissions__isnull=False).distinct():
        yield f"user {person.uid}: holds a right of their own"
    carried = Group.objects.values_list("name", "permissions__codename")
    for name, right in carried.filter(permissions__isnull=False).order_by("pk"):
        if name not in people.LOG_READERS or right != "read_trail":
            yield f"group {name}: carries a right that is not its own"
    for model in (UserObjectPermission, GroupObjectPermission):
        for row in model.objects.all():
            yield f"{model.__name__} {row.pk}: rights on cases are given by grants only"


def versions_of_the_law_are_whole() -> Violations:
    """Every loaded version says what its digest stands for."""
    for row in Regime.objects.order_by("pk"):
        if not row.is_whole:
            yield f"law {row}: its text is not the one that was loaded"
    versions = {row.uid.hex: row for row in Regime.objects.select_related("loaded_by")}
    for event in AuditEvent.objects.filter(act="law.loaded").iterator():
        entry = json.loads(bytes(event.entry))
        loaded = versions.get(entry["obj"]["u"])
        if loaded is None:
            yield f"law {entry['data']['law']}: a version that was loaded is gone"
        elif loaded.loaded_by and (
            loaded.loaded_by.uid.hex != entry["actor"]
            or loaded.basis_digest != entry["data"].get("basis")
        ):
            yield f"law {loaded}: who loaded it, or on what basis, is not what the log says"


def triggers_stand() -> Violations:
    """The database still refuses what it must refuse."""
    tables = {model._meta.db_table: model.LABEL for model in _machines()}
    for name in triggers.missing(tables):
        yield f"trigger {name} is missing"


def batched(rows: Iterable[T], most: int) -> Iterator[list[T]]:
    """The rows in lists of at most so many."""
    left = iter(rows)
    while chunk := list(islice(left, most)):
        yield chunk


def _machines() -> list[type[StateRow]]:
    return [model for model in apps.get_models() if issubclass(model, StateRow)]


CHECKS: tuple[Callable[[], Violations], ...] = (
    one_responsible_agency,
    every_step_has_its_event,
    facts_and_holds,
    copies_agree,
    next_due_copies,
    limits_remind,
    nothing_is_due_in_an_ended_file,
    what_was_sent_is_kept,
    every_case_has_its_key,
    one_post_for_everybody,
    rights_are_those_of_the_roles,
    versions_of_the_law_are_whole,
    triggers_stand,
)
