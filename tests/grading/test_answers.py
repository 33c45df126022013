"""Answers of the matrix, in the notebook's own cells and through `nbgrader autograde`.

Each submission to a lesson carries one answer to each of its exercises, right and wrong ones
mixed, so that no answer may lean on another one.
"""

import ast
import inspect
import shutil
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import nbformat
import pytest
from answers import ANSWERS, Answer
from nbgrader.api import Gradebook
from running import nbgrader
from submissions import answered, dumps, find

from mlpkit.exercises import Exercise, catalogue

pytestmark = pytest.mark.timeout(600)

ROOT = Path(__file__).parents[2]
LESSONS = list(dict.fromkeys(exercise.lesson for exercise in catalogue().values()))
SUBMISSIONS = 5  # three wrong answers and two right ones to each exercise


# --- answers as students type them --------------------------------------------------------


def typed(function: Callable[..., Any]) -> str:
    """Write a cell that defines the function, with the imports and functions that it uses.

    Raises
    ------
    ValueError
        where the function needs what no such cell can hold.
    """
    if not inspect.isfunction(function) or function.__closure__:
        raise ValueError("it was made by other functions")
    [definition] = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    if not isinstance(definition, ast.FunctionDef):
        raise ValueError("it is no function with a name")
    definition.decorator_list = []
    names = names_in(function.__code__) - {definition.name}
    needed = [
        provided(name, function.__globals__[name])
        for name in sorted(names & function.__globals__.keys())
    ]
    return "\n\n".join([*needed, ast.unparse(definition)])


def names_in(code: CodeType) -> set[str]:
    inner = [const for const in code.co_consts if isinstance(const, CodeType)]
    return set(code.co_names).union(*map(names_in, inner))


def provided(name: str, value: Any) -> str:
    if isinstance(value, ModuleType):
        return f"import {value.__name__} as {name}"
    if value.__module__.startswith("mlpkit"):
        return f"from mlpkit import {name}"
    return typed(value)


@dataclass(frozen=True)
class Typed:
    """An answer, and the cell in which a student hands it in."""

    answer: Answer
    source: str


def chosen(exercise: Exercise) -> list[Typed]:
    """Choose three wrong answers with different mistakes and two right ones, in turns."""
    possible: list[Typed] = []
    for answer in ANSWERS:
        if answer.exercise == exercise.name and not answer.place.startswith("habits"):
            try:
                source = typed(answer.function)
            except ValueError:
                continue
            if f"def {exercise.function}(" in source:
                possible.append(Typed(answer, source))
    right = [each for each in possible if not each.answer.names]
    wrong = list({each.answer.names[0]: each for each in possible if each.answer.names}.values())
    first, middle, last = wrong[0], wrong[len(wrong) // 2], wrong[-1]
    return [first, right[0], middle, right[-1], last]


# --- through nbgrader ---------------------------------------------------------------------


@dataclass(frozen=True)
class Graded:
    """What became of one answer."""

    answer: Answer
    points: float
    mark: float
    shown: str

    def is_named(self) -> bool:
        """Tell whether the student reads which mistake it is; an exception is told in words."""
        if not self.answer.names:
            return ": right." in self.shown
        told = [all(f"({name})" in self.shown for name in names) for names in self.answer.names]
        raised = frozenset({"raised"}) in self.answer.names and "It raised " in self.shown
        return any(told) or raised


@pytest.fixture(scope="module", params=LESSONS)
def graded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[Graded]:
    lesson: str = request.param
    root = tmp_path_factory.mktemp(lesson)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    shutil.copytree(ROOT / "solutions" / lesson, root / "solutions" / lesson)
    submissions = hand_in(root, lesson)
    for command in ("generate_assignment", "autograde"):
        done = nbgrader(root, command, lesson)
        assert done.returncode == 0, done.stderr
    return list(collect(root, lesson, submissions))


def hand_in(root: Path, lesson: str) -> dict[str, dict[str, Typed]]:
    """Write the submissions; return the answers that each holds, by student and function."""
    release = nbformat.read(ROOT / f"lessons/{lesson}/{lesson}.ipynb", as_version=4)
    exercises = [exercise for exercise in catalogue().values() if exercise.lesson == lesson]
    answers = {exercise.function: chosen(exercise) for exercise in exercises}
    submissions: dict[str, dict[str, Typed]] = {}
    for k in range(SUBMISSIONS):
        submission = {
            function: each[(k + place) % SUBMISSIONS]
            for place, (function, each) in enumerate(answers.items())
        }
        notebook = answered(release, {name: each.source for name, each in submission.items()})
        folder = root / "submitted" / f"student-{k}" / lesson
        folder.mkdir(parents=True)
        (folder / f"{lesson}.ipynb").write_text(dumps(notebook), encoding="utf-8")
        submissions[f"student-{k}"] = submission
    return submissions


def collect(root: Path, lesson: str, submissions: dict[str, dict[str, Typed]]) -> Iterator[Graded]:
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        for student, submission in submissions.items():
            path = root / f"autograded/{student}/{lesson}/{lesson}.ipynb"
            notebook = nbformat.read(path, as_version=4)
            for function, each in submission.items():
                outputs = find(notebook, f"check-{function}").outputs
                yield Graded(
                    each.answer,
                    catalogue()[f"{lesson}/{function}"].points,
                    gradebook.find_grade(f"check-{function}", lesson, lesson, student).auto_score,
                    "\n".join(output.get("text", "") for output in outputs),
                )


def test_every_answer_gets_the_mark_that_it_deserves(graded: list[Graded]) -> None:
    wanted = {each.answer.place: round(each.answer.score * each.points, 2) for each in graded}
    assert {each.answer.place: each.mark for each in graded} == wanted


def test_every_check_says_right_or_names_the_mistake(graded: list[Graded]) -> None:
    assert [(str(each.answer), each.shown) for each in graded if not each.is_named()] == []


def test_three_wrong_and_two_right_answers_to_each_exercise_were_graded(
    graded: list[Graded],
) -> None:
    for exercise in {each.answer.exercise for each in graded}:
        names = [each.answer.names for each in graded if each.answer.exercise == exercise]
        assert names.count(()) == 2
        assert len(set(names)) == 4
