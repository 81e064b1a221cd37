"""A document for somebody without an account: page, document and answer are looked through like any other."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.test import Client

from tests.reading_papers import PANGO
from tests.routes import forms
from tests.routes.scene import Scene


def sent(ask: Callable[..., Any], scene: Scene) -> list[tuple[str, Any]]:
    """Looked at and sent by `ask`; what whoever has the link is answered, before, by and after taking it."""
    ask(route="referrals:outside_look", typed={})
    route = "referrals:outside_send"
    answer = ask(route=route, typed=forms.filled(scene, route))
    if not PANGO:
        return []
    link = re.search(r"/lien-ket/[\w-]+/", answer.content.decode())
    assert link
    return [("referrals:link", ask(link[0])) for ask in (Client().get, Client().post, Client().get)]
