"""A short run of fuzz/run.mjs: spoilt project files are opened, or refused in words."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not on the path")
def test_300_spoilt_projects_are_opened_or_refused_in_words(tmp_path):
    run = ["node", ROOT / "fuzz/run.mjs", "--count", "300", "--keep", tmp_path]
    done = subprocess.run(run, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    counts = done.stdout.splitlines()[-1]
    assert counts.startswith("300 files: ")
    # neither all refused nor all opened: then nothing was tried
    assert all(f"{word} " in counts for word in ("format", "project", "saved"))
