"""Production refuses to start half configured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from caseflow.sealing import provider

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import json, django
from django.conf import settings
django.setup()
names = ("DEBUG DEMO SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE "
         "SECURE_HSTS_SECONDS SECURE_SSL_REDIRECT ALLAUTH_TRUSTED_PROXY_COUNT SESSION_ENGINE "
         "CSRF_TRUSTED_ORIGINS").split()
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def complete(tmp_path: Path) -> dict[str, str]:
    """An environment in which production starts."""
    provider.create_file(tmp_path / "master.json")
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "settings.production",
        "SECRET_KEY": "k9" * 20 + "abcdefghijklmnop",
        "ALLOWED_HOSTS": "tiepbuoc.example",
        "DATABASE_URL": "postgres://a@127.0.0.1/main",
        "KEYRING_URL": "postgres://a@127.0.0.1/keyring",
        "CACHE_URL": "locmemcache://",
        "KEY_FILE": str(tmp_path / "master.json"),
        "AUDIT_KEY_FILE": str(tmp_path / "audit.json"),
        "AUDIT_POLICY_FILE": str(tmp_path / "policy.txt"),
        "DATA_DIR": str(tmp_path),
    }


def start(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A process of its own under the production settings."""
    return subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_starts_with_everything_in_place(tmp_path: Path) -> None:
    started = start(complete(tmp_path))

    assert started.returncode == 0, started.stderr
    found = json.loads(started.stdout)
    assert found["DEBUG"] is False
    assert found["DEMO"] is False
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_SSL_REDIRECT"]
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert found["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://tiepbuoc.example"]


@pytest.mark.parametrize(
    "name",
    [
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "DATABASE_URL",
        "KEYRING_URL",
        "KEY_FILE",
        "AUDIT_KEY_FILE",
        "AUDIT_POLICY_FILE",
        "CACHE_URL",
    ],
)
def test_it_names_what_is_missing(tmp_path: Path, name: str) -> None:
    environment = complete(tmp_path)
    del environment[name]

    started = start(environment)

    assert started.returncode != 0
    assert name in started.stderr


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("DEBUG", "1", "DEBUG"),
        ("SECRET_KEY", "short", "SECRET_KEY"),
        ("SECRET_KEY", "a" * 60, "SECRET_KEY"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS"),
        ("KEYRING_URL", "postgres://a@127.0.0.1/main", "KEYRING_URL"),
    ],
)
def test_it_refuses_what_is_weak(tmp_path: Path, name: str, value: str, word: str) -> None:
    started = start(complete(tmp_path) | {name: value})

    assert started.returncode != 0
    assert word in started.stderr


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    environment = complete(tmp_path)
    secret = tmp_path / "secret"
    secret.write_text(environment.pop("SECRET_KEY") + "\n")

    assert start(environment | {"SECRET_KEY_FILE": str(secret)}).returncode == 0
