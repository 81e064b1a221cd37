"""Every deed the machine tries, by name: steps, handoffs, proposals, support and notes."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from caseflow.actions import consents, proposals, records, steps
from caseflow.actions.consents import Terms
from caseflow.choices import (
    AgencyKind,
    CloseReason,
    ConsentAnswer,
    ConsentBasis,
    ContactKind,
    SafetyManner,
    Step,
    Teller,
)
from caseflow.models import Agency
from referrals import actions as handing, catalogue
from referrals.choices import Beyond, Condition, HandoffKind, HandoffState, Purpose
from support import actions as supporting
from support.choices import (
    Dimension,
    FollowUpResult,
    ItemState,
    Moment,
    NeedLevel,
    Score,
    ServiceKind,
)
from tests import factories, telling
from tests.machine.attempts import Deed, NothingToDo, Try, words

KINDS = (HandoffKind.TRANSFER, HandoffKind.TRANSFER, HandoffKind.REFERRAL)
BY_RELATIVE = telling.telling(teller=Teller.RELATIVE)
"""What relatives tell asks nobody again, however often the machine writes it."""


def today() -> dict[str, Any]:
    """The day on which the deed happened."""
    return {"happened_on": timezone.localdate()}


def safe() -> dict[str, Any]:
    """How the person came to safety."""
    return {"manner": SafetyManner.ESCAPED, "safe_place": words(), "notes": words(), **today()}


def draft(t: Try) -> None:
    """A transfer or a referral to another desk, with the agreement of the person."""
    desks = Agency.objects.exclude(kind=AgencyKind.STEERING_138)
    receivers = desks.exclude(pk=t.case.responsible_agency_id).order_by("pk")
    agreed = consents.record_consent(
        t.case,
        answer=ConsentAnswer.AGREES,
        basis=ConsentBasis.NONE,
        terms=Terms(representative=words(), interpreter=words(), grounds=words()),
        **t.who,
    )
    purpose = t.one_of(Purpose.SUPPORT, Purpose.VERIFICATION)
    chosen = handing.Draft(
        t.one_of(*KINDS), t.one_of(*receivers), purpose, catalogue.least_for("social_affairs"), agreed,
        words(), belongings=words(), escorts=words(), beyond=Beyond.CARE,
    )  # fmt: skip
    handing.draft_handoff(t.case, draft=chosen, **t.seen(t.case))


def send(t: Try) -> None:
    """The newest handoff of the file."""
    handoff = t.last("handoffs")
    handing.send(handoff, **t.seen(handoff))


def receive(t: Try) -> None:
    """The person arrived; a second receipt by the same person would do nothing."""
    handoff = t.last("handoffs")
    if handoff.state == HandoffState.RECEIVED:
        raise NothingToDo
    told: dict[str, Any] = {
        "condition": Condition.WELL,
        "condition_note": words(),
        "belongings": words(),
    }
    handing.receive(handoff, **told, **t.seen(handoff))


def sign(t: Try) -> None:
    """One side of the newest handoff."""
    handoff = t.last("handoffs")
    handing.sign(handoff, **t.seen(handoff))


def decline(t: Try) -> None:
    """With a reason."""
    handoff = t.last("handoffs")
    handing.decline(handoff, reason=words(), **t.seen(handoff))


def withdraw(t: Try) -> None:
    """By whoever gave it."""
    handoff = t.last("handoffs")
    handing.withdraw(handoff, **t.seen(handoff))


def propose(t: Try) -> None:
    """A step of two people."""
    step, reason = t.one_of(
        (Step.CLOSE, CloseReason.WITHDREW), (Step.REINTEGRATE, None), (Step.REOPEN, None)
    )
    proposals.propose(t.case, step=step, grounds=words(), close_reason=reason, **t.seen(t.case))


def assess(t: Try) -> None:
    """What the person needs."""
    levels = {ServiceKind.MEDICAL: NeedLevel.URGENT}
    supporting.assess_needs(t.case, levels=levels, findings=words(), **today(), **t.who)


def plan_service(t: Try) -> None:
    """In the newest plan."""
    supporting.plan_service(
        t.last("plans"),
        kind=ServiceKind.MEDICAL,
        provider=t.case.responsible_agency,
        planned_on=timezone.localdate(),
        note=words(),
        **t.who,
    )


def agree(t: Try) -> None:
    """The person says yes to the newest plan."""
    plan, day = t.last("plans"), timezone.localdate()
    supporting.agree_plan(plan, agreed_on=day, with_interpreter=False, **t.seen(plan))


def close_plan(t: Try) -> None:
    """Of the newest plan."""
    plan = t.last("plans")
    supporting.close_plan(plan, **t.seen(plan))


def give(t: Try) -> None:
    """A service outside any plan."""
    kind = t.one_of(ServiceKind.MEDICAL, ServiceKind.LOAN)
    provider = t.case.responsible_agency
    supporting.give_service(t.case, kind=kind, provider=provider, note=words(), **today(), **t.who)


def settle(t: Try) -> None:
    """A planned service, most often one that waits."""
    narrowed: dict[str, Any] = t.one_of(
        {"state": ItemState.PLANNED}, {}, {"state": ItemState.PLANNED}
    )
    outcome = t.one_of(ItemState.REFUSED, ItemState.DELIVERED)
    supporting.settle_item(
        t.last("plan_items", **narrowed), outcome=outcome, reason=words(), **today(), **t.who
    )


def follow_up(t: Try) -> None:
    """The newest one."""
    supporting.record_follow_up(
        t.last("follow_ups"),
        result=FollowUpResult.WELL,
        note=words(),
        done_on=timezone.localdate(),
        **t.who,
    )


def measure(t: Try) -> None:
    """At the start or at the end."""
    supporting.measure_outcome(
        t.case,
        moment=t.one_of(*Moment),
        scores=dict.fromkeys(Dimension, Score.GOOD),
        measured_on=timezone.localdate(),
        **t.who,
    )


def amend(t: Try) -> None:
    """What is protected."""
    version = t.case.person.row_ver - t.late
    records.amend_person(t.case, values={"relatives": words()}, version=version, **t.who)


STEPS = {
    "verify": Deed("case.stepped verify", lambda t: factories.verify(t.case, **t.who)),
    "identify": Deed("case.stepped identify", lambda t: factories.identify(t.case, **t.who)),
    "secure": Deed(
        "case.stepped secure", lambda t: steps.secure(t.case, **safe(), **t.seen(t.case))
    ),
    "begin": Deed(
        "case.stepped begin_support", lambda t: steps.begin_support(t.case, **t.seen(t.case))
    ),
    "rule out": Deed(
        "case.stepped rule_out",
        lambda t: steps.rule_out(
            t.case, reason=words(), person_told=True, **today(), **t.seen(t.case)
        ),
    ),
    "reconsider": Deed(
        "case.stepped reconsider",
        lambda t: steps.reconsider(t.case, reason=words(), **today(), **t.seen(t.case)),
    ),
}
HANDOFFS = {
    "draft": Deed("handoff.stepped draft", draft),
    "preview": Deed(
        "package.seen", lambda t: handing.preview(t.last("handoffs"), **t.who), side="sender"
    ),
    "send": Deed("handoff.stepped send", send, side="sender"),
    "open": Deed(
        "package.seen", lambda t: handing.open_package(t.last("handoffs"), **t.who), side="receiver"
    ),
    "receive": Deed("handoff.stepped receive", receive, side="receiver"),
    "sign for the giver": Deed("handoff.signed_by", sign, side="sender"),
    "sign for the receiver": Deed("handoff.signed_by", sign, side="receiver"),
    "decline": Deed("handoff.stepped decline", decline, side="receiver"),
    "withdraw": Deed("handoff.stepped withdraw", withdraw, side="sender"),
}
PROPOSALS = {
    "propose": Deed("proposal.made", propose),
    "approve": Deed("case.stepped", lambda t: proposals.approve(t.last("proposals"), **t.who)),
    "send back": Deed(
        "proposal.returned",
        lambda t: proposals.send_back(t.last("proposals"), answer=words(), **t.who),
    ),
}
SUPPORT = {
    "assess": Deed("needs.assessed", assess),
    "draft plan": Deed("plan.stepped draft", lambda t: supporting.draft_plan(t.case, **t.who)),
    "plan service": Deed("item.planned", plan_service),
    "agree": Deed("plan.stepped agree", agree),
    "close plan": Deed("plan.stepped close", close_plan),
    "give": Deed("service.delivered", give),
    "settle": Deed("item.settled", settle),
    "plan follow-up": Deed(
        "follow_up.planned",
        lambda t: supporting.plan_follow_up(t.case, planned_on=timezone.localdate(), **t.who),
    ),
    "follow up": Deed("follow_up.done", follow_up),
    "measure": Deed("outcome.measured", measure),
}
NOTES = {
    "contact": Deed(
        "contact.noted",
        lambda t: records.note_contact(
            t.case, kind=ContactKind.CALL, text=words(), happened_at=timezone.now(), **t.who
        ),
    ),
    "statement": Deed(
        "statement.added",
        lambda t: telling.statement(t.case, t.by, text=words(), told=BY_RELATIVE),
    ),
    "health": Deed(
        "health.noted", lambda t: records.note_health(t.case, text=words(), **today(), **t.who)
    ),
    "file": Deed("file.added", lambda t: factories.a_file(t.case, t.who["by"])),
    "safety": Deed("safety.recorded", lambda t: records.record_safety(t.case, **safe(), **t.who)),
    "amend": Deed("person.amended", amend),
    "describe": Deed(
        "case.described",
        lambda t: records.describe_case(t.case, values={"interpreter": "hmong"}, **t.seen(t.case)),
    ),
}
DEEDS = STEPS | HANDOFFS | PROPOSALS | SUPPORT | NOTES
SUPPORTING = ("settle", "plan follow-up", "follow up", "measure", "propose", "approve", "draft")
LEADS_ON = {
    "drafted": ("preview", "send"),
    "sent": ("receive", "open", "decline", "receive", "open", "withdraw"),
    "opened": ("receive", "receive", "decline"),
    "received": (
        "sign for the giver",
        "sign for the receiver",
        "decline",
        "draft",
        "verify",
        "withdraw",
    ),
    "verified": ("identify", "draft", "rule out"),
    "identified": ("secure", "draft"),
    "rescued": ("draft", "assess", "draft plan", "plan service", "agree", "begin"),
    "supported": SUPPORTING,
    "reintegrated": ("propose", "approve"),
    "not_confirmed": ("reconsider",),
    "closed": ("propose", "approve"),
}
"""What usually comes next: after the state of a handoff under way, or else of the file."""
