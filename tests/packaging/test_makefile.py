"""`make lab` and `make test`, as far as they go without building an environment again."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKE = ["make", "--no-print-directory"]


@pytest.fixture
def old_python(tmp_path) -> Path:
    path = tmp_path / "python3.9"
    path.write_text("#!/bin/sh\nexit 1\n")  # what every old Python says to the question
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("target", ["lab", "test"])
def test_an_old_python_is_told_in_one_sentence(old_python, tmp_path, target):
    venv = tmp_path / "venv"
    command = [*MAKE, target, f"PYTHON={old_python}", f"VENV={venv}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert done.stdout == ""
    sentence, *rest = done.stderr.splitlines()
    assert sentence.startswith(f"mlpkit needs Python 3.11 or newer; {old_python} is not. Install")
    assert [line for line in rest if not line.startswith("make")] == []
    assert not venv.exists()


def test_an_old_python_that_imports_the_package_is_told_in_one_sentence():
    program = "import sys; sys.version_info = (3, 9, 0); sys.version = '3.9.0 (old)'; import mlpkit"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert done.stderr == "mlpkit needs Python 3.11 or newer; this is 3.9.0.\n"


def test_a_second_run_installs_nothing(tmp_path):
    for stamp in (".python", ".lab", ".test"):
        (tmp_path / stamp).touch()
        time.sleep(0.01)
    for target in ("lab", "test"):
        command = [*MAKE, "--dry-run", target, f"VENV={tmp_path}"]
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        assert said
        assert "pip" not in said
        assert "venv" not in said.replace(str(tmp_path), "")


def test_new_pins_are_installed(tmp_path):
    for stamp in (".python", ".lab", ".test"):
        (tmp_path / stamp).touch()
        os.utime(tmp_path / stamp, (0, 0))
    said = subprocess.run(
        [*MAKE, "--dry-run", "lab", f"VENV={tmp_path}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "install -r binder/requirements.txt" in said
