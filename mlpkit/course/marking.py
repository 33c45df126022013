"""Run a student's notebook and say for each exercise: right, or which mistake it looks like."""

import tempfile
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from mlpkit.course.execute import kernel_client, run_notebook
from mlpkit.course.places import CourseError
from mlpkit.exercises import Exercise

CELL_SECONDS = 90
REPORT = "application/vnd.mlpkit.report+json"

# Stands in for a check cell, so that a student's changes to it don't matter.
PROBE = """\
from IPython.display import display
from mlpkit.checks import examine
report = examine({name!r}, {function})
display({{{mime!r}: {{"passed": report.passed, "mistakes": [*report.mistakes],
                    "message": report.message}}}}, raw=True)
"""


@dataclass(frozen=True)
class Result:
    """What became of one exercise in one notebook; `mistakes` are names of the curriculum."""

    notebook: str
    exercise: str
    passed: bool
    mistakes: list[str]
    message: str


@dataclass
class Run:
    """What running a notebook has brought to light."""

    reports: dict[str, dict[str, Any]] = field(default_factory=dict)  # by cell
    errors: dict[str, str] = field(default_factory=dict)  # by cell
    left_out: dict[str, str] = field(default_factory=dict)  # by cell, with the reason


def mark(
    path: Path, exercises: Mapping[str, Exercise], seconds: float = CELL_SECONDS
) -> list[Result]:
    """Examine every exercise of a student's notebook.

    The notebook runs in an empty folder. A cell that never ends, or that ends the kernel,
    is left out, and costs no other answer.

    Parameters
    ----------
    path
        The notebook.
    exercises
        The catalogue, by full name.
    seconds
        How long one cell may take.

    Raises
    ------
    CourseError
        If there is no notebook to read, or if it is none of this course.
    """
    notebook = read_submission(path)
    asked = _exercises_of(notebook, path, exercises)
    _place_probes(notebook, asked)
    run = Run()
    while not _attempt(notebook, run, seconds):
        pass
    return [_result(path, exercise, notebook, run) for exercise in asked]


def read_submission(path: Path) -> NotebookNode:
    """Read a notebook from whoever may have damaged it."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CourseError(f"{path} is no notebook: it isn't text.") from error
    except OSError as error:
        raise CourseError(f"{path} can't be read: {error.strerror}.") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of cell ids, which nbformat mends
            notebook = nbformat.reads(text, as_version=4)
            nbformat.validate(notebook)
    except Exception as error:  # nbformat raises whatever the damage leads it to
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise CourseError(f"{path} is no notebook, or a damaged one: {reason[0]}") from error
    return notebook


def _exercises_of(
    notebook: NotebookNode, path: Path, exercises: Mapping[str, Exercise]
) -> list[Exercise]:
    """Find the lesson that the notebook belongs to by the cells that it has kept."""
    names = {_name(cell) for cell in notebook.cells}
    lessons = Counter(
        exercise.lesson
        for exercise in exercises.values()
        for name in (exercise.function, f"check-{exercise.function}")
        if name in names
    )
    if not lessons:
        raise CourseError(f"{path} holds no exercise of this course; is it from another one?")
    lesson = lessons.most_common(1)[0][0]
    return [exercise for exercise in exercises.values() if exercise.lesson == lesson]


def _name(cell: NotebookNode) -> str:
    """Return the name that the author gave the cell; the id has it where metadata are lost."""
    about = cell.metadata.get("nbgrader")
    name = about.get("grade_id") if isinstance(about, dict) else None
    return str(name or cell.get("id"))


def _place_probes(notebook: NotebookNode, asked: Iterable[Exercise]) -> None:
    """Put a probe in place of each check cell, or behind an exercise that has lost its own."""
    for exercise in asked:
        names = [_name(cell) for cell in notebook.cells]
        probe = nbformat.v4.new_code_cell(
            PROBE.format(name=exercise.name, function=exercise.function, mime=REPORT),
            id=_probe(exercise),
        )
        if f"check-{exercise.function}" in names:
            notebook.cells[names.index(f"check-{exercise.function}")] = probe
        elif exercise.function in names:
            notebook.cells.insert(names.index(exercise.function) + 1, probe)


def _probe(exercise: Exercise) -> str:
    return f"probe-{exercise.function}"


def _attempt(notebook: NotebookNode, run: Run, seconds: float) -> bool:
    """Run the notebook in a fresh kernel; False where a cell had to be left out on the way."""
    started: list[NotebookNode] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        client = kernel_client(
            notebook,
            folder,
            timeout=seconds,
            allow_errors=True,
            shutdown_kernel="immediate",
            on_cell_start=lambda cell, cell_index: started.append(cell),
            on_cell_executed=_notice_exit,
        )
        client.log.disabled = True  # what it has to say, the results say
        try:
            run_notebook(client, folder)
            why = ""
        except CellTimeoutError:
            why = f"had not ended after {seconds:g} seconds."
        except DeadKernelError:
            why = "ended the notebook's kernel."
    for cell in notebook.cells:
        _collect(cell, run)
    if why:
        run.left_out[_name(started[-1])] = why
        started[-1].source = ""  # nbclient skips an empty cell
    return not why


def _notice_exit(execute_reply: dict[str, Any], **_: Any) -> None:
    """Notice `exit()` in its own cell; the kernel is gone only when the next one runs."""
    payloads = execute_reply["content"].get("payload", [])
    if any(payload["source"] == "ask_exit" for payload in payloads):
        raise DeadKernelError("exit() was called")


def _collect(cell: NotebookNode, run: Run) -> None:
    for output in cell.get("outputs", []):
        if REPORT in output.get("data", {}):
            run.reports[_name(cell)] = output.data[REPORT]
            cell.source = ""  # once is enough, if the notebook has to run again
        if output.output_type == "error":
            run.errors.setdefault(_name(cell), f"raised {output.ename}: {output.evalue}")


def _result(path: Path, exercise: Exercise, notebook: NotebookNode, run: Run) -> Result:
    function, probe = exercise.function, _probe(exercise)
    names = {_name(cell) for cell in notebook.cells}
    if probe in run.reports:
        return Result(str(path), exercise.name, **run.reports[probe])
    mistakes: list[str] = []
    if probe not in names:
        why = (
            "its cell has been removed from the notebook. Rename the notebook, and `mlpkit lab` "
            "adds a fresh one to copy the cell from."
        )
    elif why := run.left_out.get(function, run.left_out.get(probe, run.errors.get(function, ""))):
        mistakes = ["raised"]
        why = f"its cell {why}"
    else:
        why = "the notebook defines no function of this name."
    message = f"{function}: {why}"
    return Result(str(path), exercise.name, False, mistakes, message)
