"""Fill in what README.md says of the lessons: the badge, and the table of slides."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nbformat import NotebookNode

from mlpkit.course.links import badge
from mlpkit.course.places import CourseError

FIRST_LESSON = "01-loss-and-sgd"
HEADER = "| slide | lesson | explorers | exercises |\n|---|---|---|---|\n"


@dataclass
class Chapter:
    """A part of a lesson under a heading that names slides, such as `## S3: Approach`."""

    heading: str
    lesson: str
    explorers: list[str] = field(default_factory=list)
    exercises: list[str] = field(default_factory=list)

    def row(self) -> str:
        """Return the chapter's row in the table."""
        columns = ([self.lesson], dict.fromkeys(self.explorers), self.exercises)
        return " | ".join([f"| {self.heading}", *map(_code, columns), ""]).rstrip()


def fill_readme(
    text: str, repository: str, lessons: Mapping[str, NotebookNode], exercises: Iterable[str]
) -> str:
    """Return README.md with the badge and the table between their marks.

    Raises
    ------
    CourseError
        If the marks are not there.
    """
    made = {
        "badge": badge(FIRST_LESSON, repository),
        "slides": slide_table(lessons, exercises),
    }
    for name, content in made.items():
        start, stop = f"<!-- {name}: made by `mlpkit build` -->", "<!-- end -->"
        before, found, rest = text.partition(start)
        _, ended, after = rest.partition(stop)
        if not (found and ended):
            raise CourseError(f"README.md needs the marks {start!r} and {stop!r}.")
        text = f"{before}{start}\n{content}\n{stop}{after}"
    return text


def slide_table(lessons: Mapping[str, NotebookNode], exercises: Iterable[str]) -> str:
    """Return a Markdown table of the chapters about slides, in the course's order.

    Parameters
    ----------
    lessons
        The lessons' notebooks, by name.
    exercises
        The full names of the exercises.
    """
    names = set(exercises)
    rows = [
        chapter.row()
        for lesson in sorted(lessons)
        for chapter in _chapters(lesson, lessons[lesson], names)
    ]
    return HEADER + "\n".join(rows)


def _chapters(lesson: str, notebook: NotebookNode, exercises: set[str]) -> list[Chapter]:
    chapters = [Chapter("", lesson)]
    for cell in notebook.cells:
        heading = re.search(r"^## (.*\bS\d+\b.*)$", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown" and heading:
            chapters.append(Chapter(re.sub(r"^(S\d+): ", r"\1 ", heading[1]), lesson))
        elif cell.cell_type == "code":
            chapters[-1].explorers += re.findall(r"\bexplorers\.(\w+)\(", cell.source)
            if f"{lesson}/{cell.id}" in exercises:
                chapters[-1].exercises.append(cell.id)
    return chapters[1:]


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
