"""The test suite: fast hashes, keys of its own, SQLite unless TB_TEST_DB=postgres."""

import tempfile
from pathlib import Path

from settings.base import *
from settings.env import env

SECRET_KEY = "test-only"  # noqa: S105 - nothing outside the tests is signed with it
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
TEST_TAG = env.str("TB_TEST_TAG", default="")
DATA_DIR = Path(tempfile.mkdtemp(prefix="tiepbuoc-test-"))
KEY_FILE = DATA_DIR / "master.json"
AUDIT_KEY_FILE = DATA_DIR / "audit.json"
AUDIT_SIGNING_KEY_FILE = DATA_DIR / "signing.json"
AUDIT_STATE_FILE = DATA_DIR / "signed.json"
FILES_DIR = DATA_DIR / "files"
ERASURE_LEDGER = DATA_DIR / "erased.txt"
AUDIT_POLICY_FILE = DATA_DIR / "policy.txt"
SEARCH_SOCKET = DATA_DIR / "search.sock"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir()
LAW_LOOK_SECONDS = 0
"""Tests that are about it look by themselves; no other test pays for a query of its own."""
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

ON_POSTGRES = env.str("TB_TEST_DB", default="sqlite") == "postgres"
DURABLE = env.bool("TB_TEST_DURABLE", default=False)
"""Measurements wait for the disk as the product does; tests kill processes, never the machine."""
if ON_POSTGRES:
    POSTGRES = env.str("TB_POSTGRES_URL", default="postgres://postgres@127.0.0.1:5432/postgres")
    for alias in DATABASES:
        DATABASES[alias] = env.db_url_config(POSTGRES) | {
            "TEST": {"NAME": f"test_tiepbuoc{TEST_TAG}_{alias}"},
            "OPTIONS": {} if DURABLE else {"options": "-c synchronous_commit=off"},
        }
else:
    for alias in DATABASES:
        DATABASES[alias] = embedded(
            DATA_DIR / f"{alias}.sqlite3", "DELETE" if alias == "keyring" else "WAL"
        ) | {"TEST": {"NAME": DATA_DIR / f"test_{alias}.sqlite3"}}
        if not DURABLE:
            DATABASES[alias]["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"
