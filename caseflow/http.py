"""What a refusal looks like: page, status and sentence; recorded after the roll-back, typed text kept."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import trail
from caseflow import access
from caseflow.models.user import standings_held
from caseflow.refusals import Refused, Stale
from caseflow.sealing.errors import Erased, NotRevealed, Outdated, SealError, Unavailable

OUR_APPS = frozenset({"caseflow", "referrals", "support"})
NOT_KEPT = frozenset({"csrfmiddlewaretoken"})
SHOWN = 4000
"""Characters of one answer shown again; the rest stays in the form that can be sent again."""


class RefusalMiddleware:
    """Answers the refusals of every page in one place, and lets no page of a person be stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request; pages are not kept by browsers unless the view says otherwise."""
        with standings_held():
            response = self.get_response(request)
            if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                response = _only_by_button(request, response)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """404 without a hint, 403, 409 or 503 with the sentence; anything else is not ours."""
        if isinstance(exception, SealError | Unavailable):
            return _unsealable(request, exception)
        if isinstance(exception, Outdated):
            exception = Stale()
        if not isinstance(exception, Http404 | PermissionDenied | Refused):
            return None
        record_refusal(request, exception)
        if isinstance(exception, Http404):
            if typed := typed_pairs(request):
                return keep_typed(request, _("Không tìm thấy trang này."), 404, typed=typed)
            return render(request, "404.html", status=404)
        if isinstance(exception, PermissionDenied):
            context = {
                "sentence": getattr(exception, "sentence", ""),
                "typed": typed_words(request),
            }
            return render(request, "403.html", context, status=403)
        context = {
            "sentence": exception.sentence,
            "typed": typed_words(request),
            "back_url": getattr(request, "back_url", "/"),
            "back_label": getattr(request, "back_label", ""),
        }
        return render(request, "409.html", context, status=exception.status)


def _only_by_button(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """An address that only a button sends to, or only a link opens: the way back, not a blank page."""
    context = {"back_url": getattr(request, "back_url", "/")}
    page = render(request, "405.html", context, status=refused.status_code)
    page.headers["Allow"] = refused.headers["Allow"]
    return page


def _unsealable(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """A page that needs a value which is erased, damaged, or sealed by a key that is away."""
    context: dict[str, object] = {"typed": typed_words(request)}
    if isinstance(error, NotRevealed):
        return None
    if isinstance(error, Unavailable):
        return render(request, "503.html", context, status=503)
    context["sentence"] = _("Dữ liệu cần bảo vệ của hồ sơ này đã được xoá theo quyết định.")
    if not isinstance(error, Erased):
        context["sentence"] = _(
            "Dữ liệu cần bảo vệ của hồ sơ này đã hỏng hoặc bị sửa, nên không mở được. "
            "Việc này đã được ghi lại; hãy báo quản trị của đơn vị."
        )
        trail.record_apart(
            "seal.failed",
            actor=access.actor(request.user) if request.user.is_authenticated else trail.SYSTEM,
            at=timezone.now(),
            case=getattr(request, "case_uid", None),
            data={"route": _route(request)},
        )
    return render(request, "409.html", context, status=409)


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.view_name if match else "unknown").replace(":", ".").lower()


def record_refusal(request: HttpRequest, exception: Exception) -> None:
    """Write down that a signed-in person was refused: which page, which case if reached; no query."""
    if not request.user.is_authenticated:
        return
    data: dict[str, object] = {"route": _route(request)}
    act = "refused.moment"
    if isinstance(exception, Http404):
        act = "refused.out_of_reach"
    elif isinstance(exception, PermissionDenied):
        act = "refused.role"
    else:
        data["code"] = getattr(exception, "code", "refused")
    case_uid: UUID | None = getattr(request, "case_uid", None)
    trail.record_apart(
        act, actor=access.actor(request.user), at=timezone.now(), case=case_uid, data=data
    )


def typed_pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """Everything a refused form carried, to be sent again; nothing of pages that are not ours."""
    match = request.resolver_match
    if request.method != "POST" or match is None or match.app_name not in OUR_APPS:
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_KEPT
        for value in values
    ]


def typed_words(request: HttpRequest) -> list[tuple[str, str]]:
    """Label and text of what was written into the free fields of a refused form."""
    if request.method != "POST":
        return []
    view = getattr(getattr(request.resolver_match, "func", None), "view_class", None)
    form_class = getattr(view, "form_class", None)
    classes = getattr(view, "form_classes", (form_class,) if form_class else ())
    fields = {name: field for each in classes for name, field in each.base_fields.items()}
    return [
        (str(field.label or name), request.POST[name][:SHOWN])
        for name, field in fields.items()
        if isinstance(field, forms.CharField) and request.POST.get(name)
    ]


def keep_typed(
    request: HttpRequest, sentence: str, status: int, *, typed: list[tuple[str, str]]
) -> HttpResponse:
    """A page that holds what was typed and can send it again, after signing in if need be."""
    context = {
        "sentence": sentence,
        "pairs": typed,
        "words": typed_words(request),
        "signed_out": not request.user.is_authenticated,
        "again_url": request.path,
    }
    return render(request, "caseflow/typed_kept.html", context, status=status)
