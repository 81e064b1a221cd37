"""Start-up of the referral floor: its words, notices, and what succession moves."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralsConfig(AppConfig):
    """Names the app."""

    name = "referrals"

    def ready(self) -> None:
        """Register events, notices and the succession hook."""
        # Imported here because models exist only from now on.
        from caseflow import context_processors, escalation, notices  # noqa: PLC0415
        from caseflow.actions import agencies, consents, reading, units  # noqa: PLC0415 - when models are there
        from caseflow.views import next_action  # noqa: PLC0415
        from referrals import actions, inbox, looking, vocabulary  # noqa: PLC0415
        from referrals.views.next_action import asked  # noqa: PLC0415

        vocabulary.register_all()
        agencies.on_succession(actions.move_to_successor)
        agencies.on_succession(actions.outside_to_successor)
        agencies.on_succession(actions.requests_to_successor)
        units.on_closing(inbox.held_by)
        escalation.register_other_side(inbox.other_side)
        reading.on_reveal(looking.may_open_row)
        consents.on_withdrawal(actions.stop_sharing)
        context_processors.register_badge("handoffs", inbox.waiting_count)
        next_action.register(asked)
        notices.register("handoff.sent", _("Có bàn giao gửi đến"))
        notices.register(
            "handoff.agreement_ended",
            _("Người được hỗ trợ rút lại đồng ý, gói thông tin đã đóng; vẫn cần trả lời bàn giao"),
        )
        notices.register("handoff.reminder", _("Bên giao nhắc xác nhận bàn giao"))
        notices.register("handoff.received", _("Bên nhận đã nhận người"))
        notices.register("handoff.declined", _("Bên nhận không nhận được, cần nơi khác"))
        notices.register("request.made", _("Đơn vị khác xin bàn giao hồ sơ"))
        notices.register("request.declined", _("Nơi giữ hồ sơ trả lời không bàn giao"))
        notices.register("outside.opened", _("Nơi ngoài hệ thống đã tải tài liệu"))
        notices.register("outside.accepted", _("Nơi ngoài hệ thống nhận lời"))
        notices.register("outside.declined", _("Nơi ngoài hệ thống không nhận được, cần nơi khác"))
        notices.register("handoff.withdrawn", _("Bên giao đã rút lại bàn giao"))
