"""`mlpkit check`: what a student's notebook gets, whatever stands in it."""

import json
from pathlib import Path

import nbformat
import pytest

from mlpkit.course.marking import mark
from mlpkit.course.places import CourseError
from mlpkit.exercises import catalogue

RIGHT = {
    "predict": "def predict(W1, W2, x):\n    return W2 @ (1 / (1 + np.exp(-(W1 @ x))))",
    "loss": "def loss(W1, W2, x, y):\n    return float(np.sum((predict(W1, W2, x) - y) ** 2))",
    "sgd_step": "def sgd_step(W1, W2, dW1, dW2, alpha):\n"
    "    return W1 - alpha * dW1, W2 - alpha * dW2",
}


@pytest.fixture
def submit(lesson):
    """Write sources over the lesson's cells, by cell id, and mark the notebook."""

    def submit(answers, seconds=20):
        notebook = nbformat.read(lesson, as_version=4)
        for cell in notebook.cells:
            cell.source = answers.get(cell.id, cell.source)
        notebook.cells = [cell for cell in notebook.cells if cell.source is not None]
        nbformat.write(notebook, lesson)
        results = mark(lesson, catalogue(), seconds)
        return {result.exercise.split("/")[1]: result for result in results}

    return submit


def mistakes(results) -> dict[str, list[str]]:
    return {name: result.mistakes for name, result in results.items()}


def test_right_answers_pass(submit):
    results = submit(RIGHT)
    assert all(result.passed for result in results.values())
    assert mistakes(results) == {"predict": [], "loss": [], "sgd_step": []}


def test_a_lesson_as_released_is_not_solved(submit):
    results = submit({})
    assert mistakes(results) == {name: ["not-solved"] for name in RIGHT}
    assert not any(result.passed for result in results.values())


def test_a_wrong_answer_is_named_and_costs_no_other(submit):
    results = submit(RIGHT | {"sgd_step": RIGHT["sgd_step"].replace("-", "+")})
    assert mistakes(results) == {"predict": [], "loss": [], "sgd_step": ["climbs"]}


def test_what_stands_in_a_check_cell_does_not_matter(submit):
    forged = {"check-predict": "1.0", "check-loss": "raise SystemExit"}
    wrong = {"loss": "def loss(W1, W2, x, y):\n    return None"}
    results = submit(RIGHT | forged | wrong)
    assert [results[name].passed for name in RIGHT] == [True, False, True]


def test_a_missing_check_cell_does_not_matter(submit):
    results = submit(RIGHT | {"check-predict": None, "check-sgd_step": None})
    assert all(result.passed for result in results.values())


def test_an_exercise_that_was_removed_is_missing(submit):
    results = submit(RIGHT | {"loss": None, "check-loss": None})
    assert [results[name].passed for name in RIGHT] == [True, False, True]
    assert "its cell has been removed from the notebook" in results["loss"].message


def test_a_function_under_another_name_is_missing(submit):
    results = submit(RIGHT | {"sgd_step": RIGHT["sgd_step"].replace("sgd_step", "step")})
    assert "defines no function of this name" in results["sgd_step"].message
    assert results["predict"].passed


def test_a_cell_that_cannot_be_read_is_shown_its_error(submit):
    results = submit(RIGHT | {"sgd_step": "def sgd_step(W1:\n    return"})
    assert results["sgd_step"].mistakes == ["raised"]
    assert "SyntaxError" in results["sgd_step"].message
    assert results["loss"].passed


@pytest.mark.parametrize(
    ("cell", "source", "said"),
    [
        ("loss", "while True:\n    pass", "had not ended after 4 seconds"),
        ("loss", "import os\nos._exit(0)", "ended the notebook's kernel"),
        ("s1-loss-function-2", "while True:\n    pass", None),
        ("s1-loss-function-2", "import os\nos._exit(0)", None),
    ],
)
def test_a_cell_that_hangs_or_kills_costs_no_other_answer(submit, cell, source, said):
    results = submit(RIGHT | {cell: source}, seconds=4)
    assert results["predict"].passed
    assert results["sgd_step"].passed
    if said:
        assert results["loss"].mistakes == ["raised"]
        assert said in results["loss"].message
    else:
        assert results["loss"].passed


def test_a_function_that_ends_python_costs_no_other_answer(submit):
    results = submit(RIGHT | {"predict": "import os\ndef predict(W1, W2, x):\n    os._exit(0)"})
    assert not results["predict"].passed
    assert results["sgd_step"].passed


def test_a_notebook_without_metadata_is_recognised_by_its_cell_ids(submit, lesson):
    notebook = json.loads(lesson.read_text())
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    lesson.write_text(json.dumps(notebook))
    assert all(result.passed for result in submit(RIGHT).values())


def test_nothing_is_written_beside_the_notebook(submit, lesson):
    before = sorted(lesson.parent.iterdir())
    submit({"s1-loss-function-2": "open('left-behind', 'w').write('!')"})
    assert sorted(lesson.parent.iterdir()) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "can't be read: No such file"),
        (b"", "is no notebook"),
        (b"\xff\xfe\x00", "is no notebook: it isn't text"),
        (b"[1, 2]", "is no notebook"),
        (b'{"cells": 3, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "is no notebook"),
        (b'{"cells": [{}], "nbformat": 4, "nbformat_minor": 5}', "is no notebook"),
        (b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "no exercise of"),
    ],
)
def test_what_is_no_notebook_of_this_course_is_refused(tmp_path: Path, content, said):
    path = tmp_path / "homework.ipynb"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CourseError, match=said) as caught:
        mark(path, catalogue())
    assert len(str(caught.value).splitlines()) == 1


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(CourseError, match="can't be read: Is a directory"):
        mark(tmp_path, catalogue())


def test_exit_is_noticed_in_its_own_cell(submit):
    results = submit(RIGHT | {"s1-loss-function-2": "exit()"})
    assert all(result.passed for result in results.values())
    results = submit(RIGHT | {"loss": f"{RIGHT['loss']}\nexit()"})
    assert [results[name].passed for name in RIGHT] == [True, False, True]
    assert "ended the notebook's kernel" in results["loss"].message


def test_a_long_line_of_output_holds_nothing_up(submit):
    assert submit(RIGHT | {"s1-loss-function-2": "print('x' * 2_000_000)"})["loss"].passed


@pytest.mark.parametrize("damage", [None, "x", True, [], {"grade_id": ["a"]}])
def test_damaged_metadata_of_a_cell_cost_nothing(lesson, submit, damage):
    notebook = nbformat.read(lesson, as_version=4)
    notebook.cells[0].metadata["nbgrader"] = damage
    nbformat.write(notebook, lesson)
    assert all(result.passed for result in submit(RIGHT).values())
