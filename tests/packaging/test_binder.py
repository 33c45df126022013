"""Binder: repo2docker takes the folder, and builds what we mean. Docker is not needed."""

import os
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from repo2docker.app import Repo2Docker

ROOT = Path(__file__).parents[2]


@pytest.fixture
def dockerfile(monkeypatch) -> str:
    monkeypatch.chdir(ROOT)
    app = Repo2Docker()
    packs = (pack(app.base_image) for pack in app.buildpacks)
    chosen = next(pack for pack in packs if pack.detect())
    chosen.platform = "linux/amd64"
    return chosen.render()


def test_the_image_has_the_python_that_the_tests_run(dockerfile):
    version = (ROOT / "binder" / "runtime.txt").read_text().strip().removeprefix("python-")
    assert version == "3.11"
    assert f"environment-2epy-2d{version.replace('.', '-2e')}-2d" in dockerfile


def test_the_pins_are_installed_before_the_course_is_copied(dockerfile):
    """A change of a lesson then rebuilds neither the image's base nor its packages."""
    install = dockerfile.index('pip install --no-cache-dir -r "binder/requirements.txt"')
    assert install < dockerfile.index("src/ ${REPO_DIR}/")


def test_the_course_is_installed_last(dockerfile):
    assert re.findall(r"^RUN (.*postBuild)$", dockerfile, re.MULTILINE)[-1] == "./binder/postBuild"
    # repo2docker must not install the root by itself, with dependencies that nobody pinned
    assert "pip install --no-cache-dir .\n" not in dockerfile


def test_post_build_can_be_run():
    assert os.access(ROOT / "binder" / "postBuild", os.X_OK)


def test_the_badge_opens_a_lesson_that_exists():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (link,) = re.findall(r"\]\((https://mybinder\.org/v2/[^)]+)\)", readme)
    (page,) = parse_qs(urlsplit(link).query)["urlpath"]
    assert page.startswith("lab/tree/")
    assert (ROOT / Path(page).relative_to("lab/tree")).is_file()
