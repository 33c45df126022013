"""The `mlpkit` command: its words, its exit statuses, its sentences."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from mlpkit.cli import COMMANDS, main

ROOT = Path(__file__).parents[1]
LESSON = ROOT / "lessons" / "01-loss-and-sgd" / "01-loss-and-sgd.ipynb"
SOLUTION = ROOT / "solutions" / "01-loss-and-sgd" / "01-loss-and-sgd.ipynb"
EXERCISES = ["predict", "loss", "sgd_step"]


def test_help_lists_the_commands_that_exist(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines() if "    " in line]
    assert listed == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name, capsys):
    with pytest.raises(SystemExit, match="0"):
        main([name, "--help"])
    assert COMMANDS[name].help in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["grode"], ["build", "--", "x"], ["check"]])
def test_a_command_line_that_makes_no_sense_is_refused(arguments, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "usage: mlpkit" in capsys.readouterr().err


def test_the_command_does_not_load_what_only_authors_have():
    program = "import sys, mlpkit.cli; print({'nbgrader', 'jupytext', 'nbclient'} & {*sys.modules})"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
    assert said.strip() == b"set()"


# --- mlpkit check -------------------------------------------------------------------------


def test_right_answers_exit_with_0(capsys):
    assert main(["check", str(SOLUTION)]) == 0
    notebook, *lines = capsys.readouterr().out.splitlines()
    assert notebook == str(SOLUTION)
    assert [line.split(".")[0] for line in lines] == [f"  {name}: right" for name in EXERCISES]


def test_a_lesson_as_released_exits_with_1(capsys):
    assert main(["check", str(LESSON)]) == 1
    assert capsys.readouterr().out.count(": not solved yet.") == len(EXERCISES)


def test_json_is_a_list_of_objects(capsys):
    assert main(["check", "--json", str(SOLUTION), str(LESSON)]) == 1
    results = json.loads(capsys.readouterr().out)
    keys = {"notebook", "exercise", "passed", "mistakes", "message"}
    assert all(set(result) == keys for result in results)
    assert [result["passed"] for result in results] == [True] * 3 + [False] * 3
    assert [result["exercise"] for result in results[:3]] == [
        f"01-loss-and-sgd/{name}" for name in EXERCISES
    ]
    assert results[3]["mistakes"] == ["not-solved"]


def test_an_unusable_notebook_exits_with_2_and_costs_no_other(tmp_path, capsys):
    missing = str(tmp_path / "missing.ipynb")
    assert main(["check", "--json", missing, str(SOLUTION)]) == 2
    said = capsys.readouterr()
    assert said.err == f"{missing} can't be read: No such file or directory.\n"
    assert len(json.loads(said.out)) == len(EXERCISES)


# --- mlpkit build and mlpkit lab ------------------------------------------------------------


def test_build_check_exits_with_1_where_something_is_out_of_step(monkeypatch, capsys):
    monkeypatch.setattr("mlpkit.course.build.out_of_step", lambda *_: ["README.md: is missing"])
    assert main(["build", "--check"]) == 1
    assert capsys.readouterr().out == "README.md: is missing\n"


def test_build_check_exits_with_0_where_nothing_is(monkeypatch, capsys):
    monkeypatch.setattr("mlpkit.course.build.out_of_step", lambda *_: [])
    assert main(["build", "--check"]) == 0
    assert capsys.readouterr().out == "Everything is in step.\n"


def test_build_without_the_authors_packages_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "jupytext", None)
    assert main(["build"]) == 2
    sentence = "mlpkit build needs jupytext: python -m pip install 'mlpkit[authoring]'\n"
    assert capsys.readouterr().err == sentence


def test_lab_passes_on_what_follows_the_dashes(monkeypatch):
    calls = []
    monkeypatch.setattr("mlpkit.course.lab.open_lab", lambda *given: calls.append(given))
    assert main(["lab", "01", "--", "--port=8899", "--no-browser"]) == 0
    assert main(["lab", "--", "--no-browser"]) == 0
    assert main(["lab"]) == 0
    assert [given[1:] for given in calls] == [
        ("01", ["--port=8899", "--no-browser"]),
        (None, ["--no-browser"]),
        (None, []),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to a group")
def test_ctrl_c_ends_a_command_without_a_traceback(tmp_path):
    started, path = tmp_path / "started", tmp_path / LESSON.name
    lesson = nbformat.read(LESSON, as_version=4)
    source = f"import pathlib, time\npathlib.Path({str(started)!r}).touch()\ntime.sleep(60)"
    lesson.cells.insert(0, nbformat.v4.new_code_cell(source))
    nbformat.write(lesson, path)
    command = [sys.executable, "-m", "mlpkit", "check", str(path)]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        while not started.exists():
            assert process.poll() is None
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, "Stopped.\n")


def test_a_lesson_that_does_not_exist_exits_with_2(capsys):
    assert main(["lab", "99"]) == 2
    assert capsys.readouterr().err.startswith("There is no lesson '99'; there are: 01-loss-and-sgd")
