"""Handover minutes and the sealed annex with names: on the page, and as papers to take along."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from caseflow import paper, wording
from caseflow.actions import reading
from caseflow.actions.papers import record_paper
from caseflow.choices import FileKind, RevealReason
from caseflow.refusals import OutOfReach, WrongMoment
from referrals import actions, inbox, minutes, showing, telling, word
from referrals.choices import HandoffState
from referrals.package import Contents
from referrals.views.pages import HandoffPage, qr_code, scan_address
from referrals.views.rows import OfHandoff


class Minutes(HandoffPage):
    """Handover minutes for printing, in the language of the state; names stand in the annex only."""

    template_name = "referrals/minutes.html"

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """The paper without anything personal."""
        return self.paper()

    def post(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """The annex with names; the look is recorded and committed first."""
        told, _message = actions.open_package(self.handoff, by=self.user, now=self.now)
        return self.paper(told)

    def paper(self, told: Contents | None = None) -> HttpResponse:
        """The sheet; the tools around it stay in the language of the reader."""
        with translation.override(settings.LANGUAGE_CODE):
            sheet = _sheet(self)
            if told:
                sheet["annex"] = telling.told_sections(told)
        return self.page(
            handoff=self.handoff,
            may_look=self.handoff.sent_at is not None
            and actions.may_look(self.handoff, by=self.user),
            paper_language=settings.LANGUAGE_CODE,
            **sheet,
        )


class HandoffPaper(OfHandoff):
    """One paper of a handoff to take along: made on demand, recorded first, kept nowhere."""

    def post(self, request: HttpRequest, uid: UUID, paper: str) -> HttpResponse:
        """Draw, record, give; 404 for a paper there is none of."""
        made = PAPERS.get(paper)
        if made is None:
            raise OutOfReach
        with translation.override(settings.LANGUAGE_CODE):
            answer = made(self)
        record_paper(
            paper, by=self.user, now=self.now, case=self.case.uid, number=self.handoff.number
        )
        return answer


class OwnAnswer(OfHandoff):
    """The written answer once more for the agency that gave it, which reaches the case no longer."""

    def load(self) -> None:
        """What this agency declined, or OutOfReach."""
        handoff = inbox.declined_one(self.user, self.kwargs["uid"])
        if handoff is None:
            raise OutOfReach
        self.row = self.handoff = handoff
        self.case = handoff.case

    def post(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Read, record, draw, record, give."""
        reason = actions.read_own_answer(self.handoff, by=self.user, now=self.now)
        with translation.override(settings.LANGUAGE_CODE):
            answer = _written_answer(self, reason)
        number = self.handoff.number
        record_paper("tra-loi", by=self.user, now=self.now, case=self.case.uid, number=number)
        return answer


def _told(page: OfHandoff) -> minutes.Minutes:
    return minutes.of(page.handoff, listed=showing.lists_belongings(page.handoff))


def _sheet(page: OfHandoff) -> dict[str, Any]:
    return {
        "m": _told(page),
        "party_columns": minutes.party_columns(),
        "item_columns": minutes.item_columns(),
        "headings": minutes.headings(),
        "signers": minutes.signers(),
        "recipients": minutes.recipients(),
        "qr": qr_code(page.request, page.handoff),
    }


def _head(page: OfHandoff, *, title: str) -> dict[str, Any]:
    """Head and foot; `title` is that of the document, which names the minutes only."""
    told = _told(page)
    printed = _("in %(at)s") % {"at": wording.vn_datetime(page.now)}
    return {
        "title": f"{title} {told.number}",
        "parent": told.parent,
        "issuer": told.agency,
        "number": told.number,
        "heading": told.heading,
        "subject": told.subject,
        "footer": f"{page.case.reference} · {told.number} · {printed} · {told.code}",
    }


def _minutes(page: OfHandoff) -> HttpResponse:
    head = _head(page, title=_("Biên bản bàn giao"))
    drawn = paper.draw("referrals/paper/minutes.html", {**_sheet(page), **head}, now=page.now)
    return paper.attachment(drawn, f"bien-ban-{_in_files(page)}")


def _document(page: OfHandoff) -> HttpResponse:
    head = _head(page, title=_("Biên bản bàn giao"))
    written = word.document(
        _told(page),
        footer=head["footer"],
        address=scan_address(page.request, page.handoff),
        now=page.now,
    )
    return paper.attachment(written, f"bien-ban-{_in_files(page)}", FileKind.DOCX)


def _annex(page: OfHandoff) -> HttpResponse:
    """With names; the look is recorded and committed first."""
    told, _message = actions.open_package(page.handoff, by=page.user, now=page.now)
    head = _head(page, title=_("Phụ lục kín của biên bản")) | {
        "heading": _("Phụ lục kín"),
        "subject": _("Kèm theo Biên bản số %(number)s, lập %(day)s")
        % {
            "number": page.handoff.number,
            "day": wording.vn_prose(timezone.localdate(page.handoff.drafted_at)),
        },
        "number": "",
        "sections": telling.told_sections(told),
    }
    drawn = paper.draw("referrals/paper/annex.html", head, now=page.now)
    return paper.attachment(drawn, f"phu-luc-{_in_files(page)}")


def _answer(page: OfHandoff) -> HttpResponse:
    """Why it was declined, in writing (Circular 35/2013 Art. 16.3); the look is recorded first."""
    handoff, words = page.handoff, page.handoff.words
    if handoff.state != HandoffState.DECLINED or handoff.ended_at is None:
        raise WrongMoment(
            _("Chưa có trả lời không tiếp nhận. Quay lại bàn giao để xem trạng thái.")
        )
    told = reading.reveal(
        page.case,
        fields=[(words, "decline_reason")],
        reason=RevealReason.PAPER,
        by=page.user,
        now=page.now,
    )
    return _written_answer(page, str(told[words.uid.hex, "decline_reason"]))


def _written_answer(page: OfHandoff, reason: str) -> HttpResponse:
    handoff = page.handoff
    assert handoff.ended_at is not None
    receiver, sent = handoff.receiver, handoff.sent_at
    head = _head(page, title=_("Văn bản trả lời về bàn giao")) | {
        "parent": receiver.parent.name if receiver.parent else "",
        "issuer": receiver.name,
        "number": _("………/………"),
        "heading": _("Văn bản trả lời"),
        "subject": _("Về việc không tiếp nhận bàn giao số %(number)s") % {"number": handoff.number},
        "to": handoff.sender.name,
        "number_asked": handoff.number,
        "sent": wording.vn_prose(sent) if sent else "",
        "ended": wording.vn_prose(handoff.ended_at),
        "reason": reason.splitlines(),
        "place": _("…………, %(day)s")
        % {"day": wording.vn_prose(timezone.localdate(handoff.ended_at))},
        "signers": [{"title": _("Thủ trưởng đơn vị"), "hint": _("(Chữ ký, dấu)")}],
        "recipients": [_("Như trên"), _("Lưu: VT, Hồ sơ")],
    }
    drawn = paper.draw("referrals/paper/answer.html", head, now=page.now)
    return paper.attachment(drawn, f"tra-loi-{_in_files(page)}")


def _in_files(page: OfHandoff) -> str:
    return page.handoff.number.replace("/", "-").lower()


PAPERS: dict[str, Callable[[OfHandoff], HttpResponse]] = {
    "bien-ban": _minutes,
    "bien-ban-word": _document,
    "phu-luc": _annex,
    "tra-loi": _answer,
}
"""Papers of a handoff by the last word of their address."""
