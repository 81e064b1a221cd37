"""The tables of the case floor."""

from caseflow.models.agency import Agency, AgencySuccession
from caseflow.models.calendar import DayChange
from caseflow.models.case import Case
from caseflow.models.clock import (
    Clock,
    DelayReason,
    Heartbeat,
    Notice,
    OutboxEntry,
    Reminder,
    Serial,
)
from caseflow.models.consent import Consent, ConsentWords
from caseflow.models.data_breach import DataBreach
from caseflow.models.data_request import DataRequest
from caseflow.models.emergency import EmergencyView
from caseflow.models.erasure import Erasure
from caseflow.models.evidence import Evidence
from caseflow.models.file import CaseFile
from caseflow.models.grant import CaseGroupGrant, CaseUserGrant
from caseflow.models.incident import Incident
from caseflow.models.letter import Letter
from caseflow.models.link import CaseLink, PersonMatch
from caseflow.models.machine import GuardedQuerySet, StateRow
from caseflow.models.matter import (
    CaseFact,
    CaseHold,
    CaseMilestone,
    SearchIndex,
    SearchToken,
)
from caseflow.models.person import (
    CaseRecord,
    ContactNote,
    Decision,
    HealthNote,
    IdKind,
    InitialVerification,
    Person,
    ProofPaper,
    SafetyRecord,
    Statement,
)
from caseflow.models.proposal import Proposal
from caseflow.models.regime import Regime
from caseflow.models.responsibility import Responsibility
from caseflow.models.sent_form import SentForm
from caseflow.models.succession import SuccessionChoice, SuccessionRun
from caseflow.models.user import Membership, Standing, User

__all__ = [
    "Agency", "AgencySuccession", "Case", "CaseFact", "CaseFile", "CaseGroupGrant", "CaseHold", "CaseLink",
    "CaseMilestone", "CaseRecord", "CaseUserGrant", "Clock", "Consent", "ConsentWords", "ContactNote", "DataBreach", "DataRequest", "DayChange",
    "Decision", "DelayReason",
    "EmergencyView", "Erasure", "Evidence", "GuardedQuerySet", "HealthNote", "Heartbeat", "IdKind", "Incident",
    "InitialVerification", "Letter", "Membership", "Notice", "OutboxEntry", "Person", "PersonMatch", "ProofPaper",
    "Proposal", "Regime", "Reminder", "Responsibility", "SafetyRecord", "SearchIndex", "SearchToken", "SentForm", "Serial", "Standing",
    "StateRow", "Statement", "SuccessionChoice", "SuccessionRun", "User",
]  # fmt: skip
