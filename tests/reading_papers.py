"""What is needed to draw papers and to read them again; tests without it are skipped, in CI they fail."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib

import pytest

from caseflow import paper

try:
    from caseflow import press
except OSError:
    press = None  # type: ignore[assignment] # a machine without Pango

PANGO = press is not None
drawn = pytest.mark.skipif(
    not PANGO or shutil.which("pdftotext") is None,
    reason=f"needs {paper.Unprintable.LIBRARIES} poppler-utils",
)


def told(pdf: bytes, *command: str) -> str:
    """What a program of poppler says of a PDF."""
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return re.sub(r"[ \t]+", " ", done.stdout.decode())


def text(pdf: bytes) -> str:
    """The text layer, one line."""
    return " ".join(told(pdf, "pdftotext", "-layout", "-", "-").split())


def objects(pdf: bytes) -> bytes:
    """Everything inside, unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)\nendstream", pdf, re.DOTALL)
    return b"".join(zlib.decompressobj().decompress(each) for each in streams if each[:1] == b"x")


def check_kit(pdf: bytes, language: str) -> None:
    """A4, tagged, in this language, letters of our family only, embedded, with a text layer."""
    info = told(pdf, "pdfinfo", "-")
    assert "Tagged: yes" in info
    assert "A4" in info
    assert re.search(rb"/Lang ?\(" + language.encode() + rb"\)", objects(pdf))
    fonts = told(pdf, "pdffonts", "-").splitlines()[2:]
    assert fonts
    assert all(re.match(r"[A-Z]{6}\+Tinos", line) for line in fonts), fonts
    assert all(" yes yes yes " in line for line in fonts), fonts
