"""Package contents as labelled rows, for pages and for the sealed annex."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from caseflow import asked, law, wording
from caseflow.choices import CaseState, PersonStatus, SafetyManner, Topic, VerificationResult
from caseflow.models import Agency, Person
from caseflow.sealing.fields import SealedField
from referrals.choices import Section
from referrals.package import ALONG, ASKED

WORDS: dict[str, dict[str, Any]] = {
    "state": dict(CaseState.choices),
    "person_status": dict(PersonStatus.choices),
    "verification": dict(VerificationResult.choices),
    "manner": dict(SafetyManner.choices),
}


def row_labels() -> dict[str, Any]:
    """Words for the keys of package rows."""
    sealed = {
        field.label: field.verbose_name
        for field in Person._meta.concrete_fields
        if isinstance(field, SealedField)
    }
    return sealed | {
        "state": _("Bước của hồ sơ"),
        "person_status": _("Tình trạng pháp lý"),
        "verification": _("Kết quả xác minh ban đầu"),
        "verified_on": _("Ngày xác minh"),
        "paper": _("Giấy tờ xác nhận"),
        "health": _("Đã khám sức khoẻ"),
        "manner": _("Việc bảo đảm an toàn"),
        "safe_on": _("Ngày an toàn"),
        "safety.place": _("Nơi an toàn"),
        "along.belongings": _("Đồ dùng, giấy tờ gửi kèm"),
        "along.escorts": _("Người đưa đi, chức vụ, điện thoại"),
        "interpreter_along": _("Phiên dịch đi cùng"),
        **{asked.key(topic): asked.label(topic) for topic in (*Topic, None)},
    }


def told_sections(contents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Package contents for check_answers.html."""
    labels = row_labels()
    return [
        {
            "title": _title(part["section"]),
            "rows": [
                {
                    "label": labels.get(key, key),
                    "value": _shown(key, value) if part["section"] != ASKED else _asked(value),
                }
                for key, value in part["rows"]
            ],
        }
        for part in contents
    ]


def _title(section: str) -> str:
    apart = {ALONG: _("Đi cùng người được hỗ trợ"), ASKED: _("Đã hỏi những gì, không cần hỏi lại")}
    return apart.get(section) or str(Section(section).label)


def _shown(key: str, value: str) -> str:
    if key in WORDS:
        return str(WORDS[key].get(value, value))
    if key == "paper":
        return _paper(value)
    if key == "interpreter_along":
        return _("Có") if value == "yes" else _("Không")
    if key == "health":
        return _("Đã khám") if value == "yes" else _("Chưa ghi nhận")
    if key in ("verified_on", "safe_on", "person.birth_date"):
        return wording.vn_date(date.fromisoformat(value))
    return value


def _paper(code: str) -> str:
    """What the newest law that knows this paper calls it."""
    known = {paper.code: paper.label for law_ in law.regimes() for paper in law_.papers}
    return str(known.get(code, code))


def _asked(value: str) -> str:
    """How often, when last and by whom, as the package has it."""
    times, day, code = value.split(" ", maxsplit=2)
    agency = Agency.objects.filter(code=code).first()
    return _("%(times)s, lần cuối %(day)s, %(agency)s") % {
        "times": asked.times_words(int(times)),
        "day": wording.vn_date(date.fromisoformat(day)),
        "agency": agency.label if agency else code,
    }
