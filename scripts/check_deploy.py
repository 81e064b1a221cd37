"""Run Django's deployment checks on the production settings, with values made up for the occasion."""

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from caseflow.sealing import provider

MADE_UP = {
    "DJANGO_SETTINGS_MODULE": "settings.production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "example.invalid",
    "DATABASE_URL": "postgres://nobody@127.0.0.1/main",
    "KEYRING_URL": "postgres://nobody@127.0.0.1/keyring",
    "CACHE_URL": "redis://127.0.0.1/0",
    "AUDIT_KEY_FILE": "/nonexistent/audit.json",
    "AUDIT_POLICY_FILE": "/nonexistent/policy.txt",
}


def main() -> int:
    """Exit code of the checks; a warning counts as an error."""
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    with tempfile.TemporaryDirectory() as folder:
        key_file = Path(folder) / "master.json"
        provider.create_file(key_file)
        environment = {**os.environ, **MADE_UP, "KEY_FILE": str(key_file)}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
