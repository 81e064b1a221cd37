"""Start-up of the case floor: its words for the log, its notices, its outbox handlers."""

from django.apps import AppConfig
from django.core import checks as django_checks
from django.utils.translation import gettext_lazy as _


class CaseflowConfig(AppConfig):
    """Names the app and registers what lower floors ask for by registry."""

    name = "caseflow"

    def ready(self) -> None:
        """Register events, names, notices and handlers."""
        from audit import alarms, growing, keeping, rows, vocabulary as log  # noqa: PLC0415 - models exist only now
        from caseflow import (  # noqa: PLC0415 - models exist only now
            accounts,
            checks,
            erasing,
            escalation,
            logwatch,
            matching,
            names,
            notices,
            outbox,
            vocabulary,
        )
        from caseflow.actions import matches, regimes  # noqa: PLC0415 - models exist only now
        from caseflow.models import machine, person, regime  # noqa: PLC0415 - models exist only now

        accounts.connect()
        growing.register(regime.TABLE, regime.SAME)
        keeping.register(person.Statement._meta.db_table, person.KEPT)
        django_checks.register(checks.one_state_machine)
        django_checks.register(checks.embedded_databases)
        django_checks.register(checks.no_rights_for_all, django_checks.Tags.database)
        django_checks.register(checks.loaded_law, django_checks.Tags.database)
        vocabulary.register_all()
        log.register_names("actor", names.of_people)
        log.register_names("agency", names.of_agencies)
        log.register_names("case", names.of_cases)
        log.register_finder("case", names.case_uid)
        rows.register_reader(machine.live_rows)
        outbox.register(erasing.TOPIC, erasing.carry_out)
        outbox.register(escalation.TOPIC, escalation.carry_out)
        notices.register(regimes.PUT_IN_USE, _("Luật: một bản mới được đưa vào dùng"))
        notices.register("clock.soon", _("Sắp đến hạn"))
        notices.register("clock.late", _("Quá hạn"))
        notices.register("proposal.waiting", _("Có đề nghị chờ duyệt"))
        notices.register("proposal.returned", _("Đề nghị được trả lại"))
        notices.register("case.unassigned", _("Người phụ trách đã rời đi, cần giao người khác"))
        notices.register("erasure.waiting", _("Có đề nghị xoá dữ liệu chờ duyệt"))
        notices.register(matching.FOUND, _("Có thể cùng một người với hồ sơ khác, cần trả lời"))
        notices.register(matches.AGREED, _("Hai hồ sơ của cùng một người đã được nối"))
        notices.register(matches.DENIED, _("Bên kia trả lời: không phải cùng một người"))
        notices.register("emergency.opened", _("Có người xem khẩn cấp, cần xem xét trong 72 giờ"))
        notices.register("emergency.reviewed", _("Lần xem khẩn cấp của bạn đã được xem xét"))
        notices.register("emergency.misused", _("Lần xem khẩn cấp bị đánh giá là dùng sai"))
        notices.register("emergency.escalated", _("Lần xem khẩn cấp quá 72 giờ chưa được xem xét"))
        for kind, sentence in logwatch.KINDS.items():
            notices.register(f"log.{kind}", sentence)
        alarms.listen(logwatch.tell)
