"""Opening what is sealed, and finding people: recorded and committed before the answer is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _, gettext_lazy

from audit import trail
from caseflow import access, search, throttle
from caseflow.choices import CASE_ROLES, Level, RevealReason, Role
from caseflow.models import Case, User
from caseflow.models.reach import oversees_province
from caseflow.refusals import OutOfReach, WrongInput, WrongRole
from caseflow.sealing import folding, reading
from caseflow.sealing.errors import Erased, NotRevealed, SealError
from caseflow.sealing.models import SealedModel

NO_SEARCH = gettext_lazy("Vai trò của bạn không tìm theo người được.")
DAMAGED = gettext_lazy("Không mở được: dữ liệu đã hỏng hoặc bị sửa. Việc này đã được ghi lại.")
ERASED = gettext_lazy("Đã xoá theo quyết định.")
NO_LANES = gettext_lazy("Dòng thời gian nhiều hồ sơ dành cho giám sát viên.")

SHORTEST = 2
MOST_FOUND = 50
EVERYWHERE = 10_000
"""Files of all agencies that one name may bring up before those out of reach are left out."""
NEAR = 5000
"""Who reaches more files than so many looks at all alike."""


class RowRule(Protocol):
    """What an upper floor asks of a row beside its label."""

    def __call__(self, row: SealedModel, by: User) -> bool: ...


_rules: list[RowRule] = []


def on_reveal(rule: RowRule) -> None:
    """Let an upper floor keep rows from whoever may open their label elsewhere in the file."""
    _rules.append(rule)


@dataclass(frozen=True)
class Found:
    """Answer of a search by person."""

    closeness: Mapping[int, str]
    """Files in reach, closest first: `same`, `alike` or `part`."""
    elsewhere: bool
    """Whether more exist out of reach; told of whole names and numbers only."""
    more: bool = False
    """Whether files in reach were left out because they are too many."""
    whole_only: bool = False
    """Whether nobody could look for parts of names and other spellings."""


def reveal(
    case: Case,
    *,
    fields: Sequence[tuple[SealedModel, str]],
    reason: RevealReason,
    by: User,
    now: datetime,
) -> Mapping[tuple[str, str], Any]:
    """Plain values of sealed fields of one file, keyed by (row uid hex, field name).

    One event names every label and row opened; it is committed before this returns. A field that
    was damaged or erased gives a sentence instead, and damage an event of its own. Raises
    OutOfReach when a field is not within the person's work or package.
    """
    case = Case.objects.visible_to(by).filter(pk=case.pk).first() or _absent()
    labels = [row._meta.get_field(name).label for row, name in fields]  # type: ignore[union-attr]
    if any(row.scope_uid != case.uid for row, _name in fields):
        raise OutOfReach
    if access.revealable(by, case, labels) != set(labels):
        raise OutOfReach
    if not all(rule(row, by) for rule in _rules for row, _name in fields):
        raise OutOfReach
    data = {"reason": reason.value}
    if basis := access.reveal_basis(by, case, labels):
        data["basis"] = basis.value
    failed: list[str] = []
    with trail.deed():
        with reading.opened(reason.value) as reads:
            values = {(row.uid.hex, name): _value(row, name, failed) for row, name in fields}
        for label in failed:
            record_damage(case, label=label, by=by, now=now)
        trail.record(
            "personal.revealed",
            actor=access.actor(by),
            at=now,
            case=case.uid,
            obj=(Case.LABEL, case.uid),
            data=data,
            reads=trail.Reads(labels=tuple(reads.labels), row_uids=tuple(reads.row_uids)),
        )
    return values


def _value(row: SealedModel, name: str, failed: list[str]) -> Any:
    try:
        return getattr(row, name)
    except NotRevealed:
        raise
    except Erased:
        return ERASED
    except SealError:
        failed.append(row._meta.get_field(name).label)  # type: ignore[union-attr]
        return DAMAGED


def record_damage(case: Case, *, label: str, by: User, now: datetime) -> None:
    """Write down that a sealed field did not open: moved, cut or changed behind our back."""
    trail.record(
        "seal.failed",
        actor=access.actor(by),
        at=now,
        case=case.uid,
        obj=(Case.LABEL, case.uid),
        data={"label": label},
    )


def find_people(*, field: str, value: str, by: User, now: datetime) -> Found:
    """Files whose person has this identifier or phone number, or a name like this.

    Names are looked for in the memory of `run_search`: parts, any order, other spellings. Where that
    does not run, whole names are, by their tokens. The search is recorded with a keyed digest of the
    query, committed before the answer. Raises TooOften for more searches than work needs.
    """
    standing = by.get_standing()
    if standing is None or standing.role not in CASE_ROLES or oversees_province(standing):
        raise WrongRole(NO_SEARCH)
    if field not in search.LABEL_OF_FIELD:
        raise WrongInput(_("Chọn tìm theo số giấy tờ, điện thoại hoặc họ tên."))
    label = search.LABEL_OF_FIELD[field]
    folded = folding.fold(label, value)
    if len(folded) < SHORTEST:
        raise WrongInput(_("Ghi ít nhất hai chữ cái hoặc chữ số."))
    throttle.spend("search", throttle.SEARCHES, by=by, now=now)
    matches = _by_name(value, by) if label == "name" else None
    whole_only = label == "name" and matches is None
    with trail.deed():
        reads = None
        if matches is None:
            ids, reads = _matching(label, field, value)
            matches = search.Matches(dict.fromkeys(search.in_order(ids), "same"))
        found, elsewhere, more = _in_reach(matches, by)
        trail.record(
            "person.searched",
            actor=access.actor(by),
            at=now,
            data={"field": label, "found": len(found), "elsewhere": elsewhere},
            reads=reads,
            query=f"{label}:{folded}",
        )
    return Found(found, elsewhere=elsewhere > 0, more=more, whole_only=whole_only)


def _by_name(name: str, by: User) -> search.Matches | None:
    reached = Case.objects.visible_to(by).order_by().values_list("pk", flat=True)
    near = list(reached[: NEAR + 1])
    return search.by_name(name, most=EVERYWHERE, near=near if len(near) <= NEAR else None)


def _in_reach(matches: search.Matches, by: User) -> tuple[dict[int, str], int, bool]:
    """Closeness of what `by` reaches, how many whole matches are elsewhere, whether some were left out.

    That part of a name exists somewhere would tell who is known; so it is not counted.
    """
    visible = set(
        Case.objects.visible_to(by)
        .filter(pk__in=list(matches.closeness))
        .values_list("pk", flat=True)
    )
    mine = {pk: close for pk, close in matches.closeness.items() if pk in visible}
    elsewhere = sum(close != "part" for pk, close in matches.closeness.items() if pk not in visible)
    first = dict(list(mine.items())[:MOST_FOUND])
    return first, elsewhere, matches.more or len(mine) > len(first)


def _matching(label: str, field: str, value: str) -> tuple[set[int], trail.Reads | None]:
    candidates = search.candidates({label: value})[label]
    if label != "name":
        return candidates, None
    wanted = folding.fold(label, value)
    with reading.opened("search") as reads:
        matching = {
            person.case_id
            for person in search.people_of(candidates)
            if folding.fold(label, _openable(person, field)) == wanted
        }
    return matching, trail.Reads(labels=tuple(reads.labels), row_uids=tuple(reads.row_uids))


def _openable(person: SealedModel, field: str) -> str:
    """The value; nothing where it does not open, so that one damaged file does not end a search."""
    try:
        return str(getattr(person, field) or "")
    except NotRevealed:
        raise
    except SealError:
        return ""


def _absent() -> Case:
    raise OutOfReach


def note_sight_report(
    *, people: int, days: int, about: User | None, by: User, now: datetime
) -> None:
    """Write down that a supervisor looked at who reads what; looking is an event too."""
    standing = by.get_standing()
    if standing is None or standing.role != Role.SUPERVISOR:
        raise WrongRole(_("Báo cáo truy cập dành cho giám sát viên."))
    trail.record_apart(
        "sight.reviewed",
        actor=access.actor(by),
        at=now,
        obj=("user", about.uid) if about else None,
        data={"people": people, "days": days},
    )


def note_lanes(
    cases: Sequence[Case], *, weeks: int, of_agency: str, by: User, now: datetime
) -> None:
    """Write down that a supervisor looked at so many cases side by side; of one agency, if asked so."""
    standing = by.get_standing()
    if standing is None or standing.role != Role.SUPERVISOR:
        raise WrongRole(NO_LANES)
    data: dict[str, object] = {"cases": len(cases), "weeks": weeks}
    if of_agency:
        data["of_agency"] = of_agency
    trail.record_apart("lanes.viewed", actor=access.actor(by), at=now, data=data)


def note_sight_of(case: Case, *, by: User, now: datetime) -> None:
    """Write down that somebody looked at who has seen a file; OutOfReach for who does not work with it."""
    if access.reach(by, case) != Level.WORK:
        raise OutOfReach
    trail.record_apart(
        "sight.of_case",
        actor=access.actor(by),
        at=now,
        case=case.uid,
        obj=(Case.LABEL, case.uid),
    )
