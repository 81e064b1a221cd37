"""The page behind a link for somebody without an account: says who sends, gives the file once, takes the answer.

Whoever knows the link may use it and cookies count for nothing, so there is no standing that a foreign
page could borrow (`csrf_exempt`); browsers tell the address to nobody (`no-referrer`), and with that
header they send no origin that could be checked.
"""

from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from caseflow import paper
from caseflow.refusals import OutOfReach, Refused, TooOften
from referrals import actions, looking
from referrals.forms.outside import ReplyForm
from referrals.models import OutsideReferral

NOBODY = "no-referrer"
"""Whom browsers tell of the address of a link."""


@method_decorator(csrf_exempt, name="dispatch")
class Link(View):
    """One link: looking changes nothing, however often a mail program follows it."""

    now: datetime
    referral: OutsideReferral

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find what the link is for; every answer is kept by nobody and tells nobody where it was."""
        self.now = timezone.now()
        try:
            address = get_adapter(request).get_client_ip(request)
            self.referral = looking.by_link(kwargs["token"], address=address, now=self.now)
            answer = super().dispatch(request, *args, **kwargs)
        except OutOfReach:
            answer = self.drawn(status=404)
        except TooOften as refusal:
            answer = self.drawn(status=refusal.status, sentence=refusal.sentence)
        answer.headers["Referrer-Policy"] = NOBODY
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Who sends, and what may be done."""
        return self.shown(ReplyForm())

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """The file, for the first who presses the button."""
        try:
            file = actions.take_file(self.referral, token, now=self.now)
        except Refused as refusal:
            self.referral = looking.as_it_stands(self.referral)
            return self.shown(ReplyForm(), status=refusal.status)
        number = self.referral.number.replace("/", "-").lower()
        return paper.attachment(file, f"tai-lieu-{number}")

    def shown(self, form: ReplyForm, *, status: int = 200, sentence: str = "") -> HttpResponse:
        """The page as things stand now; a dead link answers 410."""
        opens = looking.link_opens(self.referral, now=self.now)
        answers = looking.link_takes_answer(self.referral, now=self.now)
        if not (opens or answers or self.referral.told_by_link) and status == 200:
            status = 410
        return self.drawn(
            status=status,
            referral=self.referral,
            opens=opens,
            answers=answers,
            form=form,
            token=self.kwargs["token"],
            sentence=sentence,
        )

    def drawn(self, *, status: int, **context: Any) -> HttpResponse:
        """The page."""
        context |= {"referrer": NOBODY}
        return render(self.request, "referrals/link.html", context, status=status)


class Reply(Link):
    """The answer of the receiver."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """To the page with the form."""
        return HttpResponseRedirect(self.address())

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Check, keep, and show that it was kept."""
        form = ReplyForm(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            actions.answer_by_link(
                self.referral, token, accepts=form.accepts, reason=form.why, now=self.now
            )
        except Refused as refusal:
            self.referral = looking.as_it_stands(self.referral)
            return self.shown(form, status=refusal.status, sentence=refusal.sentence)
        return HttpResponseRedirect(self.address())

    def address(self) -> str:
        """The page of the link."""
        return reverse("referrals:link", kwargs={"token": self.kwargs["token"]})
