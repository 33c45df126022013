"""Only what a check returned counts, as a number from 0 to the cell's points."""

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import determine_grade

from mlpkit.grading import MarkByPoints, points_of_check

ABOUT = {"grade": True, "solution": False, "locked": True, "grade_id": "check", "points": 2.0}


def check_cell(*outputs: NotebookNode) -> NotebookNode:
    return new_code_cell("check(loss)", outputs=list(outputs), metadata={"nbgrader": ABOUT})


def result(text: str) -> NotebookNode:
    return new_output("execute_result", {"text/plain": text})


def stream(name: str) -> NotebookNode:
    return new_output("stream", name=name, text="a line\n")


ERROR = new_output("error", ename="NameError", evalue="", traceback=[])


@pytest.mark.parametrize(("text", "points"), [("0.0", 0.0), ("1.5", 1.5), ("2.0", 2.0)])
def test_a_result_within_the_points_counts(text: str, points: float) -> None:
    cell = check_cell(stream("stdout"), result(text))
    assert points_of_check(cell) == points
    assert marks(cell) == points


@pytest.mark.parametrize("text", ["np.float64(0.0)", "nan", "inf", "-1.0", "2.5", "<Report>", ""])
def test_a_result_that_is_no_number_of_points_counts_nothing(text: str) -> None:
    assert marks(check_cell(result(text))) == 0


@pytest.mark.parametrize(
    "outputs",
    [[], [stream("stdout")], [ERROR], [result("2.0"), ERROR], [result("0.0"), result("2.0")]],
)
def test_a_check_without_one_result_counts_nothing(outputs: list[NotebookNode]) -> None:
    assert marks(check_cell(*outputs)) == 0


def test_stderr_takes_no_points_and_is_still_shown() -> None:
    cell = check_cell(stream("stderr"), result("2.0"))
    assert marks(cell) == 2.0
    assert cell.outputs[0].text == "a line\n"


def test_a_cell_of_the_students_keeps_its_outputs() -> None:
    cell = new_code_cell("1 / 0", outputs=[stream("stderr"), ERROR])
    MarkByPoints().preprocess_cell(cell, {}, 0)
    assert cell.outputs == [stream("stderr"), ERROR]


def marks(cell: NotebookNode) -> float:
    """Let nbgrader mark what the plug-in leaves."""
    MarkByPoints().preprocess_cell(cell, {}, 0)
    points: float = determine_grade(cell)[0]
    return points
