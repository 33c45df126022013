"""nbgrader's own commands, with the configuration that the repository ships."""

import csv
import html
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from running import nbgrader
from submissions import BROKEN, EXPECTED, LESSON, dumps, find

pytestmark = pytest.mark.timeout(600)

ROOT = Path(__file__).parents[2]
CELLS = ("check-predict", "check-loss", "check-sgd_step", "why-minus")
CELL_SECONDS = 7  # more than the 5 s after which a check stops a function


@dataclass(frozen=True)
class Course:
    """A copy of the course that was graded, and what nbgrader said."""

    root: Path
    said: str

    def marks(self, student: str) -> tuple[float | None, ...]:
        """Return the marks of a student's checks and question; None where a person grades."""
        with Gradebook(f"sqlite:///{self.root}/gradebook.db") as gradebook:
            grades = [gradebook.find_grade(name, LESSON, LESSON, student) for name in CELLS]
            return tuple(None if g.needs_manual_grade else g.auto_score for g in grades)

    def shown(self, student: str, cell: str) -> str:
        """Return the text that a cell of a graded notebook shows."""
        notebook = nbformat.read(self.root / f"autograded/{student}/{LESSON}/{LESSON}.ipynb", 4)
        outputs = find(notebook, cell).outputs
        return "\n".join(output.get("text") or output.get("evalue", "") for output in outputs)

    def feedback(self, student: str) -> str:
        """Return a student's feedback as the text that a browser would show."""
        path = self.root / f"feedback/{student}/{LESSON}/{LESSON}.html"
        return html.unescape(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    root = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for folder in ("solutions", "lessons"):
        shutil.copytree(ROOT / folder / LESSON, root / folder / LESSON)
    hand_in(root)

    assert nbgrader(root, "generate_assignment", LESSON).returncode == 0
    graded = nbgrader(root, "autograde", LESSON, f"--Execute.timeout={CELL_SECONDS}")
    assert nbgrader(root, "generate_feedback", LESSON).returncode == 0
    assert nbgrader(root, "export").returncode == 0
    course = Course(root, graded.stderr)
    report(course)
    return course


def hand_in(root: Path) -> None:
    release = nbformat.read(root / f"lessons/{LESSON}/{LESSON}.ipynb", as_version=4)
    files = {student: dumps(submission(release)) for student, (submission, _) in EXPECTED.items()}
    for student, text in (files | {BROKEN: "{"}).items():
        folder = root / "submitted" / student / LESSON
        folder.mkdir(parents=True)
        (folder / f"{LESSON}.ipynb").write_text(text, encoding="utf-8")


def report(course: Course) -> None:
    """Leave the table of marks where a person finds it after the run."""
    lines = ["| submission | predict | loss | sgd_step | why-minus |", "|---|---|---|---|---|"]
    for student in EXPECTED:
        marks = ["to grade" if mark is None else f"{mark:g}" for mark in course.marks(student)]
        lines.append(f"| {student} | {' | '.join(marks)} |")
    folder = ROOT / "test-results"
    folder.mkdir(exist_ok=True)
    (folder / "marks.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize("student", EXPECTED)
def test_a_submission_gets_the_marks_that_it_deserves(course: Course, student: str) -> None:
    _, marks = EXPECTED[student]
    assert course.marks(student) == marks


def test_a_file_that_is_no_notebook_is_named_and_gets_no_marks(course: Course) -> None:
    assert (
        f"There was an error processing assignment '{LESSON}' for student '{BROKEN}'" in course.said
    )
    assert not (course.root / "autograded" / BROKEN / LESSON).exists()


@pytest.mark.parametrize("student", ["right", "wrong", "half-done", "untouched"])
def test_the_feedback_holds_what_each_check_said(course: Course, student: str) -> None:
    feedback = course.feedback(student)
    for cell in CELLS[:3]:
        said = [line for line in course.shown(student, cell).splitlines() if line.strip()]
        assert said
        assert [line for line in said if line not in feedback] == []


@pytest.mark.parametrize(
    ("student", "reason"),
    [
        ("kernel-dies", "This cell ended the kernel."),
        ("unstoppable-cell", "This cell could not be stopped."),
        ("endless", "This cell ran for too long and was stopped."),
        ("hidden-result", "No points: this cell did not end with the points of its check."),
        ("raises", "ZeroDivisionError"),
        ("warns", "careful"),
    ],
)
def test_the_feedback_says_why(course: Course, student: str, reason: str) -> None:
    assert reason in course.feedback(student)


def test_the_exported_table_has_every_students_sum(course: Course) -> None:
    with (course.root / "grades.csv").open(encoding="utf-8", newline="") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    sums = {name: sum(mark or 0 for mark in marks) for name, (_, marks) in EXPECTED.items()}
    assert scores == sums | {BROKEN: 0.0}


def test_releasing_again_changes_no_byte(course: Course) -> None:
    path = f"lessons/{LESSON}/{LESSON}.ipynb"
    assert (course.root / path).read_bytes() == (ROOT / path).read_bytes()
