"""Say what is wrong with the built notebooks: leaks, cell ids, missing exercises, long cells.

A notebook is read here as the JSON that it is: nbformat would mend a missing or repeated
cell id while reading.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mlpkit.course.source import BEGIN, END
from mlpkit.exercises import Exercise

MOST_LINES = 15
Notebook = Mapping[str, Any]


def read_notebook(text: bytes) -> Notebook | None:
    """Read a notebook's JSON; None where it isn't a notebook."""
    try:
        notebook = json.loads(text)
    except ValueError:
        return None
    return notebook if isinstance(notebook, dict) and "cells" in notebook else None


def audit_solution(lesson: str, solution: Notebook, exercises: Mapping[str, Exercise]) -> list[str]:
    """Say what is wrong with a solution's notebook; the list is empty where nothing is."""
    return [
        *_bad_ids(solution),
        *_missing_exercises(lesson, solution, exercises),
        *_long_cells(solution),
    ]


def audit_release(solution: Notebook, released: Notebook) -> list[str]:
    """Say what is wrong with a released notebook, and which lines of the solution it shows."""
    outputs = [cell for cell in released["cells"] if cell.get("outputs")]
    return [
        *_bad_ids(released),
        *(f"cell {cell.get('id')!r} still has its outputs" for cell in outputs),
        *(f"shows the solution: {line!r}" for line in leaks(solution, released)),
    ]


def leaks(solution: Notebook, released: Notebook) -> list[str]:
    """Find the lines between a solution's marks that the released notebook shows.

    A line which an author also gives outside of the marks may stand in the release as
    often as that; a formula of the solution may not stand in a plain cell at all.
    """
    hidden: dict[str, bool] = {}  # a line → does it tell anything by itself?
    given = Counter[str]()
    for cell in solution["cells"]:
        inside, outside = _split(_source(cell))
        tells = _is_formula if cell["cell_type"] == "code" else _is_sentence
        hidden |= {line: tells(line) for line in inside}
        given.update(outside)
    shown = Counter(line for cell in released["cells"] for line in _lines(_source(cell)))
    plain = "\n".join(_source(cell) for cell in released["cells"] if not _graded(cell))
    leaked = [
        line
        for line, is_telling in hidden.items()
        if shown[line] > given[line] or (is_telling and line in plain)
    ]
    return leaked + [line for line in shown if BEGIN in line or END in line]


def _split(source: str) -> tuple[list[str], list[str]]:
    inside: list[str] = []
    outside: list[str] = []
    hidden = False
    for line in _lines(source):
        if BEGIN in line or END in line:
            hidden = BEGIN in line
        else:
            (inside if hidden else outside).append(line)
    return inside, outside


def _is_formula(line: str) -> bool:
    """Tell `delta = y_hat - y` from `for node in order:` and from a comment."""
    return bool(re.search(r"[\w)\]] ?(\*\*|[-+*/@]) ?[\w(\[]", line)) and line[0] != "#"


def _is_sentence(line: str) -> bool:
    return len(line.split()) > 3


def _bad_ids(notebook: Notebook) -> Iterator[str]:
    ids = [cell.get("id") for cell in notebook["cells"]]
    if None in ids:
        yield f"cell {ids.index(None) + 1} has no id"
    for name, count in Counter(ids).items():
        if name is not None and count > 1:
            yield f"the cell id {name!r} occurs {count} times"


def _missing_exercises(
    lesson: str, solution: Notebook, exercises: Mapping[str, Exercise]
) -> Iterator[str]:
    ids = {_graded(cell) for cell in solution["cells"]}
    for name, exercise in exercises.items():
        if exercise.lesson != lesson:
            continue
        wanted = {"exercise": exercise.function, "check": f"check-{exercise.function}"}
        for marker, grade_id in wanted.items():
            if grade_id not in ids:
                yield f"the exercise {name} has no cell {marker}={exercise.function!r}"


def _long_cells(solution: Notebook) -> Iterator[str]:
    for cell in solution["cells"]:
        count = len(_source(cell).splitlines())
        if cell["cell_type"] == "code" and count > MOST_LINES:
            yield f"cell {cell.get('id')!r} has {count} lines; {MOST_LINES} is the most"


def _graded(cell: Mapping[str, Any]) -> str | None:
    """Return a cell's name in the gradebook, or None for a plain cell."""
    name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
    return None if name is None else str(name)


def _source(cell: Mapping[str, Any]) -> str:
    source: str | Iterable[str] = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _lines(source: str) -> list[str]:
    return [line.strip() for line in source.splitlines() if line.strip()]
