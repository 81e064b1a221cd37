"""Forms that arrive too late or unreadable: our own are kept to be sent again, others are refused."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure

from caseflow import http


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer of a form whose token is no longer good (CSRF_FAILURE_VIEW), 403.

    A form of our own page, sent from our own page after signing in again, comes back with all it
    held and a fresh token; from anywhere else it gets the plain refusal and is thrown away.
    """
    typed = http.typed_pairs(request)
    if typed and from_our_own_page(request):
        sentence = _("Phiên làm việc đã đổi từ khi bạn mở trang. Bấm gửi lại để gửi lần nữa.")
        return http.keep_typed(request, sentence, 403, typed=typed)
    return csrf_failure(request, reason)


def from_our_own_page(request: HttpRequest) -> bool:
    """Whether the browser says so, in a header that pages cannot set; no word means no."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is None and origin is None:
        return False
    if site is not None and site != "same-origin":
        return False
    return origin is None or _is_ours(request, origin)


def _is_ours(request: HttpRequest, origin: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer of a request that could not be read at all, such as one far too long (handler400)."""
    return render(request, "400.html", status=400)
