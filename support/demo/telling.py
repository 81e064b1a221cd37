"""What invented people told: once at the desk that received them, some again where they are supported."""

from datetime import datetime

from django.utils import timezone

from caseflow import asked
from caseflow.actions import statements
from caseflow.actions.statements import Telling
from caseflow.choices import AskedAgain, Interpreter, Language, Recollection, Teller, Topic
from caseflow.models import Case, User

FIRST = {Topic.JOURNEY: Recollection.SURE, Topic.RECRUITMENT: Recollection.UNSURE}
LATER = {
    Topic.JOURNEY: Recollection.UNSURE,
    Topic.WISHES: Recollection.SURE,
    Topic.FAMILY: Recollection.WITHHELD,
}
WORDS = "Người đó kể đi bằng xe khách, không nhớ tên nơi đến."
SPOKEN = {Interpreter.KHMER: Language.KHMER, Interpreter.HMONG: Language.HMONG}


def tell(case: Case, *, by: User, now: datetime) -> None:
    """The person tells; what was told before is asked about again with a reason."""
    before = bool(asked.times(case))
    language = SPOKEN.get(Interpreter(case.interpreter), Language.VIETNAMESE)
    statements.add_statement(
        case,
        telling=Telling(
            teller=Teller.PERSON,
            topics=LATER if before else FIRST,
            language=language,
            with_interpreter=language != Language.VIETNAMESE,
            again=AskedAgain.PERSON_WANTS if before else None,
        ),
        text=WORDS,
        happened_on=timezone.localdate(now),
        by=by,
        now=now,
    )
