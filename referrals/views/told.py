"""What was told of a case, to whom and on what: one page for those who work with it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _, ngettext

from caseflow import wording
from caseflow.actions import reading
from caseflow.choices import Level
from caseflow.models import Consent
from caseflow.reports import sight
from caseflow.views.base import CasePage
from referrals import catalogue, looking, reports
from referrals.models import Handoff, OutsideReferral


class WhatWasTold(CasePage):
    """Every package and what became of it; looking is recorded as a look at who has seen what."""

    needs = Level.WORK
    tab = "handoffs"
    template_name = "referrals/told.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Packages first, then what the law had told without one."""
        told = reports.packages(self.case, sight.seen(self.case), self.now)
        outsiders = reports.sent_outside(self.case, self.user)
        outside = reports.told_outside(self.case)
        reading.note_sight_of(self.case, by=self.user, now=self.now)
        return self.page(
            columns=[
                _("Đã báo cho"),
                _("Lúc"),
                _("Những gì"),
                _("Dựa trên"),
                _("Đã mở"),
                _("Còn xem được"),
            ],
            told=[
                *(self.row(each) for each in told),
                *(self.outside_row(each) for each in outsiders),
            ],
            outside_columns=[_("Việc"), _("Lúc")],
            outside=[
                [each.get_kind_display(), wording.vn_datetime(each.happened_at)] for each in outside
            ],
        )

    def row(self, each: reports.Told) -> list[str]:
        """One package, in the order of the columns."""
        handoff = each.handoff
        return [
            f"{handoff.receiver.label} · {handoff.number}",
            wording.vn_datetime(handoff.sent_at) if handoff.sent_at else "",
            told(handoff),
            rests_on(handoff),
            opened(each),
            readable(each),
        ]

    def outside_row(self, referral: OutsideReferral) -> list[str]:
        """One document that went to somebody without an account."""
        sent, taken = referral.sent_at, referral.opened_at
        return [
            f"{referral.get_kind_display()} · {referral.number}",
            wording.vn_datetime(sent) if sent else "",
            told(referral),
            rests_on(referral),
            _("Đã tải lúc %(when)s") % {"when": wording.vn_datetime(taken)}
            if taken
            else _("Chưa mở"),
            outside_readable(referral, self.now),
        ]


def outside_readable(referral: OutsideReferral, now: datetime) -> str:
    """Who has the document: whoever took it keeps it, no withdrawal brings it back."""
    if referral.opened_at:
        return _("Nơi nhận giữ tệp")
    if referral.expires_at and looking.link_opens(referral, now=now):
        return _("Còn xem được đến %(when)s") % {"when": wording.vn_datetime(referral.expires_at)}
    return _("Không còn xem được")


def told(handoff: Handoff | OutsideReferral) -> str:
    """Its fields, and why it was more than the least where it was."""
    fields = "; ".join(catalogue.words_of(handoff.chosen))
    if not handoff.beyond:
        return fields
    return _("%(fields)s. Nhiều hơn mức tối thiểu: %(reason)s") % {
        "fields": fields,
        "reason": handoff.get_beyond_display(),
    }


def rests_on(handoff: Handoff | OutsideReferral) -> str:
    """The answer of the person, or the law."""
    consent: Consent | None = handoff.consent
    if consent is None:
        return ""
    said: list[Any] = [consent.get_answer_display()]
    if consent.rests_on_law:
        said.append(consent.get_basis_display())
    if consent.withdrawn_at is not None:
        when = wording.vn_datetime(consent.withdrawn_at)
        said.append(_("đã rút lại %(when)s") % {"when": when})
    return " · ".join(str(word) for word in said)


def opened(each: reports.Told) -> str:
    """How often, and when first."""
    if each.first is None:
        return _("Chưa mở")
    times = ngettext("%(n)s lần, lần đầu %(when)s", "%(n)s lần, lần đầu %(when)s", each.opened)
    return times % {"n": each.opened, "when": wording.vn_datetime(each.first)}


def readable(each: reports.Told) -> str:
    """Whether the receiver may still open it, and why not."""
    if not each.readable:
        return each.closed or _("Không còn xem được")
    if each.until is None:
        return _("Còn xem được")
    return _("Còn xem được đến %(when)s") % {"when": wording.vn_datetime(each.until)}
