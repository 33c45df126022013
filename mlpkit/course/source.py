"""Read a lesson's source: percent format in, the author's notebook for nbgrader out.

An author marks cells with nothing but `exercise=`, `check=`, `question=`, or `paste=` for a
function of an earlier lesson, which students bring along; what nbgrader and nbval want to find
in a cell's metadata is written here.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from mlpkit.course.links import resolve_links
from mlpkit.course.places import CourseError
from mlpkit.course.shared import read_shared
from mlpkit.exercises import Exercise

BEGIN, END = "BEGIN SOLUTION", "END SOLUTION"  # as nbgrader looks for them: anywhere in a line
MARKERS = ("exercise", "check", "question", "paste")
HIDING = (["exercise"], ["question"], ["paste"])  # the markers of cells with a solution

# No version of Python or ipykernel: the notebooks are the same on every machine.
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True)
class Section:
    """Where in the lesson a plain cell stands; its id is made of it."""

    name: str
    chapter: str = ""

    def after(self, cell: NotebookNode) -> "Section":
        """Return the section that a cell's heading opens, or this one if it has none."""
        match = re.search(r"^(#+) (.+)$", cell.source, re.MULTILINE)
        if cell.cell_type != "markdown" or not match:
            return self
        title = match[2]
        if len(match[1]) < 3:  # `## S2: The update` is a chapter, `s2` for its sections
            return Section(_slug(title), chapter=_slug(title.split(":")[0]))
        return Section(_slug(f"{self.chapter} {title}"), self.chapter)


def read_lesson(path: Path, exercises: Mapping[str, Exercise], repository: str) -> NotebookNode:
    """Read `NN-slug.py` as a notebook that nbgrader can release.

    Parameters
    ----------
    path
        The source in percent format; its name is the lesson's.
    exercises
        The catalogue, by full name; the points of a check come from it.
    repository
        The published address, from which the lesson's links are made.

    Returns
    -------
    NotebookNode
        Without outputs; every cell has a readable id that stays the same.

    Raises
    ------
    CourseError
        If a marker can't be understood.
    """
    parsed = jupytext.reads(path.read_text(encoding="utf-8"), "py:percent")
    used: set[str] = set()
    reserved = {name for cell in parsed.cells if (name := grade_id(cell.metadata))}
    section = Section("start")
    cells = []
    for cell in parsed.cells:
        if cell.cell_type == "raw":  # jupytext keeps the file's YAML header as a raw cell
            continue
        if "shared" in cell.metadata:
            text = read_shared(path.parent.parent, cell.metadata["shared"], path.stem)
            cell.source = f"{cell.source}\n\n{text}"
        cell.source = resolve_links(cell.source, path.stem, repository)
        section = section.after(cell)
        name = grade_id(cell.metadata) or _unused(section.name, used | reserved)
        if name in used:
            raise CourseError(f"{path.name}: two cells are called {name!r}; give one another name.")
        used.add(name)
        cells.append(_notebook_cell(cell, name, path.stem, exercises))
    return new_notebook(cells=cells, metadata=NOTEBOOK_METADATA)


def grade_id(metadata: Mapping[str, Any]) -> str | None:
    """Name a marked cell as nbgrader's gradebook will, or None for a plain cell."""
    if "check" in metadata:
        return f"check-{metadata['check']}"
    if "paste" in metadata:
        return f"paste-{metadata['paste']}"
    name = metadata.get("exercise") or metadata.get("question")
    return None if name is None else str(name)


def _notebook_cell(
    cell: NotebookNode, name: str, lesson: str, exercises: Mapping[str, Exercise]
) -> NotebookNode:
    markers = [marker for marker in MARKERS if marker in cell.metadata]
    if error := _misplaced(cell, markers, name):
        raise CourseError(f"{lesson}: the cell {name!r} {error}")
    metadata: dict[str, Any] = {}
    if "tags" in cell.metadata:
        metadata["tags"] = cell.metadata["tags"]
    if "exercise" in markers:
        _exercise(lesson, cell.metadata["exercise"], exercises)
        metadata["nbgrader"] = _nbgrader(name, solution=True)
    elif "check" in markers:
        points = _exercise(lesson, cell.metadata["check"], exercises).points
        metadata["nbgrader"] = _nbgrader(name, points=points, locked=True)
        metadata["tags"] = ["nbval-check-output"]
    elif "question" in markers:
        metadata["nbgrader"] = _nbgrader(name, points=cell.metadata["points"], solution=True)
    elif "paste" in markers:
        metadata["nbgrader"] = _nbgrader(name, solution=True)
    elif cell.cell_type == "markdown":
        metadata |= {"deletable": False, "editable": False}
    new_cell = new_markdown_cell if cell.cell_type == "markdown" else new_code_cell
    return new_cell(cell.source, id=name, metadata=metadata)


def _exercise(lesson: str, function: str, exercises: Mapping[str, Exercise]) -> Exercise:
    try:
        return exercises[f"{lesson}/{function}"]
    except KeyError:
        raise CourseError(f"{lesson}: the catalogue has no exercise {function!r}") from None


def _misplaced(cell: NotebookNode, markers: list[str], name: str) -> str | None:
    """Say where markers, kind of cell and solution marks don't belong together."""
    if len(markers) > 1:
        return f"is {' and '.join(markers)}; it can be one of them"
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name):
        return "needs a name of letters, digits, - and _"
    if markers and (cell.cell_type == "markdown") != (markers == ["question"]):
        return "is the wrong kind: a question is [markdown], an exercise and its check are code"
    if markers == ["question"] and not isinstance(cell.metadata.get("points"), int | float):
        return "needs its points, such as points=2"
    marks = re.findall(f"{BEGIN}|{END}", cell.source)
    if marks != [BEGIN, END] * (len(marks) // 2):
        return f"needs an {END!r} behind each {BEGIN!r}"
    if marks and markers not in HIDING:
        return "has solution marks, but is no exercise=…, question=… or paste=…"
    if not marks and markers in HIDING:
        return f"needs {BEGIN!r} and {END!r} around what students must not see"
    return None


def _nbgrader(
    name: str, *, points: float | None = None, solution: bool = False, locked: bool = False
) -> dict[str, Any]:
    graded = {} if points is None else {"points": points}
    return graded | {
        "grade": points is not None,
        "grade_id": name,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }


def _slug(title: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_only.lower())
    # 64 is the longest id that nbformat allows; the rest is for a counter.
    return "-".join(words)[:56].strip("-") or "cell"


def _unused(name: str, taken: set[str]) -> str:
    numbered = (name if count == 1 else f"{name}-{count}" for count in range(1, len(taken) + 2))
    return next(candidate for candidate in numbered if candidate not in taken)
