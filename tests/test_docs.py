"""What is written about the project is true of it."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
LONGEST = 200


def targets() -> set[str]:
    """What `make` can make."""
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def ours() -> set[str]:
    """Management commands of this project that people run."""
    mine = {"audit", "caseflow", "referrals", "support", "caseflow.sealing"}
    return {name for name, app in get_commands().items() if app in mine}


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) < LONGEST


def test_every_command_of_the_readme_exists() -> None:
    made = set(re.findall(r"`make ([a-z-]+)", README)) | set(
        re.findall(r"^make ([a-z-]+)", README, re.MULTILINE)
    )
    managed = set(re.findall(r"manage\.py ([a-z_]+)", README))

    assert made <= targets()
    assert managed <= set(get_commands())


def test_every_command_of_ours_is_in_the_readme() -> None:
    assert ours() <= set(re.findall(r"manage\.py ([a-z_]+)", README))
    assert targets() - {"help"} <= set(re.findall(r"`make ([a-z-]+)", README))


def test_every_file_the_readme_names_is_there() -> None:
    named = re.findall(r"\]\(([\w./-]+)\)|`((?:docs|tests|\.ci|caseflow)/[\w./-]+)`", README)
    missing = [name for pair in named for name in pair if name and not (ROOT / name).exists()]

    assert not missing


@pytest.mark.parametrize("name", ["states", "law", "packages"])
def test_what_is_drawn_is_fresh(name: str) -> None:
    drawn = io.StringIO()

    call_command(f"draw_{name}", stdout=drawn)

    assert drawn.getvalue() == (ROOT / "docs" / f"{name}.md").read_text(), "run `make docs`"


def test_the_example_environment_names_every_variable_and_no_other() -> None:
    code = "".join((ROOT / "settings" / name).read_text() for name in ("base.py", "production.py"))
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", code))
    read |= set(re.findall(r'"((?:DATABASE|KEYRING)_URL|(?:AUDIT_)?KEY_FILE)"', code))
    shown = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert shown == read - {"DEBUG", "SECURE_SSL_REDIRECT"}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_lock_files_name_versions_and_hashes_and_no_place(name: str) -> None:
    text = (ROOT / name).read_text()
    entries = re.split(r"\n(?=[a-z])", text[text.index("\n", text.index("make lock")) :].strip())

    assert not re.search(r"file:|https?:|--index|--find-links", text)
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)


def test_every_dependency_has_its_reason_and_its_lock() -> None:
    project = (ROOT / "pyproject.toml").read_text().split("[dependency-groups]")[0]
    lines = re.findall(r'^  "([a-z0-9-]+)[^"]*",(.*)$', project, re.MULTILINE)
    locked = (ROOT / "requirements.txt").read_text()

    assert lines
    for name, reason in lines:
        assert reason.strip().startswith("# "), name
        assert re.search(rf"^{name}(\[[a-z,-]+\])?==", locked, re.MULTILINE), name


def test_nothing_but_runtime_packages_is_needed_to_run() -> None:
    """Every module the application imports from elsewhere is locked for installers."""
    code = "import django; django.setup(); import settings.urls, settings.wsgi, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "settings.demo", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"pytest", "time_machine", "hypothesis", "playwright", "polib", "mypy"}
