"""The witness at a terminal: it makes one key and says what it cannot read."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit import witness


def test_a_key_is_made_once_and_a_log_that_is_no_key_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "khoa.json"
    making = ["keygen", str(path), "vks.example/nhan-chung"]
    looking = ["run", "--key", str(path), "--state", str(tmp_path / "nho.json")]
    where = ["--url", "http://127.0.0.1:9", "--log"]

    assert witness.main(making) == 0
    assert "vks.example/nhan-chung" in capsys.readouterr().out
    assert witness.main(making) == 3  # a key that exists is never written over
    assert witness.main([*looking, *where, "not a key"]) == 3
    assert capsys.readouterr().err
