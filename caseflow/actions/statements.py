"""What was told is added as the next version; asking again what was already asked needs a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from audit import trail
from caseflow import asked, clocks
from caseflow.actions import records
from caseflow.choices import TOLD, AskedAgain, Language, Recollection, Teller, Topic
from caseflow.models import Case, Statement, User
from caseflow.refusals import WrongInput


@dataclass(frozen=True)
class Telling:
    """Who told, in which language, about what and how sure; codes only."""

    teller: Teller
    topics: Mapping[Topic, Recollection]
    language: Language
    with_interpreter: bool = False
    again: AskedAgain | None = None
    """Why the person is asked again; kept only where that is so."""

    @property
    def asks_person(self) -> bool:
        """Whether it was the person who had to tell."""
        return self.teller == Teller.PERSON

    def repeats(self, already: list[asked.Asked]) -> list[asked.Asked]:
        """Those topics the person was already asked about and is asked about again."""
        return [each for each in already if self.asks_person and each.topic in self.topics]

    def lacking(self, already: list[asked.Asked], text: str) -> dict[str, str]:
        """By name of the question: what is missing, in a sentence; empty where nothing is."""
        if not self.topics:
            return {"": _("Chọn ít nhất một điều đã hỏi, kể cả khi người đó không muốn nói.")}
        found = {}
        if not text and TOLD & set(self.topics.values()):
            found["text"] = _(
                "Ghi lời kể. Nếu không kể gì, chọn “Không nhớ” hoặc “Không muốn nói”."
            )
        if self.again is None and (twice := self.repeats(already)):
            advice = _("Hãy đọc bản đã ghi thay vì hỏi lại. Nếu vẫn phải ghi, chọn lý do.")
            found["again"] = " ".join([*(each.words for each in twice), advice])
        return found


@trail.deed()
def add_statement(
    case: Case, *, telling: Telling, text: str, happened_on: date, by: User, now: datetime
) -> Statement:
    """Add a version of what was told; earlier versions stay.

    WrongInput without a topic, without words where something was told, without a reason where the
    person was already asked about a topic, and for a day that has not come or is `asked.too_early`.
    """
    case = records.working(case, by=by)
    clocks.require_come(happened_on, now)
    if early := asked.too_early(case, happened_on):
        raise WrongInput(early)
    already = asked.topics(case)
    if missing := telling.lacking(already, text):
        raise WrongInput(*missing.values())
    again = telling.again if telling.again and telling.repeats(already) else None
    last = case.statements.aggregate(last=Max("number"))["last"] or 0
    statement = Statement(
        case=case,
        number=last + 1,
        teller=telling.teller,
        language=telling.language,
        with_interpreter=telling.with_interpreter,
        topics={topic.value: how.value for topic, how in telling.topics.items()},
        asked_again=again or "",
        text=text or None,
        happened_on=happened_on,
    )
    data = {
        "number": last + 1,
        "happened_on": happened_on,
        "teller": telling.teller.value,
        "topics": len(telling.topics),
    }
    if again:
        data["again"] = again.value
    act = "statement.again" if again else "statement.added"
    records.note_down(act, statement, by=by, now=now, data=data)
    return statement
