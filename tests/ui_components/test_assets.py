"""What is sent to the browser stays small, local and as noted."""

import gzip
import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.STATICFILES_DIRS[0])
KILOBYTE = 1024


def packed(name: str) -> int:
    return len(gzip.compress((ROOT / name).read_bytes(), 9))


def test_the_stylesheet_and_scripts_keep_to_their_budget():
    assert packed("css/app.css") <= 15 * KILOBYTE
    assert packed("js/app.js") + packed("vendor/htmx/htmx.min.js") <= 25 * KILOBYTE


def test_the_first_page_keeps_to_its_budget():
    fonts = sum(
        (ROOT / f"vendor/noto-sans/ns-{name}.woff2").stat().st_size for name in ("latin", "viet")
    )
    files = [
        "css/app.css",
        "js/app.js",
        "vendor/htmx/htmx.min.js",
        "vendor/tabler-icons/icons.svg",
        "favicon.svg",
    ]
    room_for_the_page = 12 * KILOBYTE

    assert fonts + sum(map(packed, files)) + room_for_the_page <= 80 * KILOBYTE


def test_stylesheets_load_nothing_from_elsewhere():
    for path in ROOT.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert "@import" not in text
        assert not re.search(r"url\((?!#|\.\./vendor/|ours:vendor/)", text), path.name
        assert "data:" not in text


def test_vendored_files_are_the_noted_ones():
    script = ROOT.parent / "scripts" / "vendor_assets.py"

    done = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "")


def test_every_vendored_package_brings_its_licence():
    folders = [path for path in (ROOT / "vendor").iterdir() if path.is_dir()]

    assert folders
    assert all((folder / "LICENSE").is_file() for folder in folders)


def test_the_script_stores_nothing_in_the_browser():
    text = (ROOT / "js/app.js").read_text(encoding="utf-8")

    assert "localStorage" not in text
    assert "indexedDB" not in text
    assert "sessionStorage.setItem" not in text
