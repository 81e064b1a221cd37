"""The catalogue of what a package may tell, as a page."""

from django.http import HttpRequest, HttpResponse

from caseflow.views.base import SignedInPage
from referrals import reports


class Catalogue(SignedInPage):
    """What each kind of agency gets at least, and why; the same for everybody, changed by nobody here."""

    section = "handoffs"
    template_name = "referrals/catalogue.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Its tables."""
        return self.page(tables=reports.catalogue_tables())
