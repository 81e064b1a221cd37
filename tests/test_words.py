"""Every word people read can be read in both languages: nothing bypasses the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.utils import translation
from django.utils.functional import Promise

from audit import vocabulary
from caseflow.choices import CaseState
from caseflow.sign_in_forms import InOurWords
from tests.reading_code import APPS, ROOT, sources
from tests.reading_words import (
    VIETNAMESE,
    out_of_reach,
    templates,
    untranslated_in_code,
    untranslated_in_template,
)

IN_TEMPLATES = {
    ("templates/500.html", ""): "drawn when nothing else works, in both languages at once",
    ("templates/base_shared.html", "– Tiếp Bước"): "the name of the product",
    ("caseflow/templates/paper/card.html", "card"): "a class of the style sheet",
    ("caseflow/templates/paper/slip.html", "plain"): "a class of the style sheet",
    ("templates/components/brand.html", "Tiếp Bước"): "the name of the product",
    ("templates/components/language_switch.html", "English"): "a language names itself",
    ("templates/components/language_switch.html", "Tiếng Việt"): "a language names itself",
}
"""Words a template may write itself, each with its reason; an empty text means the whole file."""
IN_CODE = {
    "audit/vocabulary.py": "the letter Đ in document numbers",
    "caseflow/accounts.py": "the name of the product in the authenticator app",
    "caseflow/law/citations.py": "the words of citations, each with its English",
    "caseflow/typed.py": "how people type a time",
    "support/demo": "invented people, places and notes are data",
}
"""Files whose Vietnamese literals are no words of the product, each with its reason."""

NOT_SHOWN = {f"KeyringKey.state {state}" for state in ("active", "decrypt", "retired", "destroyed")}
"""Choices that only a command prints."""


def known(path: Path) -> bool:
    """Whether a file is on the list."""
    name = path.relative_to(ROOT).as_posix()
    return any(name == each or name.startswith(f"{each}/") for each in IN_CODE)


def test_templates_write_nothing_past_the_catalogue() -> None:
    found = []
    for path in templates():
        name = path.relative_to(ROOT).as_posix()
        if (name, "") in IN_TEMPLATES:
            continue
        found += [
            f"{name}:{line} {words}"
            for line, words in untranslated_in_template(path.read_text())
            if (name, words) not in IN_TEMPLATES
        ]

    assert not found, "wrap it in {% translate %}"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Xem</p>", ["Xem"]),
        ('<a aria-label="Xem">{{ x }}</a>', ["Xem"]),
        (
            '{% include "a.html" with label="Hồ sơ" %}',
            ['{% include "a.html" with label="Hồ sơ" %}'],
        ),
        ('{% translate "Hồ sơ" %}', []),
        ('<a title="{% translate "Hồ sơ" %}">·</a>', []),
        ('{% include "a.html" with label=_("Hồ sơ") %}', []),
        ("{% blocktranslate %}Còn {{ n }} mã{% endblocktranslate %}", []),
        ("{# Hồ sơ #}{% comment %} Hồ sơ {% endcomment %}&nbsp;{{ value }} 12 ·", []),
    ],
)
def test_the_search_in_templates_finds_what_is_read(source: str, words: list[str]) -> None:
    assert [found for _line, found in untranslated_in_template(source)] == words


def test_code_writes_nothing_past_the_catalogue() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} {words}"
        for path in sources(*APPS, "settings")
        if not known(path)
        for line, words in untranslated_in_code(path)
    ]

    assert not found, "wrap it in gettext"


def test_every_text_can_be_collected() -> None:
    """xgettext looks into no f-string and follows no variable."""
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources(*APPS, "settings")
        for line in out_of_reach(path)
    ]

    assert not found, "give gettext a plain text, outside f-strings"


def test_every_exception_is_still_needed() -> None:
    silent = {
        name
        for name in IN_CODE
        if not any(
            list(untranslated_in_code(path))
            for path in sources(*APPS, "settings")
            if path.relative_to(ROOT).as_posix().startswith(name)
        )
    }
    written = {
        (path.relative_to(ROOT).as_posix(), words)
        for path in templates()
        for _line, words in untranslated_in_template(path.read_text())
    }

    assert not silent
    assert {pair for pair in IN_TEMPLATES if pair[1]} <= written


def test_scripts_of_the_pages_hold_no_words() -> None:
    """What a script shows comes with the page, in the page's language."""
    found = [
        f"{path.name}:{number}"
        for path in (ROOT / "static" / "js").glob("*.js")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if VIETNAMESE.search(line)
    ]

    assert not found


STOCK = (forms.Field, forms.IntegerField, forms.ModelChoiceField)


def choices() -> Iterator[tuple[str, object]]:
    """Every choice of every column, with its words."""
    for model in apps.get_models():
        if model.__module__.split(".")[0] in APPS:
            for field in model._meta.local_fields:
                for value, words in field.flatchoices:
                    yield f"{model.__name__}.{field.name} {value}", words


def test_choices_follow_the_reader() -> None:
    fixed = {name for name, words in choices() if not isinstance(words, Promise)}

    assert fixed <= NOT_SHOWN


def form_classes(base: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    """Every form of ours."""
    for each in base.__subclasses__():
        if each.__module__.split(".")[0] in APPS:
            yield each
        yield from form_classes(each)


def test_labels_and_helps_of_forms_follow_the_reader() -> None:
    fixed = [
        f"{form.__name__}.{name}"
        for form in form_classes()
        for name, field in getattr(form, "base_fields", {}).items()
        for words in (field.label, field.help_text)
        if isinstance(words, str) and words
    ]

    assert not fixed


def test_no_question_answers_with_a_stock_sentence() -> None:
    """Those of Django about what is typed; numbers and rows have fields of ours that say it themselves."""
    stock = {str(words) for kind in STOCK for words in kind.default_error_messages.values()}
    found = [
        f"{form.__name__}.{name}"
        for form in form_classes()
        if not issubclass(form, InOurWords)  # say it when they are made: tests/accounts
        for name, field in getattr(form, "base_fields", {}).items()
        if not field.widget.is_hidden
        and (
            type(field) in STOCK
            or (field.required and str(field.error_messages["required"]) in stock)
        )
    ]

    assert not found


def test_names_of_columns_that_are_shown_follow_the_reader() -> None:
    fixed = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.split(".")[0] in APPS
        for field in model._meta.local_fields
        if not isinstance(field.verbose_name, Promise) and VIETNAMESE.search(field.verbose_name)
    ]

    assert not fixed


def test_titles_of_events_follow_the_reader() -> None:
    assert not [event.code for event in vocabulary.events() if not isinstance(event.title, Promise)]


def test_the_states_have_the_english_names_of_the_glossary() -> None:
    with translation.override("en"):
        assert [str(state.label) for state in CaseState] == [
            "Reception", "Verification", "Identification", "Rescue", "Support", "Reintegration",
            "Not confirmed", "Closed",
        ]  # fmt: skip
