"""`mlpkit lab`: a working copy that is the student's own."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from mlpkit.course.lab import open_lab, update_working_copy, working_copy
from mlpkit.course.places import CourseError


@pytest.fixture
def released(course):
    return course / "lessons"


@pytest.fixture
def copy(course):
    return course / "my-lessons"


@pytest.fixture
def mine(copy, lesson):
    return copy / lesson.parent.name / lesson.name


def update(released, copy) -> list[str]:
    return list(update_working_copy(released, copy))


def test_missing_lessons_are_added(released, copy, lesson, mine):
    assert update(released, copy) == [f"Added my-lessons/{lesson.stem}/{lesson.name}."]
    assert mine.read_bytes() == lesson.read_bytes()


def test_what_the_student_wrote_is_never_overwritten(released, copy, mine):
    update(released, copy)
    mine.write_text("my work")
    assert update(released, copy) == []
    assert mine.read_text() == "my work"


def test_a_newer_lesson_is_told_and_the_student_s_stays(released, copy, lesson, mine):
    update(released, copy)
    mine.write_text("my work")
    lesson.write_text("a newer lesson")
    (sentence,) = update(released, copy)
    assert sentence.startswith(f"There is a newer {lesson.stem}; yours is left as it is.")
    assert mine.read_text() == "my work"


def test_renaming_the_old_lesson_brings_the_newer_one(released, copy, lesson, mine):
    update(released, copy)
    lesson.write_text("a newer lesson")
    mine.rename(mine.with_name("old.ipynb"))
    update(released, copy)
    assert mine.read_text() == "a newer lesson"
    assert update(released, copy) == []


def test_a_lesson_that_was_removed_comes_back(released, copy, mine):
    update(released, copy)
    mine.unlink()
    update(released, copy)
    assert mine.exists()


def test_a_damaged_record_costs_nothing(released, copy, mine):
    update(released, copy)
    mine.write_text("my work")
    (copy / ".released.json").write_text("{")
    assert update(released, copy) == []
    assert mine.read_text() == "my work"


def test_a_copy_that_is_interrupted_leaves_no_half_lesson(released, copy, mine, monkeypatch):
    def interrupted(source, target):
        target.write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "copyfile", interrupted)
    with pytest.raises(KeyboardInterrupt):
        update(released, copy)
    monkeypatch.undo()
    update(released, copy)
    assert mine.read_bytes() == (released / mine.parent.name / mine.name).read_bytes()


def test_the_working_copy_lies_in_the_checkout_wherever_one_calls(course, lesson):
    assert working_copy(lesson.parent) == course / "my-lessons"


@pytest.mark.parametrize("name", ["99", "01-loss", "../01-loss-and-sgd", ""])
def test_a_lesson_that_does_not_exist_is_told_those_that_do(course, copy, name):
    with pytest.raises(CourseError, match=f"There is no lesson '{name}'; there are: 01-loss-and-"):
        open_lab(course, name, [])
    assert not copy.exists()


@pytest.mark.parametrize("option", ["--port={}", "--port {}", "--ServerApp.port={}"])
def test_an_occupied_port_is_told(course, option):
    with socket.socket() as server:
        server.bind(("localhost", 0))
        server.listen()
        port = server.getsockname()[1]
        with pytest.raises(CourseError, match=f"Port {port} can't be used .*; choose another"):
            open_lab(course, None, ["--no-browser", *option.format(port).split()])


def test_a_copy_that_cannot_be_written_is_told(course, copy):
    copy.write_text("a file in the way")
    with pytest.raises(CourseError, match="can't be written"):
        open_lab(course, "01", [])


def test_jupyterlab_opens_the_lesson_in_the_working_copy(course, tmp_path):
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex()
    options = [
        "--no-browser",
        f"--port={port}",
        f"--IdentityProvider.token={token}",
    ]
    environment = os.environ | {"HOME": str(tmp_path), "JUPYTER_RUNTIME_DIR": str(tmp_path / "run")}
    server = subprocess.Popen(
        [sys.executable, "-m", "mlpkit", "lab", "01", "--", *options],
        cwd=course,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        path = "01-loss-and-sgd/01-loss-and-sgd.ipynb"
        url = f"http://localhost:{port}/api/contents/{path}?token={token}"
        assert wait_for(url)["path"] == path
    finally:
        server.send_signal(signal.SIGTERM)
        said, _ = server.communicate(timeout=30)
    assert f"Added my-lessons/{path}." in said
    assert f"/lab/tree/{path}" in said


def wait_for(url: str, seconds: float = 60) -> dict:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  our own server
                return json.load(answer)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
