"""What was told: who told it, about what, how sure, in which words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from caseflow.actions.statements import Telling
from caseflow.asked import Asked, too_early
from caseflow.choices import AskedAgain, Language, Recollection, Teller, Topic
from caseflow.fields import CodeChoice, CodeRadios, LongText, VnDateField
from caseflow.forms.base import TimedForm
from caseflow.forms.consent import language_of
from caseflow.models import Case

TOPIC = "topic_"


class StatementForm(TimedForm):
    """One version of what was told, in the words of whoever told it."""

    happened_on = VnDateField(label=_("Ngày kể"))
    teller = CodeRadios(label=_("Ai kể"), choices=Teller)
    language = CodeChoice(label=_("Kể bằng tiếng gì"), choices=Language, empty_label=_("Chọn…"))
    with_interpreter = forms.BooleanField(label=_("Có phiên dịch"), required=False)
    text = LongText(label=_("Lời kể"), max_length=20_000, rows=12, required=False)
    again = CodeChoice(
        label=_("Vì sao hỏi lại điều đã hỏi"),
        choices=AskedAgain,
        empty_label=_("Không hỏi lại điều đã hỏi"),
        required=False,
    )

    def __init__(self, *args: Any, case: Case, already: Sequence[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.already = list(already)
        self.fields["language"].initial = language_of(case)
        for topic in Topic:
            self.fields[TOPIC + topic] = CodeChoice(
                label=topic.label,
                choices=Recollection,
                empty_label=_("Không hỏi"),
                required=False,
            )
        if not self.already:
            del self.fields["again"]

    def clean_happened_on(self) -> date:
        """Refuse a day that can only be a slip of the keys."""
        day: date = self.cleaned_data["happened_on"]
        if early := too_early(self.case, day):
            raise ValidationError(early)
        return day

    def clean(self) -> dict[str, Any]:
        """Say beside the question what is missing: a topic, the words, the reason for asking again."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("teller") and typed.get("language") and "text" in typed:
            missing = self.telling().lacking(self.already, typed["text"])
            for name, sentence in missing.items():
                self.add_error(name if name in self.fields else None, sentence)
        return typed

    def telling(self) -> Telling:
        """Who told what, as the action takes it."""
        typed = self.cleaned_data
        given = {topic: typed.get(TOPIC + topic) for topic in Topic}
        return Telling(
            teller=Teller(typed["teller"]),
            topics={topic: Recollection(how) for topic, how in given.items() if how},
            language=Language(typed["language"]),
            with_interpreter=typed["with_interpreter"],
            again=AskedAgain(typed["again"]) if typed.get("again") else None,
        )

    def groups(self) -> list[dict[str, Any]]:
        """How it was told, about what, why again, and last the words."""
        how = ("happened_on", "teller", "language", "with_interpreter")
        groups: list[dict[str, Any]] = [
            {"fields": [self[name] for name in how]},
            {
                "title": _("Đã hỏi về những gì"),
                "hint": _("Chọn cho điều đã hỏi người kể chắc đến đâu; điều không hỏi để nguyên."),
                "fields": [self[TOPIC + topic] for topic in Topic],
            },
        ]
        if "again" in self.fields:
            groups.append({"fields": [self["again"]]})
        return [*groups, {"fields": [self["text"]]}]
