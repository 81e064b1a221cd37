"""How the system runs: a page for unit administrators, an answer for monitors, figures for Prometheus."""

import hmac
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views import View
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from caseflow import wording
from caseflow.actions import running as actions
from caseflow.reports import running as reports
from caseflow.views.base import AdministratorPage, SignedInPage


class Running(AdministratorPage):
    """What waits, what was given up, when the clock last ran; no case is named."""

    section = "running"
    template_name = "caseflow/running.html"
    refusal = gettext_lazy("Chỉ quản trị đơn vị theo dõi vận hành.")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Figures, troubles and dead entries."""
        found = reports.running(self.now)
        return self.page(
            troubles=[_troubles()[code] for code in found.troubles()],
            figures=_figures(found),
            dead=[_dead_row(entry) for entry in reports.dead_entries()],
            buttons=self.buttons(),
        )

    def buttons(self) -> list[dict[str, str]]:
        """To the other pages of an administrator."""
        own = self.standing().agency.code
        return [
            {
                "label": _("Cán bộ của đơn vị"),
                "url": reverse("caseflow:members", args=[own]),
                "kind": "line",
            },
            {"label": _("Danh bạ đơn vị"), "url": reverse("caseflow:agencies"), "kind": "line"},
        ]


class TryAgain(SignedInPage):
    """One dead entry is tried again."""

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Trying again is a deed: back to the page with the button."""
        return HttpResponseRedirect(reverse("caseflow:running"))

    def post(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Back to the page."""
        actions.try_again(uid, by=self.user, now=self.now)
        messages.success(request, _("Đã xếp lại để làm lần nữa."))
        return HttpResponseRedirect(reverse("caseflow:running"))


class Health(View):
    """For monitors, without sign-in: 200 or 503 with codes, nothing else."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """Whether somebody should look."""
        troubles = list(reports.running(timezone.now()).troubles())
        return JsonResponse({"troubles": troubles}, status=503 if troubles else 200)


class Metrics(View):
    """For Prometheus, with the token of the settings; without one configured there is no such page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Every figure in the text format."""
        wanted = f"Bearer {settings.METRICS_TOKEN}"
        given = request.headers.get("Authorization", "")
        if not settings.METRICS_TOKEN or not hmac.compare_digest(given.encode(), wanted.encode()):
            raise Http404
        registry = CollectorRegistry()
        for measure in reports.running(timezone.now()).measures():
            gauge = Gauge(f"tiepbuoc_{measure.name}", measure.meaning, registry=registry)
            gauge.set(measure.value)
        return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _troubles() -> dict[str, str]:
    return {
        "sweep_silent": _("Đồng hồ chưa quét hạn gần đây. Kiểm tra tiến trình chạy đồng hồ."),
        "relay_silent": _("Hàng việc chưa được làm gần đây. Kiểm tra tiến trình chạy đồng hồ."),
        "outbox_behind": _("Có việc chờ quá lâu. Thêm tiến trình hoặc xem nhật ký máy chủ."),
        "outbox_dead": _("Có việc bị dừng sau nhiều lần lỗi. Xem danh sách bên dưới."),
    }


def _figures(found: reports.Running) -> list[dict[str, str]]:
    def beat(title: str, name: str) -> dict[str, str]:
        at = found.beats.get(name)
        if at is None:
            return {"title": title, "value": "–", "note": _("chưa có")}
        return {"title": title, "value": wording.vn_time(at), "note": wording.vn_date(at)}

    return [
        {"title": _("Việc đang chờ"), "value": str(found.waiting)},
        {"title": _("Đang thử lại"), "value": str(found.retried)},
        {"title": _("Bị dừng"), "value": str(found.dead)},
        {"title": _("Thời hạn đang chạy"), "value": str(found.clocks)},
        {"title": _("Quá hạn"), "value": str(found.late)},
        beat(_("Quét hạn lần cuối"), "sweep"),
        beat(_("Làm việc chờ lần cuối"), "relay"),
    ]


def _dead_row(entry: Any) -> dict[str, Any]:
    return {
        "title": entry.topic,
        "sub": _("%(error)s · thử %(count)s lần · dừng lúc %(when)s")
        % {
            "error": entry.last_error,
            "count": entry.attempts,
            "when": wording.vn_datetime(entry.dead_at),
        },
        "button": {
            "label": _("Thử lại"),
            "post": reverse("caseflow:try_again", args=[entry.uid]),
            "kind": "line",
            "suffix": entry.uid.hex[:8],
        },
    }
