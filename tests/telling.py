"""Accounts for tests: as a form sends them, and written down by the real action."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from caseflow.actions import statements
from caseflow.actions.statements import Telling
from caseflow.choices import AskedAgain, Language, Recollection, Teller, Topic
from caseflow.models import Case, Statement, User

TYPED = {"teller": "person", "language": "vietnamese", "topic_journey": "sure", "again": "gaps"}
"""How an account was told, as a form sends it: about the journey, again if need be."""


def telling(*topics: Topic, teller: Teller = Teller.PERSON, **fields: Any) -> Telling:
    """Somebody told surely about these topics, the journey where none is named; fields override."""
    about = dict.fromkeys(topics or (Topic.JOURNEY,), Recollection.SURE)
    plain = {"topics": about, "language": Language.VIETNAMESE, "again": AskedAgain.GAPS}
    return Telling(teller=teller, **plain | fields)


def statement(
    case: Case, by: User, *, text: str = "Chị kể", told: Telling | None = None
) -> Statement:
    """A version written down today."""
    return statements.add_statement(
        case,
        telling=told or telling(),
        text=text,
        happened_on=timezone.localdate(),
        by=by,
        now=timezone.now(),
    )
