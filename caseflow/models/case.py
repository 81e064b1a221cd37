"""One person's file in one episode: its state, who answers for it, and what may happen next."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django_fsm import GET_STATE, FSMField, transition

from caseflow import rules
from caseflow.choices import (
    CHILD_BANDS,
    OPEN_STATES,
    AgeBand,
    CaseState,
    Citizenship,
    CloseReason,
    Exploitation,
    Fact,
    Hold,
    Interpreter,
    Interviewer,
    PersonStatus,
    Reporter,
    Risk,
    Route,
    SafeContact,
    Sex,
    Step,
    VerificationResult,
)
from caseflow.constraints import CompositeForeignKey
from caseflow.models.agency import Agency
from caseflow.models.evidence import Evidence
from caseflow.models.incident import Incident
from caseflow.models.machine import StateRow
from caseflow.models.reach import CaseReach

IDENTIFIED_STATES = (
    CaseState.IDENTIFIED,
    CaseState.RESCUED,
    CaseState.SUPPORTED,
    CaseState.REINTEGRATED,
)


class CaseQuerySet(CaseReach["Case"]):
    """Filters over cases."""

    def open(self) -> "CaseQuerySet":
        """Files that still need somebody: every state but the two end states."""
        return self.filter(state__in=OPEN_STATES)


class Case(StateRow):
    """The file; personal values stand in `Person` and the other sealed tables."""

    LABEL = "case"
    EVENT = "case.stepped"
    STEPS = [choice for choice in Step.choices if choice[0] != Step.RECEIVE]

    reference = models.CharField(max_length=20, unique=True, editable=False)
    state = FSMField(max_length=20, choices=CaseState, default=CaseState.RECEIVED, protected=True)
    state_before_close = models.CharField(max_length=20, choices=CaseState, blank=True)
    close_reason = models.CharField(max_length=20, choices=CloseReason, blank=True)

    route = models.CharField(max_length=20, choices=Route)
    reporter = models.CharField(max_length=20, choices=Reporter)
    risk = models.CharField(max_length=10, choices=Risk)
    province = models.CharField(max_length=3)
    """Province of the responsible agency, copied for the steering committee's rule."""
    found_in_province = models.CharField(max_length=3, blank=True)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    identified_on = models.DateField(null=True, blank=True)
    safe_on = models.DateField(null=True, blank=True)

    sex = models.CharField(max_length=10, choices=Sex, default=Sex.UNKNOWN)
    age_band = models.CharField(max_length=15, choices=AgeBand, default=AgeBand.MAYBE_CHILD)
    citizenship = models.CharField(max_length=20, choices=Citizenship, default=Citizenship.UNKNOWN)
    exploitation = models.CharField(
        max_length=20, choices=Exploitation, default=Exploitation.UNKNOWN
    )
    accompanies_adult = models.BooleanField(default=False)
    safe_contact = models.CharField(max_length=15, choices=SafeContact, default=SafeContact.UNKNOWN)
    interpreter = models.CharField(max_length=10, choices=Interpreter, default=Interpreter.UNKNOWN)
    interviewer = models.CharField(max_length=15, choices=Interviewer, default=Interviewer.ANY)

    procedure_regime = models.CharField(max_length=20)
    support_regime = models.CharField(max_length=20, blank=True)

    receiving_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="received_cases"
    )
    responsible_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="responsible_cases"
    )
    responsibility_uid = models.UUIDField(editable=False)
    assigned_to = models.ForeignKey(
        "caseflow.User", on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    intake_token = models.UUIDField(unique=True, default=uuid4, editable=False)
    """Made with the empty form, so that a form posted twice opens one case."""
    next_due_at = models.DateTimeField(null=True, blank=True)
    """Earliest open clock, copied for lists."""
    last_contact_at = models.DateTimeField(null=True, blank=True)

    UNTOLD = StateRow.UNTOLD | {"next_due_at"}

    objects = CaseQuerySet.as_manager()

    evidence: Evidence = Evidence()

    class Meta:
        permissions = [
            ("trail_case", "Reach the trail"),
            ("package_case", "Reach the disclosed package"),
            ("work_case", "Work with the case"),
        ]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CaseState.values), name="case_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.CLOSED)
                | (~Q(state_before_close="") & ~Q(close_reason="")),
                name="case_closed_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=IDENTIFIED_STATES)
                | (Q(identified_on__isnull=False) & ~Q(support_regime="")),
                name="case_identified_with_date_and_regime",
            ),
            CompositeForeignKey(
                name="case_responsibility_agrees",
                fields=["id", "responsible_agency", "responsibility_uid"],
                to_table="caseflow_responsibility",
                to_columns=["case_id", "agency_id", "uid"],
            ),
        ]
        indexes = [
            models.Index(fields=["responsible_agency", "next_due_at", "id"], name="case_desk"),
            models.Index(fields=["province", "next_due_at", "id"], name="case_province"),
            models.Index(fields=["assigned_to", "next_due_at", "id"], name="case_mine"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def machine_case(self) -> "Case":
        """A case belongs to itself."""
        return self

    @property
    def is_open(self) -> bool:
        """Whether somebody must still act."""
        return self.state in OPEN_STATES

    @property
    def is_child(self) -> bool:
        """Under 18, or of unknown age that may be (Circular 35/2013 Art. 19)."""
        return self.age_band in CHILD_BANDS

    @property
    def person_status(self) -> PersonStatus:
        """Legal status, derived from the state (Law 53/2024 Art. 2.7, 2.8, 37)."""
        state = self.state_before_close if self.state == CaseState.CLOSED else self.state
        if state == CaseState.NOT_CONFIRMED:
            return PersonStatus.NOT_CONFIRMED
        if self.accompanies_adult and self.is_child:
            return PersonStatus.ACCOMPANYING_CHILD
        if state in IDENTIFIED_STATES:
            return PersonStatus.VICTIM
        return PersonStatus.IN_IDENTIFICATION

    def load_evidence(
        self, *, approving: frozenset[str] = frozenset(), now: datetime | None = None
    ) -> None:
        """Read what the guards ask for; `approving` names steps a second person approves right now."""
        latest = self.verifications.order_by("-id").first()
        self.evidence = Evidence(
            facts=frozenset(
                Fact(kind) for kind in self.facts.filter(holds=True).values_list("kind", flat=True)
            ),
            holds=frozenset(Hold(kind) for kind in self.holds.values_list("kind", flat=True)),
            signs_of_trafficking=latest is not None and latest.result == VerificationResult.SIGNS,
            has_proof_paper=self.proof_papers.exists(),
            has_safety_record=self.safety_records.exists(),
            decided_steps=frozenset(
                self.decisions.filter(case_version=self.version).values_list("step", flat=True)
            ),
            approved_steps=approving,
        )

    # Transitions: declared here, called by workflow.advance only; their bodies stay empty.

    @transition(
        field=state,
        source=CaseState.RECEIVED,
        target=CaseState.VERIFIED,
        permission=rules.decides(Step.VERIFY),
        conditions=[rules.verification_shows_signs],
    )
    def verify(self) -> None:
        """Initial verification found signs of trafficking."""

    @transition(
        field=state,
        source=CaseState.VERIFIED,
        target=CaseState.IDENTIFIED,
        permission=rules.decides(Step.IDENTIFY),
        conditions=[rules.proof_paper_recorded],
    )
    def identify(self) -> None:
        """A competent body issued a paper that confirms the status."""

    @transition(
        field=state,
        source=CaseState.IDENTIFIED,
        target=CaseState.RESCUED,
        permission=rules.decides(Step.SECURE),
        conditions=[rules.safety_recorded],
    )
    def secure(self) -> None:
        """The person is known to be safe."""

    @transition(
        field=state,
        source=CaseState.RESCUED,
        target=CaseState.SUPPORTED,
        permission=rules.decides(Step.BEGIN_SUPPORT),
        conditions=[rules.needs_assessed, rules.plan_agreed, rules.agency_supports],
    )
    def begin_support(self) -> None:
        """The agreed support plan begins."""

    @transition(
        field=state,
        source=CaseState.SUPPORTED,
        target=CaseState.REINTEGRATED,
        permission=rules.decides(Step.REINTEGRATE),
        conditions=[
            rules.services_settled,
            rules.follow_ups_done,
            rules.outcome_measured,
            rules.approved(Step.REINTEGRATE),
        ],
    )
    def reintegrate(self) -> None:
        """Support reached its goal."""

    @transition(
        field=state,
        source=[CaseState.RECEIVED, CaseState.VERIFIED],
        target=CaseState.NOT_CONFIRMED,
        permission=rules.decides(Step.RULE_OUT),
        conditions=[rules.decision_written(Step.RULE_OUT), rules.no_open_transfer],
    )
    def rule_out(self) -> None:
        """The status could not be confirmed; the person was told."""

    @transition(
        field=state,
        source=CaseState.NOT_CONFIRMED,
        target=CaseState.VERIFIED,
        permission=rules.decides(Step.RECONSIDER),
        conditions=[rules.decision_written(Step.RECONSIDER)],
    )
    def reconsider(self) -> None:
        """New evidence reopened the question."""

    @transition(
        field=state,
        source=list(OPEN_STATES),
        target=CaseState.CLOSED,
        permission=rules.decides(Step.CLOSE),
        conditions=[rules.no_open_transfer, rules.approved(Step.CLOSE)],
    )
    def close(self) -> None:
        """The file ends, with a reason from the list."""

    @transition(
        field=state,
        source=CaseState.CLOSED,
        target=GET_STATE(lambda case: case.state_before_close, states=list(OPEN_STATES)),
        permission=rules.decides(Step.REOPEN),
        conditions=[rules.approved(Step.REOPEN)],
    )
    def reopen(self) -> None:
        """The file goes on where it was."""
