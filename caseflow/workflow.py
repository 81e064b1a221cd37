"""The one door for every state machine: lock, ask reach, role, moment and evidence, record, move."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, cast
from uuid import UUID, uuid4

from django.db import connection
from django.utils.translation import gettext as _
from django_fsm import FSMMeta

from audit import trail
from caseflow import access
from caseflow.choices import Fact, Hold
from caseflow.models import Case, CaseFact, CaseHold, StateRow, User
from caseflow.models.user import forget_standings
from caseflow.refusals import MissingEvidence, OutOfReach, Stale, WrongMoment, WrongRole

Row = TypeVar("Row", bound=StateRow)


@dataclass(frozen=True)
class StepChoice:
    """A step as a page offers it: its name, whether it can be taken now, and what is missing."""

    name: str
    label: str
    permitted: bool
    reasons: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Permitted, at the right moment, nothing missing."""
        return self.permitted and not self.reasons


def lock(row: Row) -> Row:
    """The row as it stands now, locked until the transaction ends: first its case, then itself."""
    if not connection.in_atomic_block:
        raise RuntimeError("A row is locked inside a transaction only.")
    forget_standings()
    case = Case.objects.select_for_update(of=("self",)).get(pk=row.machine_case.pk)
    if isinstance(row, Case):
        return cast("Row", case)
    fresh = type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)
    fresh.case = case  # type: ignore[attr-defined]
    return fresh


def ask(row: Row, step: str, *, by: User, version: int | None = None) -> Row:
    """The locked row, if `by` reaches it, may take `step`, saw this version, and the moment is right.

    Raises OutOfReach (404), WrongRole (403), Stale or WrongMoment (409), in this order.
    """
    fresh = lock(row)
    if not access.may_step(by, fresh.machine_case, step, needed=fresh.reach_for(step)):  # type: ignore[arg-type]
        raise OutOfReach
    meta = transition_meta(fresh, step)
    if not _permitted(fresh, meta, by):
        raise WrongRole(_("Vai trò hoặc đơn vị của bạn không quyết định bước này."))
    if version is not None and version != fresh.version:
        raise Stale
    if not meta.has_transition(fresh.state):  # type: ignore[attr-defined]
        raise WrongMoment(_wrong_moment(fresh, meta))
    return fresh


def advance(
    row: Row,
    step: str,
    *,
    by: User,
    now: datetime,
    version: int | None = None,
    approving: frozenset[str] = frozenset(),
    columns: Mapping[str, object] | None = None,
    data: Mapping[str, object] | None = None,
) -> Row:
    """Take one step: everything `ask` asks, then the evidence; record the event, move, save.

    `columns` are plain columns stored with the move, `data` goes into the event.
    Raises what `ask` raises and MissingEvidence (409) with every missing thing.
    """
    fresh = ask(row, step, by=by, version=version)
    return _take(
        fresh,
        step,
        actor=access.actor(by),
        now=now,
        approving=approving,
        columns=columns or {},
        data=data or {},
    )


def advance_by_itself(
    row: Row,
    step: str,
    *,
    now: datetime,
    columns: Mapping[str, object],
    data: Mapping[str, object],
    actor: trail.Actor = trail.SYSTEM,
) -> Row:
    """Take a step that follows from an act of the state, or that somebody without an account takes.

    Raises WrongMoment and MissingEvidence (409); reach and role are not asked, the log names `actor`.
    """
    fresh = lock(row)
    meta = transition_meta(fresh, step)
    if not meta.has_transition(fresh.state):  # type: ignore[attr-defined]
        raise WrongMoment(_wrong_moment(fresh, meta))
    return _take(fresh, step, actor=actor, now=now, columns=columns, data=data)


def _take(
    fresh: Row,
    step: str,
    *,
    actor: trail.Actor,
    now: datetime,
    columns: Mapping[str, object],
    data: Mapping[str, object],
    approving: frozenset[str] = frozenset(),
) -> Row:
    fresh.load_evidence(approving=approving, now=now)
    meta = transition_meta(fresh, step)
    if reasons := _unmet(fresh, meta):
        raise MissingEvidence(reasons)
    before = str(fresh.state)  # type: ignore[attr-defined]
    getattr(fresh, step)()
    event_uid = uuid4()
    trail.record(
        fresh.EVENT,
        uid=event_uid,
        actor=actor,
        at=now,
        case=fresh.machine_case.uid,  # type: ignore[attr-defined]
        obj=(fresh.LABEL, fresh.uid),
        data={
            "step": step,
            "before": before,
            "after": str(fresh.state),  # type: ignore[attr-defined]
            "version": fresh.version + 1,
            **data,
        },
    )
    _store(fresh, event_uid, columns)
    return fresh


def amend(case: Case, act: str, *, by: User, now: datetime, columns: Mapping[str, object]) -> Case:
    """Change plain columns of a locked case that move no state: one event, the next version."""
    event_uid = uuid4()
    trail.record(
        act,
        uid=event_uid,
        actor=access.actor(by),
        at=now,
        case=case.uid,
        obj=(Case.LABEL, case.uid),
        data={"fields": len(columns), "after": str(case.state), "version": case.version + 1},
    )
    _store(case, event_uid, columns)
    return case


def _store(row: StateRow, event_uid: UUID, columns: Mapping[str, object]) -> None:
    values = {
        **columns,
        "state": row.state,  # type: ignore[attr-defined]
        "version": row.version + 1,
        "last_event_uid": event_uid,
    }
    stored = type(row).every_row.filter(pk=row.pk, version=row.version).update(**values)
    if stored != 1:
        raise Stale
    del values["state"]
    for name, value in values.items():
        setattr(row, name, value)


def require_ready(
    row: StateRow,
    step: str,
    *,
    approving: frozenset[str] = frozenset(),
    now: datetime | None = None,
) -> None:
    """Refuse (409) unless the moment is right and nothing is missing, as if `approving` were given."""
    meta = transition_meta(row, step)
    if not meta.has_transition(row.state):  # type: ignore[attr-defined]
        raise WrongMoment(_wrong_moment(row, meta))
    row.load_evidence(approving=approving, now=now)
    if reasons := _unmet(row, meta):
        raise MissingEvidence(reasons)


def can_take(row: StateRow, step: str, *, by: User) -> bool:
    """Whether `by` reaches the row and may take the step now, evidence aside."""
    meta = transition_meta(row, step)
    return (
        meta.has_transition(row.state)  # type: ignore[attr-defined]
        and access.may_step(by, row.machine_case, step, needed=row.reach_for(step))  # type: ignore[arg-type]
        and _permitted(row, meta, by)
    )


def transition_meta(row: StateRow, step: str) -> FSMMeta:
    """What django-fsm knows of this step."""
    found: FSMMeta = getattr(type(row), step)._django_fsm
    return found


def _permitted(row: StateRow, meta: FSMMeta, by: User) -> bool:
    return all(each.has_perm(row, by) for each in meta.transitions.values())


def _unmet(row: StateRow, meta: FSMMeta) -> list[str]:
    transition = meta.get_transition(row.state)  # type: ignore[attr-defined]
    conditions = (transition.conditions or []) if transition else []
    return [str(each.reason) for each in conditions if not each(row)]  # type: ignore[attr-defined]  # set by `unless`


def _wrong_moment(row: StateRow, meta: FSMMeta) -> str:
    words = dict(row._meta.get_field("state").choices or [])  # type: ignore[misc]  # every concrete row has it
    sources = ", ".join(f"“{words.get(source, source)}”" for source in meta.transitions)
    return _(
        "Hồ sơ đang ở bước “%(now)s”; việc này chỉ làm được ở bước %(sources)s. "
        "Tải lại trang để xem việc tiếp theo."
    ) % {"now": words.get(row.state), "sources": sources}  # type: ignore[attr-defined]


def steps_for(row: StateRow, *, by: User) -> list[StepChoice]:
    """Every step that leads on from the present state, with what is missing; for pages."""
    row.load_evidence()
    choices = []
    for step, label in row.STEPS:
        meta = transition_meta(row, step)
        if not meta.has_transition(row.state):  # type: ignore[attr-defined]
            continue
        permitted = access.may_step(
            by,
            row.machine_case,  # type: ignore[arg-type]
            step,
            needed=row.reach_for(step),
        ) and _permitted(row, meta, by)
        choices.append(StepChoice(step, str(label), permitted, tuple(_unmet(row, meta))))
    return choices


def set_fact(case: Case, kind: Fact, *, holds: bool, ref: UUID | None = None) -> None:
    """Tell the guards of a case something; called by upper floors under the case lock."""
    CaseFact.objects.update_or_create(case=case, kind=kind, defaults={"holds": holds, "ref": ref})


def set_hold(case: Case, kind: Hold, *, ref: UUID) -> None:
    """Keep a case from ending while `ref` is under way."""
    CaseHold.objects.get_or_create(case=case, kind=kind, ref=ref)


def lift_hold(case: Case, kind: Hold, *, ref: UUID) -> None:
    """`ref` no longer keeps the case from ending."""
    CaseHold.objects.filter(case=case, kind=kind, ref=ref).delete()
