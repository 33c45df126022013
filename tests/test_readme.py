"""What README.md and CONTRIBUTING.md promise is there."""

import re
from pathlib import Path

import pytest

from mlpkit.cli import COMMANDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_two_commands_stand_at_the_top():
    assert README.splitlines()[2:4] == [
        "    make lab      # installs, then opens the course in JupyterLab",
        "    make test     # installs, then runs the whole test suite",
    ]


def test_every_command_is_listed_and_every_listed_command_exists():
    assert re.findall(r"^\| `mlpkit (\w+)", README, re.MULTILINE) == list(COMMANDS)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_and_pictures_lead_somewhere(name):
    targets = re.findall(r"\]\(([^)]+)\)", (ROOT / name).read_text(encoding="utf-8"))
    local = [target for target in targets if not target.startswith("https://")]
    assert [target for target in local if not (ROOT / target).exists()] == []


def test_without_make_the_same_is_installed_and_run():
    """Each command of the Makefile's two targets stands in README.md as plain pip."""
    recipes = re.findall(
        r"^\t@?(\$\((?:PIP|BIN)\).*)$", (ROOT / "Makefile").read_text(), re.MULTILINE
    )
    wanted = [
        recipe.replace("$(PIP)", ".venv/bin/python -m pip")
        .replace("$(BIN)", ".venv/bin")
        .removesuffix(" -- $(OPTIONS)")
        .removesuffix(" $(LESSON)")
        for recipe in recipes
    ]
    shown = {line.strip() for line in README.splitlines() if line.startswith("    ")}
    assert {*wanted} - shown == set()
