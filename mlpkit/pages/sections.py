"""Cut a lesson's notebook at its headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from nbformat import NotebookNode

_HEADING = re.compile(r"(#{1,3}) (.+)")
_SLIDES = re.compile(r"((?:S\d+(?:, | and | to )?)+): ")
_EXPLORER = re.compile(r"^explorers\.\w+\(.*\)$", re.MULTILINE)


@dataclass
class Section:
    """A heading and the cells below it.

    Parameters
    ----------
    title : str
        The heading, without the slides that it names.
    level : int
        1 for the lesson's own heading, 2 for `##`, 3 for `###`.
    slides : str
        Such as "S3 and S8": those of this heading, or of the `##` that it stands below.
    text : str
        What follows the heading in its own cell, as Markdown.
    cells : list of notebook cells
        Those after it.
    """

    title: str
    level: int
    slides: str
    text: str
    cells: list[NotebookNode] = field(default_factory=list)


def sections(notebook: NotebookNode) -> Iterator[Section]:
    """Give the sections of a notebook; a heading stands at the top of its cell."""
    section: Section | None = None
    slides = ""
    for cell in notebook.cells:
        match = _HEADING.match(cell.source) if cell.cell_type == "markdown" else None
        if not match:
            if section is None:
                section = Section("", 1, "", "")
            section.cells.append(cell)
            continue
        if section is not None:
            yield section
        level, title = len(match[1]), match[2]
        named = _SLIDES.match(title)
        if level < 3:
            slides = named[1] if named else ""
        if named:
            title = title[named.end() :]
        section = Section(title, level, slides, cell.source[match.end() :].strip())
    if section is not None:
        yield section


def is_explorer(cell: NotebookNode) -> bool:
    """Tell whether a cell shows an explorer."""
    return cell.cell_type == "code" and bool(_EXPLORER.search(cell.source))
