"""What a person types into every form: answers that are accepted, by the name of the route."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.utils import timezone

from caseflow import law, milestones
from caseflow.actions import proposals, steps
from caseflow.models import Case
from referrals.models import Handoff
from support import actions as supporting
from support.choices import Dimension, ItemState, ServiceKind
from tests import factories, telling
from tests.files.papers import Paper
from tests.routes import administering, handing, pausing
from tests.routes.scene import Scene
from tests.routes.typing_in import Typed, typed


def _intake(**more: Any) -> Typed:
    return typed(
        token=uuid4().hex, received_at=timezone.now(), route="rescued", reporter="agency",
        found_in_province="079", risk="possible", sex="female", age_band="18_29",
        safe_contact="morning", interpreter="unknown", id_kind="citizen",
        full_name="Lò Thị Gõ", old_address="Thôn Gõ", relatives="Chị gái", **more,
    )  # fmt: skip


def _group() -> Typed:
    shared = typed(
        received_at=timezone.now(), happened_on=timezone.localdate(), route="rescued",
        reporter="agency", found_in_province="079", risk="possible",
    )  # fmt: skip
    person = typed(
        token=uuid4().hex, sex="female", age_band="18_29", safe_contact="unknown",
        interpreter="unknown", id_kind="unknown", full_name="Vàng A Gõ",
    )  # fmt: skip
    return {**shared, "so-nguoi": 1, **{f"nguoi-0-{name}": each for name, each in person.items()}}


def _describe(scene: Scene) -> Typed:
    case = scene.case
    names = (
        "age_band", "sex", "safe_contact", "interviewer", "risk", "citizenship", "exploitation",
    )  # fmt: skip
    return {name: getattr(case, name) for name in names} | {"interpreter": "hmong"}


def _milestone(scene: Scene) -> Typed:
    now = timezone.now()
    return typed(kind=milestones.of_interest(scene.case, now)[0].value, happened_at=now)


def _step(scene: Scene, step: str) -> Typed:
    today = timezone.localdate()
    papers = law.proof_papers(scene.case.procedure_regime)
    return {
        "verify": typed(result="signs", asked=["person"], happened_on=today, findings="Bị giữ"),
        "identify": typed(
            paper=papers[0].code, issuer="Công an", number="12/GXN", issued_on=today,
            grounds="Đủ căn cứ",
        ),
        "secure": typed(manner="rescued", happened_on=today, safe_place="Nhà số 3", notes="Đêm"),
        "begin_support": {},
        "reintegrate": typed(grounds="Đã ổn định"),
        "rule_out": typed(reason="Chưa đủ", happened_on=today, person_told="on"),
        "reconsider": typed(reason="Tin mới", happened_on=today),
        "close": typed(close_reason="withdrew", grounds="Xin thôi"),
        "reopen": typed(grounds="Có tin mới"),
    }[step]  # fmt: skip


FILLED: dict[str, Callable[[Scene], Typed]] = {
    "caseflow:intake": lambda scene: typed(field="phone", value="0912345678"),
    "caseflow:intake_new": lambda scene: _intake(),
    "caseflow:intake_group": lambda scene: _group(),
    "caseflow:letters": lambda scene: typed(
        work_email="can.bo@donvi.gov.vn", work_phone="0901 234 567", cadence="daily"
    ),
    "caseflow:search": lambda scene: typed(field="full_name", value="Lò Thị Mẫu"),
    "caseflow:match": lambda scene: typed(says="different"),
    "caseflow:decide": lambda scene: typed(answer="Chưa rõ lý do"),
    "caseflow:erasure": lambda scene: typed(
        basis="court", decision="12/QĐ-TA", understood="on"
    ),
    **administering.FORMS,
    "caseflow:succession_choices": lambda scene: {
        f"case_{scene.case.uid.hex}": scene.heir.code
    },
    "caseflow:files": lambda scene: {"name": "Giấy ra viện", "file": Paper(b"%PDF-1.7")},
    "caseflow:contact": lambda scene: typed(
        kind="call", text="Đã gọi", happened_at=timezone.now()
    ),
    "caseflow:statement": lambda scene: typed(
        **telling.TYPED, text="Chị kể", happened_on=timezone.localdate()
    ),
    "caseflow:health": lambda scene: typed(text="Ổn định", happened_on=timezone.localdate()),
    "caseflow:safety": lambda scene: _step(scene, "secure"),
    "caseflow:data_requests": lambda scene: typed(
        kind="see", channel="letter", happened_on=timezone.localdate(), text="Muốn xem lời kể"
    ),
    "caseflow:data_answer": lambda scene: typed(
        answer="refused", answered_on=timezone.localdate(), text="Hại người khác"
    ),
    "caseflow:data_breaches": lambda scene: typed(
        kind="leaked", happened_on=timezone.localdate(), found_at=timezone.now(), text="Ảnh bị chuyển",
        measures="Đã thu lại",
    ),
    "caseflow:breach_notice": lambda scene: typed(notified_at=timezone.now(), notice="Văn bản 12"),
    "caseflow:consent": lambda scene: typed(answer="agrees", basis="none"),
    "caseflow:assign": lambda scene: typed(to=scene.person("colleague").uid.hex),
    "caseflow:delay": lambda scene: typed(clock=scene.clock.uid.hex, text="Chờ giấy tờ"),
    "caseflow:pause": lambda scene: typed(reason="person_unable", note="Đang nằm viện"),
    "caseflow:resume": lambda scene: {},
    "caseflow:extension": lambda scene: typed(days=10, grounds="Chờ nơi khác trả lời"),
    "caseflow:describe": _describe,
    "caseflow:person": lambda scene: typed(full_name="Giàng Thị Sai", relatives="Em trai"),
    "caseflow:milestone": _milestone,
    "caseflow:emergency": lambda scene: typed(
        reference=scene.case.reference, kind="life", reason="Cấp cứu đêm", understood="on"
    ),
    "caseflow:emergency_review": lambda scene: typed(verdict="unnecessary", answer="Chờ được"),
    "caseflow:intake_again": lambda scene: _intake(),
    "caseflow:intake_child": lambda scene: _intake() | {"age_band": "under_13"},
    **handing.FILLED,
    "support:assess": lambda scene: typed(
        happened_on=timezone.localdate(), findings="Cần nhà",
        **{f"need_{kind.value}": "some" for kind in ServiceKind},
    ),
    "support:draft": lambda scene: {},
    "support:add_item": lambda scene: typed(
        kind="medical", provider=scene.home.pk, planned_on=timezone.localdate(), note="Quỹ"
    ),
    "support:agree": lambda scene: typed(agreed_on=timezone.localdate()),
    "support:review": lambda scene: {},
    "support:settle": lambda scene: typed(
        outcome="refused", happened_on=timezone.localdate(), reason="Không cần nữa"
    ),
    "support:give": lambda scene: typed(
        kind="essentials", provider=scene.home.pk, happened_on=timezone.localdate(), note="Áo"
    ),
    "support:follow_up": lambda scene: typed(planned_on=timezone.localdate()),
    "support:follow_up_done": lambda scene: typed(
        result="well", done_on=timezone.localdate(), note="Khoẻ"
    ),
    "support:measure": lambda scene: typed(
        moment="start", measured_on=timezone.localdate(),
        **{f"score_{dimension.value}": "4" for dimension in Dimension},
    ),
}  # fmt: skip
"""Accepted answers of every form of ours; steps of a file stand in `_step`."""


def filled(scene: Scene, route: str, step: str = "") -> Typed:
    """Accepted answers, with what the page hides in its form; of a page that is no form, some."""
    if route == "caseflow:step":
        answers = _step(scene, step)
    elif route in FILLED:
        answers = FILLED[route](scene)
    elif route == "caseflow:statements":
        told = telling.statement(scene.case, scene.keeper)
        answers = {"field": told.uid.hex, "reason": "contact"}
    else:
        answers = {"field": scene.field(), "reason": "contact"}
    seen = scene.home.version if route == "caseflow:agency_amend" else version(scene, route)
    return {**answers, "once": uuid4().hex, "version": str(seen)}


def version(scene: Scene, route: str) -> int:
    """Version of the row the form is about, as it stands now."""
    space, _colon, name = route.partition(":")
    if space == "referrals" and name not in handing.OF_NO_HANDOFF:
        row: Any = scene.handoff_for(name)
    elif name in handing.OF_OUTSIDE:
        row = handing.outside(scene, name)
    elif name in ("agree", "review"):
        row = scene.case.plans.first() or scene.case
    else:
        row = scene.case
    found: int = type(row)._base_manager.get(pk=row.pk).version
    return found


def make_ready(scene: Scene, route: str, step: str = "") -> None:
    """Bring the file to the moment at which this form is accepted."""
    name = step or route.partition(":")[2]
    for deed in BEFORE.get(name, ()) if scene.social or route != "support:draft" else ():
        deed(scene)
    scene.case = Case.objects.get(pk=scene.case.pk)


def _answered(scene: Scene) -> None:
    proposals.send_back(
        scene.proposal, answer="Chưa rõ", by=scene.person("chief"), now=timezone.now()
    )


def _verified(scene: Scene) -> None:
    scene.case = factories.verify(scene.case, by=scene.keeper, now=timezone.now())


def _identified(scene: Scene) -> None:
    scene.case = factories.identify(scene.case, by=scene.keeper, now=timezone.now())


def _ruled_out(scene: Scene) -> None:
    scene.case = steps.rule_out(
        scene.case, reason="Chưa đủ", person_told=True, happened_on=timezone.localdate(),
        by=scene.keeper, now=timezone.now(),
    )  # fmt: skip


def _scanned(scene: Scene) -> None:
    Handoff.every_row.filter(pk=scene.received.pk).update(signed_scan=scene.file)


def _closed(scene: Scene) -> None:
    scene.case = proposals.approve(scene.proposal, by=scene.person("chief"), now=timezone.now())


def _agreed(scene: Scene) -> None:
    supporting.agree_plan(
        scene.case.plans.get(), agreed_on=timezone.localdate(), with_interpreter=False,
        by=scene.keeper, now=timezone.now(),
    )  # fmt: skip


def _plan_closed(scene: Scene) -> None:
    supporting.settle_item(
        scene.item, outcome=ItemState.REFUSED, reason="Không cần", happened_on=timezone.localdate(),
        by=scene.keeper, now=timezone.now(),
    )  # fmt: skip
    supporting.close_plan(scene.case.plans.get(), by=scene.keeper, now=timezone.now())


BEFORE: dict[str, tuple[Callable[[Scene], None], ...]] = {
    "identify": (_verified,),
    "secure": (_verified, _identified),
    "reconsider": (_ruled_out,),
    "close": (_answered,),
    "reopen": (_closed,),
    "erasure": (_closed,),
    "resume": (pausing.pause,),
    "signed_scan_file": (_scanned,),
    "review": (_agreed,),
    "draft": (_agreed, _plan_closed),
    "regime_put": (administering.write_the_next_house_rules,),
}
"""What must have happened before a form is accepted; the rest is accepted from the start."""


ADMINISTERED = (
    "caseflow:agency_add", "caseflow:member_add", "caseflow:member",
    "caseflow:agency_amend", "caseflow:agency_close", "caseflow:day_change", "caseflow:succession_prepare",
    "caseflow:regime_put",
    "support:rate_add", "support:rate_end", "support:rate_correct",
)  # fmt: skip
SENDERS = {
    **dict.fromkeys(ADMINISTERED, "admin"),
    **dict.fromkeys(("caseflow:pause", "caseflow:resume"), "chief"),
    "caseflow:decide": "chief",
    "caseflow:succession_choices": "chief",
    "caseflow:emergency": "stranger",
    "caseflow:emergency_review": "chief",
    "referrals:receive": "receiver",
    "referrals:decline": "receiver",
    "referrals:request_ask": "stranger",
    "referrals:move_cases": "chief",
}
"""Who sends a form; the keeper of the file where nothing is said."""


def sender(route: str) -> str:
    """The person whose form this is."""
    return SENDERS.get(route, "keeper")


def fields(answer: Any) -> dict[str, Any]:
    """The fields of a drawn form by the names they are sent under."""
    drawn = [answer.context["form"], *answer.context.get("people", [])]
    return {form[name].html_name: field for form in drawn for name, field in form.fields.items()}
