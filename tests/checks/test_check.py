"""`check(function)`: what a lesson's cell ends with."""

import sys
import warnings

import numpy as np
import pytest
from answers import ANSWERS

from mlpkit.checks import check, examine
from mlpkit.exercises import catalogue

RIGHT = {answer.exercise: answer.function for answer in ANSWERS if not answer.names}


def sgd_step(W1, W2, dW1, dW2, alpha):
    return W1 - alpha * dW1, W2 - alpha * dW2


def named(function, name):
    def answer(*arguments):
        return function(*arguments)

    answer.__name__ = name
    return answer


@pytest.mark.parametrize("exercise", catalogue())
def test_the_points_are_a_plain_float(exercise, capsys):
    points = check(named(RIGHT[exercise], exercise.split("/")[1]))
    assert type(points) is float
    assert points == catalogue()[exercise].points
    assert examine(exercise, RIGHT[exercise]).message in capsys.readouterr().out


def test_a_part_of_the_answer_gets_its_part_of_the_points(capsys):
    points = check(named(lambda W1, W2, dW1, dW2, a: (W1 - a * dW1, W2 + a * dW2), "sgd_step"))
    assert type(points) is float
    assert points == 1.0
    assert "climbs" in capsys.readouterr().out


def test_a_wrong_answer_gets_nothing_and_raises_nothing(capsys):
    assert check(named(lambda *_: None, "sgd_step")) == 0.0
    assert "wrong-type" in capsys.readouterr().out


def test_an_exercise_as_released_is_one_sentence(capsys):
    def sgd_step(W1, W2, dW1, dW2, alpha):
        raise NotImplementedError("not solved yet")

    points = check(sgd_step)
    out = capsys.readouterr().out
    assert (type(points), points) == (float, 0.0)
    assert "not solved" in out.lower()
    assert len(out.strip().splitlines()) <= 2
    assert "Traceback" not in out


def test_nothing_reaches_stderr(capfd):
    def sgd_step(W1, W2, dW1, dW2, alpha):
        print("noise", file=sys.stderr)
        sys.__stderr__.write("more noise")
        warnings.warn("a warning", stacklevel=1)
        np.exp(np.array([1e5])) / np.zeros(1)
        return W1 - alpha * dW1, W2 - alpha * dW2

    assert check(sgd_step) == 2.0
    assert capfd.readouterr().err == ""


@pytest.mark.filterwarnings("error")
def test_wrong_formulas_that_overflow_warn_of_nothing(capfd):
    for exercise in catalogue():
        if not exercise.endswith("/train"):
            check(named(lambda *_: np.float64(3.0), exercise.split("/")[1]))
    assert capfd.readouterr().err == ""


def test_what_the_function_prints_stays_out_of_the_report(capfd):
    def sgd_step(W1, W2, dW1, dW2, alpha):
        print("W1 is", W1)
        return W1 - alpha * dW1, W2 - alpha * dW2

    check(sgd_step)
    assert "W1 is" not in capfd.readouterr().out


def test_a_function_without_a_name_of_its_own_is_found_by_the_one_it_is_bound_to(capsys):
    namespace = {"check": check}
    exec("sgd_step = lambda W1, W2, dW1, dW2, a: (W1 - a * dW1, W2 - a * dW2)", namespace)
    assert eval("check(sgd_step)", namespace) == 2.0
    exec(
        "class Step:\n"
        "    def __call__(self, W1, W2, dW1, dW2, a):\n"
        "        return W1 - a * dW1, W2 - a * dW2\n"
        "sgd_step = Step()",
        namespace,
    )
    assert eval("check(sgd_step)", namespace) == 2.0


def test_a_function_under_another_exercises_name_is_examined_as_that(capsys, tmp_path):
    cell = tmp_path / "cell.py"
    cell.write_text("sgd_step = loss\npoints = check(sgd_step)\n")
    names = {"loss": RIGHT["01-loss-and-sgd/loss"], "check": check}
    exec(compile(cell.read_text(), str(cell), "exec"), names)
    assert names["points"] == 0
    assert capsys.readouterr().out.startswith("sgd_step: not right yet.")


def test_a_name_of_no_exercise_is_said_so(capsys):
    assert check(named(lambda: 0, "sdg_step")) == 0.0
    assert "sgd_step" in capsys.readouterr().out


def test_the_students_own_line_is_shown(capsys, tmp_path):
    path = tmp_path / "lesson.py"
    path.write_text("def sgd_step(W1, W2, dW1, dW2, alpha):\n    return W1 - aplha * dW1, W2\n")
    namespace = {}
    exec(compile(path.read_text(), str(path), "exec"), namespace)
    check(namespace["sgd_step"])
    out = capsys.readouterr().out
    assert "NameError: name 'aplha' is not defined" in out
    assert "line 2" in out
    assert "return W1 - aplha * dW1, W2" in out
    assert "mlpkit" not in out


def test_the_seconds_of_training_are_announced(capsys):
    check(named(RIGHT["07-train-it/train"], "train"))
    assert capsys.readouterr().out.count("\n") > 1
