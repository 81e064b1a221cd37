"""What papers about the log tell beside its events: who made them, how many, and what is signed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from audit import checkpoints, note, vocabulary, witnesses
from audit.forms import TrailFilterForm
from audit.timeline import Entry
from caseflow.choices import Level
from caseflow.models import Case, Standing, User
from caseflow.reports import history
from caseflow.wording import vn_date, vn_datetime

MOST = 500
"""Events on one paper."""

Facts = list[tuple[str, str]]


def case_timeline(case: Case, level: Level) -> tuple[list[Entry], bool]:
    """Events this level may read, oldest first, and whether older ones were left out."""
    found = history.events(case, level, "", limit=MOST + 1)
    return found[:MOST][::-1], len(found) > MOST


def seal() -> dict[str, Any]:
    """The newest signed checkpoint: size, root, and which agencies cosigned it when."""
    newest = checkpoints.newest()
    if newest is None:
        return {"newest": None}
    seen = witnesses.cosigners(newest)
    names = vocabulary.names("agency", seen)
    return {
        "newest": newest,
        "root": note.b64(bytes(newest.root)),
        "witnesses": [(names.get(code, code), at) for code, at in seen.items()],
    }


def facts(user: User, standing: Standing, entries: list[Entry]) -> Facts:
    """Who made the paper, where that person works, what it covers."""
    told = [
        (_("Người lập"), f"{user.get_short_name()}, {standing.role.label}"),
        (_("Đơn vị"), standing.agency.name),
        (_("Số sự kiện"), str(len(entries))),
    ]
    if entries:
        first, last = sorted((entries[0].at, entries[-1].at))
        told.append((_("Từ – đến"), between(first, last)))
    return told


def asked(form: TrailFilterForm) -> Facts:
    """What a sound filter of the log asks for, in words."""
    told = [
        f"{form.fields[name].label}: {_asked(form, name, value)}"
        for name, value in form.cleaned_data.items()
        if value
    ]
    words = ["; ".join(told) or _("Không lọc, toàn bộ nhật ký")]
    if not form.cleaned_data["event"]:
        words.append(_("Không kể “Ghi dấu các dòng đã lưu”"))
    return [(_("Bộ lọc"), ". ".join(words))]


def _asked(form: TrailFilterForm, name: str, value: str | UUID | date) -> str:
    if name == "event":
        choices: dict[str, object] = dict(form.fields["event"].choices)  # type: ignore[attr-defined]
        return str(choices[str(value)])
    if isinstance(value, date):
        return vn_date(value)
    code = value.hex if isinstance(value, UUID) else value
    return vocabulary.names(name, [code]).get(code, code)


def between(first: datetime, last: datetime) -> str:
    """A stretch of time in words, in the time of Viet Nam."""
    return f"{vn_datetime(first)} – {vn_datetime(last)}"
