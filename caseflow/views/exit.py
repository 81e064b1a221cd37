"""Leaving quickly: a neutral calendar anybody may see, and the end of the session behind it."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from caseflow.charts import month
from caseflow.views.base import SignedInPage


class Exit(View):
    """A plain month, without a brand and without a question; coming here from a page ends the session."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The calendar of this month; where scripts do not run, the link itself signs out."""
        if request.user.is_authenticated and request.headers.get("Sec-Fetch-Site") == "same-origin":
            logout(request)
        return render(request, "caseflow/exit.html", {"month": month(timezone.localdate())})


class Leave(View):
    """Ends the session; called in the background by the quick exit."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Nothing to show."""
        logout(request)
        return HttpResponse(status=204)


class Keep(SignedInPage):
    """Keeps the session while somebody is still at the screen."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Nothing to show; the session is saved by its middleware."""
        return HttpResponse(status=204)


class Help(SignedInPage):
    """How the daily tasks are done; the same place on every page."""

    template_name = "caseflow/help.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return self.page()
