"""Fresh environments: Binder's pins with the course, and the wheel far from any checkout."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LESSON = "01-loss-and-sgd/01-loss-and-sgd.ipynb"
IMPORT_ALL = """
import importlib, pkgutil, mlpkit
for module in pkgutil.walk_packages(mlpkit.__path__, "mlpkit."):
    if module.name.split(".")[1] in ("core", "calls", "plots", "exercises", "checks", "explorers"):
        importlib.import_module(module.name)
print(mlpkit.__file__)
"""


def run(*command: str | Path, cwd: Path, **options) -> str:
    """Run a command and return what it printed; fail with it."""
    done = subprocess.run(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}"
    return done.stdout


@pytest.fixture(scope="session")
def clone(tmp_path_factory) -> Path:
    """The files of the checkout that git has or would take, and nothing else."""
    folder = tmp_path_factory.mktemp("clone")
    listing = run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    for name in listing.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def cold(tmp_path_factory) -> Path:
    """The `bin` of a fresh environment with Binder's pins, and nothing of the course."""
    folder = tmp_path_factory.mktemp("cold")
    run(sys.executable, "-m", "venv", folder, cwd=folder)
    pins = ROOT / "binder" / "requirements.txt"
    pip = folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "--quiet"
    run(*pip, "install", "-r", pins, cwd=folder)
    return folder / "bin"


@pytest.fixture(scope="session")
def wheel(clone, tmp_path_factory) -> Path:
    """The wheel, built by way of the source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, clone, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


def pins(path: Path) -> dict[str, str]:
    """Name → version of a requirements file; a line that pins nothing fails."""
    lines = path.read_text().splitlines()
    matches = [re.fullmatch(r"([\w.-]+)==([\w.]+)(?: ; .+)?", line) for line in lines]
    assert None not in matches, lines[matches.index(None)]
    return {match[1]: match[2] for match in matches}


def without_checkout() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def check(bin_folder: Path, notebook: Path, cwd: Path) -> list[bool]:
    """What `mlpkit check` says of a notebook's exercises."""
    said = subprocess.run(
        [bin_folder / "mlpkit", "check", "--json", notebook],
        cwd=cwd,
        env=without_checkout(),
        stdout=subprocess.PIPE,
        check=False,
    ).stdout
    return [result["passed"] for result in json.loads(said)]


# --- pins ---------------------------------------------------------------------------------


def test_everything_on_binder_is_pinned_to_what_the_tests_run_with():
    binder, tests = (pins(ROOT / folder / "requirements.txt") for folder in ("binder", "tests"))
    assert binder.items() <= tests.items()


@pytest.mark.parametrize(
    ("folder", "extras"), [("binder", [""]), ("tests", ["", "test", "grading", "authoring"])]
)
def test_the_pins_are_those_of_the_declared_dependencies(folder, extras):
    pinned = pins(ROOT / folder / "requirements.txt")
    for requirement in map(Requirement, requires("mlpkit")):
        marker = requirement.marker
        wanted = any(marker is None or marker.evaluate({"extra": extra}) for extra in extras)
        if wanted and requirement.name != "mlpkit":
            assert requirement.specifier.contains(pinned[requirement.name]), requirement


# --- environments ---------------------------------------------------------------------------


@pytest.mark.timeout(600)
def test_binder_s_pins_import_everything_and_run_a_lesson(cold, clone):
    path = os.pathsep.join([str(cold), os.environ["PATH"]])
    run(clone / "binder" / "postBuild", cwd=clone, env=without_checkout() | {"PATH": path})
    run(cold / "python", "-m", "pip", "check", cwd=clone)
    said = run(cold / "python", "-c", IMPORT_ALL, cwd=clone.parent, env=without_checkout())
    assert Path(said.strip()).is_relative_to(cold.parent)
    assert check(cold, clone / "solutions" / LESSON, clone) == [True] * 3
    assert check(cold, clone / "lessons" / LESSON, clone) == [False] * 3


@pytest.mark.timeout(600)
def test_the_wheel_brings_the_lessons_and_runs_them_without_a_checkout(cold, wheel, tmp_path):
    pip = cold / "python", "-m", "pip", "--disable-pip-version-check", "--quiet"
    run(*pip, "uninstall", "--yes", "mlpkit", cwd=tmp_path)
    run(*pip, "install", wheel, cwd=tmp_path)
    lab = cold / "mlpkit", "lab", "01", "--", "--version"
    said = run(*lab, cwd=tmp_path, env=without_checkout())
    assert f"Added my-lessons/{LESSON}." in said
    copied = tmp_path / "my-lessons" / LESSON
    assert copied.read_bytes() == (ROOT / "lessons" / LESSON).read_bytes()
    assert check(cold, copied, tmp_path) == [False] * 3


def test_the_wheel_holds_the_package_the_lessons_and_no_solution(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert f"mlpkit/_lessons/{LESSON}" in names
    assert "mlpkit/py.typed" in names
    others = [name for name in names if not name.startswith(("mlpkit/", "mlpkit-"))]
    assert others == []
    lessons = {path.relative_to(ROOT / "lessons") for path in (ROOT / "lessons").glob("*/*.ipynb")}
    carried = {Path(name).relative_to("mlpkit/_lessons") for name in names if "_lessons/" in name}
    assert carried == lessons
