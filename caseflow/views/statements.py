"""What was told: adding a version, and versions side by side, each opened with a reason."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy

from caseflow import asked, wording
from caseflow.actions import reading, statements as actions
from caseflow.choices import Level, Recollection, RevealReason, Topic
from caseflow.forms.statements import StatementForm
from caseflow.models import Statement
from caseflow.refusals import OutOfReach
from caseflow.views import asking, presenting
from caseflow.views.base import CasePage
from caseflow.views.notes import RecordPage
from caseflow.views.reveal import opened_field

SHOWN = 4
"""Versions side by side at most; older ones stand in the list."""
MOST = 50
SECONDS = 300
"""Longer than other protected fields: a whole account is read here so that nobody asks for it again."""


class StatementAdd(RecordPage):
    """A version of what was told; earlier ones stay, and what was already asked is shown first."""

    template_name = "caseflow/statement.html"
    form_class = StatementForm
    title = gettext_lazy("Ghi lời kể")
    intro = gettext_lazy(
        "Mỗi lần ghi là một bản mới; bản cũ giữ nguyên. Lời kể không đi cùng hồ sơ khi bàn giao."
    )
    success = gettext_lazy("Đã ghi lời kể.")

    def form_kwargs(self) -> dict[str, Any]:
        """The case and what was asked before, against which the answers are checked."""
        return {**super().form_kwargs(), "case": self.case, "already": asked.topics(self.case)}

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"happened_on": timezone.localtime(self.now).date()}

    def sections(self, form: Any) -> list[dict[str, Any]]:
        """How, about what, the words."""
        groups: list[dict[str, Any]] = form.groups()
        return groups

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """With a warning about what was already asked."""
        warned = {
            "asked": [each.words for each in form.already],
            "statements_url": self.url("caseflow:statements"),
        }
        return super().form_page(form, status=status, **{**warned, **context})

    def act(self, form: Any) -> str:
        """Add the version."""
        actions.add_statement(
            self.case,
            telling=form.telling(),
            text=form.cleaned_data["text"],
            happened_on=form.cleaned_data["happened_on"],
            by=self.user,
            now=self.now,
        )
        return self.url("caseflow:statements")


class Statements(CasePage):
    """Versions side by side: codes at once, words after a reason, long enough to read them."""

    needs = Level.WORK
    tab = "overview"
    template_name = "caseflow/statements.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The codes of the newest versions, and which to open."""
        return self.side_by_side(self.versions[:SHOWN])

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Versions chosen and a reason: record, commit, show; without, say what is missing."""
        chosen = request.POST.getlist("field")
        reason = request.POST.get("reason", "")
        errors = []
        if not 0 < len(chosen) <= SHOWN:
            words = _("Chọn bản để đọc, một lúc không quá %(most)s bản.") % {"most": SHOWN}
            errors.append(("version-0", words))
        if reason not in RevealReason.values:
            errors.append(("reason-0", _("Chọn một lý do.")))
        if errors:
            return self.side_by_side(self.versions[:SHOWN], status=422, errors=errors)
        rows = self.chosen(chosen)
        opened = reading.reveal(
            self.case,
            fields=[(row, "text") for row in rows],
            reason=RevealReason(reason),
            by=self.user,
            now=self.now,
        )
        response = self.side_by_side(rows, opened=opened)
        response.headers["Cache-Control"] = "no-store"
        return response

    @cached_property
    def versions(self) -> list[Statement]:
        """Every version, the newest first."""
        found = self.case.statements.select_related("recorded_by", "agency")
        return list(found.order_by("-number")[:MOST])

    def chosen(self, uids: list[str]) -> list[Statement]:
        """Versions of this case by uid; OutOfReach for anything else."""
        known = {row.uid.hex: row for row in self.versions}
        if not known.keys() >= set(uids):
            raise OutOfReach
        return [known[uid] for uid in dict.fromkeys(uids)]

    def side_by_side(
        self, shown: list[Statement], *, opened: presenting.Opened | None = None, **more: Any
    ) -> HttpResponse:
        """The page; `opened` holds the words of versions just opened."""
        shown = sorted(shown, key=lambda row: row.number)
        card, read = asking.card(self.case, self.user), asking.may_read(self.case, self.user)
        return self.page(
            card=card,
            elsewhere="" if read or card["times"] or not shown else asking.whom_to_ask(self.case),
            versions=[self.version(row, opened) for row in shown],
            comparison=comparison(shown),
            choices=self.choices() if read and not opened else [],
            opened=opened is not None,
            reason=self.request.POST.get("reason", ""),
            reasons=presenting.reveal_reasons(),
            mask_url=self.url("caseflow:statements"),
            add_url=self.url("caseflow:statement") if self.works and self.case.is_open else "",
            minutes=SECONDS // 60,
            **more,
        )

    def choices(self) -> list[dict[str, Any]]:
        """Versions that hold words, to be ticked."""
        ticked = self.request.POST.getlist("field")
        return [
            {"value": row.uid.hex, "label": heading(row), "ticked": row.uid.hex in ticked}
            for row in self.versions
            if presenting.is_written(row, "text")
        ]

    def version(self, row: Statement, opened: presenting.Opened | None) -> dict[str, Any]:
        """One version: who told it to whom and how, and its words, opened or not."""
        field: dict[str, Any] = {}
        if opened and (row.uid.hex, "text") in opened:
            field = opened_field(row, "text", opened, self.url("caseflow:statements"))
            field["seconds"] = SECONDS
        empty = not presenting.is_written(row, "text")
        return {
            "number": row.number,
            "title": heading(row),
            "facts": facts(row),
            "field": field,
            "empty": empty,
        }


def heading(row: Statement) -> str:
    """Number and day of a version."""
    return _("Bản %(n)s · %(day)s") % {"n": row.number, "day": wording.vn_date(row.happened_on)}


def facts(row: Statement) -> list[str]:
    """Who told, in which language, to whom; why again."""
    told = _("%(teller)s kể") % {"teller": row.get_teller_display()}
    language = row.get_language_display() if row.language else _("Chưa ghi kể bằng tiếng gì")
    spoken = _("%(language)s, có phiên dịch") % {"language": language}
    words = [
        told,
        spoken if row.with_interpreter else str(language),
        _("%(name)s, %(agency)s ghi")
        % {"name": row.recorded_by.get_short_name(), "agency": row.agency.label},
    ]
    if row.asked_again:
        words.append(_("Hỏi lại: %(why)s") % {"why": row.get_asked_again_display()})
    return words


def comparison(shown: list[Statement]) -> dict[str, Any]:
    """For data_table.html: by topic, how sure each version was; equal or not, without judging."""
    rows = []
    for topic in Topic:
        held = [row.recollection(topic) for row in shown]
        if any(held):
            cells = [str(each.label) if each else _("Không hỏi") for each in held]
            rows.append([str(topic.label), *cells, difference(held)])
    return {
        "caption": _("So các bản theo chủ đề"),
        "columns": [_("Chủ đề"), *[heading(row) for row in shown], _("So độ chắc chắn")],
        "rows": rows,
    }


def difference(held: Sequence[Recollection | None]) -> str:
    """Whether versions that asked about a topic were equally sure."""
    asked_of = [each for each in held if each]
    if len(asked_of) < 2:
        return _("Chỉ hỏi ở một bản")
    return _("Như nhau") if len(set(asked_of)) == 1 else _("Khác nhau")
