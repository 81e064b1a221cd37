"""The key files of the log: made once, shown in public form only."""

from __future__ import annotations

import io

import pytest
from django.conf import settings
from django.core.management import call_command

from audit import signing


def test_keys_are_made_once_and_shown_in_public_form_only(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AUDIT_KEY_FILE", "AUDIT_SIGNING_KEY_FILE", "AUDIT_POLICY_FILE"):
        monkeypatch.setattr(settings, name, f"{tmp_path}/keys/{name}")
    said = io.StringIO()
    call_command("audit_keys", "init", "--name", "mau.example/so", stdout=said)
    call_command("audit_keys", "init", stdout=said)
    shown = io.StringIO()

    call_command("audit_keys", "show", stdout=shown)

    signer = signing.current()
    assert signer is not None
    assert shown.getvalue().strip() == signer.key.vkey
    assert said.getvalue().splitlines() == [
        "audit keys: created",
        "signing key: created for mau.example/so",
        "audit keys: present",
        "signing key: present",
    ]
