"""What stands before every page: the second factor, and the law as it is now."""

from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from caseflow import regimes
from caseflow.accounts import PROVEN

OPEN_NAMES = frozenset(
    {
        "mfa_activate_totp",
        "account_reauthenticate",
        "account_logout",
        "set_language",
        "caseflow:exit",
        "caseflow:leave",
    }
)


class SecondFactorMiddleware:
    """Sends signed-in people without a second factor to the page that sets one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Redirect unless the page is open to everybody or the factor is set."""
        match = request.resolver_match
        if not request.user.is_authenticated or (match and match.view_name in OPEN_NAMES):
            return None
        if request.session.get(PROVEN) == request.user.pk:
            return None
        if get_adapter().is_mfa_enabled(request.user, types=["totp"]):
            request.session[PROVEN] = request.user.pk
            return None
        return HttpResponseRedirect(reverse("mfa_activate_totp"))


class NewLawMiddleware:
    """Before a page, the versions of the law loaded by other processes are taken up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at most once in `LAW_LOOK_SECONDS`."""
        regimes.keep_up()
        return self.get_response(request)
