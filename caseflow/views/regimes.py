"""Versions of the law as unit administrators look after them: what is in use, what waits, what differs."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from caseflow import access, law, regimes, wording
from caseflow.actions import regimes as actions
from caseflow.forms.regimes import PutInUseForm
from caseflow.law import tables
from caseflow.models import Regime
from caseflow.refusals import OutOfReach, Refused, WrongRole
from caseflow.views.base import AdministratorPage, FormPage
from caseflow.views.law import differences, loader, readable


class RegimePage(AdministratorPage):
    """A page about the versions of the law."""

    section = "regimes"
    refusal = gettext_lazy("Chỉ quản trị đơn vị xem các bản luật đã nạp.")
    back = "caseflow:regimes"


class Regimes(RegimePage):
    """Each law file: the version in use, what lies on the server, how many limits run under what."""

    template_name = "caseflow/regimes.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """One part for each file."""
        loaded, running = regimes.loaded(), regimes.running()
        may = access.keeps_the_law(self.user)
        return self.page(
            parts=[
                {
                    "title": (title := str(law.load(each.name).title)),
                    "notice": _notice(each, may=may),
                    "mistake": each.mistake,
                    "button": _button(each) if may and _may_come(each) else None,
                    "versions": _versions(
                        title, [row for row in loaded if row.code == each.code], running
                    ),
                }
                for each in regimes.waiting()
            ]
        )


class PutInUse(RegimePage, FormPage):
    """One file becomes the version under which limits begin; what differs stands above."""

    template_name = "caseflow/regime_put.html"
    form_class = PutInUseForm
    title = gettext_lazy("Đưa bản luật mới vào dùng")
    submit_label = gettext_lazy("Đưa vào dùng")
    success = gettext_lazy("Đã đưa bản mới vào dùng.")
    refusal = actions.ONLY_THEY
    waiting: regimes.Waiting
    seen_again = False

    def load(self) -> None:
        """The file of the address; OutOfReach for a name that is none."""
        super().load()
        if not access.keeps_the_law(self.user):
            raise WrongRole(self.refusal)
        if self.kwargs["name"] not in law.FILES:
            raise OutOfReach
        self.waiting = regimes.waiting_as(self.kwargs["name"])

    def act(self, form: Any) -> str:
        """Load it."""
        actions.put_in_use(
            self.waiting.name,
            digest=self.request.POST.get("digest", ""),
            basis=form.cleaned_data["basis"],
            by=self.user,
            now=self.now,
        )
        return self.cancel_url()

    def hidden(self) -> list[tuple[str, str]]:
        """The text the person saw; after a refusal, the one the page shows now."""
        file = self.waiting.file
        shown = file.digest if file else ""
        seen = "" if self.seen_again else self.request.POST.get("digest", "")
        return [*super().hidden(), ("digest", seen or shown)]

    def refused(self, form: Any, refusal: Refused) -> HttpResponse:
        """As every form; sending again is about the differences that stand above it now."""
        self.load()
        self.seen_again = True
        return super().refused(form, refusal)

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """With what differs from the version in use, and what keeps it."""
        file, newest = self.waiting.file, self.waiting.newest
        used = readable(newest.digest) if newest else None
        kept = regimes.running().get(newest.digest, 0) if newest else 0
        return super().form_page(
            form,
            status=status,
            **{
                "intro": _intro(file, newest, kept)
                if file and _may_come(self.waiting)
                else _notice(self.waiting, may=True)["words"],
                "differences": differences(used, file) if file and used else [],
                "may_come": _may_come(self.waiting),
                **context,
            },
        )

    def cancel_url(self) -> str:
        """Back to the list."""
        return reverse("caseflow:regimes")


def _intro(file: law.Regime, newest: Regime | None, kept: int) -> str:
    words = _("%(law)s: bản %(new)s.") % {"law": file.title, "new": file.version}
    if newest is None:
        return words
    return (
        words
        + " "
        + _(
            "Đang dùng bản %(old)s. Số hạn đang chạy giữ bản này: %(kept)s. Hạn bắt đầu từ nay theo bản mới."
        )
        % {"old": newest.version, "kept": kept}
    )


def _may_come(each: regimes.Waiting) -> bool:
    return each.is_new and regimes.is_next(each)


def _notice(each: regimes.Waiting, *, may: bool) -> dict[str, Any]:
    """What there is to do about the file, in a sentence."""
    newest = each.newest.version if each.newest else 0
    if each.mistake or each.file is None:
        return _said(
            "late",
            _("Tệp trên máy chủ có lỗi, bản đang dùng không đổi. Báo người vận hành máy chủ."),
        )
    said = {"new": each.file.version, "old": newest, "next": newest + 1}
    if not each.is_new:
        if each.file.version == newest:
            return _said("done", _("Tệp trên máy chủ là bản đang dùng."))
        return _said(
            "info", _("Tệp trên máy chủ là bản cũ %(new)s; bản đang dùng là bản %(old)s.") % said
        )
    if not _may_come(each):
        return _said(
            "late",
            _(
                "Tệp trên máy chủ đã sửa nhưng ghi bản %(new)s. Tệp sửa phải mang số %(next)s. Báo người vận hành máy chủ."
            )
            % said,
        )
    words = (
        _("Bản %(new)s đang chờ trên máy chủ. Hạn chỉ theo bản này sau khi được đưa vào dùng.")
        % said
    )
    if not may:
        words += " " + str(actions.ONLY_THEY)
    return _said("off", words)


def _said(kind: str, words: str) -> dict[str, str]:
    return {"kind": kind, "words": words}


def _button(each: regimes.Waiting) -> dict[str, str]:
    return {
        "label": _("Xem khác biệt và đưa vào dùng"),
        "url": reverse("caseflow:regime_put", args=[each.name]),
        "icon": "file-text",
        "suffix": str(each.file.title) if each.file else "",
    }


def _versions(title: str, rows: list[Regime], running: dict[str, int]) -> tables.Section:
    columns = (
        _("Bản"), _("Nạp lúc"), _("Người nạp"), _("Căn cứ"), _("Hạn đang chạy"), _("Đầu mã băm SHA-256"),
    )  # fmt: skip
    return tables.Section(
        _("Các bản đã nạp: %(law)s") % {"law": title},
        columns,
        tuple(
            (
                _("Bản %(n)s") % {"n": row.version},
                wording.vn_datetime(row.loaded_at),
                loader(row),
                row.basis or "–",
                str(running.get(row.digest, 0)),
                row.digest[:16],
            )
            for row in rows
        ),
    )
