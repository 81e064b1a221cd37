"""Start-up of the log: the guard on SQLite connections, and the events of the log itself."""

from django.apps import AppConfig
from django.core import checks as django_checks
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from audit import checks, guard, rows, vocabulary


class AuditConfig(AppConfig):
    """Names the app."""

    name = "audit"

    def ready(self) -> None:
        """Guard every connection and register what the log tells of itself."""
        from audit import told  # noqa: PLC0415 - models exist only from now on

        rows.register_reader(told.live_rows)
        connection_created.connect(guard.install, dispatch_uid="audit.guard")
        django_checks.register(checks.separate_owner, django_checks.Tags.database)
        django_checks.register(checks.time_stamps)
        count, code = vocabulary.COUNT, vocabulary.CODE
        for event in (
            vocabulary.EventKind(
                "trail.rolled_back",
                _("Giao dịch được hoàn lại"),
                "system",
                "refresh",
                {"lost": count},
            ),
            vocabulary.EventKind(
                "trail.rows_told",
                _("Ghi dấu các dòng đã lưu"),
                "system",
                "refresh",
                {"rows": count, "late": count},
            ),
            vocabulary.EventKind(
                "trail.viewed",
                _("Xem nhật ký"),
                "seen",
                "eye",
                {
                    "event": code,
                    "of_user": vocabulary.UID,
                    "of_agency": vocabulary.AGENCY,
                    "rows": count,
                },
            ),
            vocabulary.EventKind(
                "trail.exported",
                _("Xuất dữ liệu: {what}"),
                "seen",
                "download",
                {"what": code, "rows": count},
            ),
            vocabulary.EventKind(
                "trail.alarmed",
                _("Cảnh báo về nhật ký: {kind}"),
                "system",
                "alert-triangle",
                {"kind": code, "event": count, "size": count, "witness": vocabulary.AGENCY},
            ),
        ):
            vocabulary.register(event)
        vocabulary.register_labels("as_role", {"system": _("Hệ thống")})
        vocabulary.register_labels(
            "trail.exported.what",
            {
                "bundle": _("nhật ký có chữ ký"),
                "extract": _("trích lục nhật ký của hồ sơ"),
                "proof": _("bằng chứng của một sự kiện"),
            },
        )
        vocabulary.register_labels(
            "trail.alarmed.kind",
            {
                "contradiction": _("cơ sở dữ liệu không khớp với nội dung đã ký"),
                "bad_event": _("sự kiện có mã xác thực không đúng"),
                "diverged": _("nhân chứng đã ký một nhật ký khác"),
                "silent": _("nhân chứng không còn xác nhận"),
                "unstamped": _("không nhận được dấu thời gian"),
            },
        )
