"""Draws a component or a page from a piece of template, as a page would."""

from typing import Any

from django.template import engines
from django.test import RequestFactory

SHELL = {
    "user_name": "Cán bộ H.T.",
    "initials": "HT",
    "agency_label": "PC02",
    "role_label": "Cán bộ",
    "nav": [
        ("cases", "/ho-so/", "Hồ sơ", "list-check", 1),
        ("handoffs", "/ban-giao/", "Bàn giao", "arrows-exchange", 0),
        ("board", "/giam-sat/", "Giám sát", "layout-dashboard", 0),
        ("reports", "/bao-cao/", "Báo cáo", "file-text", 0),
    ],
    "exit_url": "/lich/",
    "leave_url": "/thoat/",
    "logout_url": "/dang-xuat/",
    "demo": True,
}


def draw(source: str, **context: Any) -> str:
    """The text of a template with a request, so that tokens are drawn."""
    template = engines["django"].from_string("{% load i18n caseflow_tags %}" + source)
    return template.render(context, RequestFactory().get("/"))


def part(name: str, **context: Any) -> str:
    """One component with exactly these variables."""
    given = " ".join(f"{key}={key}" for key in context)
    return draw(f'{{% include "components/{name}.html" with {given} only %}}', **context)


def page(content: str, **context: Any) -> str:
    """A whole page with this content."""
    source = (
        '{% extends "base.html" %}{% load i18n caseflow_tags %}'
        "{% block title %}CB26-0147-R{% endblock %}{% block content %}" + content + "{% endblock %}"
        '{% block dialogs %}{% if reasons %}{% include "components/reveal_dialog.html" with reasons=reasons only %}'
        "{% endif %}{% endblock %}"
    )
    template = engines["django"].from_string(source)
    return template.render(
        {"shell": SHELL, "section": "cases", **context}, RequestFactory().get("/")
    )
