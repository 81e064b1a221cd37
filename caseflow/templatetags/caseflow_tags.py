"""Pure presentation: icons, rings, words for dates, and the parts of a form field. No queries, no rules."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django import forms, template
from django.forms.boundfield import BoundField
from django.middleware.csrf import get_token
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from caseflow import charts, wording

register = template.Library()

SPRITE = "vendor/tabler-icons/icons.svg"
TONES = {"brand": "teal", "hand": "hand", "ok": "ok", "warn": "warn", "late": "late"}
ALERT_KINDS = {"success": "done", "warning": "off", "error": "late"}
ALERT_ICONS = {"done": "circle-check", "off": "alert-triangle", "late": "alert-triangle"}
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "group"),
    (forms.RadioSelect, "group"),
    (forms.CheckboxInput, "tick"),
    (forms.Textarea, "text"),
    (forms.Select, "text"),
)


@register.simple_tag
def icon(name: str) -> SafeString:
    """One icon of the sprite, silent for screen readers."""
    return format_html(
        '<svg class="i" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static(SPRITE),
        name,
    )


@register.simple_tag
def ring(percent: float, tone: str = "") -> SafeString:
    """A ring filled to a share of its length."""
    return format_html(
        '<svg class="ring {}" viewBox="0 0 60 60" aria-hidden="true"><circle class="bg" cx="30" cy="30" r="25"/>'
        '<circle class="fg" cx="30" cy="30" r="25" pathLength="100" stroke-dasharray="{}" '
        'transform="rotate(-90 30 30)"/></svg>',
        tone_class(tone), charts.ring_dash(percent),
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def csrf_field(context: Context) -> SafeString:
    """The hidden token of a form, also inside an include with its own context; empty without a request."""
    request = getattr(context, "request", None) or context.get("request")
    if request is None:
        return SafeString("")
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request)
    )


@register.simple_tag
def hidden_fields(pairs: Iterable[tuple[str, object]] | None) -> SafeString:
    """Hidden inputs for pairs of name and value."""
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs or ())


@register.filter(name="tone")
def tone_class(tone: object) -> str:
    """The CSS class of a tone; an unknown tone is neutral."""
    return TONES.get(str(tone or ""), "")


@register.filter
def alert_kind(tags: str) -> str:
    """The kind of alert for the tags of a Django message."""
    return next((kind for tag, kind in ALERT_KINDS.items() if tag in (tags or "").split()), "info")


@register.filter
def alert_icon(kind: str) -> str:
    """The icon of a kind of alert."""
    return ALERT_ICONS.get(kind, "info-circle")


@register.filter
def step_marks(number: int, total: int = 6) -> list[str]:
    """One letter per step: d done, c current, empty to come."""
    return [
        "d" if place < number else "c" if place == number else "" for place in range(1, total + 1)
    ]


@register.filter
def nth(items: Sequence[object], place: int) -> object:
    """The item at this place, counted from nought; nothing beyond the end."""
    return items[place] if place < len(items) else ""


@register.filter
def due_words(due: date | None, now: datetime) -> str:
    """How long is left or how late it is."""
    return wording.due_words(due, now) if due else ""


@register.filter
def due_when(due: date | None, now: datetime) -> str:
    """The due instant in words, today by name."""
    return wording.due_when(due, now) if due else ""


@register.filter
def due_tone(due: date | None, now: datetime) -> str:
    """The tone of a due instant."""
    return wording.due_tone(due, now) if due else ""


@register.filter
def vn_date(value: date | None) -> str:
    """23/11/2026; nothing for no date."""
    return wording.vn_date(value) if value else ""


@register.filter
def vn_datetime(value: datetime | None) -> str:
    """23/11/2026 · 17:30; nothing for no instant."""
    return wording.vn_datetime(value) if value else ""


@register.filter
def vn_time(value: datetime | None) -> str:
    """17:30; nothing for no instant."""
    return wording.vn_time(value) if value else ""


@register.filter
def vn_weekday_date(value: date | None) -> str:
    """Thứ Hai, 23/11/2026; nothing for no date."""
    return wording.vn_weekday_date(value) if value else ""


@register.filter
def vn_prose(value: date | None) -> str:
    """The long form used on papers."""
    return wording.vn_prose(value) if value else ""


@register.filter
def span_words(value: timedelta | float | None) -> str:
    """A length of time in words."""
    return "" if value is None else wording.span_words(value)


@register.filter
def initials(name: object) -> str:
    """Two letters for the round mark."""
    return wording.initials(str(name or ""))


@register.filter
def error_list(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Every error of a form with the id of the control that mends it; form-wide errors have no id."""
    found = [("", str(message)) for message in form.non_field_errors()]
    for field in form:
        target = first_control(field)
        found += [(target, f"{field.label}: {message}") for message in field.errors]
    return found


def first_control(field: BoundField) -> str:
    """The id a link in the summary must lead to."""
    if field.field.widget.is_hidden:
        return ""
    base = str(field.id_for_label or field.auto_id)
    first = f"{field.auto_id}_0"
    return first if field.use_fieldset else base


@register.filter
def field_kind(field: BoundField) -> str:
    """How a field is drawn: text, tick, group (radios, boxes) or parts (several inputs of one answer)."""
    widget = field.field.widget
    if isinstance(widget, forms.MultiWidget):
        return "parts"
    return next((kind for cls, kind in KINDS if isinstance(widget, cls)), "text")


@register.filter
def control(field: BoundField) -> SafeString:
    """The bare control: no placeholder (labels say it), and never filled in by the browser unless asked."""
    widget = field.field.widget
    attrs: dict[str, str | bool] = {}
    if "autocomplete" not in widget.attrs:
        attrs["autocomplete"] = "off"
    if described := described_by(field):
        attrs["aria-describedby"] = described
    widget.attrs.pop("placeholder", None)
    return mark_safe(field.as_widget(attrs=attrs))  # noqa: S308 (the widget escapes)


@register.filter
def described_by(field: BoundField) -> str:
    """Ids of hint and error, for a control or its fieldset."""
    ids = [f"{field.auto_id}_helptext"] if field.help_text else []
    if field.errors:
        ids.append(f"{field.auto_id}_error")
    return " ".join(ids)


@register.filter
def is_optional(field: BoundField) -> bool:
    """Whether the label should say that the answer may be left out."""
    return not field.field.required and not getattr(field.field, "quiet", False)


@register.filter
def characters_left(limit: int) -> str:
    """The pattern the page's script fills with the number of characters left."""
    return _("còn %%n ký tự, tối đa %(limit)s") % {"limit": limit}


@register.filter
def parts(field: BoundField) -> list[dict[str, object]]:
    """The inputs of an answer in several parts, each with its label, id and class."""
    widget = field.field.widget
    labels = getattr(widget, "labels", ())
    classes = getattr(widget, "classes", ())
    context = widget.get_context(field.html_name, field.value(), {"id": field.auto_id})
    found = []
    for number, subwidget in enumerate(context["widget"]["subwidgets"]):
        attrs = {**subwidget["attrs"], **({"aria-invalid": "true"} if field.errors else {})}
        tag = widget.widgets[number].render(subwidget["name"], subwidget["value"], attrs)
        label = labels[number] if number < len(labels) else field.label
        css = classes[number] if number < len(classes) else ""
        found.append({"tag": tag, "id": attrs["id"], "label": label, "css": css})
    return found
