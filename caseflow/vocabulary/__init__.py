"""The events of the case floor: a closed list, each with words and the data it may carry."""

from django.utils.translation import gettext_lazy as _

from audit.vocabulary import register, register_labels
from caseflow import choices
from caseflow.vocabulary import deeds, limits, organisation, sight


def register_all() -> None:
    """Tell the log the words of this floor; called once when the app starts."""
    for event in (*deeds.EVENTS, *limits.EVENTS, *organisation.EVENTS, *sight.EVENTS):
        register(event)
    labels = {
        "step": choices.Step,
        "before": choices.CaseState,
        "after": choices.CaseState,
        "route": choices.Route,
        "manner": choices.SafetyManner,
        "answer": choices.ConsentAnswer,
        "child_answer": choices.ChildAnswer,
        "speaker": choices.Speaker,
        "as_role": choices.Role,
        "outside": choices.OutsideKind,
        "cadence": choices.Cadence,
        "milestone": choices.Milestone,
        "day_kind": choices.DayKind,
        "result": choices.VerificationResult,
        "match_basis": choices.MatchBasis,
        "match_answer": choices.MatchAnswer,
        "emergency": choices.Emergency,
        "verdict": choices.Verdict,
        "file_kind": choices.FileKind,
        "pause_reason": choices.PauseReason,
        "request": choices.DataRequestKind,
        "channel": choices.DataChannel,
        "data_request.answered.outcome": choices.DataAnswer,
        "breach": choices.BreachKind,
        "teller": choices.Teller,
        "again": choices.AskedAgain,
    }
    for key, words in labels.items():
        register_labels(key, dict(words.choices))
    register_labels(
        "trail.exported.what",
        {
            "timeline_paper": _("dòng thời gian (PDF)"),
            "trail_paper": _("trang nhật ký (PDF)"),
        },
    )
    register_labels(
        "paper.made.what",
        {
            "giay-dong-y": _("giấy đồng ý (PDF)"),
            "giay-hen": _("thẻ liên hệ an toàn (PDF)"),
            "to-thong-tin": _("tờ thông tin cho người được hỗ trợ (PDF)"),
        },
    )
    register_labels("level", {level.name.lower(): level.label for level in choices.Level})
    register_labels(
        "basis",
        {
            **dict(choices.ConsentBasis.choices),
            **dict(choices.GrantBasis.choices),
            **dict(choices.ErasureBasis.choices),
        },
    )
    register_labels(
        "reason", {**dict(choices.RevealReason.choices), **dict(choices.CloseReason.choices)}
    )
    register_labels(
        "kind",
        {
            **dict(choices.ContactKind.choices),
            **dict(choices.LinkKind.choices),
            **dict(choices.AgencyKind.choices),
        },
    )
