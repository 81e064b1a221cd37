"""The frame of a case as pages show it: tabs, tags, masked fields; codes and masks only, no values."""

from collections.abc import Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow import access, places, wording
from caseflow.choices import (
    Hold,
    Interpreter,
    Interviewer,
    Level,
    RevealReason,
)
from caseflow.models import Case, Person, User
from caseflow.sealing.fields import SealedField
from caseflow.sealing.models import SealedModel

Masked = dict[str, Any]
Opened = Mapping[tuple[str, str], Any]
"""Values just revealed, by row uid and field name."""

TABS = (
    ("overview", "caseflow:case"),
    ("handoffs", "referrals:case_handoffs"),
    ("support", "support:case_support"),
    ("timeline", "caseflow:case_timeline"),
)
NO_LANGUAGE = frozenset({Interpreter.NONE, Interpreter.UNKNOWN})
PERSON_FIELDS = (
    "full_name", "other_names", "birth_date", "id_number", "phone",
    "address", "old_address", "relatives", "ethnicity",
)  # fmt: skip


def case_tabs(case: Case, level: Level) -> list[dict[str, str]]:
    """The parts of a file this level may open; a part whose app is absent is left out."""
    words = {
        "overview": _("Tổng quan"),
        "handoffs": _("Bàn giao"),
        "support": _("Hỗ trợ"),
        "timeline": _("Dòng thời gian"),
    }
    tabs = []
    for key, name in TABS:
        if key == "support" and level < Level.WORK:
            continue
        try:
            url = reverse(name, kwargs={"reference": case.reference})
        except NoReverseMatch:
            continue
        tabs.append({"key": key, "label": words[key], "url": url})
    return tabs


def case_tags(case: Case, *, level: Level) -> list[dict[str, str]]:
    """What must be seen at once, as codes; a trail shows none of it."""
    tags = []
    if not case.is_open:
        tags.append({"label": case.get_state_display(), "icon": "archive"})
    if case.holds.filter(kind=Hold.OPEN_TRANSFER).exists():
        tags.append({"label": _("Đang bàn giao"), "tone": "hand", "icon": "arrows-exchange"})
    if level >= Level.PACKAGE:
        tags += need_tags(case)
    return tags


def need_tags(case: Case) -> list[dict[str, str]]:
    """Child, interpreter and interviewer, as codes."""
    tags = []
    if case.is_child:
        tags.append({"label": _("Trẻ em"), "tone": "brand", "icon": "mood-kid"})
    if case.interpreter not in NO_LANGUAGE:
        tags.append({"label": case.get_interpreter_display(), "icon": "language"})
    if case.interviewer != Interviewer.ANY:
        tags.append({"label": case.get_interviewer_display(), "icon": "users"})
    return tags


def reveal_field(row: SealedModel, name: str) -> tuple[str, str]:
    """The hidden input that names one sealed field of one row: label and row, never a value."""
    field = row._meta.get_field(name)
    label = field.label if isinstance(field, SealedField) else ""
    return ("field", f"{label}:{row.uid.hex}")


def is_written(row: SealedModel, name: str) -> bool:
    """Whether the sealed field holds something, without opening it."""
    field = row._meta.get_field(name)
    return isinstance(field, SealedField) and field.value_from_object(row) is not None


def mask(
    case: Case,
    row: SealedModel,
    name: str,
    *,
    may_open: bool,
    coarse: str = "",
    opened: Opened | None = None,
) -> Masked:
    """One sealed field as masked_value.html draws it; what nobody wrote down says so."""
    field = row._meta.get_field(name)
    label = str(field.verbose_name)  # type: ignore[union-attr]  # a concrete field
    masked: Masked = {"label": label, "what": label[:1].lower() + label[1:], "coarse": coarse}
    if not is_written(row, name):
        return {**masked, "coarse": coarse or _("Chưa biết")}
    if opened is not None and (value := opened.get((row.uid.hex, name))) is not None:
        shown = wording.vn_date(value) if hasattr(value, "year") else value
        mask_url = reverse("caseflow:case", kwargs={"reference": case.reference})
        return {**masked, "value": shown, "mask_url": mask_url}
    if not may_open:
        return {**masked, "coarse": coarse or _("Đang ẩn")}
    return {
        **masked,
        "reveal_url": reverse("caseflow:reveal", kwargs={"reference": case.reference}),
        "hidden": [reveal_field(row, name)],
    }


def masks(
    case: Case, user: User, *, level: Level, opened: Opened | None = None
) -> dict[str, Masked]:
    """The person's sealed fields by name; empty below the package."""
    if level < Level.PACKAGE:
        return {}
    person = case.person
    coarse = {
        "birth_date": case.get_age_band_display(),
        "phone": case.get_safe_contact_display(),
    }
    openable = access.revealable(user, case, [_label(name) for name in PERSON_FIELDS])
    return {
        name: mask(
            case,
            person,
            name,
            may_open=_label(name) in openable,
            coarse=coarse.get(name, ""),
            opened=opened,
        )
        for name in PERSON_FIELDS
    }


def _label(name: str) -> str:
    field = Person._meta.get_field(name)
    return field.label if isinstance(field, SealedField) else ""


def identity(case: Case, *, level: Level, sealed: Mapping[str, Masked]) -> dict[str, Any]:
    """What identity_bar.html draws: reference, tags, masked name and plain facts."""
    facts: list[dict[str, Any]] = [
        {"label": _("Đơn vị đang giữ hồ sơ"), "value": case.responsible_agency.label},
        {
            "label": _("Mở lúc"),
            "value": wording.vn_datetime(case.received_at),
            "desk_only": True,
        },
    ]
    if level >= Level.WORK:
        worker = case.assigned_to.get_short_name() if case.assigned_to else _("Chưa giao")
        facts.append({"label": _("Người phụ trách"), "value": worker, "desk_only": True})
    person = None
    if "full_name" in sealed:
        person = {**sealed["full_name"], "label": _("Người được hỗ trợ"), "what": _("họ tên")}
    return {
        "reference": case.reference,
        "tags": case_tags(case, level=level),
        "person": person,
        "facts": facts,
    }


def reveal_reasons() -> list[tuple[str, Any]]:
    """The reasons a protected field may be opened for."""
    return list(RevealReason.choices)


def place_name(case: Case) -> str:
    """Where the person was found, as named at the time; an unknown code stays unknown."""
    try:
        return places.province_name(case.found_in_province, timezone.localdate(case.received_at))
    except LookupError:
        return _("Chưa biết")
